"""With NumPy: arrays of ids, np.unique for the counts, np.lexsort for the ties."""

import re

import numpy as np

PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


def merge(ids, pair, new_id):
    array = np.asarray(ids, dtype=np.int64)
    hits = np.flatnonzero((array[:-1] == pair[0]) & (array[1:] == pair[1]))
    chosen, last = [], -2
    for hit in hits.tolist():
        if hit > last + 1:
            chosen.append(hit)
            last = hit
    array = array.copy()
    array[chosen] = new_id
    return np.delete(array, np.array(chosen, dtype=np.int64) + 1).tolist()


def bigrams(pieces):
    rows = [np.column_stack((piece[:-1], piece[1:])) for piece in pieces if len(piece) > 1]
    return np.concatenate(rows) if rows else np.empty((0, 2), dtype=np.int64)


def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError("vocab_size is below 256")
    pieces = [
        np.frombuffer(word.encode("utf-8"), dtype=np.uint8).astype(np.int64) for word in pre_tokens(text)
    ]
    merges = []
    for new_id in range(256, vocab_size):
        pairs = bigrams(pieces)
        if not len(pairs):
            break
        unique, counts = np.unique(pairs, axis=0, return_counts=True)
        order = np.lexsort((unique[:, 1], unique[:, 0], -counts))
        best = tuple(unique[order[0]].tolist())
        pieces = [np.array(merge(piece, best, new_id)) for piece in pieces]
        merges.append(best)
    return merges


def encode(text, merges):
    parts = []
    for word in pre_tokens(text):
        ids = np.frombuffer(word.encode("utf-8"), dtype=np.uint8).tolist()
        for rank, pair in enumerate(merges):
            if len(ids) == 1:
                break
            ids = merge(ids, pair, rank + 256)
        parts.append(np.array(ids, dtype=np.int64))
    return np.concatenate(parts).tolist() if parts else []


def decode(ids, merges):
    table = [np.array([byte], dtype=np.uint8) for byte in range(256)]
    for first, second in merges:
        table.append(np.concatenate((table[first], table[second])))
    if len(ids) == 0:
        return ""
    return np.concatenate([table[one] for one in ids]).tobytes().decode("utf-8", errors="replace")
