"""Rules about one paper: facts in, what was found out."""
