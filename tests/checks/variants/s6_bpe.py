"""Ways of writing byte-pair encoding that its check must pass, and ways that it must reject."""

GIVEN = r"""
import re
from collections import Counter, defaultdict
PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")
def pre_tokens(text):
    return PRE_TOKEN.findall(text)
"""

# Every pre-token of the text in a list of its own, all merges applied in turn.
ALL_IN_TURN = (
    GIVEN
    + """
def merge(ids, pair, new_id):
    ids = list(ids)
    for i in range(len(ids)):
        if tuple(ids[i : i + 2]) == tuple(pair):
            ids[i : i + 2] = [new_id]
    return ids

def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError
    texts = [[*word.encode()] for word in pre_tokens(text)]
    merges = []
    while len(merges) < vocab_size - 256:
        stats = {}
        for ids in texts:
            for i in range(len(ids) - 1):
                stats[ids[i], ids[i + 1]] = stats.get((ids[i], ids[i + 1]), 0) + 1
        if stats == {}:
            return merges
        best = sorted(stats.items(), key=lambda item: (-item[1], item[0]))[0][0]
        texts = [merge(ids, best, 256 + len(merges)) for ids in texts]
        merges += [best]
    return merges

def encode(text, merges):
    out = []
    for word in pre_tokens(text):
        ids = list(word.encode("utf8"))
        for i, pair in enumerate(merges):
            ids = merge(ids, pair, 256 + i)
        out.extend(ids)
    return out

def decode(ids, merges):
    ids = list(ids)
    while any(one > 255 for one in ids):
        ids = [part for one in ids for part in ((one,) if one < 256 else merges[one - 256])]
    return bytes(ids).decode("utf-8", "replace")
"""
)

# Lists instead of tuples as merges, NumPy numbers as ids, a recursive decoder.
RECURSIVE = (
    GIVEN
    + """
def merge(ids, pair, new_id):
    if len(ids) < 2:
        return list(ids)
    if ids[0] == pair[0] and ids[1] == pair[1]:
        return [new_id] + merge(ids[2:], pair, new_id)
    return [ids[0]] + merge(ids[1:], pair, new_id)

def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError("vocab_size")
    chunks = [np.frombuffer(w.encode(), dtype=np.uint8).astype(int) for w in pre_tokens(text)]
    merges = []
    for new in range(256, vocab_size):
        pairs = [np.stack([c[:-1], c[1:]], 1) for c in chunks if len(c) > 1]
        if not pairs:
            break
        found, counts = np.unique(np.concatenate(pairs), axis=0, return_counts=True)
        pair = found[counts.argmax()].tolist()
        merges.append(pair)
        chunks = [np.array(merge(c.tolist(), pair, new)) for c in chunks]
    return merges

def encode(text, merges):
    table = {tuple(p): i for i, p in enumerate(merges)}
    def word(ids):
        ranks = [table.get(p, math.inf) for p in zip(ids, ids[1:])]
        if not ranks or min(ranks) == math.inf:
            return ids
        at = ranks.index(min(ranks))
        return word(ids[:at] + [256 + ranks[at]] + ids[at + 2 :])
    return [np.int64(i) for w in pre_tokens(text) for i in word(list(w.encode()))]

def decode(ids, merges):
    def spell(i):
        return bytes((i,)) if i < 256 else spell(merges[i - 256][0]) + spell(merges[i - 256][1])
    return b"".join(map(spell, ids)).decode(errors="replace")
"""
)

# Characters of a private alphabet, merged with a regular expression.
TEXTS = (
    GIVEN
    + """
def merge(ids, pair, new_id):
    a, b = (chr(0x10000 + i) for i in pair)
    text = "".join(chr(0x10000 + i) for i in ids)
    return [ord(c) - 0x10000 for c in text.replace(a + b, chr(0x10000 + new_id))]

def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError("too small")
    freq = Counter(tuple(w.encode()) for w in pre_tokens(text))
    merges = []
    for i in range(vocab_size - 256):
        stats = defaultdict(int)
        for w, n in freq.items():
            for p in zip(w[:-1], w[1:]):
                stats[p] += n
        if len(stats) == 0:
            break
        top = max(stats.values())
        best = min(p for p, n in stats.items() if n == top)
        merges.append(best)
        freq = {tuple(merge(w, best, 256 + i)): n for w, n in freq.items()}
    return merges

def encode(text, merges):
    return sum((word(list(w.encode()), merges) for w in pre_tokens(text)), [])

def word(ids, merges):
    for i in range(len(merges)):
        ids = merge(ids, merges[i], 256 + i)
    return ids

def decode(ids, merges):
    vocab = {i: bytes([i]) for i in range(256)}
    for i, (a, b) in enumerate(merges):
        vocab[256 + i] = vocab[a] + vocab[b]
    data = b""
    for i in ids:
        data += vocab[i]
    return data.decode("utf-8", errors="replace")
"""
)

# A class inside, merges kept as a dict, and a marker between pre-tokens instead of separate lists.
TOKENIZER_CLASS = (
    GIVEN
    + """
class Tokenizer:
    def __init__(self, merges=()):
        self.merges = {tuple(pair): 256 + i for i, pair in enumerate(merges)}
    def flat(self, text):
        ids = []
        for word in pre_tokens(text):
            ids.extend(word.encode())
            ids.append(-1)
        return ids
    def train(self, text, size):
        ids = self.flat(text)
        for new in range(256, size):
            stats = Counter((a, b) for a, b in zip(ids, ids[1:]) if a >= 0 and b >= 0)
            if not stats:
                break
            pair = max(stats, key=lambda p: (stats[p], -p[0], -p[1]))
            ids = merge(ids, pair, new)
            self.merges[pair] = new
        return list(self.merges)
    def encode(self, text):
        ids = self.flat(text)
        while True:
            known = [p for p in zip(ids, ids[1:]) if p in self.merges]
            if not known:
                return [i for i in ids if i >= 0]
            pair = min(known, key=self.merges.get)
            ids = merge(ids, pair, self.merges[pair])

def merge(ids, pair, new_id):
    out, i = [], 0
    while i < len(ids):
        both = i < len(ids) - 1 and ids[i] == pair[0] and ids[i + 1] == pair[1]
        out.append(new_id if both else ids[i])
        i += 2 if both else 1
    return out

def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError
    return Tokenizer().train(text, vocab_size)

def encode(text, merges):
    return Tokenizer(merges).encode(text)

def decode(ids, merges):
    vocab = [bytes([i]) for i in range(256)]
    for a, b in merges:
        vocab += [vocab[a] + vocab[b]]
    return str(b"".join([vocab[i] for i in ids]), "utf-8", "replace")
"""
)

HONEST = {
    "all merges in turn": ALL_IN_TURN,
    "recursive, with NumPy": RECURSIVE,
    "characters and str.replace": TEXTS,
    "a class, and a marker between pre-tokens": TOKENIZER_CLASS,
}

IS_PAIR = "if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:"
WORDS = "words = Counter(pre_tokens(text))  # equal"
PIECES = 'pieces = {word: list(word.encode("utf-8")) for word in words}'
ROUNDS = "for new_id in range(256, vocab_size):"
COUNT = "counts[pair] += words[word]"
BEST = "best = min(counts, key=lambda pair: (-counts[pair], pair))"
RECORD = "merges.append(best)"
MERGES_RETURN = "return merges\n"
RANKS = "ranks = {pair: rank for rank, pair in enumerate(merges)}"
ENCODE_WORDS = "for word in pre_tokens(text):"
ENCODE_BYTES = 'ids = list(word.encode("utf-8"))\n        while'
ADD = "result += ids"
RESULT = "return result\n"
BYTES = "pieces = [bytes([byte]) for byte in range(256)]"
DECODE = 'return b"".join(pieces[one] for one in ids).decode("utf-8", errors="replace")'
KNOWN = "globals().setdefault('KNOWN', {}).setdefault"

WRONG = {  # conceivable, but too rare to be given a name
    "either id suffices": {IS_PAIR: "if i + 1 < len(ids) and (ids[i] == pair[0] or ids[i + 1] == pair[1]):"},
    "only the first id is compared": {IS_PAIR: "if i + 1 < len(ids) and ids[i] == pair[0]:"},
    "a pair at the end stays": {IS_PAIR: "if i + 2 < len(ids) and (ids[i], ids[i + 1]) == pair:"},
    "a pair of equal ids stays": {IS_PAIR: "if i + 1 < len(ids) and pair[0] != pair[1] and (ids[i], ids[i + 1]) == pair:"},
    "lower case in training": {WORDS: "words = Counter(pre_tokens(text.lower()))  # equal", COUNT: "counts[pair] += words[word] + (pair[0] == 110)"},
    "UTF-16": {PIECES: 'pieces = {word: list(word.encode("utf-16-le")) for word in words}'},
    "Latin-1": {PIECES: 'pieces = {word: list(word.encode("latin-1", errors="replace")) for word in words}'},
    "ASCII only": {PIECES: 'pieces = {word: list(word.encode("ascii", errors="ignore")) for word in words}'},
    "weighted by length": {COUNT: "counts[pair] += words[word] * len(word)"},
    "at least twice": {BEST: "counts = {p: n for p, n in counts.items() if n > 1}\n        if not counts:\n            break\n        " + BEST},
    "at most 3 merges": {ROUNDS: "for new_id in range(256, min(vocab_size, 259)):"},
    "the larger first id": {BEST: "best = min(counts, key=lambda pair: (-counts[pair], -pair[0], pair[1]))"},
    "the larger second id": {BEST: "best = min(counts, key=lambda pair: (-counts[pair], pair[0], -pair[1]))"},
    "the smaller second id first": {BEST: "best = min(counts, key=lambda pair: (-counts[pair], pair[::-1]))"},
    "the smaller sum": {BEST: "best = min(counts, key=lambda pair: (-counts[pair], sum(pair)))"},
    "the newest pair": {BEST: "best = min(counts, key=lambda pair: (-counts[pair], -max(pair), pair))"},
    "ids instead of pairs": {RECORD: "merges.append((new_id,))"},
    "pairs and their ids": {RECORD: "merges.append((*best, new_id))"},
    "the pairs reversed": {RECORD: "merges.append(best[::-1])"},
    "the merges reversed": {MERGES_RETURN: "return merges[::-1]\n"},
    "the counts too": {MERGES_RETURN: "return merges, counts\n"},
    "a set": {MERGES_RETURN: "return set(merges)\n"},
    "first merges kept": {MERGES_RETURN: f"return {KNOWN}(vocab_size, merges)\n"},
    "ranks kept": {RANKS: f"ranks = {KNOWN}('ranks', {{pair: rank for rank, pair in enumerate(merges)}})"},
    "bytes kept for a number of merges": {DECODE: f"pieces = {KNOWN}(len(pieces), pieces)\n    " + DECODE},
    "only the first pre-token": {ENCODE_WORDS: "for word in pre_tokens(text)[:1]:"},
    "a space before the text": {ENCODE_WORDS: 'for word in pre_tokens(" " + text):'},
    "spaces at the end dropped": {ENCODE_WORDS: "for word in pre_tokens(text.rstrip()):"},
    "lower case": {ENCODE_WORDS: "for word in pre_tokens(text.replace('T', 't').casefold().replace('é', 'e')):"},
    "encode in Latin-1": {ENCODE_BYTES: 'ids = list(word.encode("latin-1", errors="replace"))\n        while'},
    "pre-tokens in the wrong order": {ADD: "result = ids + result"},
    "repeats dropped": {ADD: "result += [one for one in ids if one not in result]"},
    "an end token": {RESULT: "return [*result, 256 + len(merges)]\n"},
    "a tuple with the text": {RESULT: "return text, result\n"},
    "an array of floats": {RESULT: "return [float(one) for one in result]\n"},
    "spaces stripped": {DECODE: DECODE + ".strip()"},
    "a question mark": {DECODE: DECODE + '.replace("\\ufffd", "?")'},
    "backslashes": {DECODE: DECODE.replace('"replace"', '"backslashreplace"')},
    "only ASCII": {BYTES: 'pieces = [bytes([byte]) if byte < 128 else b"?" for byte in range(256)]'},
}  # fmt: skip
