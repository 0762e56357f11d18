"""A class holds the merges; the four functions call it."""

import re
from collections import Counter

PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


class BytePairTokenizer:
    BYTES = 256

    def __init__(self, merges=()):
        self.merges = list(merges)
        self.rank = {pair: n for n, pair in enumerate(self.merges)}

    @staticmethod
    def replace(ids, pair, new_id):
        replaced, iterator = [], iter(range(len(ids)))
        for i in iterator:
            if i + 1 < len(ids) and ids[i] == pair[0] and ids[i + 1] == pair[1]:
                replaced.append(new_id)
                next(iterator)
            else:
                replaced.append(ids[i])
        return replaced

    def learn(self, text, vocab_size):
        self.corpus = [list(word.encode()) for word in pre_tokens(text)]
        while self.BYTES + len(self.merges) < vocab_size:
            counts = Counter(pair for ids in self.corpus for pair in zip(ids, ids[1:]))
            if not counts:
                break
            self.add(self.winner(counts))
        return self.merges

    def winner(self, counts):
        return sorted(counts, key=lambda pair: (-counts[pair], pair))[0]

    def add(self, pair):
        new_id = self.BYTES + len(self.merges)
        self.corpus = [self.replace(ids, pair, new_id) for ids in self.corpus]
        self.merges.append(pair)

    def encode_word(self, word):
        ids = list(word.encode())
        while True:
            candidates = set(zip(ids, ids[1:])) & self.rank.keys()
            if not candidates:
                return ids
            pair = min(candidates, key=self.rank.__getitem__)
            ids = self.replace(ids, pair, self.BYTES + self.rank[pair])

    def spell(self, one):
        if one < self.BYTES:
            return bytes([one])
        left, right = self.merges[one - self.BYTES]
        return self.spell(left) + self.spell(right)


def merge(ids, pair, new_id):
    return BytePairTokenizer.replace(ids, pair, new_id)


def train_bpe(text, vocab_size):
    if vocab_size < BytePairTokenizer.BYTES:
        raise ValueError("a vocabulary holds at least the bytes")
    return BytePairTokenizer().learn(text, vocab_size)


def encode(text, merges):
    tokenizer = BytePairTokenizer(merges)
    return [one for word in pre_tokens(text) for one in tokenizer.encode_word(word)]


def decode(ids, merges):
    tokenizer = BytePairTokenizer(merges)
    return b"".join(map(tokenizer.spell, ids)).decode("utf-8", errors="replace")
