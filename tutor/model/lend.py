"""The former module of the trained weights, for exercise files that were begun before it moved."""

from tutor.transformers.models.for_exercises import VOCABULARY, to_tokens, trained_weights

__all__ = ["VOCABULARY", "to_tokens", "trained_weights"]
