"""Many submissions at once: what crosses to a worker and back, the workers, and the order of things."""
