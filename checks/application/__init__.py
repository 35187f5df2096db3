"""Rules about one application: the manifest and its papers in, what was found out."""
