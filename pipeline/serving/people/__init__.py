"""What people decide, and what waits for them."""
