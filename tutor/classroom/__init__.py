"""Grading a folder of submissions."""
