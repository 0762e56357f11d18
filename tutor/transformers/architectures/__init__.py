"""A small description of an architecture becomes every tensor of its forward pass. Arithmetic; no NumPy."""
