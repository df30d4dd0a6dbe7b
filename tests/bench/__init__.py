"""What `make bench` measures: one JSON line per promised figure of speed and size."""
