"""Wrong rotations that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

SEE = "step-1-attention-visual-deep-dive#rope-and-alibi"

GUARD = "if d % 2:"
DEFAULT = "positions = np.arange(seq_len)"
FREQUENCIES = "frequencies = base ** (-np.arange(0, d, 2) / d)  # (d / 2,): 1, then slower and slower"
ANGLES = "angles = np.asarray(positions, dtype=np.float64)[:, np.newaxis] * frequencies  # (T, d / 2)"
COS_SIN = "cos, sin = np.cos(angles), np.sin(angles)"
PAIRS = "even, odd = x[..., 0::2], x[..., 1::2]  # (..., T, d / 2) each: the two coordinates of every point"
EMPTY = "turned = np.empty(x.shape)  # float64 until the end"
NEW_EVEN = "turned[..., 0::2] = even * cos - odd * sin"
NEW_ODD = "turned[..., 1::2] = even * sin + odd * cos"
RETURN = "return turned.astype(x.dtype)"

MISTAKES = [
    Mistake(
        id="halves-instead-of-neighbours",
        name="the half-split convention",
        diagnosis="It looks as if column i is paired with column i + d/2 (the half-split layout of many checkpoints). Here "
        "neighbours are pairs: 0 with 1, 2 with 3.",
        see=SEE,
        change={
            PAIRS: "half = d // 2\n    even, odd = x[..., :half], x[..., half:]",
            NEW_EVEN: "turned[..., :half] = even * cos - odd * sin",
            NEW_ODD: "turned[..., half:] = even * sin + odd * cos",
        },
    ),
    Mistake(
        id="turned-backwards",
        name="turned the other way round",
        diagnosis="It looks as if the minus stands at the wrong sine: everything turns clockwise. Scores between tokens stay "
        "the same, but no other code will agree with yours.",
        see=SEE,
        change={
            NEW_EVEN: "turned[..., 0::2] = even * cos + odd * sin",
            NEW_ODD: "turned[..., 1::2] = odd * cos - even * sin",
        },
    ),
    Mistake(
        id="both-signs-plus",
        name="no minus at all",
        diagnosis="It looks as if neither sine has a minus. That is no rotation: the vector's length changes.",
        see=SEE,
        change={NEW_EVEN: "turned[..., 0::2] = even * cos + odd * sin"},
    ),
    Mistake(
        id="both-signs-minus",
        name="a minus at both sines",
        diagnosis="It looks as if both sines have a minus. That is no rotation: the vector's length changes.",
        see=SEE,
        change={NEW_ODD: "turned[..., 1::2] = odd * cos - even * sin"},
    ),
    Mistake(
        id="new-even-used-for-odd",
        name="the second line already reads the first line's result",
        diagnosis="It looks as if the even column is overwritten before the odd one is computed from it. Both formulas read "
        "the old pair.",
        see=SEE,
        change={NEW_ODD: "turned[..., 1::2] = turned[..., 0::2] * sin + odd * cos"},
    ),
    Mistake(
        id="sine-and-cosine-swapped",
        name="sine and cosine swapped",
        diagnosis="It looks as if sine and cosine have changed places: position 0 must leave x as it is.",
        see=SEE,
        change={COS_SIN: "cos, sin = np.sin(angles), np.cos(angles)"},
    ),
    Mistake(
        id="pair-number-without-the-two",
        name="base^(-i/d): the 2 is missing",
        diagnosis="It looks as if the exponent is -i/d for pair i. It is -2i/d: the slowest pair then nearly reaches 1/base.",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** (-np.arange(d // 2) / d)"},
    ),
    Mistake(
        id="doubled-twice",
        name="base^(-4i/d): the 2 counted twice",
        diagnosis="It looks as if an index that already steps 0, 2, 4 … is doubled once more, or divided by d/2. The "
        "exponent of pair i is -2i/d.",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** (-2 * np.arange(0, d, 2) / d)"},
    ),
    Mistake(
        id="frequencies-upside-down",
        name="base^(+2i/d): later pairs turn faster",
        diagnosis="It looks as if the exponent lost its minus: later pairs must turn more slowly.",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** (np.arange(0, d, 2) / d)"},
    ),
    Mistake(
        id="one-angle-for-all-pairs",
        name="every pair turned by the same angle",
        diagnosis="It looks as if all pairs turn by the position itself. Each pair has its own speed.",
        see=SEE,
        change={FREQUENCIES: "frequencies = np.ones(d // 2)"},
    ),
    Mistake(
        id="spread-to-the-very-end",
        name="exponents spread over 0 … 1 with both ends",
        diagnosis="It looks as if the exponents run from 0 to exactly 1. The last is (d - 2)/d.",
        see=SEE,
        change={FREQUENCIES: "frequencies = base ** -np.linspace(0, 1, d // 2)"},
    ),
    Mistake(
        id="base-fixed",
        name="base always 10000",
        diagnosis="It looks as if the base that is given is not used. Models for long texts change it (LLaMA 3: 500000).",
        see=SEE,
        change={FREQUENCIES: "frequencies = 10000.0 ** (-np.arange(0, d, 2) / d)"},
    ),
    Mistake(
        id="positions-ignored",
        name="positions always 0 … T - 1",
        diagnosis="It looks as if positions are not used: while generating with a cache the newest token is not at 0.",
        see=SEE,
        change={ANGLES: "angles = np.arange(seq_len)[:, np.newaxis] * frequencies"},
    ),
    Mistake(
        id="positions-from-one",
        name="default positions counted from 1",
        diagnosis="It looks as if positions start at 1. The first row is position 0 and is not turned at all.",
        see=SEE,
        change={DEFAULT: "positions = np.arange(1, seq_len + 1)"},
    ),
    Mistake(
        id="positions-rounded",
        name="positions turned into whole numbers",
        diagnosis="It looks as if positions are cut to whole numbers. They may be fractions (position interpolation does that).",
        see=SEE,
        change={ANGLES: "angles = np.asarray(positions).astype(int)[:, np.newaxis] * frequencies"},
    ),
    Mistake(
        id="table-of-t-rows",
        name="positions looked up in a table of T rows",
        diagnosis="It looks as if positions index a table that has only T rows. A position may be beyond it, or a fraction.",
        see=SEE,
        change={ANGLES: "angles = (np.arange(seq_len)[:, np.newaxis] * frequencies)[np.asarray(positions)]"},
    ),
    Mistake(
        id="positions-from-the-first",
        name="positions counted from the first one",
        diagnosis="It looks as if the first position is subtracted from all. Scores do not feel it, but a cached key of an "
        "earlier call would.",
        see=SEE,
        change={
            ANGLES: "positions = np.asarray(positions, dtype=np.float64)\n"
            "    angles = (positions - positions[:1])[:, np.newaxis] * frequencies"
        },
    ),
    Mistake(
        id="positions-on-the-second-axis",
        name="positions along axis 1 instead of -2",
        diagnosis="It looks as if the sequence is taken to be axis 1. With (B, n_heads, T, d) that is the heads: use axis -2.",
        see=SEE,
        change={
            "seq_len, d = x.shape[-2:]": "d = x.shape[-1]\n    seq_len = x.shape[1] if x.ndim > 2 else x.shape[0]",
            COS_SIN: "if x.ndim == 4:\n        angles = angles[: x.shape[1], np.newaxis]\n"
            "    cos, sin = np.cos(angles), np.sin(angles)",
        },
    ),
    Mistake(
        id="angles-in-single-precision",
        name="angles in float32",
        diagnosis="It looks as if the angles are computed in float32 or in x's dtype. At position 100000 a float32 angle is "
        "off by more than 0.003 radians.",
        see=SEE,
        change={
            ANGLES: "angles = np.asarray(positions, dtype=np.float32)[:, np.newaxis] * frequencies.astype(np.float32)"
        },
    ),
    Mistake(
        id="dtype-lost",
        name="float64 out of float32 in",
        diagnosis="It looks as if the result stays float64. Compute in float64, and give back x's dtype.",
        see=SEE,
        change={RETURN: "return turned"},
    ),
    Mistake(
        id="odd-width-accepted",
        name="no ValueError for an odd d",
        diagnosis="It looks as if an odd d is let through: its last column has no partner. Raise ValueError.",
        see=SEE,
        change={
            GUARD: "if d % 2:\n        x = np.concatenate([x, np.zeros_like(x[..., :1])], axis=-1)\n"
            "        return apply_rope(x, positions, base)[..., :d]\n    if False:"
        },
    ),
    Mistake(
        id="input-changed",
        name="x itself is turned",
        diagnosis="It looks as if the result is written into x. The caller still needs it as it was.",
        see=SEE,
        change={RETURN: "x[...] = turned\n    return x"},
    ),
    Mistake(
        id="pairs-left-apart",
        name="even results in the left half, odd ones in the right",
        diagnosis="It looks as if the new even columns and the new odd columns are concatenated. Put each back where it was: "
        "column 0, 1, 2 …",
        see=SEE,
        change={
            RETURN: "return np.concatenate([turned[..., 0::2], turned[..., 1::2]], axis=-1).astype(x.dtype)"
        },
    ),
    Mistake(
        id="angles-tiled",
        name="angles in half-split order, pairs as neighbours",
        diagnosis="It looks as if the angles are repeated as θ0 θ1 … θ0 θ1 … (half-split order) while the pairs are "
        "neighbours. Neighbours need θ0 θ0 θ1 θ1 …",
        see=SEE,
        change={
            COS_SIN: "wide = np.concatenate([angles, angles], axis=-1)\n    cos, sin = np.cos(wide), np.sin(wide)",
            NEW_EVEN: "turned[..., 0::2] = even * cos[..., 0::2] - odd * sin[..., 0::2]",
            NEW_ODD: "turned[..., 1::2] = even * sin[..., 1::2] + odd * cos[..., 1::2]",
        },
    ),
    Mistake(
        id="added-instead-of-turned",
        name="a sinusoidal pattern is added",
        diagnosis="It looks as if sines and cosines are added to x. RoPE multiplies: it turns the pairs and keeps their length.",
        see=SEE,
        change={
            NEW_EVEN: "turned[..., 0::2] = even + sin",
            NEW_ODD: "turned[..., 1::2] = odd + cos",
        },
    ),
    Mistake(
        id="only-the-cosine",
        name="only multiplied by the cosine",
        diagnosis="It looks as if the partner's part (the sines) is missing: x is only made smaller.",
        see=SEE,
        change={NEW_EVEN: "turned[..., 0::2] = even * cos", NEW_ODD: "turned[..., 1::2] = odd * cos"},
    ),
    Mistake(
        id="whole-turns",
        name="angles times 2π",
        diagnosis="It looks as if the angle is multiplied by 2π. Position times frequency is in radians already.",
        see=SEE,
        change={
            ANGLES: "angles = 2 * np.pi * np.asarray(positions, dtype=np.float64)[:, np.newaxis] * frequencies"
        },
    ),
]


def probes() -> list[Probe]:
    """Leading axes, gaps and fractions, another base, float32 at far positions, and an odd width."""
    rng = np.random.default_rng(11)
    name = "apply_rope"
    four = rng.normal(size=(2, 4, 4, 6))
    rows = rng.normal(size=(3, 6))
    return [
        Probe(name, (four,)),
        Probe(name, (rows, np.array([5.0, 7.5, 40.25]))),
        Probe(name, (rows, np.array([2.0, 0.0, 1.0]), 100.0)),
        Probe(name, (rows.astype(np.float32), np.array([0.0, 1.0, 2.0]))),
        Probe(name, (rows, np.array([30001.0, 70001.0, 99999.0]))),
        Probe(name, (rng.normal(size=(3, 5)),)),
    ]
