"""The Textual app: places, and the widgets in them. Nothing outside this room knows Textual."""
