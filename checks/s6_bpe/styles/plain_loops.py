"""Plain loops and indices, no helpers from the library, copies edited in place."""

import re

PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


def merge(ids, pair, new_id):
    result = list(ids)
    position = 0
    while position + 1 < len(result):
        if result[position] == pair[0] and result[position + 1] == pair[1]:
            result[position] = new_id
            del result[position + 1]
        position += 1
    return result


def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError("vocab_size should be 256 or more")
    pieces = []
    for word in pre_tokens(text):
        piece = []
        for byte in word.encode("utf-8"):
            piece.append(byte)
        pieces.append(piece)

    merges = []
    for step in range(vocab_size - 256):
        counts = {}
        for piece in pieces:
            for k in range(len(piece) - 1):
                pair = (piece[k], piece[k + 1])
                if pair not in counts:
                    counts[pair] = 0
                counts[pair] += 1

        best = None
        for pair in counts:
            if best is None or counts[pair] > counts[best]:
                best = pair
            elif counts[pair] == counts[best] and pair < best:
                best = pair
        if best is None:
            return merges

        for k in range(len(pieces)):
            pieces[k] = merge(pieces[k], best, 256 + step)
        merges.append(best)
    return merges


def encode(text, merges):
    result = []
    for word in pre_tokens(text):
        ids = [byte for byte in word.encode("utf-8")]
        for step in range(len(merges)):
            ids = merge(ids, merges[step], 256 + step)
        for one in ids:
            result.append(one)
    return result


def decode(ids, merges):
    queue = list(ids)
    data = []
    while queue:
        one = queue.pop(0)
        if one < 256:
            data.append(one)
        else:
            first, second = merges[one - 256]
            queue = [first, second] + queue
    return bytes(data).decode("utf-8", errors="replace")
