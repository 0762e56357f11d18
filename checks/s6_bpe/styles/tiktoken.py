"""As in tiktoken: encoding keeps the parts and the rank of each neighbouring pair, and joins one place at a time."""

import re
from collections import Counter

PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


INFINITE = 10**9


def merge(ids, pair, new_id):
    parts = []
    for one in ids:
        parts.append([one, False])
    i = 0
    while i < len(parts) - 1:
        if (parts[i][0], parts[i + 1][0]) == tuple(pair):
            parts[i : i + 2] = [[new_id, True]]
        i += 1
    return [part[0] for part in parts]


def train_bpe(text, vocab_size):
    if not vocab_size >= 2**8:
        raise ValueError("vocab_size must be at least 256")
    words = [[b for b in word.encode("utf-8")] for word in pre_tokens(text)]
    ranks = {}
    while len(ranks) < vocab_size - 2**8:
        stats = Counter()
        for piece in words:
            for pair in zip(piece[:-1], piece[1:]):
                stats[pair] += 1
        if not stats:
            break
        most = stats.most_common(1)[0][1]
        winner = sorted(pair for pair, n in stats.items() if n == most)[0]
        token = len(ranks) + 2**8
        ranks[winner] = token
        new_words = []
        for word in words:
            new_words.append(merge(word, winner, token))
        words = new_words
    return [*ranks]


def byte_pair_merge(ranks, piece):
    parts = list(piece)

    def get_rank(i):
        if i + 1 < len(parts):
            return ranks.get((parts[i], parts[i + 1]), INFINITE)
        return INFINITE

    while len(parts) > 1:
        lowest, at = min((get_rank(i), i) for i in range(len(parts)))
        if lowest == INFINITE:
            break
        parts[at] = lowest
        del parts[at + 1]
    return parts


def encode(text, merges):
    ranks = {pair: 256 + n for n, pair in enumerate(merges)}
    ret = []
    for piece in pre_tokens(text):
        ret += byte_pair_merge(ranks, piece.encode("utf-8"))
    return ret


def decode(ids, merges):
    decoder = {}
    for token in range(256):
        decoder[token] = bytes([token])
    for token, (a, b) in enumerate(merges, 256):
        decoder[token] = decoder[a] + decoder[b]
    return b"".join([decoder[token] for token in ids]).decode("utf-8", errors="replace")
