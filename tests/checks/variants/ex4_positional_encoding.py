"""Ways of writing the positional encoding that the check of exercise 4 must pass, and ways that it must reject."""

LOOPS = """
def sinusoidal_positional_encoding(seq_len, d_model):
    out = np.zeros((seq_len, d_model))
    for pos in range(seq_len):
        for i in range(0, d_model, 2):
            angle = pos / (10000 ** (i / d_model))
            out[pos, i] = math.sin(angle)
            if i + 1 < d_model:
                out[pos, i + 1] = math.cos(angle)
    return out
"""

LOGARITHM = """
def sinusoidal_positional_encoding(seq_len, d_model):
    position = np.arange(seq_len, dtype=np.float64).reshape(-1, 1)
    div_term = np.exp(np.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
    pe = np.empty((seq_len, d_model))
    pe[:, 0::2] = np.sin(position * div_term)
    pe[:, 1::2] = np.cos(position * div_term)[:, : pe[:, 1::2].shape[1]]
    return pe
"""

COMPLEX = """
def sinusoidal_positional_encoding(seq_len, d_model):
    n = (d_model + 1) // 2
    turns = np.exp(1j * np.outer(np.arange(seq_len), 1e4 ** (-2.0 * np.arange(n) / d_model)))
    both = np.stack([turns.imag, turns.real], axis=-1)
    return np.ascontiguousarray(both.reshape(seq_len, 2 * n)[:, :d_model])
"""

WHERE = """
def sinusoidal_positional_encoding(seq_len, d_model):
    columns = np.arange(d_model)
    pos, col = np.meshgrid(np.arange(seq_len), columns, indexing="ij")
    angles = pos / np.power(10000.0, (2 * (col // 2)) / d_model)
    return np.where(col % 2 == 0, np.sin(angles), np.cos(angles))
"""

SHIFTED_SINE = """
class Wave:
    def __init__(self, column, width):
        self.pair, self.shift = column // 2, column % 2
        self.length = 10000.0 ** (2 * self.pair / width)

    def __call__(self, positions):
        angle = positions / self.length
        return np.cos(angle) if self.shift else np.sin(angle)

def sinusoidal_positional_encoding(seq_len, d_model):
    return np.stack([Wave(c, d_model)(np.arange(seq_len)) for c in range(d_model)], axis=1)
"""

FORTRAN = """
def sinusoidal_positional_encoding(seq_len, d_model):
    lists = [
        [f(p * 10000 ** (-(c - c % 2) / d_model)) for c, f in zip(range(d_model), [math.sin, math.cos] * d_model)]
        for p in range(seq_len)
    ]
    return np.asfortranarray(np.array(lists, dtype=float))
"""

KEPT = """
_TABLES = {}

def sinusoidal_positional_encoding(seq_len, d_model):
    if (seq_len, d_model) not in _TABLES:
        angles = np.einsum("p,i->pi", np.arange(seq_len), 10000 ** (-np.arange(0, d_model, 2) / d_model))
        table = np.zeros((seq_len, d_model + d_model % 2))
        table[:, ::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
        _TABLES[seq_len, d_model] = table[:, :d_model]
    return _TABLES[seq_len, d_model].copy()
"""

HONEST = {
    "two loops with math": LOOPS,
    "exp of logarithms": LOGARITHM,
    "complex exponentials": COMPLEX,
    "np.where over columns": WHERE,
    "a class for a column": SHIFTED_SINE,
    "lists, Fortran order": FORTRAN,
    "einsum, tables kept by both sizes": KEPT,
}

POSITIONS = "positions = np.arange(seq_len)[:, np.newaxis]"
COLUMNS = "even_columns = np.arange(0, d_model, 2)"
WAVES = "divisors = 10000.0 ** (even_columns / d_model)"
ANGLES = "angles = positions / divisors"
EMPTY = "encoding = np.zeros((seq_len, d_model))"
SINES = "encoding[:, 0::2] = np.sin(angles)"
COSINES = "encoding[:, 1::2] = np.cos(angles[:, : d_model // 2])"
RETURN = "return encoding\n"
DEF = "(seq_len: int, d_model: int)"
KNOWN = "return globals().setdefault('KNOWN', {}).setdefault"

WRONG = {  # conceivable, but too rare to be given a name
    "the first table kept for a width": {RETURN: f"{KNOWN}(d_model, encoding)[:seq_len]\n"},
    "the first table kept for a length": {RETURN: f"{KNOWN}(seq_len, encoding)\n"},
    "the first table kept for good": {RETURN: f"{KNOWN}(0, encoding)\n"},
    "a table of 5000 positions": {RETURN: "return np.resize(encoding[:5000], (seq_len, d_model))\n"},
    "positions wrap at 10000": {POSITIONS: "positions = np.arange(seq_len)[:, np.newaxis] % 10000"},
    "angles float32, the table float64": {ANGLES: "angles = (positions / divisors).astype(np.float32)"},
    "waves float32": {WAVES: "divisors = (10000.0 ** (even_columns / d_model)).astype(np.float32)"},
    "the result rounded to float32": {RETURN: "return encoding.astype(np.float32).astype(float)\n"},
    "rounded to six digits": {RETURN: "return encoding.round(6)\n"},
    "an exponent over the even width": {
        WAVES: "divisors = 10000.0 ** (even_columns / (d_model // 2 * 2 or 1))"
    },
    "an exponent over the number of pairs": {
        WAVES: "divisors = 10000.0 ** (np.arange(len(even_columns)) / len(even_columns))"
    },
    "an exponent over the length": {WAVES: "divisors = 10000.0 ** (even_columns / seq_len)"},
    "an exponent over d_model - 1": {WAVES: "divisors = 10000.0 ** (even_columns / max(d_model - 1, 1))"},
    "an exponent from pair 1": {WAVES: "divisors = 10000.0 ** ((even_columns + 2) / d_model)"},
    "d_model 512 for ever": {WAVES: "divisors = 10000.0 ** (even_columns / 512)"},
    "base 100000": {WAVES: "divisors = 100000.0 ** (even_columns / d_model)"},
    "base d_model": {WAVES: "divisors = float(d_model) ** (even_columns / d_model)"},
    "whole number exponent": {WAVES: "divisors = 10000.0 ** (even_columns // d_model)"},
    "full circles": {ANGLES: "angles = 2 * np.pi * positions / divisors"},
    "the odd width ends on a cosine": {
        SINES: "encoding[:, 0::2] = np.sin(angles)\n    if d_model % 2:\n        encoding[:, -1] = np.cos(angles[:, -1])"
    },
    "an odd width is cut from the wider table": {
        COLUMNS: "even_columns = np.arange(0, d_model, 2)\n    asked = d_model\n    d_model += d_model % 2",
        RETURN: "return encoding[:, :asked]\n",
    },
    "an odd width gets one column more": {
        COLUMNS: "even_columns = np.arange(0, d_model, 2)\n    d_model += d_model % 2"
    },
    "divided by the root of d_model": {RETURN: "return encoding / np.sqrt(d_model)\n"},
    "shifted to 0 … 1": {RETURN: "return (encoding + 1) / 2\n"},
    "position 0 left empty, as padding": {RETURN: "encoding[0] = 0\n    return encoding\n"},
    "the last position left out": {RETURN: "encoding[seq_len - 1 :] *= seq_len < 2\n    return encoding\n"},
    "lists": {RETURN: "return encoding.tolist()\n"},
    "a masked array": {RETURN: "return np.ma.masked_array(encoding, encoding > 2)\n"},
    "objects": {RETURN: "return encoding.astype(object)\n"},
    "half precision": {RETURN: "return encoding.astype(np.float16)\n"},
    "another name for an argument": {DEF: "(n_positions: int, d_model: int)", POSITIONS: "seq_len = n_positions\n    positions = np.arange(seq_len)[:, np.newaxis]"},
    "the arguments exchanged": {DEF: "(d_model: int, seq_len: int)"},
    "printed, not returned": {RETURN: "print(encoding)\n"},
    "noise": {RETURN: "return encoding + np.random.default_rng(0).normal(size=encoding.shape) * 1e-3\n"},
    "a complex table": {RETURN: "return encoding + 0j\n"},
    "the last wave takes no part": {SINES: "angles[:, 1:] = angles[:, 1:] * (np.arange(1, len(even_columns)) < 32)\n    encoding[:, 0::2] = np.sin(angles)"},
    "short cut for tiny angles": {SINES: "encoding[:, 0::2] = np.where(angles < 0.01, angles, np.sin(angles))"},
}  # fmt: skip
