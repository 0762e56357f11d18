"""As in the slow GPT-2 tokenizer of transformers: words are tuples, get_pairs gives a set, index finds the next place."""

import re

PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


def get_pairs(word):
    pairs = set()
    prev = word[0]
    for symbol in word[1:]:
        pairs.add((prev, symbol))
        prev = symbol
    return pairs


def merge(ids, pair, new_id):
    first, second = pair
    word = tuple(ids)
    new_word = []
    i = 0
    while i < len(word):
        try:
            j = word.index(first, i)
        except ValueError:
            new_word.extend(word[i:])
            break
        new_word.extend(word[i:j])
        i = j
        if i < len(word) - 1 and word[i + 1] == second:
            new_word.append(new_id)
            i += 2
        else:
            new_word.append(word[i])
            i += 1
    return new_word


def train_bpe(text, vocab_size):
    if vocab_size < 256:
        raise ValueError(vocab_size)
    words = [tuple(token.encode("utf-8")) for token in pre_tokens(text)]
    bpe_merges = []
    while len(bpe_merges) < vocab_size - 256:
        frequencies = {}
        for word in words:
            for j in range(len(word) - 1):
                bigram = word[j], word[j + 1]
                frequencies[bigram] = frequencies.get(bigram, 0) + 1
        if not frequencies:
            break
        highest = max(frequencies.values())
        bigram = min(pair for pair in frequencies if frequencies[pair] == highest)
        new_id = 256 + len(bpe_merges)
        words = [tuple(merge(word, bigram, new_id)) for word in words]
        bpe_merges.append(bigram)
    return bpe_merges


def bpe(token, bpe_ranks):
    word = tuple(token)
    if len(word) < 2:
        return word
    pairs = get_pairs(word)
    while True:
        bigram = min(pairs, key=lambda pair: bpe_ranks.get(pair, float("inf")))
        if bigram not in bpe_ranks:
            break
        word = tuple(merge(word, bigram, 256 + bpe_ranks[bigram]))
        if len(word) == 1:
            break
        pairs = get_pairs(word)
    return word


def encode(text, merges):
    bpe_ranks = dict(zip(map(tuple, merges), range(len(merges))))
    bpe_tokens = []
    for token in pre_tokens(text):
        bpe_tokens.extend(bpe_token for bpe_token in bpe(token.encode("utf-8"), bpe_ranks))
    return bpe_tokens


def decode(ids, merges):
    decoder = [bytes((byte,)) for byte in range(256)]
    for first, second in merges:
        decoder.append(decoder[first] + decoder[second])
    text = bytearray()
    for token in ids:
        text += decoder[token]
    return text.decode("utf-8", errors="replace")
