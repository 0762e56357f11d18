"""Builds the shipped data: the sentence generator, the training of the small models, and their model card."""
