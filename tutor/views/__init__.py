"""Domain objects → Rich renderables, for the shell and the app alike. No Textual, no NumPy."""
