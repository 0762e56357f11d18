"""The places a learner can be."""
