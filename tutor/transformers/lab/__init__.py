"""The Lab: run a trained model on a sentence and inspect its attention."""
