"""The map: one picture of a whole transformer, with the shape of what every piece hands on."""
