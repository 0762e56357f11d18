"""Checks of byte-pair encoding: first the core lines, in the order in which people write the code, then the robust ones.

Texts are given as lists of pre-tokens, so the oracle needs no pattern. It keeps every pre-token of the text, also equal
ones, counts with plain loops, and encodes by applying all merges in turn. Only the lines about ties use texts in which
two pairs are equally frequent.
"""

from itertools import pairwise

from tutor.grading.expect import CheckFailure, expect_raises
from tutor.grading.lines import core, robust

LESSON = "step-6-complete-reference"
BPE, OTHERS, SIZE = f"{LESSON}#bpe", f"{LESSON}#wordpiece-unigram", f"{LESSON}#vocabulary-size"

MERGE, TRAIN, BYTES, PRE_TOKENS, TIES = "merge", "train", "bytes", "pre-tokens", "ties"
ENCODE, DECODE = "encode", "decode"
SHORT, BROKEN, CALLS = "short texts", "broken characters", "calls"

Pair = tuple[int, int]

# Each of their first four merges (of CITIES: three) has a single winner.
RINGING = ["ringing", " thin", " ring", " ring"]
SLOW = ["slow", " owl", " low", " slow", " slow"]
THEN = ["the", " he", " then", " then", " them"]
BANANA = ["banana", " ananas", " ban", " ban", " ban"]
CITIES = ["都", " 都", " 都京大", " 都京", " 阪", " 阪"]
ALPHABET = {"ab": (97, 98), "bc": (98, 99)}


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def joined(ids: list[int], pair: Pair, new_id: int) -> list[int]:
    """``ids`` with each ``pair`` replaced, from left to right."""
    result: list[int] = []
    skip = False
    for here, following in pairwise([*ids, -1]):
        if skip:
            skip = False
        elif (here, following) == pair:
            result.append(new_id)
            skip = True
        else:
            result.append(here)
    return result


def trained(words: list[str], vocab_size: int) -> list[Pair]:
    """The merges learned from a text with these pre-tokens."""
    texts = [list(word.encode()) for word in words]
    merges: list[Pair] = []
    while 256 + len(merges) < vocab_size:
        every = sorted(pair for ids in texts for pair in pairwise(ids))
        if not every:
            break
        best, most = every[0], 0
        for pair in dict.fromkeys(every):  # from the smallest up, so the first of equals wins
            if every.count(pair) > most:
                best, most = pair, every.count(pair)
        texts = [joined(ids, best, 256 + len(merges)) for ids in texts]
        merges.append(best)
    return merges


def encoded(words: list[str], merges: list[Pair]) -> list[int]:
    """The ids of a text with these pre-tokens."""
    result: list[int] = []
    for word in words:
        ids = list(word.encode())
        for number, pair in enumerate(merges):
            ids = joined(ids, pair, 256 + number)
        result += ids
    return result


def piece(one: int, merges: list[Pair]) -> bytes:
    """The bytes of an id."""
    if one < 256:
        return bytes([one])
    first, second = merges[one - 256]
    return piece(first, merges) + piece(second, merges)


# ── what the lines ask ───────────────────────────────────────────────────────────────────────────────────────


def is_id(value: object) -> bool:
    """Whether this is a whole number; NumPy's count too."""
    return not isinstance(value, bool) and hasattr(value, "__index__")


def expect_ids(actual: object, expected: list[int], what: str) -> None:
    """Require a list (or tuple, or array) of these ids."""
    if actual is None:
        raise CheckFailure(f"{what} returns None. Is a return missing?", layer="nothing")
    ids = actual.tolist() if hasattr(actual, "tolist") else actual
    if not isinstance(ids, list | tuple) or not all(map(is_id, ids)):
        raise CheckFailure(
            f"{what} should be a list of ids, {shown(expected)}, but is {shown(ids)}", layer="type"
        )
    if [int(one) for one in ids] != expected:
        raise CheckFailure(f"{what} is {shown(list(ids))}, expected {shown(expected)}.", layer="values")


def shown(value: object) -> str:
    """A value in a message, cut after 100 characters."""
    text = (
        str(value)
        if isinstance(value, list | tuple | dict | int | bytes)
        else f"a value of type {type(value).__name__}"
    )
    return text if len(text) <= 100 else f"{text[:97]} …"


def expect_merges(actual: object, expected: list[Pair], what: str) -> None:
    """Require these pairs in this order, each as a tuple or list."""
    if actual is None:
        raise CheckFailure(f"{what} returns None. Is a return missing?", layer="nothing")
    pairs = actual.tolist() if hasattr(actual, "tolist") else actual
    if not isinstance(pairs, list | tuple) or not all(
        isinstance(pair, list | tuple) and len(pair) == 2 and all(map(is_id, pair)) for pair in pairs
    ):
        raise CheckFailure(
            f"{what} should be a list of pairs of ids, such as {shown(expected[:2])}, but is {shown(pairs)}",
            layer="type",
        )
    if len(pairs) != len(expected):
        raise CheckFailure(
            f"{what} has {plural(len(pairs), 'merge')}, expected {len(expected)}.", layer="shape"
        )
    for number, (pair, wanted) in enumerate(zip(pairs, expected, strict=True)):
        mine = (int(pair[0]), int(pair[1]))
        if mine != wanted:
            raise CheckFailure(
                f"{what}: merge {number} is {mine}, expected {wanted}{letters(wanted, expected)}.",
                layer="values",
            )


def plural(count: int, word: str) -> str:
    """1 merge, 2 merges."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def letters(pair: Pair, merges: list[Pair]) -> str:
    """What a pair joins, if both parts are whole characters."""
    try:
        return ", which joins {!r} and {!r}".format(*(piece(one, merges).decode() for one in pair))
    except UnicodeDecodeError:
        return ""


def expect_trained(submission, words: list[str], vocab_size: int) -> None:
    """train_bpe returns the oracle's merges."""
    text = "".join(words)
    short = text if len(text) <= 40 else f"{text[:36]} …"
    expect_merges(
        submission.train_bpe(text, vocab_size),
        trained(words, vocab_size),
        f"train_bpe({short!r}, {vocab_size})",
    )


def expect_encoded(submission, words: list[str], merges: list[Pair], named: str = "") -> None:
    """Encode returns the oracle's ids."""
    text = "".join(words)
    what = f"encode({text!r}, {named or shown(merges)})"
    expect_ids(submission.encode(text, list(merges)), encoded(words, merges), what)


def expect_text(actual: object, expected: str, what: str) -> None:
    """Require this text."""
    if actual is None:
        raise CheckFailure(f"{what} returns None. Is a return missing?", layer="nothing")
    if not isinstance(actual, str):
        raise CheckFailure(f"{what} should be a str, but is {shown(actual)}.", layer="type")
    if actual != expected:
        raise CheckFailure(f"{what} is {actual[:80]!r}, expected {expected!r}.", layer="values")


# ── merge ────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    MERGE,
    "only the first occurrence is replaced",
    "the ids after the pair are skipped or kept twice",
    "the two ids are replaced in either order",
    see=BPE,
)
def test_merge(submission):
    """merge replaces every occurrence of the pair, in this order only"""
    for ids, pair, expected in (
        ([5, 6, 7, 5, 6, 8], (5, 6), [9, 7, 9, 8]),
        ([8, 5, 6, 7, 7], (5, 6), [8, 9, 7, 7]),
        ([6, 5, 7, 5, 6, 7], (5, 6), [6, 5, 7, 9, 7]),
        ([97, 300, 301, 98], (300, 301), [97, 9, 98]),
    ):
        expect_ids(submission.merge(list(ids), pair, 9), expected, f"merge({ids}, {pair}, 9)")


@core(
    MERGE,
    "the loop ends one id too early",
    "the last id has no neighbour, and the code reads past the end",
    see=BPE,
)
def test_merge_at_the_end(submission):
    """The last id stays, and a pair at the end is replaced"""
    for ids, expected in (
        ([5, 6, 7], [9, 7]),
        ([7, 5, 6], [7, 9]),
        ([7, 5], [7, 5]),
        ([5, 6], [9]),
        ([5], [5]),
        ([7, 8, 4], [7, 8, 4]),
    ):
        expect_ids(submission.merge(list(ids), (5, 6), 9), expected, f"merge({ids}, (5, 6), 9)")


@core(
    MERGE,
    "one id is used in two pairs",
    "the code works from right to left",
    "after a merge, the index moves on by one instead of two",
    see=BPE,
)
def test_merge_of_equal_ids(submission):
    """5 5 5 becomes 9 5: pairs are taken from the left and do not overlap"""
    for count in (2, 3, 4, 5, 7):
        for ids in ([5] * count, [4, *[5] * count, 6]):
            expect_ids(
                submission.merge(list(ids), (5, 5), 9), joined(ids, (5, 5), 9), f"merge({ids}, (5, 5), 9)"
            )


# ── train ────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    TRAIN,
    "a pre-token that occurs several times is counted once",
    "pairs are counted at even positions only",
    "the least frequent pair is taken",
    see=BPE,
)
def test_first_merge(submission):
    """The first merge is the most frequent pair of the whole text"""
    for words in (
        RINGING,
        ["cd", "!", "cd", "!", "cd", " ab", " xab"],
        ["xcd", "!", "ycd", "!", "zcd", " ef", " ef"],
        SLOW,
    ):
        expect_trained(submission, words, 257)


@core(
    TRAIN,
    "the number of merges is vocab_size, without subtracting the 256 bytes",
    "the loop runs once too often or too rarely",
    see=SIZE,
)
def test_number_of_merges(submission):
    """There are vocab_size - 256 merges"""
    for vocab_size in (256, 257, 259):
        expect_trained(submission, RINGING, vocab_size)


@core(
    TRAIN,
    "the pairs are counted only once, before the first merge",
    "the merged text is not kept for the next round",
    "the new ids do not begin with 256",
    see=BPE,
)
def test_several_merges(submission):
    """After each merge the pairs are counted again, so a merge can join earlier results"""
    for words in (RINGING, SLOW, THEN, BANANA):
        expect_trained(submission, words, 260)


@core(
    TRAIN,
    "the pairs are counted without overlap",
    "a run of equal letters is counted as one pair",
    see=BPE,
)
def test_overlapping_pairs(submission):
    """A pair is counted at every place: aaaa contains (a, a) three times"""
    expect_trained(submission, ["xaaaa", " xyb", " xyc"], 257)
    expect_trained(submission, ["kmmm", " b", " c"], 257)


@core(
    BYTES,
    "ord(c) or the characters themselves are used instead of the UTF-8 bytes",
    "the text is encoded as Latin-1 or UTF-16",
    see=BPE,
)
def test_trains_on_bytes(submission):
    """Training starts with the UTF-8 bytes, in any script"""
    expect_trained(submission, ["é", " é", " né"], 257)
    expect_trained(submission, CITIES, 259)


@core(
    PRE_TOKENS,
    "all bytes of the text are counted in one list",
    "pre_tokens is not used",
    "text.split() is used, which drops the spaces",
    see=BPE,
)
def test_training_stays_in_a_pre_token(submission):
    """No pair reaches from one pre-token into the next, and spaces belong to pre-tokens"""
    expect_trained(submission, ["so", "!", " go", "!", " no", "!", " a", " ab", " ac"], 257)
    expect_trained(submission, ["to", " a", " b", " ot", " at", " a", " c"], 257)
    expect_trained(submission, ["a", "1", "a", "1", "a", "1", "xy", " xy"], 257)


@core(
    TIES,
    "the larger pair, or the first one met, wins",
    "after a merge, the counts of the old pairs are not renewed",
    see=BPE,
)
def test_worked_example(submission):
    """The worked example gives [(97, 97), (97, 98)]"""
    expect_merges(submission.train_bpe("aaab aaab", 258), [(97, 97), (97, 98)], "train_bpe('aaab aaab', 258)")


@core(
    TIES,
    "max(counts, key=counts.get) takes the pair that was met first",
    "max(counts, key=lambda pair: (counts[pair], pair)) takes the larger pair",
    "only the first ids are compared",
    see=BPE,
)
def test_ties(submission):
    """Among equally frequent pairs, the smaller first id wins, then the smaller second id"""
    for words in (
        ["dc", " ba"],
        ["bz", " by", " bx"],
        ["az", " ba"],
        ["zx", " zy", " bq", " bp"],
        ["ca", " bz"],
    ):
        expect_trained(submission, words, 257)
    expect_trained(submission, ["hello", " world", ",", " hello", " you"], 264)


# ── encode ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    ENCODE,
    "the ids of the merges do not begin with 256",
    "the characters' numbers are used instead of the UTF-8 bytes",
    "the pre-tokens are returned as separate lists",
    see=BPE,
)
def test_encode(submission):
    """Text becomes its UTF-8 bytes, and the merges shorten them"""
    merges = [ALPHABET["ab"], (256, 99), (257, 100)]
    for words in (["abcd"], ["ab"], ["xabx"], ["abab"], ["ab", " abc", " abcd", "!"], ["hello"]):
        expect_encoded(submission, words, merges)
    expect_encoded(submission, ["hé", " 東"], [])
    expect_encoded(submission, ["hé", " é"], [(195, 169), (104, 256)])


@core(
    ENCODE,
    "the longest piece is looked for, as in WordPiece",
    "the pair that is most frequent in the new text is merged first",
    "the leftmost pair is merged first",
    see=OTHERS,
)
def test_order_of_merges(submission):
    """The merges are applied in the order in which they were learned"""
    merges = [(98, 99), (97, 98), (257, 99), (97, 256), (99, 100)]
    for words in (["abc"], ["ababc"], ["abcd"], ["aabcab"], ["bcab", " abcabc"]):
        expect_encoded(submission, words, merges)
    expect_encoded(submission, ["abcab"], [(99, 97), (97, 98)])
    expect_encoded(submission, ["abcd", " abc"], [(98, 99), (97, 98), (97, 256), (258, 100)])
    expect_encoded(submission, ["xyxyz"], [(121, 122), (120, 121), (257, 257), (257, 122)])


@core(
    ENCODE,
    "the bytes of the whole text are merged in one list",
    "text.split() is used, which drops the spaces",
    see=BPE,
)
def test_encoding_stays_in_a_pre_token(submission):
    """No merge joins two pre-tokens, and no space is lost"""
    merges = [(101, 32), (32, 97), (98, 33), (49, 97)]
    for words in (
        ["be", " a"],
        ["e", " e", " a", " a"],
        ["b", "!", " b", "!"],
        ["1", "a", "11", "a"],
        ["a", " ", " a"],
    ):
        expect_encoded(submission, words, merges)


# ── decode ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    DECODE,
    "the two parts of a merge are not followed down to their bytes",
    "the pieces are joined with spaces",
    "the ids of the merges do not begin with 256",
    see=BPE,
)
def test_decode(submission):
    """Each id becomes its bytes, also when it is a merge of merges"""
    merges = [(108, 111), (256, 119), (32, 257), (258, 258)]
    for ids in ([108, 111], [256], [257, 258], [259, 33], [257, 101, 114], [10, 32, 256]):
        text = b"".join(piece(one, merges) for one in ids).decode()
        expect_text(submission.decode(list(ids), list(merges)), text, f"decode({ids}, {merges})")


@core(
    DECODE,
    "each id is decoded by itself, although it may hold part of a character",
    "chr is used instead of UTF-8",
    see=BPE,
)
def test_split_characters(submission):
    """A character whose bytes are spread over several ids is put together again"""
    merges = [(230, 157), (177, 228)]
    for ids, text in (
        ([195, 169], "é"),
        ([104, 195, 169, 33], "hé!"),
        ([256, 177], "東"),
        ([256, 257, 186, 172], "東京"),
        ([240, 159, 153, 130], "🙂"),
    ):
        expect_text(submission.decode(list(ids), list(merges)), text, f"decode({ids}, {merges})")


@core(
    DECODE,
    "spaces are lost",
    "encode and decode number the merges differently",
    "one of the two does not use bytes",
    see=BPE,
)
def test_there_and_back(submission):
    """decode(encode(text)) is the text, with any merges"""
    learned = trained([*RINGING, *CITIES], 268)
    for text in ("ringing kings", "ring,  ring\n\tčaj!", "東京 and 🙂 for 12.50 €", " a _b "):
        ids = submission.encode(text, list(learned))
        expect_ids(ids, ids_of(ids), f"encode({text!r}, merges)")
        expect_text(
            submission.decode(list(ids), list(learned)), text, f"decode(encode({text!r}, merges), merges)"
        )


def ids_of(value: object) -> list[int]:
    """The same ids as plain numbers; an empty list if they are not ids."""
    return [int(one) for one in value] if isinstance(value, list | tuple) and all(map(is_id, value)) else []


# ── robust ───────────────────────────────────────────────────────────────────────────────────────────────────


@robust(
    SHORT, "max or min of no counts raises an error", "a merge is recorded although no pair is left", see=BPE
)
def test_no_pair_left(submission):
    """Training stops when no pair is left"""
    for words, vocab_size in ((["ab"], 300), (["a", " b"], 300), (["a"], 260), (["aaaa"], 262)):
        expect_trained(submission, words, vocab_size)


@robust(SHORT, "the code reads the first or last pre-token of a text without one", see=BPE)
def test_empty(submission):
    """The empty text gives no merges and no ids, and no ids give the empty text"""
    expect_merges(submission.train_bpe("", 300), [], "train_bpe('', 300)")
    expect_ids(submission.encode("", [ALPHABET["ab"]]), [], "encode('', [(97, 98)])")
    expect_text(submission.decode([], [ALPHABET["ab"]]), "", "decode([], [(97, 98)])")
    expect_ids(submission.merge([], (5, 6), 9), [], "merge([], (5, 6), 9)")


@robust(
    BROKEN,
    "bytes.decode raises UnicodeDecodeError by default",
    'errors="ignore" drops the bytes without a trace',
    see=BPE,
)
def test_broken_characters(submission):
    """Bytes that are not UTF-8 become U+FFFD"""
    merges = [(230, 157)]
    for ids, text in (
        ([195], "\ufffd"),
        ([104, 195, 33], "h\ufffd!"),
        ([256], "\ufffd"),
        ([128, 97], "\ufffda"),
    ):
        expect_text(submission.decode(list(ids), list(merges)), text, f"decode({ids}, {merges})")


@robust(CALLS, "vocab_size - 256 is negative, and the loop does nothing", see=SIZE)
def test_vocabulary_too_small(submission):
    """vocab_size below 256 raises ValueError"""
    for vocab_size in (255, 100, 0):
        expect_raises(
            ValueError, submission.train_bpe, "low low", vocab_size, what=f"vocab_size={vocab_size}"
        )


@robust(CALLS, "an argument is not named as in the task", see=BPE)
def test_names(submission):
    """All arguments can be passed by name"""
    expect_ids(
        submission.merge(new_id=9, pair=(5, 6), ids=[5, 6]), [9], "merge(ids=[5, 6], pair=(5, 6), new_id=9)"
    )
    expect_merges(
        submission.train_bpe(vocab_size=257, text="aab aa"),
        [(97, 97)],
        "train_bpe(text='aab aa', vocab_size=257)",
    )
    merges = [ALPHABET["ab"]]
    expect_ids(submission.encode(merges=merges, text="ab"), [256], f"encode(text='ab', merges={merges})")
    expect_text(submission.decode(merges=merges, ids=[256]), "ab", f"decode(ids=[256], merges={merges})")


@robust(CALLS, "a value is kept from one call to the next", see=BPE)
def test_again(submission):
    """No call depends on an earlier one"""
    for words, merges in ((["abc"], [ALPHABET["ab"]]), (["abc"], [ALPHABET["bc"]]), (["abc"], [])):
        given = list(merges)
        what = f"encode('abc', {merges}) in a series of calls"
        expect_ids(submission.encode("".join(words), given), encoded(words, merges), what)
        ids = list(encoded(words, merges))
        expect_text(submission.decode(ids, given), "abc", f"decode({ids}, {merges}) in a series of calls")
    for words in (RINGING, SLOW, RINGING):
        expect_trained(submission, words, 258)
