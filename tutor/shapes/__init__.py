"""Running code and recording the shape of everything. No Textual."""
