"""What confidence is worth, measured on labelled papers: how honest it is, and how far it has to be moved."""
