"""An exercise file becomes a Verdict."""
