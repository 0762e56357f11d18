"""Builds what the package ships: the generator of sentences, the training of the small models, and their card."""
