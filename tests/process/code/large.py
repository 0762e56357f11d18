"""A library that takes a lot of memory for itself when it is imported."""

kept = bytes(256 * 1024**2)


def length():
    return len(kept)
