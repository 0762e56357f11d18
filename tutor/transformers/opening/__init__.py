"""The first three minutes: four screens on which a small trained model fills a gap, and the learner turns its query."""
