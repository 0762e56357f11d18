"""The event log and what can be read off it."""
