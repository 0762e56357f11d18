"""The opening: four screens on which a small trained model fills a gap, and the learner changes its query."""
