"""The tutor's own small language models: the words they know, how they are trained, and their forward pass in NumPy."""
