"""Running code in an isolated, bounded process. Knows nothing of exercises, shapes or screens."""
