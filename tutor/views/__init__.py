"""Turns domain objects into Rich renderables, for the shell and the app. No Textual, no NumPy."""
