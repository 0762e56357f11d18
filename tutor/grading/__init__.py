"""Turns an exercise file into a Verdict."""
