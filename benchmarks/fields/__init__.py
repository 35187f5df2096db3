"""Benches of single fields on parts of papers, one module each; `bench_fields.py` runs them all."""
