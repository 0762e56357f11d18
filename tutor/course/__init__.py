"""Lessons, exercises and checks as typed objects. Plain Python: no NumPy, no Textual."""
