"""Wrong positional encodings that people really write, and the inputs on which no two of them agree."""

from tutor.course.model import Mistake, Probe

SEE = "step-1-attention-visual-deep-dive#positional-encoding"

WAVES = "divisors = 10000.0 ** (even_columns / d_model)  # (n_pairs,)"
ANGLES = "angles = positions / divisors  # (seq_len, 1) / (n_pairs,) → (seq_len, n_pairs)"
SINES = "encoding[:, 0::2] = np.sin(angles)"
COSINES = "encoding[:, 1::2] = np.cos(angles[:, : d_model // 2])  # one cosine fewer when d_model is odd"
EMPTY = "encoding = np.zeros((seq_len, d_model))"
RETURN = "return encoding\n"

MISTAKES = [
    Mistake(
        id="halves-instead-of-pairs",
        name="sines in the left half, cosines in the right half",
        diagnosis="It looks as if all sines stand in the first half of the columns and all cosines in the second. "
        "Here they alternate: column 0 sine, column 1 cosine, column 2 sine …",
        see=SEE,
        change={
            SINES: "n_sines = (d_model + 1) // 2\n    encoding[:, :n_sines] = np.sin(angles)",
            COSINES: "encoding[:, n_sines:] = np.cos(angles[:, : d_model // 2])",
        },
    ),
    Mistake(
        id="sine-and-cosine-swapped",
        name="cosine on the even columns, sine on the odd ones",
        diagnosis="It looks as if sine and cosine have changed places. Position 0 must read 0, 1, 0, 1 …; "
        "yours begins with a 1.",
        see=SEE,
        change={
            SINES: "encoding[:, 0::2] = np.cos(angles)",
            COSINES: "encoding[:, 1::2] = np.sin(angles[:, : d_model // 2])",
        },
    ),
    Mistake(
        id="own-wave-for-every-column",
        name="a wave of its own for every column",
        diagnosis="It looks as if the exponent uses the column's own number, so that the cosine beside a sine has "
        "another speed. A pair shares one wave: both columns use 2i, the even number.",
        see=SEE,
        change={
            SINES: "own = positions / 10000.0 ** (np.arange(d_model) / d_model)\n    encoding[:, 0::2] = np.sin(own[:, 0::2])",
            COSINES: "encoding[:, 1::2] = np.cos(own[:, 1::2])",
        },
    ),
    Mistake(
        id="pair-number-without-the-two",
        name="i / d_model where 2i / d_model is meant",
        diagnosis="It looks as if the exponent is the pair's number over d_model, without the 2. The waves then slow "
        "down only to √10000 = 100 instead of 10000.",
        see=SEE,
        change={WAVES: "divisors = 10000.0 ** (even_columns / 2 / d_model)"},
    ),
    Mistake(
        id="doubled-twice",
        name="2 · (even column) / d_model: the 2 counted twice",
        diagnosis="It looks as if an index that already steps 0, 2, 4 … is doubled once more. The even column number "
        "is the 2i of the formula.",
        see=SEE,
        change={WAVES: "divisors = 10000.0 ** (2 * even_columns / d_model)"},
    ),
    Mistake(
        id="doubled-twice-and-own-wave",
        name="2 · (column) / d_model, with the odd column's own number for the cosine",
        diagnosis="It looks as if the loop's column number is doubled again, and the cosine uses 2(i + 1): the waves "
        "are too slow, and sine and cosine of a pair no longer belong together.",
        see=SEE,
        change={
            WAVES: "divisors = 10000.0 ** (2 * even_columns / d_model)",
            COSINES: "odd = np.arange(1, d_model, 2)\n"
            "    encoding[:, 1::2] = np.cos(positions / 10000.0 ** (2 * odd / d_model))",
        },
    ),
    Mistake(
        id="multiplied-by-the-wavelength",
        name="position times 10000^(2i/d_model) instead of divided by it",
        diagnosis="It looks as if the position is multiplied by 10000^(2i/d_model). Divide: later columns must turn "
        "more slowly, not faster.",
        see=SEE,
        change={ANGLES: "angles = positions * divisors"},
    ),
    Mistake(
        id="positions-from-one",
        name="positions counted from 1",
        diagnosis="It looks as if the first position is 1. Row 0 belongs to position 0 and reads 0, 1, 0, 1 …",
        see=SEE,
        change={
            "positions = np.arange(seq_len)[:, np.newaxis]": "positions = np.arange(1, seq_len + 1)[:, np.newaxis]"
        },
    ),
    Mistake(
        id="positions-as-fractions",
        name="positions divided by the sequence's length",
        diagnosis="It looks as if positions run from 0 to 1. Then a token's pattern changes with the length of the "
        "text around it. Use the plain position number.",
        see=SEE,
        change={
            "positions = np.arange(seq_len)[:, np.newaxis]": "positions = np.arange(seq_len)[:, np.newaxis] / max(seq_len, 1)"
        },
    ),
    Mistake(
        id="turns-instead-of-radians",
        name="an angle with 2π in it",
        diagnosis="It looks as if the angle is multiplied by 2π. The formula has no 2π: position 1 of the first pair is sin(1) and "
        "cos(1).",
        see=SEE,
        change={ANGLES: "angles = 2 * np.pi * positions / divisors"},
    ),
    Mistake(
        id="only-sines",
        name="sine in every column",
        diagnosis="It looks as if the odd columns hold sines too. With sine and cosine together, a step of k positions "
        "is the same rotation everywhere; with sines alone it is not.",
        see=SEE,
        change={COSINES: "encoding[:, 1::2] = np.sin(angles[:, : d_model // 2])"},
    ),
    Mistake(
        id="degrees",
        name="the angle taken as degrees",
        diagnosis="It looks as if the angle is converted from degrees. It is in radians already: column 0 of position "
        "1 must be sin(1) = 0.8415.",
        see=SEE,
        change={ANGLES: "angles = np.radians(positions / divisors)"},
    ),
    Mistake(
        id="axes-swapped",
        name="(d_model, seq_len) instead of (seq_len, d_model)",
        diagnosis="It looks as if positions run along the columns. One row a position: (seq_len, d_model), so that it "
        "can be added to x.",
        see=SEE,
        change={RETURN: "return encoding.T\n"},
    ),
    Mistake(
        id="batch-axis-added",
        name="an axis for the batch put in front",
        diagnosis="It looks as if the result is (1, seq_len, d_model). Broadcasting adds (seq_len, d_model) to a whole "
        "batch without that axis.",
        see=SEE,
        change={RETURN: "return encoding[np.newaxis]\n"},
    ),
    Mistake(
        id="odd-width-breaks",
        name="an odd d_model raises an error",
        diagnosis="It looks as if there are as many cosines as sines. With an odd d_model the last sine has no cosine "
        "beside it.",
        see=SEE,
        change={COSINES: "encoding[:, 1::2] = np.cos(angles)"},
    ),
    Mistake(
        id="odd-width-loses-its-last-sine",
        name="the last column of an odd d_model is left empty",
        diagnosis="It looks as if only whole pairs are filled: with an odd d_model the last column stays 0. It holds a "
        "sine.",
        see=SEE,
        change={
            SINES: "encoding[:, 0 : d_model - 1 : 2] = np.sin(angles[:, : d_model // 2])",
        },
    ),
    Mistake(
        id="base-one-thousand",
        name="1000 where 10000 is meant",
        diagnosis="It looks as if the base is 1000. The formula says 10000; the slow columns turn ten times too fast.",
        see=SEE,
        change={WAVES: "divisors = 1000.0 ** (even_columns / d_model)"},
    ),
    Mistake(
        id="spread-to-the-very-end",
        name="i / (n_pairs - 1): the last wave is exactly 10000",
        diagnosis="It looks as if the exponents are spread from 0 to 1 with both ends (some libraries do that). The "
        "formula's last exponent is (d_model - 2) / d_model, just below 1.",
        see=SEE,
        change={WAVES: "divisors = 10000.0 ** np.linspace(0, 1, len(even_columns))"},
    ),
    Mistake(
        id="whole-numbers",
        name="a result of whole numbers",
        diagnosis="It looks as if the result is stored as integers: every 0.84 has become 0.",
        see=SEE,
        change={EMPTY: "encoding = np.zeros((seq_len, d_model), dtype=int)"},
    ),
    Mistake(
        id="single-precision",
        name="computed in float32",
        diagnosis="It looks as if the angles are float32. At far positions that is wrong in the fourth digit; keep "
        "float64.",
        see=SEE,
        change={
            ANGLES: "angles = (positions / divisors).astype(np.float32)",
            EMPTY: "encoding = np.zeros((seq_len, d_model), dtype=np.float32)",
        },
    ),
    Mistake(
        id="whole-division",
        name="// where / is meant",
        diagnosis="It looks as if positions are divided with //, which drops the fraction: the slow columns stand still "
        "for many positions.",
        see=SEE,
        change={ANGLES: "angles = positions // divisors"},
    ),
    Mistake(
        id="stripes-along-positions",
        name="sine on even positions, cosine on odd positions",
        diagnosis="It looks as if sine and cosine alternate from row to row. They alternate from column to column; "
        "every position has both.",
        see=SEE,
        change={
            SINES: "waves = np.repeat(angles, 2, axis=1)[:, :d_model]\n    encoding[0::2] = np.sin(waves[0::2])",
            COSINES: "encoding[1::2] = np.cos(waves[1::2])",
        },
    ),
]


def probes() -> list[Probe]:
    """Even and odd widths, and positions far enough that float32 shows."""
    name = "sinusoidal_positional_encoding"
    return [Probe(name, (6, 8)), Probe(name, (5, 7)), Probe(name, (3000, 6))]
