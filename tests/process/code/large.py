"""A library that allocates a lot of memory when it is imported."""

kept = bytes(256 * 1024**2)


def length():
    return len(kept)
