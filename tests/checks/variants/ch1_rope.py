"""Ways of writing RoPE that the check of challenge 1 must pass, and ways that it must reject."""

LOOPS = """
def apply_rope(x, positions=None, base=10000.0):
    T, d = x.shape[-2], x.shape[-1]
    if d % 2 == 1:
        raise ValueError("d must be even")
    out = np.zeros_like(x)
    for t in range(T):
        p = t if positions is None else float(positions[t])
        for i in range(d // 2):
            a = p * base ** (-2 * i / d)
            c, s = math.cos(a), math.sin(a)
            first, second = x[..., t, 2 * i].astype(float), x[..., t, 2 * i + 1].astype(float)
            out[..., t, 2 * i] = first * c - second * s
            out[..., t, 2 * i + 1] = first * s + second * c
    return out
"""

COMPLEX = """
def apply_rope(x, positions=None, base=10000.0):
    if x.shape[-1] % 2:
        raise ValueError
    d = x.shape[-1]
    positions = np.arange(x.shape[-2]) if positions is None else positions
    turn = np.exp(1j * np.outer(positions, 1 / base ** (np.arange(d // 2) * 2 / d)))
    z = (x[..., ::2] + 1j * x[..., 1::2]) * turn
    return np.stack((z.real, z.imag), axis=-1).reshape(x.shape).astype(x.dtype)
"""

ROTATE = """
def rotate_every_two(x):
    y = np.empty_like(x)
    y[..., ::2], y[..., 1::2] = -x[..., 1::2], x[..., ::2]
    return y

def apply_rope(x, positions=None, base=10000.0):
    *_, t, d = x.shape
    assert_even(d)
    theta = np.exp(-np.log(base) * np.arange(0, d, 2) / d)
    p = np.asarray(range(t) if positions is None else positions, dtype=float)
    angles = np.repeat(np.einsum("t,f->tf", p, theta), 2, axis=-1)
    y = x.astype(np.float64)
    return (y * np.cos(angles) + rotate_every_two(y) * np.sin(angles)).astype(x.dtype)

def assert_even(d):
    if d & 1:
        raise ValueError("odd")
"""

MATRICES = """
class Rotation:
    def __init__(self, angle):
        self.c, self.s = np.cos(angle), np.sin(angle)

    def matrix(self):
        return np.moveaxis(np.array([[self.c, -self.s], [self.s, self.c]]), (0, 1), (-2, -1))

def apply_rope(x, positions=None, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError(f"{d} is odd")
    if positions is None:
        positions = np.arange(0.0, x.shape[-2])
    positions = positions.astype("float64").reshape(-1, 1)
    turns = Rotation(positions / np.power(float(base), np.arange(0, d, 2) / d)).matrix()
    pairs = x.reshape(*x.shape[:-1], d // 2, 2)
    return np.einsum("tiab,...tib->...tia", turns, pairs).reshape(x.shape).astype(x.dtype, copy=False)
"""

SPLIT = """
def apply_rope(x, positions=None, base=10000.0):
    shape, dtype = x.shape, x.dtype
    if shape[-1] % 2:
        raise ValueError("RoPE needs an even width")
    half = shape[-1] // 2
    order = np.concatenate([np.arange(0, 2 * half, 2), np.arange(1, 2 * half, 2)])
    x = x[..., order].astype(np.longdouble if False else np.float64)
    if positions is None:
        positions = np.arange(shape[-2])
    angle = np.multiply.outer(np.array(positions, dtype=np.float64), base ** -(np.arange(half) / half))
    a, b = np.split(x, 2, axis=-1)
    both = np.concatenate([a * np.cos(angle) - b * np.sin(angle), b * np.cos(angle) + a * np.sin(angle)], -1)
    return both[..., np.argsort(order)].astype(dtype)
"""

WHERE = """
def apply_rope(x, positions=None, base=10000.0):
    d, rows = x.shape[-1], x.shape[-2]
    if d % 2:
        raise ValueError
    column = np.arange(d)
    positions = np.arange(rows) if positions is None else np.asarray(positions)
    angle = positions[:, None].astype(float) * base ** (-(column - column % 2) / d)
    partner = x[..., column ^ 1].astype(float)
    sign = np.where(column % 2 == 0, -1.0, 1.0)
    return np.add(x * np.cos(angle), sign * partner * np.sin(angle)).astype(x.dtype)
"""

HONEST = {
    "loops over rows and pairs": LOOPS,
    "complex numbers": COMPLEX,
    "rotate every two, einsum": ROTATE,
    "matrices of 2 x 2 from a class": MATRICES,
    "columns sorted into halves and back": SPLIT,
    "np.where and partners": WHERE,
}

DEF = "positions: np.ndarray | None = None, base: float = 10000.0)"
GUARD = "if d % 2:"
RAISE = 'raise ValueError(f"RoPE'
IF_NONE = "if positions is None:"
DEFAULT = "positions = np.arange(seq_len)\n"
FREQUENCIES = "frequencies = base ** (-np.arange(0, d, 2) / d)"
POSITIONS = "np.asarray(positions, dtype=np.float64)[:, np.newaxis]"
ANGLES = "angles = np.asarray(positions, dtype=np.float64)[:, np.newaxis] * frequencies"
COS_SIN = "cos, sin = np.cos(angles), np.sin(angles)"
PAIRS = "even, odd = x[..., 0::2], x[..., 1::2]"
EMPTY = "turned = np.empty(x.shape)"
NEW_EVEN = "turned[..., 0::2] = even * cos - odd * sin"
NEW_ODD = "turned[..., 1::2] = even * sin + odd * cos"
RETURN = "return turned.astype(x.dtype)"
KNOWN = "globals().setdefault('KNOWN', {}).setdefault"

WRONG = {  # conceivable, but too rare to be given a name
    "base 1000 by default": {DEF: DEF.replace("10000.0", "1000.0")},
    "base 500000 by default": {DEF: DEF.replace("10000.0", "500000.0")},
    "base and positions exchanged": {DEF: "base: float = 10000.0, positions: np.ndarray | None = None)"},
    "base asked for as theta": {DEF: DEF.replace("base", "theta"), FREQUENCIES: "base = theta\n    " + FREQUENCIES},
    "positions asked for as pos": {DEF: DEF.replace("positions", "pos"), IF_NONE: "positions = pos\n    if positions is None:"},
    "frequencies kept from the first call": {FREQUENCIES: f"frequencies = {KNOWN}('f', base ** (-np.arange(0, d, 2) / d))[: d // 2]"},
    "frequencies kept for a width": {FREQUENCIES: f"frequencies = {KNOWN}(d, base ** (-np.arange(0, d, 2) / d))"},
    "angles kept for a shape": {COS_SIN: f"angles = {KNOWN}(x.shape[-2:], angles)\n    " + COS_SIN},
    "angles kept for a length and width of the default": {COS_SIN: f"if positions is None or np.array_equal(positions, np.arange(seq_len)):\n        angles = {KNOWN}((d, seq_len), angles)\n    " + COS_SIN},
    "positions kept from the first call": {DEFAULT: f"positions = {KNOWN}('p', np.arange(seq_len))[:seq_len]\n"},
    "positions wrap at 4096": {ANGLES: ANGLES.replace(POSITIONS, f"({POSITIONS} % 4096)")},
    "positions wrap at 131072": {ANGLES: ANGLES.replace(POSITIONS, f"({POSITIONS} % 131072)")},
    "positions stop at 100000": {ANGLES: ANGLES.replace(POSITIONS, f"np.minimum({POSITIONS}, 1e5)")},
    "negative positions left alone": {ANGLES: ANGLES.replace(POSITIONS, f"np.maximum({POSITIONS}, 0)")},
    "the size of a position only": {ANGLES: ANGLES.replace(POSITIONS, f"np.abs({POSITIONS})")},
    "positions sorted": {ANGLES: ANGLES.replace(POSITIONS, f"np.sort({POSITIONS}, axis=0)")},
    "only the first position counts": {ANGLES: ANGLES.replace(POSITIONS, f"({POSITIONS}[:1] + np.arange(seq_len)[:, None])")},
    "positions rounded": {ANGLES: ANGLES.replace(POSITIONS, f"np.round({POSITIONS})")},
    "positions in x's dtype": {ANGLES: ANGLES.replace("dtype=np.float64", "dtype=x.dtype")},
    "frequencies in float32": {FREQUENCIES: "frequencies = (base ** (-np.arange(0, d, 2) / d)).astype(np.float32)"},
    "angles rounded to float32": {COS_SIN: "angles = angles.astype(np.float32)\n    " + COS_SIN},
    "sine and cosine in float32": {COS_SIN: "cos, sin = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)"},
    "if not positions": {IF_NONE: "if not np.any(positions):"},
    "an assert": {RAISE: 'raise AssertionError(f"RoPE'},
    "an IndexError": {RAISE: 'raise IndexError(f"RoPE'},
    "the length must be even": {GUARD: "if d % 2 or seq_len % 2:"},
    "odd widths only from 3 on": {GUARD: "if d % 2 and d > 1:", PAIRS: "if d == 1:\n        return x.copy()\n    " + PAIRS},
    "an odd width's last column left": {GUARD: "if d % 2:\n        return np.concatenate([apply_rope(x[..., :-1], positions, base), x[..., -1:]], -1)\n    if False:"},
    "the tokens on axis 0": {PAIRS: "if x.ndim > 2:\n        return np.moveaxis(apply_rope(np.moveaxis(x, 0, -2)[..., :, :], None if x.shape[0] != len(positions) else positions, base), -2, 0)\n    " + PAIRS},
    "two or three axes only": {PAIRS: "if x.ndim > 4:\n        raise TypeError(x.ndim)\n    " + PAIRS},
    "one text of the batch": {RETURN: "turned[1:2] = turned[:1] if x.ndim > 2 else turned[1:2]\n    " + RETURN},
    "positions doubled": {ANGLES: ANGLES.replace(POSITIONS, f"2 * {POSITIONS}")},
    "base^(-2i/d) with d the half": {FREQUENCIES: "frequencies = base ** (-np.arange(0, d, 2) / (d // 2))"},
    "base^(-2i/(d - 2))": {FREQUENCIES: "frequencies = base ** (-np.arange(0, d, 2) / max(d - 2, 1))"},
    "base^(-2(i + 1)/d)": {FREQUENCIES: "frequencies = base ** (-np.arange(2, d + 2, 2) / d)"},
    "head width 64 for ever": {FREQUENCIES: "frequencies = base ** (-np.arange(0, d, 2) / 64)"},
    "frequencies reversed": {FREQUENCIES: "frequencies = (base ** (-np.arange(0, d, 2) / d))[::-1]"},
    "a quarter left unturned": {NEW_ODD: NEW_ODD + "\n    turned[..., d - d // 4 // 2 * 2 :] = x[..., d - d // 4 // 2 * 2 :]"},
    "the even column turned in x itself": {NEW_EVEN: "x[..., 0::2] = even * cos - odd * sin\n    turned[..., 0::2] = x[..., 0::2]"},
    "positions changed": {ANGLES: "positions += 0.0 if positions.dtype.kind == 'i' else 1.0\n    " + ANGLES.replace(POSITIONS, f"({POSITIONS} - (1.0 if positions.dtype.kind == 'f' else 0))"), DEFAULT: "positions = np.arange(seq_len).astype(complex).real * 1\n        positions = positions.astype(object)\n        positions = np.arange(seq_len, dtype=np.float32)\n"},
    "float32 out whatever comes in": {RETURN: "return turned.astype(np.float32)"},
    "half precision kept as float32": {RETURN: "return turned.astype(np.promote_types(x.dtype, np.float32))"},
    "complex out": {RETURN: "return turned[..., 0::2] + 1j * turned[..., 1::2]"},
    "the pairs on an axis of their own": {RETURN: "return turned.astype(x.dtype).reshape(*x.shape[:-1], d // 2, 2)"},
    "divided by its length": {RETURN: "return (turned / np.linalg.norm(turned, axis=-1, keepdims=True)).astype(x.dtype)"},
    "cosine and sine tuple": {RETURN: "return turned.astype(x.dtype), cos, sin"},
    "first order for small angles": {COS_SIN: "small = np.abs(angles) < 1e-2\n    cos, sin = np.where(small, 1.0, np.cos(angles)), np.where(small, angles, np.sin(angles))"},
    "swapped pair": {PAIRS: "odd, even = x[..., 0::2], x[..., 1::2]"},
    "the transpose": {NEW_EVEN: "turned[..., 1::2] = even * cos - odd * sin", NEW_ODD: "turned[..., 0::2] = even * sin + odd * cos"},
}  # fmt: skip
