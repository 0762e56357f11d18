"""The map: a diagram of a whole transformer, with the shape of each part's output."""
