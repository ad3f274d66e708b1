"""What runs by itself, and what keeps runs apart: the lease."""
