"""Byte-pair encoding.

A language model reads numbers, not letters. Byte-pair encoding turns any text into ids: it starts with the 256 bytes and
repeatedly joins the most frequent pair of neighbours into a new id (Sennrich et al. 2016, section 3.2; bytes instead of
characters: Radford et al. 2019, section 2.2). The list of these merges is the whole tokenizer.

Save the file, and tutor checks it.
"""

import re
from collections import Counter
from itertools import pairwise

# GPT-2's pattern: a word, a number or signs, each with the space before it; or other white space.
PRE_TOKEN = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def pre_tokens(text: str) -> list[str]:
    """Split a text into the pieces that no merge may cross: "see 12 cats" → ["see", " 12", " cats"]. This is given."""
    return PRE_TOKEN.findall(text)


def merge(ids: list[int], pair: tuple[int, int], new_id: int) -> list[int]:
    """Replace every occurrence of ``pair`` by ``new_id``, from left to right.

    Args:
        ids: the ids of a text.
        pair: two ids.
        new_id: the id that replaces both.

    Returns:
        A new list: merge([5, 6, 7, 5, 6], (5, 6), 9) is [9, 7, 9].
    """
    # BEGIN SOLUTION
    merged = []
    i = 0
    while i < len(ids):
        if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged
    # END SOLUTION


def train_bpe(text: str, vocab_size: int) -> list[tuple[int, int]]:
    """Learn the merges: vocab_size - 256 times, merge the most frequent pair of neighbours.

    Among equally frequent pairs, take the one with the smaller first id, then the smaller second id (the rule of the
    tokenizers library).

    Args:
        text: the training text.
        vocab_size: 256 bytes + the number of merges.

    Returns:
        The merges in the order in which they are learned, as pairs of ids. Merge number i creates the id 256 + i.

    Raises:
        ValueError: vocab_size is less than 256 (robust).
    """
    # BEGIN SOLUTION
    if vocab_size < 256:
        raise ValueError(f"the 256 bytes do not fit into a vocabulary of {vocab_size}")
    words = Counter(pre_tokens(text))  # equal pre-tokens are merged alike, so each is stored once
    pieces = {word: list(word.encode("utf-8")) for word in words}
    merges: list[tuple[int, int]] = []
    for new_id in range(256, vocab_size):
        counts: Counter[tuple[int, int]] = Counter()
        for word, ids in pieces.items():
            for pair in pairwise(ids):
                counts[pair] += words[word]
        if not counts:
            break  # every pre-token is a single id
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        pieces = {word: merge(ids, best, new_id) for word, ids in pieces.items()}
        merges.append(best)
    return merges
    # END SOLUTION


def encode(text: str, merges: list[tuple[int, int]]) -> list[int]:
    """Text → ids: in each pre-token, replay the merges in the order in which they were learned.

    Returns:
        The ids of all pre-tokens in one list.
    """
    # BEGIN SOLUTION
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    result = []
    for word in pre_tokens(text):
        ids = list(word.encode("utf-8"))
        while len(ids) > 1:
            pair = min(pairwise(ids), key=lambda pair: ranks.get(pair, len(ranks)))
            if pair not in ranks:
                break
            ids = merge(ids, pair, 256 + ranks[pair])
        result += ids
    return result
    # END SOLUTION


def decode(ids: list[int], merges: list[tuple[int, int]]) -> str:
    """Ids → text: join the bytes of all ids, then read them as UTF-8.

    Returns:
        The text; robust: bytes that are not UTF-8 become U+FFFD, the replacement character.
    """
    # BEGIN SOLUTION
    pieces = [bytes([byte]) for byte in range(256)]
    for first, second in merges:
        pieces.append(pieces[first] + pieces[second])
    return b"".join(pieces[one] for one in ids).decode("utf-8", errors="replace")
    # END SOLUTION


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("bpe")
