"""What was told, found and not seen, on an ensemble: scores, and back from a find to its start."""
