"""What `bench_intake` is made of: uploads, those that hear of them, what is killed, and how it is counted."""
