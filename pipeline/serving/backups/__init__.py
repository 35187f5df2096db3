"""All state in one file, and back."""
