"""Pages printed to PDF: the file's own text, held line by line against the picture."""

from pipeline.printed.page import read_print

__all__ = ["read_print"]
