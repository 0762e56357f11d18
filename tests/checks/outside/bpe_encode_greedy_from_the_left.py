# Encode scans the text once and merges greedily from left to right with any known pair, whatever its rank.
# status: failed
# line: order_of_merges
# mistake: encodes-from-the-left
# candidates:
# also:
import re
from collections import Counter

# GPT-2's pattern: a word, a number or signs, each with the space before it; or other white space.
PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)



def merge(ids, pair, new_id):
    ids = list(ids)
    position = 0
    while position < len(ids) - 1:
        if (ids[position], ids[position + 1]) == tuple(pair):
            ids[position : position + 2] = [new_id]
        position += 1
    return ids


class Trainer:
    def __init__(self, text):
        self.pieces = [list(piece.encode()) for piece in pre_tokens(text)]
        self.merges = []

    def statistics(self):
        found = {}
        for piece in self.pieces:
            for i in range(len(piece) - 1):
                key = piece[i], piece[i + 1]
                found[key] = found.get(key, 0) + 1
        return found

    def step(self):
        found = self.statistics()
        if not found:
            return False
        most = max(found.values())
        best = sorted(pair for pair, times in found.items() if times == most)[0]
        new = 256 + len(self.merges)
        self.pieces = [merge(piece, best, new) for piece in self.pieces]
        self.merges.append(best)
        return True


def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError(vocab_size)
    trainer = Trainer(text)
    while 256 + len(trainer.merges) < vocab_size and trainer.step():
        pass
    return trainer.merges


def encode(text, merges):
    result = []
    for piece in pre_tokens(text):
        ids = list(piece.encode())
        known = {tuple(pair): 256 + number for number, pair in enumerate(merges)}
        position = 0
        while position < len(ids) - 1:
            pair = (ids[position], ids[position + 1])
            if pair in known:
                ids[position : position + 2] = [known[pair]]
                position = max(position - 1, 0)
            else:
                position += 1
        result += ids
    return result


def spell(token, merges):
    if token < 256:
        return [token]
    first, second = merges[token - 256]
    return spell(first, merges) + spell(second, merges)


def decode(ids, merges):
    letters = []
    for token in ids:
        letters.extend(spell(token, merges))
    return bytes(letters).decode("utf-8", "replace")

