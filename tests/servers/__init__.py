"""Servers of buckets for tests and benchmarks: each is started on loopback, with a folder of its own, and ended with all its processes."""
