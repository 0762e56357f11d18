"""Endless questions with new numbers each time: shapes, scores, masks, parameters, order, families, code."""
