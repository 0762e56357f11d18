# Counts each distinct pre-token once, not as often as it occurs in the text.
# status: failed
# line: first_merge
# mistake: each-word-counted-once
# candidates:
# also:
import re
from collections import Counter

# GPT-2's pattern: a word, a number or signs, each with the space before it; or other white space.
PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)



def merge(ids, pair, new_id):
    out = []
    i = 0
    while i < len(ids):
        if i + 1 < len(ids) and ids[i] == pair[0] and ids[i + 1] == pair[1]:
            out.append(new_id)
            i += 2
        else:
            out.append(ids[i])
            i += 1
    return out


def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError("vocab_size must be at least 256")
    words = Counter(tuple(word.encode("utf-8")) for word in pre_tokens(text))
    merges = []
    for new_id in range(256, vocab_size):
        counts = Counter()
        for word, frequency in words.items():
            for pair in zip(word, word[1:]):
                counts[pair] += 1
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merged = Counter()
        for word, frequency in words.items():
            merged[tuple(merge(list(word), best, new_id))] += frequency
        words = merged
        merges.append(best)
    return merges


def encode(text, merges):
    rank = {tuple(pair): i for i, pair in enumerate(merges)}
    cache = {}
    out = []
    for word in pre_tokens(text):
        if word not in cache:
            ids = list(word.encode("utf-8"))
            while len(ids) > 1:
                pair = min(zip(ids, ids[1:]), key=lambda p: rank.get(p, len(rank)))
                if pair not in rank:
                    break
                ids = merge(ids, pair, 256 + rank[pair])
            cache[word] = ids
        out.extend(cache[word])
    return out


def decode(ids, merges):
    vocab = [bytes([b]) for b in range(256)]
    for first, second in merges:
        vocab.append(vocab[first] + vocab[second])
    return b"".join(vocab[i] for i in ids).decode("utf-8", errors="replace")
