"""As in the listing of the paper: a vocabulary of words with their frequencies, and a function for each step."""

import collections
import re

PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


def get_vocab(text):
    vocab = collections.defaultdict(int)
    for word in pre_tokens(text):
        vocab[tuple(word.encode("utf-8"))] += 1
    return vocab


def get_stats(vocab):
    pairs = collections.defaultdict(int)
    for symbols, freq in vocab.items():
        for i in range(len(symbols) - 1):
            pairs[symbols[i], symbols[i + 1]] += freq
    return pairs


def merge(ids, pair, new_id):
    out, i, n = [], 0, len(ids)
    while i < n - 1:
        if ids[i] == pair[0] and ids[i + 1] == pair[1]:
            out.append(new_id)
            i += 2
        else:
            out.append(ids[i])
            i += 1
    if i == n - 1:
        out.append(ids[i])
    return out


def merge_vocab(pair, new_id, v_in):
    v_out = {}
    for word in v_in:
        w_out = tuple(merge(word, pair, new_id))
        v_out[w_out] = v_in[word]
    return v_out


def train_bpe(text, vocab_size):
    num_merges = vocab_size - 256
    if num_merges < 0:
        raise ValueError("vocab_size < 256")
    vocab = get_vocab(text)
    merges = []
    for i in range(num_merges):
        pairs = get_stats(vocab)
        if not pairs:
            break
        ordered = sorted(pairs)
        best = max(ordered, key=pairs.get)
        vocab = merge_vocab(best, i + 256, vocab)
        merges.append(best)
    return merges


def encode(text, merges):
    codes = {pair: i for i, pair in enumerate(merges)}
    output = []
    for orig in pre_tokens(text):
        word = tuple(orig.encode("utf-8"))
        while len(word) > 1:
            pairs = [(codes[pair], i, pair) for i, pair in enumerate(zip(word, word[1:])) if pair in codes]
            if not pairs:
                break
            rank, _, bigram = min(pairs)
            word = tuple(merge(word, bigram, 256 + rank))
        for item in word:
            output.append(item)
    return output


def decode(ids, merges):
    def expand(symbol):
        if symbol < 256:
            return [symbol]
        left, right = merges[symbol - 256]
        return expand(left) + expand(right)

    all_bytes = []
    for symbol in ids:
        all_bytes += expand(symbol)
    return bytes(all_bytes).decode("utf-8", "replace")
