"""Mistakes that people make in positional encodings, and inputs on which no two of them give the same result."""

from tutor.course.model import Mistake, Probe

SEE = "step-1-attention-visual-deep-dive#positional-encoding"

SIGNATURE = "(seq_len: int, d_model: int)"
POSITIONS = "positions = np.arange(seq_len)[:, np.newaxis]"
DIVISORS = "divisors = 10000.0 ** (even_columns / d_model)  # (n_pairs,)"
ANGLES = "angles = positions / divisors  # (seq_len, 1) / (n_pairs,) → (seq_len, n_pairs)"
SINES = "encoding[:, 0::2] = np.sin(angles)"
COSINES = "encoding[:, 1::2] = np.cos(angles[:, : d_model // 2])  # one cosine fewer when d_model is odd"
EMPTY = "encoding = np.zeros((seq_len, d_model))"
RETURN = "return encoding\n"

MISTAKES = [
    Mistake(
        id="halves-instead-of-pairs",
        name="puts sines left, cosines right",
        diagnosis="Your code puts all the sines in the first half of the columns and all the cosines in the "
        "second. Here they alternate: column 0 is a sine, column 1 a cosine. Write to [:, 0::2] and [:, "
        "1::2].",
        see=SEE,
        change={
            SINES: "n_sines = (d_model + 1) // 2\n    encoding[:, :n_sines] = np.sin(angles)",
            COSINES: "encoding[:, n_sines:] = np.cos(angles[:, : d_model // 2])",
        },
    ),
    Mistake(
        id="columns-counted-from-one",
        name="counts the columns from 1",
        diagnosis="Your code counts the columns from 1, so the first column becomes a cosine and every "
        "pair is off by one. Columns are numbered from 0: the even ones, 2i, hold the sines.",
        see=SEE,
        change={
            SINES: "columns = np.arange(1, d_model + 1)\n    angles = positions / 10000.0 ** (columns // 2 * 2 / d_model)",
            COSINES: "encoding[:] = np.where(columns % 2, np.cos(angles), np.sin(angles))",
        },
    ),
    Mistake(
        id="sine-and-cosine-swapped",
        name="swaps sine and cosine",
        diagnosis="Your code puts the cosine in the even columns and the sine in the odd ones. Position 0 "
        "should be 0, 1, 0, 1, …, but yours starts with 1. Put np.sin in [:, 0::2] and np.cos in [:, 1::2].",
        see=SEE,
        change={
            SINES: "encoding[:, 0::2] = np.cos(angles)",
            COSINES: "encoding[:, 1::2] = np.sin(angles[:, : d_model // 2])",
        },
    ),
    Mistake(
        id="own-wave-for-every-column",
        name="gives each column its own frequency",
        diagnosis="Your exponent uses each column's own number, so the two columns of a pair have "
        "different frequencies. They should share one, so both use 2i, the even number. Write 2 * (column "
        "// 2).",
        see=SEE,
        change={
            SINES: "own = positions / 10000.0 ** (np.arange(d_model) / d_model)\n    encoding[:, 0::2] = np.sin(own[:, 0::2])",
            COSINES: "encoding[:, 1::2] = np.cos(own[:, 1::2])",
        },
    ),
    Mistake(
        id="columns-rounded-up",
        name="rounds the pair number up",
        diagnosis="Your code rounds column / 2 up, so the cosine uses the next pair's frequency. Columns 2i and 2i + 1 belong to the "
        "same pair i. Round down: column // 2.",
        see=SEE,
        change={
            COSINES: "following = positions / 10000.0 ** ((even_columns + 2) / d_model)\n"
            "    encoding[:, 1::2] = np.cos(following[:, : d_model // 2])"
        },
    ),
    Mistake(
        id="pair-number-without-the-two",
        name="leaves out the 2 in 2i",
        diagnosis="Your exponent is i / d_model for pair i, without the 2. The largest divisor is then about 100 "
        "instead of 10000. Use 2i / d_model; np.arange(0, d_model, 2) is already 2i.",
        see=SEE,
        change={DIVISORS: "divisors = 10000.0 ** (even_columns / 2 / d_model)"},
    ),
    Mistake(
        id="doubled-twice",
        name="counts the 2 twice",
        diagnosis="Your exponent is 4i / d_model. An index that already steps through 0, 2, 4 seems to be doubled "
        "again, or divided by d_model / 2. The even column number is the 2i of the formula, so only divide it by "
        "d_model.",
        see=SEE,
        change={DIVISORS: "divisors = 10000.0 ** (2 * even_columns / d_model)"},
    ),
    Mistake(
        id="doubled-twice-and-own-wave",
        name="doubles each column's own number",
        diagnosis="Your exponent is 2 · column / d_model. An even column number is already 2i, and an odd one "
        "should not be used at all. Both columns of a pair need 2i / d_model: 2 * (column // 2) / d_model.",
        see=SEE,
        change={
            DIVISORS: "divisors = 10000.0 ** (2 * even_columns / d_model)",
            COSINES: "odd = np.arange(1, d_model, 2)\n"
            "    encoding[:, 1::2] = np.cos(positions / 10000.0 ** (2 * odd / d_model))",
        },
    ),
    Mistake(
        id="pairs-counted-from-one",
        name="counts the pairs from 1",
        diagnosis="Your code counts the pairs from 1, so even the first pair changes too slowly. Pair 0 has "
        "exponent 0 and divisor 1, which makes column 0 sin(position). Count from 0: np.arange(0, d_model, "
        "2).",
        see=SEE,
        change={DIVISORS: "divisors = 10000.0 ** ((even_columns + 2) / d_model)"},
    ),
    Mistake(
        id="multiplied-by-the-wavelength",
        name="multiplies by 10000^(2i / d_model)",
        diagnosis="Your code multiplies the position by 10000^(2i / d_model), so later columns change "
        "faster. They should change more slowly, so that distant positions differ. Divide instead.",
        see=SEE,
        change={ANGLES: "angles = positions * divisors"},
    ),
    Mistake(
        id="spread-to-the-very-end",
        name="spreads the exponents up to 1",
        diagnosis="Your code spreads the exponents from 0 to exactly 1, as some libraries do. In this "
        "formula, the last exponent is (d_model - 2) / d_model, just below 1. Use np.arange(0, d_model, "
        "2) / d_model.",
        see=SEE,
        change={DIVISORS: "divisors = 10000.0 ** np.linspace(0, 1, len(even_columns))"},
    ),
    Mistake(
        id="power-left-to-right",
        name="divides the power by d_model",
        diagnosis="Your code computes 10000 ** (2i) / d_model. Python evaluates the power first, so d_model "
        "divides the power, not the exponent. Put the fraction in parentheses: 10000 ** (2 * i / d_model).",
        see=SEE,
        change={DIVISORS: "divisors = 10000.0**even_columns / d_model"},
    ),
    Mistake(
        id="base-one-thousand",
        name="uses base 1000",
        diagnosis="Your code uses 1000 as the base, so the slow columns change too fast. Use 10000, as in "
        "the formula.",
        see=SEE,
        change={DIVISORS: "divisors = 1000.0 ** (even_columns / d_model)"},
    ),
    Mistake(
        id="base-one-hundred-thousand",
        name="uses base 100000",
        diagnosis="Your code uses 100000 as the base, so the slow columns change too slowly. Use 10000, as "
        "in the formula.",
        see=SEE,
        change={DIVISORS: "divisors = 100000.0 ** (even_columns / d_model)"},
    ),
    Mistake(
        id="log-to-base-ten",
        name="uses log10 instead of log",
        diagnosis="Your code computes the frequencies with exp and log10. exp only undoes the natural "
        "logarithm, so the frequencies fall too slowly. Write math.log(10000.0).",
        see=SEE,
        change={DIVISORS: "divisors = np.exp(np.log10(10000.0) * even_columns / d_model)"},
    ),
    Mistake(
        id="log-to-base-two",
        name="uses log2 instead of log",
        diagnosis="Your code computes the frequencies with exp and log2. exp only undoes the natural "
        "logarithm, so the frequencies fall too fast. Write math.log(10000.0).",
        see=SEE,
        change={DIVISORS: "divisors = np.exp(np.log2(10000.0) * even_columns / d_model)"},
    ),
    Mistake(
        id="exp-missing",
        name="leaves out exp",
        diagnosis="Your code multiplies the positions by -log(10000) · 2i / d_model, which is the logarithm "
        "of the frequency. Take np.exp of it first.",
        see=SEE,
        change={ANGLES: "angles = positions * (-np.log(10000.0) * even_columns / d_model)"},
    ),
    Mistake(
        id="width-left-out-of-the-exponent",
        name="leaves d_model out of the exponent",
        diagnosis="Your exponent is 2i, without / d_model, so even the second pair hardly changes. Divide "
        "by the width: 10000 ** (2 * i / d_model).",
        see=SEE,
        change={DIVISORS: "divisors = 10000.0**even_columns"},
    ),
    Mistake(
        id="positions-from-one",
        name="starts the positions at 1",
        diagnosis="Your code counts the positions from 1. Row 0 belongs to position 0 and is 0, 1, 0, 1, "
        "…, so count from 0: np.arange(seq_len).",
        see=SEE,
        change={POSITIONS: "positions = np.arange(1, seq_len + 1)[:, np.newaxis]"},
    ),
    Mistake(
        id="positions-as-fractions",
        name="divides positions by seq_len",
        diagnosis="Your code divides the positions by seq_len. A position's row then depends on the "
        "length of the sequence. Use the positions as they are: np.arange(seq_len).",
        see=SEE,
        change={POSITIONS: "positions = np.arange(seq_len)[:, np.newaxis] / max(seq_len, 1)"},
    ),
    Mistake(
        id="positions-from-zero-to-one",
        name="spreads positions from 0 to 1",
        diagnosis="Your positions run from 0 to 1, as in np.linspace(0, 1, seq_len). A position's row "
        "then depends on the length of the sequence. Use the positions as they are: np.arange(seq_len).",
        see=SEE,
        change={POSITIONS: "positions = np.linspace(0, 1, seq_len)[:, np.newaxis]"},
    ),
    Mistake(
        id="last-position-missing",
        name="leaves the last row empty",
        diagnosis="Your code leaves the last row at 0: the loop over the positions seems to stop one position too early. "
        "range(seq_len) already ends at seq_len - 1.",
        see=SEE,
        change={RETURN: "encoding[seq_len - 1 :] = 0\n    return encoding\n"},
    ),
    Mistake(
        id="position-zero-left-empty",
        name="leaves row 0 empty",
        diagnosis="Your code leaves row 0 at 0: the loop over the positions seems to start at 1. Position 0 "
        "has cosines too, and cos 0 is 1. Start at 0: range(seq_len).",
        see=SEE,
        change={RETURN: "encoding[:1] = 0\n    return encoding\n"},
    ),
    Mistake(
        id="turns-instead-of-radians",
        name="multiplies the angles by 2π",
        diagnosis="Your code multiplies the angle by 2π. The formula has no 2π: np.sin takes radians, and for "
        "position 1, the first pair is sin 1 and cos 1. Remove the factor.",
        see=SEE,
        change={ANGLES: "angles = 2 * np.pi * positions / divisors"},
    ),
    Mistake(
        id="degrees",
        name="treats the angle as degrees",
        diagnosis="Your code converts the angle from degrees. It is already in radians: column 0 of position 1 is "
        "sin(1) = 0.8415. Remove the conversion.",
        see=SEE,
        change={ANGLES: "angles = np.radians(positions / divisors)"},
    ),
    Mistake(
        id="whole-division",
        name="divides with //",
        diagnosis="Your code divides the positions with //, which drops the fraction, so a slow column "
        "stays the same for many positions. Divide with /.",
        see=SEE,
        change={ANGLES: "angles = positions // divisors"},
    ),
    Mistake(
        id="only-sines",
        name="uses the sine in every column",
        diagnosis="Your odd columns are sines too. A step of k positions is the same rotation everywhere "
        "only if each pair has a sine and a cosine. Use np.cos in [:, 1::2].",
        see=SEE,
        change={COSINES: "encoding[:, 1::2] = np.sin(angles[:, : d_model // 2])"},
    ),
    Mistake(
        id="half-a-turn-ahead",
        name="shifts the sine by π",
        diagnosis="Your odd columns are the sine shifted by π, which gives minus the sine. A cosine is "
        "the sine shifted by π / 2: write np.sin(angles + np.pi / 2), or simply np.cos(angles).",
        see=SEE,
        change={COSINES: "encoding[:, 1::2] = -np.sin(angles[:, : d_model // 2])"},
    ),
    Mistake(
        id="quarter-turn-behind",
        name="shifts the sine backwards",
        diagnosis="Your odd columns are minus the cosine, because the sine is shifted back by π / 2. Shift "
        "it forward, np.sin(angles + np.pi / 2), or write np.cos(angles).",
        see=SEE,
        change={COSINES: "encoding[:, 1::2] = -np.cos(angles[:, : d_model // 2])"},
    ),
    Mistake(
        id="wave-runs-backwards",
        name="negates the angle",
        diagnosis="Your sines have the wrong sign, because your angle is negative, as in exp(-i·angle). The angle "
        "is the position divided by the divisor. Remove the minus sign.",
        see=SEE,
        change={SINES: "encoding[:, 0::2] = np.sin(-angles)"},
    ),
    Mistake(
        id="cosine-of-the-sine-columns",
        name="takes the cosine of the sines",
        diagnosis="Your code takes the cosine of columns that already hold sines, because the sines have "
        "overwritten the angles. Keep the angles in a separate array.",
        see=SEE,
        change={COSINES: "encoding[:, 1::2] = np.cos(encoding[:, 0::2][:, : d_model // 2])"},
    ),
    Mistake(
        id="old-sine-overwritten",
        name="reuses the sine just computed",
        diagnosis="Your code computes the next cosine from the sine it has just replaced. Both new values "
        "need the previous pair. Assign both at once: s, c = s * step_c + c * step_s, c * step_c - s * "
        "step_s.",
        see=SEE,
        change={
            RETURN: "step_s, step_c = np.sin(1 / divisors), np.cos(1 / divisors)\n"
            "    s, c = np.zeros(len(divisors)), np.ones(len(divisors))\n"
            "    for row in encoding:\n"
            "        row[0::2], row[1::2] = s, c[: d_model // 2]\n"
            "        s = s * step_c + c * step_s\n"
            "        c = c * step_c - s * step_s\n"
            "    return encoding\n"
        },
    ),
    Mistake(
        id="stripes-along-positions",
        name="alternates over rows, not columns",
        diagnosis="Your code uses the sine for even positions and the cosine for odd ones. They should "
        "alternate from column to column, so that every position has both: [:, 0::2] and [:, 1::2].",
        see=SEE,
        change={
            SINES: "waves = np.repeat(angles, 2, axis=1)[:, :d_model]\n    encoding[0::2] = np.sin(waves[0::2])",
            COSINES: "encoding[1::2] = np.cos(waves[1::2])",
        },
    ),
    Mistake(
        id="axes-swapped",
        name="exchanges rows and columns",
        diagnosis="Your code returns (d_model, seq_len), with the positions along the columns. The table is "
        "added to x, which has one row per token. Give each position a row: positions[:, np.newaxis].",
        see=SEE,
        change={RETURN: "return encoding.T\n"},
    ),
    Mistake(
        id="batch-axis-added",
        name="adds a batch axis",
        diagnosis="Your code returns (1, seq_len, d_model). That axis is not needed, because a (seq_len, "
        "d_model) table broadcasts to a whole batch. Return two axes.",
        see=SEE,
        change={RETURN: "return encoding[np.newaxis]\n"},
    ),
    Mistake(
        id="stacked-along-the-rows",
        name="joins the columns along axis 0",
        diagnosis="Your code joins the columns along axis 0, so they end up stacked in a single "
        "column. Join them side by side: axis=1.",
        see=SEE,
        change={RETURN: "return encoding.T.reshape(-1, 1)\n"},
    ),
    Mistake(
        id="sines-stacked-before-cosines",
        name="stacks all sines before all cosines",
        diagnosis="Your code stacks the sines and the cosines along axis 0 and then reshapes, which mixes "
        "numbers of different positions. Stack them along a new last axis, axis=-1, so that each pair "
        "stays together.",
        see=SEE,
        change={
            RETURN: "both = np.stack([np.sin(angles), np.cos(angles)], axis=0)\n"
            "    return both.reshape(seq_len, -1)[:, :d_model]\n"
        },
    ),
    Mistake(
        id="whole-numbers",
        name="stores the result as integers",
        diagnosis="Your code stores the result as integers, so 0.84 becomes 0. Create the table without "
        "dtype=int: np.zeros((seq_len, d_model)).",
        see=SEE,
        change={EMPTY: "encoding = np.zeros((seq_len, d_model), dtype=int)"},
    ),
    Mistake(
        id="odd-width-breaks",
        name="stops at an odd d_model",
        diagnosis="Your code computes as many cosines as sines. An odd d_model has one fewer odd column, because "
        "the last sine has no cosine. Slice the angles for the cosines: angles[:, : d_model // 2].",
        see=SEE,
        change={COSINES: "encoding[:, 1::2] = np.cos(angles)"},
    ),
    Mistake(
        id="odd-width-refused",
        name="rejects an odd d_model",
        diagnosis="Your code stops at an odd d_model with an assert. An odd width is allowed: its last "
        "column is a sine without a cosine. Slice the angles for the cosines: angles[:, : d_model // 2].",
        see=SEE,
        change={EMPTY: "assert d_model % 2 == 0\n    encoding = np.zeros((seq_len, d_model))"},
    ),
    Mistake(
        id="odd-width-loses-its-last-sine",
        name="leaves an odd last column empty",
        diagnosis="Your code fills only complete pairs, so with an odd d_model, the last column stays 0. It should "
        "be a sine. Let the even columns run to the end: range(0, d_model, 2).",
        see=SEE,
        change={SINES: "encoding[:, 0 : d_model - 1 : 2] = np.sin(angles[:, : d_model // 2])"},
    ),
    Mistake(
        id="odd-width-too-wide",
        name="adds a column to odd widths",
        diagnosis="Your code returns d_model + 1 columns when d_model is odd, because it completes the last "
        "pair. Cut the table: [:, :d_model].",
        see=SEE,
        change={
            RETURN: "last = np.cos(angles[:, d_model // 2 :])  # one column for an odd width, else none\n"
            "    return np.concatenate([encoding, last], axis=1)\n"
        },
    ),
    Mistake(
        id="single-precision",
        name="computes in float32",
        diagnosis="Your table is float32, so distant positions lose precision: at position 20,000, an "
        "angle is off by about 0.001. Keep float64, NumPy's default.",
        see=SEE,
        change={EMPTY: "encoding = np.zeros((seq_len, d_model), dtype=np.float32)"},
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept seq_len and d_model by these names, so a call that passes them by name "
        "fails. Name the parameters as the stub does.",
        see=SEE,
        change={
            SIGNATURE: "(length: int, d_model: int)",
            POSITIONS: "seq_len = length\n    positions = np.arange(seq_len)[:, np.newaxis]",
        },
    ),
]


def probes() -> list[Probe]:
    """One pair, several pairs, one position, many positions; then odd widths and names.

    Positions stay small, so that a float32 table differs only in its dtype.
    """
    name = "sinusoidal_positional_encoding"
    return [
        *(Probe(name, sizes, facet="one pair") for sizes in ((5, 2), (2, 2))),
        *(Probe(name, sizes, facet="several pairs") for sizes in ((3, 4), (6, 8), (6, 6), (12, 10))),
        *(Probe(name, sizes, facet="positions") for sizes in ((1, 6), (12, 6))),
        *(Probe(name, sizes, facet="odd width", tier="robust") for sizes in ((5, 7), (4, 3))),
        Probe(name, (), {"seq_len": 3, "d_model": 4}, facet="calls", tier="robust"),
    ]
