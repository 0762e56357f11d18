"""Mistakes that people make in byte-pair encoding, and inputs on which no two of them give the same result."""

from tutor.course.model import Mistake, Probe

LESSON = "step-6-complete-reference"
BPE, OTHERS, SIZE = f"{LESSON}#bpe", f"{LESSON}#wordpiece-unigram", f"{LESSON}#vocabulary-size"

# the passages of solution.py that the mistakes change
MERGED = "merged = []\n"
WHILE = "while i < len(ids):"
IS_PAIR = "if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:"
BY_TWO = "i += 2"
MERGE_RETURN = "return merged\n"
TOO_SMALL = "if vocab_size < 256:"
WORDS = "words = Counter(pre_tokens(text))  # equal pre-tokens are merged alike, so each is stored once"
PIECES = 'pieces = {word: list(word.encode("utf-8")) for word in words}'
ROUNDS = "for new_id in range(256, vocab_size):"
PAIRS = "for pair in pairwise(ids):"
COUNT = "counts[pair] += words[word]"
IF_NONE = "if not counts:\n            break  # every pre-token is a single id"
BEST = "best = min(counts, key=lambda pair: (-counts[pair], pair))"
MERGE_ALL = "pieces = {word: merge(ids, best, new_id) for word, ids in pieces.items()}"
RECORD = "merges.append(best)"
MERGES_RETURN = "return merges\n"
RANKS = "ranks = {pair: rank for rank, pair in enumerate(merges)}"
ENCODE_WORDS = "for word in pre_tokens(text):"
ENCODE_BYTES = 'ids = list(word.encode("utf-8"))\n        while'
REPEAT = "while len(ids) > 1:"
LOWEST = "pair = min(pairwise(ids), key=lambda pair: ranks.get(pair, len(ranks)))"
IF_UNKNOWN = "if pair not in ranks:\n                break"
ENCODE_MERGE = "ids = merge(ids, pair, 256 + ranks[pair])"
ADD = "result += ids"
PIECE_LIST = "pieces = [bytes([byte]) for byte in range(256)]"
APPEND = "pieces.append(pieces[first] + pieces[second])"
DECODE = 'return b"".join(pieces[one] for one in ids).decode("utf-8", errors="replace")'

KNOWN = "[pair for pair in pairwise(ids) if pair in ranks]"

LONGEST = """
def encode(text, merges):
    pieces = [bytes([byte]) for byte in range(256)]
    for first, second in merges:
        pieces.append(pieces[first] + pieces[second])
    known = {piece: number for number, piece in reversed(list(enumerate(pieces)))}
    result = []
    for word in pre_tokens(text):
        data = word.encode("utf-8")
        start = 0
        while start < len(data):
            end = len(data)
            while data[start:end] not in known:
                end -= 1
            result.append(known[data[start:end]])
            start = end
    return result
"""

LEFTMOST = """
def encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    result = []
    for word in pre_tokens(text):
        ids = list(word.encode("utf-8"))
        i = 0
        while i + 1 < len(ids):
            if (ids[i], ids[i + 1]) in ranks:
                ids[i : i + 2] = [256 + ranks[ids[i], ids[i + 1]]]
                i = 0
            else:
                i += 1
        result += ids
    return result
"""

OF_MERGE = [
    Mistake(
        id="merge-moves-by-one",
        name="moves on by one after merging",
        diagnosis="After a merge, your code moves on by one id, so the pair's second id is still in the result or is "
        "merged again. The new id replaces both: move on by two.",
        see=BPE,
        change={BY_TWO: "i += 1"},
        also=(
            {
                IS_PAIR: "if i > 0 and (ids[i - 1], ids[i]) == pair:",
                "merged.append(new_id)\n            i += 2": "merged[-1] = new_id\n            i += 1",
            },
        ),
    ),
    Mistake(
        id="merge-drops-the-last-id",
        name="drops the last id",
        diagnosis="Your loop ends before the last id, because that id has no right neighbour. An id at the end that is "
        "not part of a pair must stay: append it after the loop.",
        see=BPE,
        change={WHILE: "while i < len(ids) - 1:"},
    ),
    Mistake(
        id="merge-only-the-first",
        name="merges only the first occurrence",
        diagnosis="Your merge replaces only one occurrence of the pair. BPE merges the pair everywhere: go on with the "
        "rest of the ids after each replacement.",
        see=BPE,
        change={BY_TWO: "return [*merged, *ids[i + 2 :]]"},
    ),
    Mistake(
        id="merge-from-the-right",
        name="merges from right to left",
        diagnosis="Your merge begins at the right end, so 5 5 5 becomes 5 9 instead of 9 5. Training and encoding must "
        "agree on this: go from left to right.",
        see=BPE,
        change={
            MERGED: "merged = []\n    ids, pair = ids[::-1], (pair[1], pair[0])\n",
            MERGE_RETURN: "return merged[::-1]\n",
        },
    ),
    Mistake(
        id="merge-in-either-order",
        name="merges the pair in either order",
        diagnosis="Your merge also replaces the second id followed by the first. A pair has an order: t h and h t are "
        "different texts. Compare the ids in their order.",
        see=BPE,
        change={IS_PAIR: "if i + 1 < len(ids) and (ids[i], ids[i + 1]) in (pair, pair[::-1]):"},
    ),
    Mistake(
        id="merge-compares-a-list",
        name="compares a list with a tuple",
        diagnosis="Your merge compares a slice, which is a list, with the pair, which is a tuple. In Python these are "
        "never equal, so nothing is merged. Compare tuple(ids[i : i + 2]) with the pair.",
        see=BPE,
        change={
            IS_PAIR: "if ids[i : i + 2] == pair:",
            REPEAT: "for _ in range(len(ids) - 1):",  # else it would never end
        },
    ),
    Mistake(
        id="merge-runs-past-the-end",
        name="reads past the last id",
        diagnosis="Your code reads ids[i + 1] at the last index, where there is no such id. Check i + 1 < len(ids) before "
        "you read the neighbour.",
        see=BPE,
        change={IS_PAIR: "if (ids[i], ids[i + 1]) == pair:"},
        also=({IS_PAIR: "if ids[i] == pair[0] and ids[i + 1] == pair[1]:"},),
    ),
]

OF_TRAINING = [
    Mistake(
        id="trains-vocab-size-merges",
        name="learns vocab_size merges",
        diagnosis="Your code learns vocab_size merges. The 256 bytes are already part of the vocabulary, so only "
        "vocab_size - 256 merges are left.",
        see=SIZE,
        change={ROUNDS: "for new_id in range(256, 256 + vocab_size):"},
    ),
    Mistake(
        id="one-merge-too-few",
        name="learns one merge too few",
        diagnosis="Your code learns one merge too few. A vocabulary of 257 has 256 bytes and one merge: repeat "
        "vocab_size - 256 times.",
        see=SIZE,
        change={ROUNDS: "for new_id in range(256, vocab_size - 1):"},
    ),
    Mistake(
        id="one-merge-too-many",
        name="learns one merge too many",
        diagnosis="Your code learns one merge too many. With vocab_size 256 there are no merges, because the bytes fill "
        "the vocabulary: repeat vocab_size - 256 times.",
        see=SIZE,
        change={ROUNDS: "for new_id in range(256, vocab_size + 1):"},
    ),
    Mistake(
        id="new-ids-from-257",
        name="numbers the new ids from 257",
        diagnosis="Your first merge gets the id 257. The bytes are 0 to 255, so the first free id is 256.",
        see=SIZE,
        change={MERGE_ALL: MERGE_ALL.replace("new_id)", "new_id + 1)")},
    ),
    Mistake(
        id="new-ids-from-255",
        name="numbers the new ids from 255",
        diagnosis="Your first merge gets the id 255, which already is a byte. The first free id is 256.",
        see=SIZE,
        change={MERGE_ALL: MERGE_ALL.replace("new_id)", "new_id - 1)")},
    ),
    Mistake(
        id="counts-pairs-once",
        name="counts the pairs only once",
        diagnosis="Your code counts the pairs of bytes once and takes the most frequent ones in turn. Every merge changes "
        "the pairs around it: merge first, then count again in each round.",
        see=BPE,
        change={
            MERGE_ALL: "merge([], best, new_id)",
            "counts: Counter[tuple[int, int]] = Counter()\n": "counts = Counter()\n",
            BEST: "best = min((p for p in counts if p not in merges), key=lambda pair: (-counts[pair], pair))",
        },
    ),
    Mistake(
        id="text-not-merged",
        name="does not keep the merged text",
        diagnosis="Your code records the best pair, but counts in the same unmerged text again, so it finds the same pair "
        "in every round. Keep the result of merge for the next round.",
        see=BPE,
        change={MERGE_ALL: "_ = {word: merge(ids, best, new_id) for word, ids in pieces.items()}"},
    ),
    Mistake(
        id="each-word-counted-once",
        name="counts equal pre-tokens once",
        diagnosis="Your code counts every different pre-token once, however often it occurs. Frequent words should decide "
        "the merges: add the number of its occurrences to each of its pairs.",
        see=BPE,
        change={COUNT: "counts[pair] += 1"},
    ),
    Mistake(
        id="each-pair-once-per-word",
        name="counts a pair once per pre-token",
        diagnosis="Your code counts a pair once in each pre-token, even if it occurs there several times. Count every "
        "place: banana contains (a, n) twice.",
        see=BPE,
        change={PAIRS: "for pair in set(pairwise(ids)):"},
    ),
    Mistake(
        id="counts-without-overlap",
        name="counts runs without overlap",
        diagnosis="In a run such as aaaa, your code counts (a, a) only where merges would fit. Every neighbouring pair "
        "counts, so aaaa contains it three times: count all of zip(ids, ids[1:]).",
        see=BPE,
        change={
            COUNT: "if pair == last:\n                    last = None\n                    continue\n"
            "                last = pair if pair[0] == pair[1] else None\n                counts[pair] += words[word]",
            PAIRS: "last = None\n            for pair in pairwise(ids):",
        },
    ),
    Mistake(
        id="pairs-at-even-places",
        name="counts only every second pair",
        diagnosis="Your code counts the pairs at positions 0 and 1, 2 and 3, and so on. The pairs at 1 and 2, 3 and 4 are "
        "missing. Every id but the last begins a pair: zip(ids, ids[1:]).",
        see=BPE,
        change={PAIRS: "for pair in zip(ids[::2], ids[1::2]):"},
    ),
    Mistake(
        id="least-frequent-pair",
        name="takes the least frequent pair",
        diagnosis="Your code merges the least frequent pair. BPE gives its new ids to what occurs most often, because that "
        "shortens the text most: take the pair with the highest count.",
        see=BPE,
        change={BEST: "best = min(counts, key=lambda pair: (counts[pair], pair))"},
    ),
    Mistake(
        id="ties-to-the-larger",
        name="takes the larger of equal pairs",
        diagnosis="Among equally frequent pairs, your code takes the larger one, as Sennrich's code does. This exercise follows "
        "the tokenizers library: the smaller pair wins, as in min(counts, key=lambda p: (-counts[p], p)).",
        see=BPE,
        change={BEST: "best = max(counts, key=lambda pair: (counts[pair], pair))"},
    ),
    Mistake(
        id="ties-to-the-first",
        name="takes the first of equal pairs",
        diagnosis="Among equally frequent pairs, your code takes the one that it met first in the text, as minbpe does. Here "
        "the smaller pair wins, as in min(counts, key=lambda p: (-counts[p], p)).",
        see=BPE,
        change={BEST: "best = max(counts, key=lambda pair: counts[pair])"},
        also=({BEST: "best = max(reversed(counts), key=lambda pair: counts[pair])"},),
    ),
    Mistake(
        id="ties-by-the-first-id-only",
        name="compares only the first ids",
        diagnosis="Among equally frequent pairs, your code compares only the first ids. If these are equal too, the smaller "
        "second id decides. Compare whole pairs: Python orders tuples that way.",
        see=BPE,
        change={BEST: "best = min(counts, key=lambda pair: (-counts[pair], pair[0]))"},
    ),
    Mistake(
        id="ties-by-the-text",
        name="compares the bytes, not the ids",
        diagnosis="Among equally frequent pairs, your code compares their texts. The rule compares the ids: the id of an "
        "earlier merge is smaller, whatever its letters are.",
        see=BPE,
        change={
            BEST: "spell = lambda one: bytes([one]) if one < 256 else spell(merges[one - 256][0]) + spell(merges[one - 256][1])\n        best = min(counts, key=lambda pair: (-counts[pair], spell(pair[0]), spell(pair[1])))"
        },
    ),
    Mistake(
        id="trains-on-characters",
        name="trains on characters, not bytes",
        diagnosis="Your training starts with the numbers of the characters, ord(c). They reach 1,114,111 and collide with the ids of "
        'merges. Start with the bytes: list(word.encode("utf-8")).',
        see=BPE,
        change={PIECES: "pieces = {word: [ord(letter) for letter in word] for word in words}"},
    ),
    Mistake(
        id="trains-across-pre-tokens",
        name="trains across pre-tokens",
        diagnosis="Your training counts pairs in the whole text, also where one pre-token ends and the next begins. Then "
        '"dog." and "dog!" become tokens of their own. Keep one list of ids for each pre-token.',
        see=BPE,
        change={WORDS: "words = Counter([text])"},
    ),
    Mistake(
        id="trains-without-spaces",
        name="trains on words without spaces",
        diagnosis="Your training splits the text at spaces and drops them. A space is a byte like any other: use "
        "pre_tokens(text), which keeps it at the beginning of the next word.",
        see=BPE,
        change={WORDS: "words = Counter(text.split())"},
        also=({WORDS: "words = Counter(word.strip() for word in pre_tokens(text))"},),
    ),
    Mistake(
        id="merges-as-bytes",
        name="returns bytes instead of ids",
        diagnosis="Your merges are pairs of bytes objects, as in tiktoken and CS336. Here a merge is a pair of ids, such as "
        "(256, 103), so that encode and decode can number them.",
        see=BPE,
        change={
            RECORD: "spell = lambda one: bytes([one]) if one < 256 else spell(found[one - 256][0]) + spell(found[one - 256][1])\n        found = [*merges_as_ids, best] if new_id > 256 else [best]\n        merges_as_ids = found\n        merges.append((spell(best[0]), spell(best[1])))"
        },
    ),
    Mistake(
        id="merges-as-a-dict",
        name="returns a dict of merges",
        diagnosis="Your function returns a dict from pair to id, as minbpe does. Here the result is a list of pairs. The "
        "position in the list already says the id: 256 + i.",
        see=BPE,
        change={MERGES_RETURN: "return {pair: 256 + number for number, pair in enumerate(merges)}\n"},
        also=({MERGES_RETURN: "return {256 + number: pair for number, pair in enumerate(merges)}\n"},),
    ),
]

OF_ENCODING = [
    Mistake(
        id="encodes-the-longest-match",
        name="looks for the longest piece",
        diagnosis="Your encode looks for the longest piece that fits, as WordPiece does. BPE replays its merges in the "
        "order in which they were learned, and the result can differ.",
        see=OTHERS,
        code=LONGEST,
    ),
    Mistake(
        id="encodes-the-most-frequent",
        name="counts pairs in the new text",
        diagnosis="Your encode first merges the pair that is most frequent in the new text. Counting belongs to training. "
        "Otherwise the same word would get different ids in different texts: take the merge learned earliest.",
        see=BPE,
        change={
            LOWEST: f"known = {KNOWN}\n            pair = max(known, key=lambda one: (known.count(one), -ranks[one])) if known else None"
        },
    ),
    Mistake(
        id="encodes-from-the-left",
        name="merges the leftmost pair first",
        diagnosis="Your encode merges the leftmost pair that is in the list. The rank decides, not the place: merge the "
        "pair that was learned earliest, wherever it is.",
        see=BPE,
        change={LOWEST: f"pair = next(iter({KNOWN}), None)"},
        also=(
            {
                LOWEST: "i = next((i for i, one in enumerate(pairwise(ids)) if one in ranks), 0)\n            pair = (ids[i], ids[i + 1])",
                ENCODE_MERGE: "ids = [*ids[:i], 256 + ranks[pair], *ids[i + 2 :]]",
            },
        ),
    ),
    Mistake(
        id="encodes-the-latest-merge-first",
        name="applies the latest merge first",
        diagnosis="Your encode applies the merges in the reverse order, so the latest comes first. Training built the later "
        "merges on the earlier ones: take the lowest rank first.",
        see=BPE,
        change={LOWEST: f"pair = max({KNOWN}, key=lambda one: ranks[one], default=None)"},
        also=(
            {
                LOWEST: f"pair = max({KNOWN}, key=lambda one: ranks[one], default=None)",
                REPEAT: "for _ in range(1):",
            },
        ),
    ),
    Mistake(
        id="encodes-with-one-merge",
        name="stops after the first merge",
        diagnosis="Your encode applies one merge to each pre-token and stops. Repeat until none of the pairs is in the "
        "list of merges.",
        see=BPE,
        change={
            REPEAT: "if len(ids) > 1:",
            IF_UNKNOWN: "if pair not in ranks:\n                pair = (-1, -1)",
            ENCODE_MERGE: "ids = merge(ids, pair, 256 + ranks.get(pair, 0))",
        },
    ),
    Mistake(
        id="encodes-ranks-as-ids",
        name="uses the rank as the id",
        diagnosis="Your encode writes a merge's number as its id. The numbers 0 to 255 are bytes, so merge number i has the "
        "id 256 + i.",
        see=SIZE,
        change={ENCODE_MERGE: "ids = merge(ids, pair, ranks[pair])"},
    ),
    Mistake(
        id="encodes-ids-from-257",
        name="encodes with ids from 257",
        diagnosis="Your encode gives the first merge the id 257. The bytes are 0 to 255, so merge number i has the id "
        "256 + i, counted from 0.",
        see=SIZE,
        change={
            RANKS: "ranks = {pair: rank for rank, pair in enumerate(merges, start=1)}",
            IF_UNKNOWN: "if pair not in ranks:\n                break  # not a merge",
        },
    ),
    Mistake(
        id="encodes-across-pre-tokens",
        name="encodes across pre-tokens",
        diagnosis="Your encode merges in the bytes of the whole text, so a pair can join the end of one pre-token to the "
        "beginning of the next. Encode each pre-token by itself, then join the lists.",
        see=BPE,
        change={ENCODE_WORDS: "for word in [text]:"},
    ),
    Mistake(
        id="encodes-without-spaces",
        name="encodes words without their spaces",
        diagnosis="Your encode splits the text at spaces and drops them, so decode cannot restore the text. Use "
        "pre_tokens(text), which keeps a space at the beginning of the next word.",
        see=BPE,
        change={ENCODE_WORDS: "for word in text.split():"},
        also=({ENCODE_WORDS: "for word in map(str.strip, pre_tokens(text)):"},),
    ),
    Mistake(
        id="encodes-characters",
        name="encodes characters, not bytes",
        diagnosis="Your encode starts with the numbers of the characters, ord(c). For é that is one number, 233, but its "
        'UTF-8 bytes are 195 and 169. Start with list(word.encode("utf-8")).',
        see=BPE,
        change={ENCODE_BYTES: "ids = [ord(letter) for letter in word]\n        while"},
    ),
    Mistake(
        id="encodes-into-lists",
        name="returns one list per pre-token",
        diagnosis="Your encode returns a list of lists, one for each pre-token. A model reads one sequence of ids: extend "
        "the result instead of appending to it.",
        see=BPE,
        change={ADD: "result.append(ids)"},
    ),
]

OF_DECODING = [
    Mistake(
        id="decodes-each-id",
        name="decodes each id by itself",
        diagnosis="Your decode turns each id into text by itself. The bytes of one character can be spread over several "
        "ids, and a part alone is not UTF-8. Join all the bytes first, then decode once.",
        see=BPE,
        change={DECODE: 'return "".join(pieces[one].decode("utf-8", errors="replace") for one in ids)'},
        also=(
            {DECODE: 'return "".join(pieces[one].decode("utf-8", errors="ignore") for one in ids)'},
            {DECODE: 'return "".join(pieces[one].decode("utf-8") for one in ids)'},
        ),
    ),
    Mistake(
        id="decodes-with-chr",
        name="turns bytes into characters with chr",
        diagnosis="Your decode turns every byte into a character of its own, with chr or Latin-1. Outside of ASCII a "
        "character takes two to four bytes: join the bytes and decode them as UTF-8.",
        see=BPE,
        change={DECODE: 'return b"".join(pieces[one] for one in ids).decode("latin-1")'},
    ),
    Mistake(
        id="decodes-one-level",
        name="expands a merge only once",
        diagnosis="Your decode replaces an id by its two parts once, but a part can be a merge itself. Go on until only "
        "bytes are left, or build the bytes of all ids in order.",
        see=BPE,
        change={
            APPEND: 'pieces.append(b"".join(bytes([one]) if one < 256 else b"" for one in (first, second)))'
        },
        also=({APPEND: "pieces.append(bytes([first, second]))"},),
    ),
    Mistake(
        id="decodes-second-part-first",
        name="joins the parts in reverse",
        diagnosis="Your decode puts the second part of a merge before the first. The pair (108, 111) stands for l, then o: "
        "join them in that order.",
        see=BPE,
        change={APPEND: "pieces.append(pieces[second] + pieces[first])"},
        also=(
            {DECODE: 'return b"".join(pieces[one] for one in ids)[::-1].decode("utf-8", errors="replace")'},
        ),
    ),
    Mistake(
        id="decodes-with-spaces-between",
        name="joins the pieces with spaces",
        diagnosis="Your decode puts a space between the pieces. Spaces are bytes of the text and are part of the ids "
        "already: join with nothing in between.",
        see=BPE,
        change={DECODE: DECODE.replace('b"".join', 'b" ".join')},
    ),
    Mistake(
        id="decodes-ids-from-257",
        name="decodes with ids from 257",
        diagnosis="Your decode gives the first merge the id 257. The bytes are 0 to 255, so merge number i has the id "
        "256 + i, counted from 0.",
        see=SIZE,
        change={
            PIECE_LIST: "pieces = [bytes([byte % 256]) for byte in range(257)]",
            APPEND: "pieces.append(pieces[first + (first > 255)] + pieces[second + (second > 255)])",
        },
    ),
    Mistake(
        id="decodes-with-str",
        name="turns bytes into text with str",
        diagnosis="Your decode calls str on bytes, which gives \"b'low'\", the way Python prints bytes. To read the bytes as "
        'text, write .decode("utf-8", errors="replace").',
        see=BPE,
        change={DECODE: 'return str(b"".join(pieces[one] for one in ids))'},
    ),
    Mistake(
        id="decodes-to-bytes",
        name="returns bytes instead of text",
        diagnosis='Your decode returns the bytes. The result should be a str: add .decode("utf-8", errors="replace").',
        see=BPE,
        change={DECODE: 'return b"".join(pieces[one] for one in ids)'},
    ),
]

LAPSES = [
    Mistake(
        id="no-pair-left",
        name="fails when no pair is left",
        diagnosis="Your training takes the best of no pairs, which raises an error. A short text can run out of pairs before the "
        "vocabulary is full: stop when there is nothing to count.",
        see=BPE,
        change={IF_NONE: "pass"},
    ),
    Mistake(
        id="pads-the-merges",
        name="records merges without a pair",
        diagnosis="When no pair is left, your training goes on and records something that is not a pair of neighbours. Stop the "
        "loop: the vocabulary is then simply smaller.",
        see=BPE,
        change={IF_NONE: "if not counts:\n            counts[0, 0] = 0"},
        also=({IF_NONE: "if not counts:\n            merges.append(None)\n            continue"},),
    ),
    Mistake(
        id="decodes-strictly",
        name="stops at broken characters",
        diagnosis="Your decode raises an error for bytes that are not UTF-8. A model can stop in the middle of a character: "
        'use errors="replace", which writes U+FFFD.',
        see=BPE,
        change={DECODE: DECODE.replace(', errors="replace"', "")},
    ),
    Mistake(
        id="decodes-and-ignores",
        name="drops broken characters",
        diagnosis="Your decode drops bytes that are not UTF-8, so nobody sees that something was there. Use "
        'errors="replace", which writes U+FFFD.',
        see=BPE,
        change={DECODE: DECODE.replace('"replace"', '"ignore"')},
    ),
    Mistake(
        id="small-vocabulary-accepted",
        name="accepts a vocabulary below 256",
        diagnosis="Your training accepts a vocab_size below 256 and returns no merges. The 256 bytes alone need more room, so the "
        "caller has made a mistake: raise ValueError.",
        see=SIZE,
        change={TOO_SMALL: "if False:"},
    ),
    Mistake(
        id="small-vocabulary-asserted",
        name="asserts instead of raising ValueError",
        diagnosis="Your code raises AssertionError. An assert guards your own reasoning and disappears under python -O; a wrong "
        "argument is the caller's error. Raise ValueError.",
        see=SIZE,
        change={TOO_SMALL: "assert vocab_size >= 256\n    if False:"},
    ),
]

MISTAKES = [*OF_MERGE, *OF_TRAINING, *OF_ENCODING, *OF_DECODING, *LAPSES]


def probes() -> list[Probe]:
    """Merges of runs and ends; training with one winner, then with ties; encoding by rank; split characters; then robust."""

    def core(facet: str, function: str, *args: object) -> Probe:
        return Probe(function, args, facet=facet)

    def robust(facet: str, function: str, *args: object) -> Probe:
        return Probe(function, args, facet=facet, tier="robust")

    ranked = [(98, 99), (97, 98), (257, 99), (97, 256), (99, 100)]
    chained = [(108, 111), (256, 119), (32, 257), (258, 258)]
    split = [(230, 157), (177, 228)]
    return [
        core("merge", "merge", [5, 6, 7, 5, 6, 8], (5, 6), 9),
        core("merge", "merge", [6, 5, 7, 8, 5, 6], (5, 6), 9),
        core("merge", "merge", [6, 5, 6, 7, 5], (5, 6), 9),
        core("merge", "merge", [4, 5, 5, 5, 6], (5, 5), 9),
        core("merge", "merge", [5, 5, 5, 5, 5, 5, 4], (5, 5), 9),
        core("train", "train_bpe", "ringing thin ring ring", 256),
        core("train", "train_bpe", "ringing thin ring ring", 260),
        core("train", "train_bpe", "slow owl low slow slow", 258),
        core("train", "train_bpe", "xcd!ycd!zcd ef ef", 257),
        core("train", "train_bpe", "cd!cd!cd ab xab", 257),
        core("train", "train_bpe", "banana ananas ban ban ban", 260),
        core("train", "train_bpe", "xaaaa xyb xyc", 257),
        core("train", "train_bpe", "zamama yef xef", 257),
        core("bytes", "train_bpe", "都 都 都京大 都京 阪 阪", 259),
        core("pre-tokens", "train_bpe", "so! go! no! a ab ac", 257),
        core("pre-tokens", "train_bpe", "a1a1a1xy xy", 257),
        core("ties", "train_bpe", "aaab aaab", 258),
        core("ties", "train_bpe", "dc ba", 257),
        core("ties", "train_bpe", "bz by bx", 257),
        core("ties", "train_bpe", "ca bz", 257),
        core("ties", "train_bpe", "hello world, hello you", 264),
        core("encode", "encode", "xabx abcd ab!", [(97, 98), (256, 99), (257, 100)]),
        core("encode", "encode", "hé é", [(195, 169), (104, 256)]),
        core("order", "encode", "abc ababc", ranked),
        core("order", "encode", "bcab abcabc aabcab", ranked),
        core("order", "encode", "abcab", [(99, 97), (97, 98)]),
        core("order", "encode", "abcd abc", [(98, 99), (97, 98), (97, 256), (258, 100)]),
        core("order", "encode", "xyxyz", [(121, 122), (120, 121), (257, 257), (257, 122)]),
        core("pre-tokens", "encode", "be e a a!b!", [(101, 32), (32, 97), (97, 33), (33, 98)]),
        core("decode", "decode", [257, 258, 33, 256], chained),
        core("decode", "decode", [259, 101, 114], chained),
        core("split characters", "decode", [104, 195, 169, 33], split),
        core("split characters", "decode", [256, 257, 186, 172], split),
        robust("short texts", "train_bpe", "ab", 259),
        robust("short texts", "train_bpe", "", 258),
        robust("short texts", "encode", "", ranked),
        robust("broken characters", "decode", [104, 195, 33], split),
        robust("broken characters", "decode", [256], split),
        robust("calls", "train_bpe", "low low", 100),
    ]
