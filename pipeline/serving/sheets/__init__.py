"""A case's sheet: its pictures and its words, for people who watch the runs."""
