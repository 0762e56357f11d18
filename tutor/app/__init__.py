"""The Textual app: its screens, and their widgets. Nothing outside this room imports Textual, except the plug-in."""
