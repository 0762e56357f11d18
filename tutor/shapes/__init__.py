"""Runs code and records the shapes of all arrays. No Textual."""
