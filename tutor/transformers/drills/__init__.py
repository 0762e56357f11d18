"""Questions without end, with fresh numbers each time: shapes, scores, masks, parameters, order, families, code."""
