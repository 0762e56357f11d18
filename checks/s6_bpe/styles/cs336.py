"""As in an assignment of CS336: a vocabulary from id to bytes, and a Counter of pre-tokens as tuples."""

import re
from collections import Counter, defaultdict

PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    return PRE_TOKEN.findall(text)


def merge(ids: list[int], pair: tuple[int, int], new_id: int) -> list[int]:
    output: list[int] = []
    index = 0
    while index < len(ids):
        if tuple(ids[index : index + 2]) == tuple(pair):
            output.append(new_id)
            index += 2
        else:
            output.append(ids[index])
            index += 1
    return output


def count_pairs(word_counts: dict[tuple[int, ...], int]) -> dict[tuple[int, int], int]:
    pair_counts: dict[tuple[int, int], int] = defaultdict(int)
    for word, count in word_counts.items():
        for left, right in zip(word[:-1], word[1:]):
            pair_counts[(left, right)] += count
    return pair_counts


def train_bpe(text: str, vocab_size: int) -> list[tuple[int, int]]:
    if vocab_size < 256:
        raise ValueError("the vocabulary must hold all bytes")
    vocab = {i: bytes([i]) for i in range(256)}
    merges: list[tuple[int, int]] = []
    word_counts = Counter(tuple(word.encode("utf-8")) for word in pre_tokens(text))
    while len(vocab) < vocab_size:
        pair_counts = count_pairs(word_counts)
        if len(pair_counts) == 0:
            break
        best_pair = min(pair_counts, key=lambda p: (-pair_counts[p], p[0], p[1]))
        new_index = len(vocab)
        merged_counts: Counter[tuple[int, ...]] = Counter()
        for word, count in word_counts.items():
            merged_counts[tuple(merge(list(word), best_pair, new_index))] += count
        word_counts = merged_counts
        vocab[new_index] = vocab[best_pair[0]] + vocab[best_pair[1]]
        merges.append(best_pair)
    return merges


def encode(text: str, merges: list[tuple[int, int]]) -> list[int]:
    indices: list[int] = []
    for word in pre_tokens(text):
        word_indices = list(map(int, word.encode("utf-8")))
        for number, pair in enumerate(merges):
            word_indices = merge(word_indices, pair, 256 + number)
        indices.extend(word_indices)
    return indices


def decode(ids: list[int], merges: list[tuple[int, int]]) -> str:
    vocab = {i: bytes([i]) for i in range(256)}
    for number, (left, right) in enumerate(merges):
        vocab[256 + number] = vocab[left] + vocab[right]
    bytes_list = list(map(vocab.get, ids))
    return b"".join(bytes_list).decode("utf-8", errors="replace")
