"""Computes every tensor of a forward pass from a short description of an architecture. Arithmetic only; no NumPy."""
