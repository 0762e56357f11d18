"""Mistakes that people make in RoPE, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe

SEE = "step-1-attention-visual-deep-dive#rope-and-alibi"
BATCHES = "step-1-attention-visual-deep-dive#batches"

SIGNATURE = "base: float = 10000.0)"
GUARD = "if d % 2:"
RAISE = 'raise ValueError(f"RoPE'
DEFAULT = "positions = np.arange(seq_len)"
FREQUENCIES = "frequencies = base ** (-np.arange(0, d, 2) / d)  # (d / 2,): 1, then smaller and smaller"
ANGLES = "angles = np.asarray(positions, dtype=np.float64)[:, np.newaxis] * frequencies  # (T, d / 2)"
COS_SIN = "cos, sin = np.cos(angles), np.sin(angles)"
PAIRS = "even, odd = x[..., 0::2], x[..., 1::2]  # (..., T, d / 2) each: the two coordinates of each point"
EMPTY = "turned = np.empty(x.shape)  # float64 until the end"
NEW_EVEN = "turned[..., 0::2] = even * cos - odd * sin"
NEW_ODD = "turned[..., 1::2] = even * sin + odd * cos"
RETURN = "return turned.astype(x.dtype)"

HALVES = "half = d // 2\n    even, odd = x[..., :half], x[..., half:]"

MISTAKES = [
    Mistake(
        id="halves-instead-of-neighbours",
        name="pairs columns half a width apart",
        diagnosis="Your code pairs column i with column i + d/2, the layout of many checkpoints. In this "
        "exercise, neighbouring columns form a pair: 0 with 1, 2 with 3. Read them with x[..., 0::2] and "
        "x[..., 1::2], and write them back the same way.",
        see=SEE,
        change={
            PAIRS: HALVES,
            NEW_EVEN: "turned[..., :half] = even * cos - odd * sin",
            NEW_ODD: "turned[..., half:] = even * sin + odd * cos",
        },
    ),
    Mistake(
        id="turned-backwards",
        name="rotates the other way round",
        diagnosis="Your code has the minus sign in the second line, so it rotates by -angle. Your own "
        "scores stay the same, but keys rotated by other code no longer match. Write even * cos - odd * "
        "sin and even * sin + odd * cos.",
        see=SEE,
        change={
            NEW_EVEN: "turned[..., 0::2] = even * cos + odd * sin",
            NEW_ODD: "turned[..., 1::2] = odd * cos - even * sin",
        },
    ),
    Mistake(
        id="halves-and-turned-backwards",
        name="pairs halves and rotates backwards",
        diagnosis="Your code pairs column i with column i + d/2 and rotates the other way round. Here "
        "neighbouring columns form a pair, x[..., 0::2] and x[..., 1::2], and the minus sign is in the "
        "first line: even * cos - odd * sin.",
        see=SEE,
        change={
            PAIRS: HALVES,
            NEW_EVEN: "turned[..., :half] = even * cos + odd * sin",
            NEW_ODD: "turned[..., half:] = odd * cos - even * sin",
        },
    ),
    Mistake(
        id="halves-put-back-as-neighbours",
        name="reads halves, writes neighbours",
        diagnosis="Your code reads pairs from columns i and i + d/2 but writes the results to columns 2i "
        "and 2i + 1. Even the row at position 0 then changes, although its angle is 0. Read neighbouring "
        "columns too: x[..., 0::2] and x[..., 1::2].",
        see=SEE,
        change={PAIRS: "even, odd = x[..., : d // 2], x[..., d // 2 :]"},
    ),
    Mistake(
        id="halves-turned-with-neighbours-angles",
        name="pairs halves, repeats angles for neighbours",
        diagnosis="Your rotate_half pairs column i with column i + d/2, but your angles are repeated for "
        "neighbours: θ0 θ0 θ1 θ1. The two columns of a pair then get different angles. Keep the angles "
        "and pair neighbours: stack (-odd, even) along a new last axis, then reshape.",
        see=SEE,
        change={
            EMPTY: "cos, sin = np.repeat(cos, 2, axis=-1), np.repeat(sin, 2, axis=-1)\n"
            "    rotated = np.concatenate([-x[..., d // 2 :], x[..., : d // 2]], axis=-1)\n    turned = np.empty(x.shape)",
            NEW_EVEN: "turned[...] = x * cos + rotated * sin",
            NEW_ODD: "",
        },
    ),
    Mistake(
        id="angles-doubled-while-the-columns-are-halves",
        name="mixes half-split columns with paired angles",
        diagnosis="Your code puts the even columns first and the odd ones after them, but repeats the angles as θ0 "
        "θ0 θ1 θ1. In that order, the angles must be θ0 θ1 … θ0 θ1 …: np.concatenate([angles, angles], "
        "axis=-1).",
        see=SEE,
        change={
            EMPTY: "sorted_x = np.concatenate([even, odd], axis=-1)\n"
            "    rotated = np.concatenate([-odd, even], axis=-1)\n"
            "    wide = sorted_x * np.repeat(cos, 2, axis=-1) + rotated * np.repeat(sin, 2, axis=-1)\n"
            "    turned = np.empty(x.shape)",
            NEW_EVEN: "turned[..., 0::2] = wide[..., : d // 2]",
            NEW_ODD: "turned[..., 1::2] = wide[..., d // 2 :]",
        },
    ),
    Mistake(
        id="angles-tiled",
        name="repeats the angles in half-split order",
        diagnosis="Your code pairs neighbours but repeats the angles as θ0 θ1 … θ0 θ1 …, the half-split "
        "order. Neighbours need θ0 θ0 θ1 θ1: use np.repeat(angles, 2, axis=-1).",
        see=SEE,
        change={
            COS_SIN: "wide = np.concatenate([angles, angles], axis=-1)\n    cos, sin = np.cos(wide), np.sin(wide)",
            NEW_EVEN: "turned[..., 0::2] = even * cos[..., 0::2] - odd * sin[..., 0::2]",
            NEW_ODD: "turned[..., 1::2] = even * sin[..., 1::2] + odd * cos[..., 1::2]",
        },
    ),
    Mistake(
        id="turned-pairs-not-interleaved",
        name="concatenates -odd and even",
        diagnosis="Your code concatenates -odd and even, but the columns of x alternate, so most sine "
        "terms are added to the wrong columns. Interleave the two: np.stack([-odd, even], "
        "axis=-1).reshape(x.shape).",
        see=SEE,
        change={
            EMPTY: "rotated = np.concatenate([-odd, even], axis=-1)\n    turned = np.empty(x.shape)",
            NEW_EVEN: "turned[..., 0::2] = even * cos + rotated[..., 0::2] * sin",
            NEW_ODD: "turned[..., 1::2] = odd * cos + rotated[..., 1::2] * sin",
        },
    ),
    Mistake(
        id="pairs-left-apart",
        name="concatenates even and odd results",
        diagnosis="Your code returns all the new even columns first, then all the odd ones. Each column "
        "should stay in its place. Write to turned[..., 0::2] and turned[..., 1::2], or stack along a new "
        "last axis and reshape.",
        see=SEE,
        change={
            RETURN: "return np.concatenate([turned[..., 0::2], turned[..., 1::2]], axis=-1).astype(x.dtype)"
        },
    ),
    Mistake(
        id="put-back-with-the-same-order",
        name="reorders again instead of undoing it",
        diagnosis="Your code applies the same column order before and after the rotation. To restore the "
        "columns, use the inverse order: np.argsort(order). With d = 4, the two are the same, so small "
        "examples hide the mistake.",
        see=SEE,
        change={
            RETURN: "order = np.concatenate([np.arange(0, d, 2), np.arange(1, d, 2)])\n"
            "    return turned[..., order][..., order].astype(x.dtype)"
        },
    ),
    Mistake(
        id="both-signs-plus",
        name="adds both sine terms",
        diagnosis="Your code adds both sine terms. That is not a rotation, because it changes the length "
        "of the pair. The first line needs a minus sign: even * cos - odd * sin.",
        see=SEE,
        change={NEW_EVEN: "turned[..., 0::2] = even * cos + odd * sin"},
    ),
    Mistake(
        id="both-signs-minus",
        name="subtracts both sine terms",
        diagnosis="Your code subtracts both sine terms. That is not a rotation, because it changes the "
        "length of the pair. The second line needs a plus sign: even * sin + odd * cos.",
        see=SEE,
        change={NEW_ODD: "turned[..., 1::2] = odd * cos - even * sin"},
    ),
    Mistake(
        id="new-even-used-for-odd",
        name="reuses the even column just written",
        diagnosis="Your second line reads the even column after the first line has overwritten it. Both "
        "lines need the old pair. Before you write, copy the old values into two arrays that are not views "
        "of the result.",
        see=SEE,
        change={NEW_ODD: "turned[..., 1::2] = turned[..., 0::2] * sin + odd * cos"},
    ),
    Mistake(
        id="sine-and-cosine-swapped",
        name="swaps sine and cosine",
        diagnosis="Your code uses the sine where the cosine belongs, and vice versa. Position 0 must leave "
        "its row unchanged, and cos 0 is 1. Write even * cos - odd * sin and even * sin + odd * cos.",
        see=SEE,
        change={COS_SIN: "cos, sin = np.sin(angles), np.cos(angles)"},
    ),
    Mistake(
        id="real-and-imaginary-parts-exchanged",
        name="swaps the two new columns",
        diagnosis="Your code writes the two new coordinates of a pair to the wrong columns. Column 2i "
        "should get the real part, even * cos - odd * sin, and column 2i + 1 the imaginary part, even * "
        "sin + odd * cos.",
        see=SEE,
        change={
            NEW_EVEN: "turned[..., 1::2] = even * cos - odd * sin",
            NEW_ODD: "turned[..., 0::2] = even * sin + odd * cos",
        },
    ),
    Mistake(
        id="only-the-real-part",
        name="writes one coordinate to both columns",
        diagnosis="Your code writes the first coordinate, even * cos - odd * sin, to both columns of a "
        "pair. Column 2i + 1 needs the second one, the imaginary part: even * sin + odd * cos.",
        see=SEE,
        change={NEW_ODD: "turned[..., 1::2] = turned[..., 0::2]"},
    ),
    Mistake(
        id="only-the-cosine",
        name="leaves out the sine terms",
        diagnosis="Your code multiplies both columns by the cosine and leaves out the sine terms. That "
        "shrinks the pair instead of rotating it. Each new column needs both old ones: even * cos - odd * "
        "sin, even * sin + odd * cos.",
        see=SEE,
        change={NEW_EVEN: "turned[..., 0::2] = even * cos", NEW_ODD: "turned[..., 1::2] = odd * cos"},
    ),
    Mistake(
        id="exponential-without-i",
        name="leaves out the i in exp",
        diagnosis="Your code multiplies by exp(angle), which makes the pair longer instead of rotating it. "
        "A rotation is exp(i·angle): write np.exp(1j * angles).",
        see=SEE,
        change={
            NEW_EVEN: "turned[..., 0::2] = even * np.exp(angles)",
            NEW_ODD: "turned[..., 1::2] = odd * np.exp(angles)",
        },
    ),
    Mistake(
        id="added-instead-of-turned",
        name="adds sines and cosines to x",
        diagnosis="Your code adds sin and cos to x, as sinusoidal positional encoding does. RoPE rotates "
        "the pairs, so it multiplies: even * cos - odd * sin and even * sin + odd * cos.",
        see=SEE,
        change={
            NEW_EVEN: "turned[..., 0::2] = even + sin",
            NEW_ODD: "turned[..., 1::2] = odd + cos",
        },
    ),
    Mistake(
        id="complex-number-added",
        name="adds exp(i·angle)",
        diagnosis="Your code adds the complex number exp(i·angle) to each pair, which shifts it. "
        "Multiplying rotates the pair and keeps its length: use * instead of +.",
        see=SEE,
        change={
            NEW_EVEN: "turned[..., 0::2] = even + cos",
            NEW_ODD: "turned[..., 1::2] = odd + sin",
        },
    ),
    Mistake(
        id="pair-number-without-the-two",
        name="leaves out the 2 in 2i",
        diagnosis="Your code uses the exponent -i/d for pair i, so the later pairs rotate too fast. The "
        "exponent is -2i/d: write base ** (-np.arange(0, d, 2) / d), where the arange already is 2i.",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** (-np.arange(d // 2) / d)"},
    ),
    Mistake(
        id="doubled-twice",
        name="counts the 2 twice",
        diagnosis="Your exponent is -4i/d, so the later pairs hardly rotate. An index that already steps "
        "through 0, 2, 4 seems to be doubled again, or divided by d/2. Use base ** (-np.arange(0, d, 2) / "
        "d).",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** (-2 * np.arange(0, d, 2) / d)"},
    ),
    Mistake(
        id="own-wave-for-every-column",
        name="gives each column its own frequency",
        diagnosis="Your code computes one frequency per column, so the second column of a pair uses "
        "base^(-(2i + 1)/d). Both columns of a pair rotate by the same angle, with the exponent -2i/d: "
        "compute d / 2 angles and use each one for two columns.",
        see=SEE,
        change={
            NEW_ODD: "own = angles * base ** (-1 / d)\n"
            "    turned[..., 1::2] = even * np.sin(own) + odd * np.cos(own)"
        },
    ),
    Mistake(
        id="waves-from-one",
        name="counts the pairs from 1",
        diagnosis="Your code counts the pairs from 1, so the first pair rotates by base^(-2/d) instead of 1 "
        "radian per position. Count the pairs from 0: np.arange(0, d, 2).",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** (-np.arange(2, d + 2, 2) / d)"},
    ),
    Mistake(
        id="frequencies-upside-down",
        name="makes later pairs rotate faster",
        diagnosis="Your code uses base^(+2i/d), so later pairs rotate faster. They should rotate more "
        "slowly, so that distant positions differ. Make the exponent negative: base ** (-np.arange(0, d, "
        "2) / d).",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** (np.arange(0, d, 2) / d)"},
    ),
    Mistake(
        id="one-angle-for-all-pairs",
        name="rotates all pairs by one angle",
        diagnosis="Your code rotates every pair by the position itself. Each pair has its own frequency: "
        "multiply the position by base ** (-np.arange(0, d, 2) / d), which gives (T, d / 2) angles.",
        see=SEE,
        change={FREQUENCIES: "frequencies = np.ones(d // 2)"},
    ),
    Mistake(
        id="spread-to-the-very-end",
        name="spreads the exponents up to 1",
        diagnosis="Your code spreads the exponents from 0 to exactly 1, as in np.linspace(0, 1, d // 2). "
        "The last exponent should be (d - 2)/d, just below 1. Use np.arange(0, d, 2) / d.",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** -np.linspace(0, 1, d // 2)"},
    ),
    Mistake(
        id="log-to-base-ten",
        name="uses log10 instead of log",
        diagnosis="Your code computes the frequencies with exp and log10. exp only undoes the natural "
        "logarithm, so the frequencies fall too slowly. Write np.log(base), or base ** (…) directly.",
        see=SEE,
        change={FREQUENCIES: "frequencies = np.exp(-np.log10(base) * np.arange(0, d, 2) / d)"},
    ),
    Mistake(
        id="base-fixed",
        name="always uses base 10000",
        diagnosis="Your code uses 10000 whatever `base` is. Models for long texts change it (Llama 3 uses "
        "500,000). Use the argument: base ** (-np.arange(0, d, 2) / d).",
        see=SEE,
        change={FREQUENCIES: "frequencies = 10000.0 ** (-np.arange(0, d, 2) / d)"},
    ),
    Mistake(
        id="whole-turns",
        name="multiplies the angles by 2π",
        diagnosis="Your code multiplies the angle by 2π. Position times frequency is already the angle in "
        "radians: the first pair rotates by 1 radian per position. Remove the 2π.",
        see=SEE,
        change={
            ANGLES: "angles = 2 * np.pi * np.asarray(positions, dtype=np.float64)[:, np.newaxis] * frequencies"
        },
    ),
    Mistake(
        id="degrees",
        name="treats the angle as degrees",
        diagnosis="Your code converts the angle from degrees. Position times frequency is already in "
        "radians, which is what np.sin and np.cos take. Remove the conversion.",
        see=SEE,
        change={COS_SIN: "angles = np.radians(angles)\n    cos, sin = np.cos(angles), np.sin(angles)"},
    ),
    Mistake(
        id="last-pair-left-out",
        name="leaves out the last pair",
        diagnosis="Your code does not rotate the last pair: the loop seems to stop one pair too early. There are "
        "d // 2 pairs, so write range(d // 2).",
        see=SEE,
        change={NEW_ODD: f"{NEW_ODD}\n    turned[..., d - 2 :] = x[..., d - 2 :]"},
    ),
    Mistake(
        id="positions-ignored",
        name="ignores positions",
        diagnosis="Your code always counts 0 … T - 1 and ignores `positions`. When a model generates with a "
        "cache, x is a single token whose position is not 0. Use the default only when positions is None.",
        see=SEE,
        change={ANGLES: "angles = np.arange(seq_len)[:, np.newaxis] * frequencies"},
    ),
    Mistake(
        id="positions-from-one",
        name="starts the default positions at 1",
        diagnosis="Your default positions start at 1. The first row is at position 0, so it should not "
        "change at all. Use np.arange(seq_len).",
        see=SEE,
        change={DEFAULT: "positions = np.arange(1, seq_len + 1)"},
    ),
    Mistake(
        id="positions-rounded",
        name="converts positions to integers",
        diagnosis="Your code converts the positions to integers. They can be fractions: position "
        "interpolation divides them to fit longer texts. Convert them to float64.",
        see=SEE,
        change={ANGLES: "angles = np.asarray(positions).astype(int)[:, np.newaxis] * frequencies"},
    ),
    Mistake(
        id="table-of-t-rows",
        name="looks positions up in a table",
        diagnosis="Your code uses positions to index a table with T rows. A position can be larger than T, "
        "or a fraction. Multiply the positions by the frequencies instead.",
        see=SEE,
        change={ANGLES: "angles = (np.arange(seq_len)[:, np.newaxis] * frequencies)[np.asarray(positions)]"},
    ),
    Mistake(
        id="positions-from-the-first",
        name="subtracts the first position",
        diagnosis="Your code subtracts the first position from all of them. Scores within one call stay "
        "correct, but keys cached by an earlier call no longer match. Use the positions as they are.",
        see=SEE,
        change={
            ANGLES: "positions = np.asarray(positions, dtype=np.float64)\n"
            "    angles = (positions - positions[:1])[:, np.newaxis] * frequencies"
        },
    ),
    Mistake(
        id="length-from-axis-one",
        name="reads T from x.shape[1]",
        diagnosis="Your code reads T from x.shape[1]. Without a batch, that is the width; in (B, n_heads, T, "
        "d) it is the number of heads. Count from the end: x.shape[-2].",
        see=BATCHES,
        change={"seq_len, d = x.shape[-2:]": "seq_len, d = x.shape[1], x.shape[-1]"},
    ),
    Mistake(
        id="positions-on-the-second-axis",
        name="counts positions along axis 1",
        diagnosis="Your code counts positions along axis 1. In (B, n_heads, T, d), that is the axis of "
        "the heads, so all tokens in a head get the same angle. Count from the end: the tokens are axis "
        "-2.",
        see=BATCHES,
        change={
            "seq_len, d = x.shape[-2:]": "d = x.shape[-1]\n    seq_len = x.shape[1] if x.ndim > 2 else x.shape[0]",
            COS_SIN: "if x.ndim == 4:\n        angles = angles[: x.shape[1], np.newaxis]\n"
            "    cos, sin = np.cos(angles), np.sin(angles)",
        },
    ),
    Mistake(
        id="rows-along-the-first-axis",
        name="stacks the rows along axis 0",
        diagnosis="Your code stacks the rotated rows along axis 0. That works for one sequence only: with "
        "a batch, the tokens are on axis -2. Write np.stack(rows, axis=-2).",
        see=BATCHES,
        change={RETURN: "return np.moveaxis(turned, -2, 0).astype(x.dtype)"},
    ),
    Mistake(
        id="stacked-along-the-rows",
        name="stacks the columns along axis -2",
        diagnosis="Your code stacks the new columns along axis -2, so the result is (..., d, T), with rows "
        "and columns exchanged. Columns belong to the last axis: np.stack(columns, axis=-1).",
        see=SEE,
        change={RETURN: "return turned.swapaxes(-1, -2).astype(x.dtype)"},
    ),
    Mistake(
        id="input-changed",
        name="writes the result into x",
        diagnosis="Your code writes into x, so the caller's array changes too. x[..., 0::2] is a view, not a copy. "
        "Write into a new array: np.empty(x.shape).",
        see=SEE,
        change={RETURN: "x[...] = turned\n    return x"},
    ),
    Mistake(
        id="odd-width-accepted",
        name="accepts an odd d",
        diagnosis="Your code accepts an odd d without an error, although the last column has no partner. "
        "Raise ValueError: if d % 2.",
        see=SEE,
        change={
            GUARD: "if d % 2:\n        x = np.concatenate([x, np.zeros_like(x[..., :1])], axis=-1)\n"
            "        return apply_rope(x, positions, base)[..., :d]\n    if False:"
        },
    ),
    Mistake(
        id="assert-instead-of-value-error",
        name="asserts instead of raising ValueError",
        diagnosis="Your code raises AssertionError for an odd d. An assert checks your own reasoning and disappears under "
        "python -O; a wrong argument is the caller's error. Raise ValueError.",
        see=SEE,
        change={RAISE: 'raise AssertionError(f"RoPE'},
    ),
    Mistake(
        id="dtype-lost",
        name="returns float64 for every dtype",
        diagnosis="Your code returns float64 for float32 and float16 inputs too, and everything computed "
        "from it then becomes float64. Compute in float64, then return turned.astype(x.dtype).",
        see=SEE,
        change={RETURN: "return turned"},
    ),
    Mistake(
        id="angles-in-single-precision",
        name="computes the angles in float32",
        diagnosis="Your code computes the angles in float32. At position 100,000, such an angle is off by up to 0.004 radians. "
        "Convert the positions first: np.asarray(positions, dtype=np.float64).",
        see=SEE,
        change={
            ANGLES: "angles = np.asarray(positions, dtype=np.float32)[:, np.newaxis] * frequencies.astype(np.float32)"
        },
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept x, positions and base by these names, so a call such as "
        "apply_rope(x, base=500000.0) fails. Name the parameters as the stub does.",
        see=SEE,
        change={
            SIGNATURE: "theta: float = 10000.0)",
            FREQUENCIES: "frequencies = theta ** (-np.arange(0, d, 2) / d)",
        },
    ),
]


def probes() -> list[Probe]:
    """One pair, several pairs, positions and base, leading axes; then odd widths, types, precision and names.

    Core positions stay below 8, where float32 angles agree with exact ones to 1e-6.
    """
    rng = np.random.default_rng(11)
    name = "apply_rope"

    def draw(*shape: int) -> np.ndarray:
        return rng.uniform(0.2, 0.9, size=shape)

    def core(facet: str, *args: object) -> Probe:
        return Probe(name, args, facet=facet)

    def robust(facet: str, *args: object, **kwargs: object) -> Probe:
        return Probe(name, args, kwargs, facet=facet, tier="robust")

    return [
        core("one pair", draw(3, 2)),
        core("several pairs", draw(3, 4)),
        core("several pairs", draw(4, 6)),
        core("several pairs", draw(2, 8)),
        core("several pairs", draw(4, 4)),
        core("positions and base", draw(3, 6), np.array([4, 6, 5])),
        core("positions and base", draw(3, 6), np.array([2, 0, 1])),
        core("positions and base", draw(3, 6), np.array([5.0, 7.5, -1.25])),
        core("positions and base", draw(1, 6), np.array([3.0])),
        core("positions and base", draw(3, 6), np.array([2.0, 0.0, 1.0]), 100.0),
        core("leading axes", draw(2, 4, 6)),
        core("leading axes", draw(2, 3, 4, 6)),
        core("leading axes", draw(4, 4, 4, 4)),
        robust("odd width", draw(1, 3)),
        robust("types", draw(4, 6).astype(np.float16)),
        # With one pair the frequency is 1, and float32 cannot hold the last 1 of this position, however it is computed.
        robust("precision", draw(2, 2), np.array([2.0**24 + 1, 3.0])),
        robust("calls", x=draw(2, 6), positions=np.array([1.0, 3.0]), base=50.0),
    ]
