"""What becomes of papers and whole applications, good and broken; `bench_decisions.py` runs it."""
