"""Domain objects become Rich renderables, shared by the shell and the app."""
