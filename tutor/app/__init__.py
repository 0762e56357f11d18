"""The Textual app: its screens, and their widgets. Nothing else imports Textual, except the plug-in."""
