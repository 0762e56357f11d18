"""The project's own tests, in folders as the rooms of the program are."""
