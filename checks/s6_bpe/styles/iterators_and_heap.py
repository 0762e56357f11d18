"""Iterators: the merge peeks at the next item; the best pair by heapq.nsmallest; a dict from pair to id for encoding."""

import heapq
import re
from collections import Counter

# GPT-2's pattern: a word, a number or signs, each with the space before it; or other white space.
PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


def merge(ids, pair, new_id):
    result = []
    waiting = None
    for token in ids:
        if waiting is None:
            waiting = token
        elif waiting == pair[0] and token == pair[1]:
            result.append(new_id)
            waiting = None
        else:
            result.append(waiting)
            waiting = token
    if waiting is not None:
        result.append(waiting)
    return result


def train_bpe(text, vocab_size):
    number = vocab_size - 256
    if number < 0:
        raise ValueError("smaller than the 256 bytes")
    sequences = list(map(lambda piece: [*piece.encode("utf-8")], pre_tokens(text)))
    vocabulary = {}
    while len(vocabulary) < number:
        pairs = Counter(pair for ids in sequences for pair in zip(ids[:-1], ids[1:], strict=True))
        ranked = heapq.nsmallest(1, ((-count, first, second) for (first, second), count in pairs.items()))
        if not ranked:
            break
        _, first, second = ranked[0]
        new = vocabulary[first, second] = 256 + len(vocabulary)
        sequences = [merge(ids, (first, second), new) if first in ids else ids for ids in sequences]
    return list(vocabulary)


def encode(text, merges):
    known = {(first, second): 256 + i for i, (first, second) in enumerate(merges)}

    def of_piece(piece):
        ids = list(piece.encode("utf-8"))
        while True:
            possible = [known[pair] for pair in zip(ids, ids[1:]) if pair in known]
            if not possible:
                return ids
            new = min(possible)
            ids = merge(ids, merges[new - 256], new)

    return [token for piece in pre_tokens(text) for token in of_piece(piece)]


def decode(ids, merges):
    table = {i: bytes((i,)) for i in range(256)}
    for i, (first, second) in enumerate(merges, start=256):
        table[i] = table[first] + table[second]
    data = bytearray()
    for token in ids:
        data += table[token]
    return str(data, encoding="utf-8", errors="replace")
