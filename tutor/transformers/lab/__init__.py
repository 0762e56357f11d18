"""The Lab: a sentence, looked at through a trained model."""
