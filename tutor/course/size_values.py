"""The values of a live block's sizes: bounds, the steps of the keys, how they are typed and shown."""

from __future__ import annotations

import math
import re

from tutor.course.quantities import Quantity

Size = int | float
LARGEST = 64  # of a whole number without a quantity, which may be an axis of a drawn array
EXAMPLES = "such as 70, 0.5, 128K, 7B or 1e9"
_TYPED = re.compile(
    r"([+-]?(?:\d[\d,_]*\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)\s*([A-Za-z%][\w/%-]*(?:\s[\w/]+)*)?", re.IGNORECASE
)
_WORTH = {
    "": 0,
    "k": 1,
    "thousand": 1,
    "m": 2,
    "million": 2,
    "b": 3,
    "g": 3,
    "billion": 3,
    "t": 4,
    "trillion": 4,
}
_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))


def bounds(own: Size, quantity: Quantity | None = None) -> tuple[Size, Size]:
    """The least and the largest value of a size whose value in the lesson is ``own``."""
    if quantity is not None:
        least, most = quantity.least, quantity.most
        return (math.ceil(least), math.floor(most)) if isinstance(own, int) else (least, most)
    if isinstance(own, int):
        return min(1, own), max(LARGEST, own * 4)
    return (1e-6 if own > 0 else -math.inf), math.inf


def bounded(own: Size, wanted: object, quantity: Quantity | None = None) -> Size:
    """``wanted`` as a value for a size whose value in the lesson is ``own``; ``own`` if it is invalid."""
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or not math.isfinite(wanted):
        return own
    least, most = bounds(own, quantity)
    if isinstance(own, int):
        return int(min(max(wanted, least), most))
    if quantity is not None:
        return float(min(max(wanted, least), most))
    new = round(float(wanted), 6)
    return own if own > 0 and new <= 0 else new


def stepped(own: Size, value: Size, step: int, quantity: Quantity | None = None) -> Size:
    """The next larger (``step`` 1) or smaller (-1) value."""
    if quantity is None:
        unit = 1 if isinstance(own, int) else 10 ** math.floor(math.log10(abs(own))) if own else 0.1
        wanted = round(value + step * unit, 6)
        return value if own > 0 >= wanted else bounded(own, wanted)
    wanted = _usual(value, step, quantity.values) if quantity.values else _one_two_five(value, step)
    return bounded(own, wanted, quantity)


def _usual(value: Size, step: int, values: tuple[Size, ...]) -> Size:
    """The next of the usual values. A value outside them stays, unless the key leads back to them."""
    if step > 0:
        return next((one for one in values if one > value * (1 + 1e-9)), value)
    return next((one for one in reversed(values) if one < value * (1 - 1e-9)), value)


def _one_two_five(value: Size, step: int) -> Size:
    if value <= 0:
        return value
    power = math.floor(math.log10(value))
    series = [float(f"{digit}e{power + n}") for n in (-1, 0, 1) for digit in (1, 2, 5)]
    return _usual(value, step, tuple(series))


def read_size(text: str, own: Size, quantity: Quantity | None = None, name: str = "") -> Size:
    """The value that a learner typed: ``7B``, ``0.5``, ``131072``, ``128K``, ``1e9``, ``40%``, ``24 GB``.

    Raises:
        ValueError: it is no value of this size; the message says why.
    """
    title = quantity.title if quantity else name
    names = [one.casefold() for one in quantity.names] if quantity else []
    if text.strip().casefold() in names:
        return names.index(text.strip().casefold()) + 1
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"Type a number, {EXAMPLES}.")
    number, suffix = float(found[1].replace(",", "").replace("_", "")), (found[2] or "").casefold()
    scale = quantity.scale if quantity else 1.0
    if suffix == "%":
        value = number / 100
    elif quantity and suffix and suffix in (quantity.unit.casefold(), quantity.unit.split(" ")[0].casefold()):
        value = number
    elif suffix in _WORTH:
        kilo = quantity.kilo if quantity else 1000
        value = number * kilo ** _WORTH[suffix] / scale if suffix else number
    else:
        unit = f" {title} is in {quantity.unit}." if quantity and quantity.unit else ""
        raise ValueError(f"'{found[2]}' is not known.{unit} Type a number, {EXAMPLES}.")
    least, most = bounds(own, quantity)
    if not suffix and value > most and least <= value / scale <= most:
        value /= scale  # 7e9 parameters, where the unit is billion
    if isinstance(own, int) and value != round(value):
        raise ValueError(f"{title} must be a whole number, not {value:g}.")
    if not least <= value <= most or not math.isfinite(value):
        raise ValueError(
            f"{title} must be {_range(least, most, quantity)}, not {size_text(value, quantity)}."
        )
    return int(value) if isinstance(own, int) else float(value)


def allowed(own: Size, quantity: Quantity | None) -> str:
    """The range of a size in words, ``from 1 to 64``; "" if every number is allowed."""
    return _range(*bounds(own, quantity), quantity)


def _range(least: Size, most: Size, quantity: Quantity | None) -> str:
    if math.isinf(least):
        return ""
    if math.isinf(most):
        return "larger than 0"
    return f"from {size_text(least, quantity)} to {size_text(most, quantity)}"


def size_text(value: Size, quantity: Quantity | None = None) -> str:
    """The value with its unit: ``80 GB``, ``100 million`` for 0.1 billion, ``131,072 tokens``."""
    if quantity and quantity.names and 1 <= value <= len(quantity.names):
        return quantity.names[int(value) - 1]
    if quantity is None:
        return f"{value:,}" if isinstance(value, int) and value >= 1_000_000 else f"{value:g}"
    if quantity.scale != 1:
        whole = value * quantity.scale
        for worth, word in _WORDS:
            if abs(whole) >= worth * (1 - 1e-9):
                return f"{_digits(whole / worth)} {word}"
        return _digits(whole)
    unit = quantity.unit.removesuffix("s") if value == 1 else quantity.unit
    return f"{_digits(value)} {unit}".rstrip()


def _digits(value: Size) -> str:
    if isinstance(value, int) or (value == round(value) and abs(value) < 1e7):
        return f"{round(value):,}"
    return f"{value:.4g}" if abs(value) >= 1e7 or abs(value) < 1e-3 else f"{value:,.6g}"
