"""The former package of the trained models, for existing exercise files; now ``tutor.transformers.models``."""
