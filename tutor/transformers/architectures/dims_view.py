"""Draws the dimension table of an architecture, and the list of architectures. The arithmetic is elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.table import Share, Table, Tensor, shares, walk
from tutor.views.symbols import STYLES, UNICODE, Symbols

_FULL = 72  # from this width on, sums that are compared are shown with all digits
_BAR = 10  # cells of a bar for 100%


def dims_view(table: Table, width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """Every tensor, then the sums and their shares. The end of the output is what a terminal shows."""
    return Group(
        dims_heading(table, width, symbols),
        Text(""),
        dims_tensors_view(table, width, symbols),
        Text(""),
        dims_sums_view(table, width, symbols),
    )


def dims_heading(table: Table, width: int = 80, symbols: Symbols = UNICODE) -> Text:
    """The architecture, the size of the input, and the source of the numbers."""
    a = table.architecture
    sequences = "one sequence" if table.batch == 1 else f"{table.batch:,} sequences"
    return Text.assemble(
        (a.title, STYLES["head"]),
        (f"   {a.kind}, {sequences} of {table.seq_len:,} tokens\n", ""),
        ("\n".join(_in_numbers(a, width, f" {symbols.blank} ")) + "\n", ""),
        (a.source, STYLES["quiet"]),
    )


def _in_numbers(a: Architecture, width: int, between: str) -> Iterator[str]:
    """The numbers that determine all others, in lines that break only between them."""
    layers = f"{a.n_layers} + {a.n_decoder_layers}" if a.n_decoder_layers else str(a.n_layers)
    parts = [f"{layers} layers", f"d_model {a.d_model:,}", f"{a.n_heads} heads of {a.d_head}"]
    if a.latent is not None:
        parts.append(f"a KV latent of {a.latent.kv_rank}")
    elif a.kv_heads != a.n_heads:
        parts.append(f"{a.kv_heads} KV heads" if a.kv_heads > 1 else "1 KV head")
    if (e := a.experts) is not None:
        parts.append(
            f"{e.active} of {e.count} experts of {e.d_ff:,}{f' and {e.shared} shared' if e.shared else ''}"
        )
    if e is None or e.dense_layers:
        parts.append(f"d_ff {a.d_ff:,}{f' in {e.dense_layers} dense layers' if e else ''}")
    line = ""
    for part in (*parts, f"vocabulary {a.vocabulary:,}"):
        if line and len(line) + len(between) + len(part) > width:
            yield line
            line = ""
        line = f"{line}{between}{part}" if line else part
    yield line


def dims_tensors_view(table: Table, width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """Every tensor with its symbols, shape, parameters and FLOPs.

    In a narrow terminal, the FLOPs are omitted first, then the symbols.
    """
    heads = {part: _part(tensors[0], symbols) for part, tensors in walk(table)}
    widths = _widths(table, heads.values())
    shown = next(
        (some for some in _FITTING if sum(widths[column] for column in some) - _GAP <= width), _FITTING[-1]
    )
    grid = RichTable(
        box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style=STYLES["head"], show_edge=False
    )
    for column in shown:
        title, style, right = _COLUMNS[column]
        grid.add_column(
            title,
            style=style,
            justify="right" if right else "left",
            no_wrap=column != 1,
            min_width=widths[column] - _GAP,
        )
    for part, tensors in walk(table):
        grid.add_row(Text(heads[part], style=STYLES["head"]))
        for tensor in tensors:
            cells = _cells(tensor)
            grid.add_row(*(Text(cells[column]) for column in shown))
    return grid


def dims_sums_view(
    table: Table, width: int = 80, symbols: Symbols = UNICODE, beside: Table | None = None
) -> RenderableType:
    """The sums and their shares by role. With a table ``beside`` it, also the ratio to that table's sums."""
    remark = [Text(""), Text(table.remark, style=STYLES["warning"])] if table.remark else []
    return Group(_sums(table, width, symbols, beside), *remark, Text(""), _shares(table, symbols))


def dims_list_view(architectures: Iterable[Architecture]) -> RenderableType:
    """The named architectures with their main numbers."""
    grid = RichTable(box=None, padding=(0, 2, 0, 0), header_style=STYLES["head"], show_edge=False)
    grid.add_column("name", no_wrap=True)
    grid.add_column("what", overflow="fold")
    grid.add_column("kind", style=STYLES["quiet"], no_wrap=True)
    for column in ("layers", "d_model", "heads"):
        grid.add_column(column, justify="right", no_wrap=True)
    for a in architectures:
        layers = f"{a.n_layers}+{a.n_decoder_layers}" if a.n_decoder_layers else str(a.n_layers)
        grid.add_row(Text(a.name), Text(a.title), a.kind, layers, str(a.d_model), str(a.n_heads))
    return grid


_GAP = 2
_COLUMNS = (
    ("tensor", "", False),
    ("axes", STYLES["quiet"], False),
    ("shape", STYLES["shape"], False),
    ("parameters", "", True),
    ("FLOPs", "", True),
)
_FITTING = (
    (0, 1, 2, 3, 4),
    (0, 1, 2, 3),
    (0, 2, 3, 4),
    (0, 2, 3),
)  # sets of columns, for decreasing width


def _widths(table: Table, heads: Iterable[str]) -> list[int]:
    """The width of each column, including the gap after it. Shapes can wrap between two symbols, never inside one."""
    rows = [_cells(tensor) for tensor in table.tensors]
    columns = [[title, *(row[number] for row in rows)] for number, (title, *_) in enumerate(_COLUMNS)]
    columns[0] += heads
    columns[1] = ["axes", *(f"{symbol}," for tensor in table.tensors for symbol in tensor.symbols)]
    return [max(map(cell_len, column)) + _GAP for column in columns]


def _part(tensor: Tensor, symbols: Symbols) -> str:
    return f"{tensor.part} {symbols.times} {tensor.times}" if tensor.times > 1 else tensor.part


def _cells(tensor: Tensor) -> tuple[str, ...]:
    """The text of each column."""
    shape = "(" + ", ".join(map(str, tensor.shape)) + ("," if len(tensor.shape) == 1 else "") + ")"
    parameters = f"{tensor.parameters:,}" if tensor.parameters else ""
    flops = in_short(tensor.flops) if tensor.flops else ""
    return f"  {tensor.name}", ", ".join(tensor.symbols), shape, parameters, flops


def _sums(table: Table, width: int, symbols: Symbols, beside: Table | None) -> RenderableType:
    sums = RichTable.grid(padding=(0, 2, 0, 0))
    sums.add_column(style=STYLES["head"])
    sums.add_column(justify="right")
    sums.add_column(style=STYLES["quiet"])
    for name, in_words, of in _SUMS:
        number = of(table)
        if not number:
            continue
        cells = [name, f"{number:,}", in_words(number)]
        if beside is not None:
            if width < _FULL:
                del cells[1]  # the short form is enough for a comparison
            if other := of(beside):
                cells.append(f"{_ratio(number / other)} {symbols.times} {beside.architecture.title}")
        sums.add_row(*map(Text, cells))
        for label, part in _parts_of(name, table):
            cells = [f"  {label}", f"{part:,}", in_bytes(part)]
            if beside is not None and width < _FULL:
                del cells[1]
            sums.add_row(Text(cells[0], style=STYLES["quiet"]), *map(Text, cells[1:]))
    return sums


def _parts_of(name: str, table: Table) -> Iterator[tuple[str, int]]:
    """The rows below a sum: the cache of each kind of layer where layers differ, and what it grows by in the end."""
    if name == "KV cache per token" and any(one.window for one in table.caches):
        yield "past the window", table.kv_cache_bytes_per_further_token
    if name == "KV cache" and any(one.name for one in table.caches):
        for one in table.caches:
            kept = f", window {one.window:,}" if one.window else ", fixed size" if not one.tokens else ""
            if one.bytes:
                yield f"{one.layers} {one.name}{kept}", one.bytes


def _ratio(times: float) -> str:
    digits = 0 if times >= 100 else 1 if times >= 10 else 2
    return f"{times:,.{digits}f}"


def _shares(table: Table, symbols: Symbols) -> RenderableType:
    """The distribution of parameters and FLOPs, as bars."""
    rows = RichTable(box=None, padding=(0, 2, 0, 0), header_style=STYLES["head"], show_edge=False)
    for title in ("of which", "parameters", "FLOPs"):
        rows.add_column(title, no_wrap=True)
    for share in shares(table):
        rows.add_row(Text(share.name), *_bars(share, symbols))
    return rows


def _bars(share: Share, symbols: Symbols) -> Iterator[Text]:
    full = symbols.shades[-1]
    for number, part in ((share.parameters, share.of_parameters), (share.flops, share.of_flops)):
        percent = "<1" if 0 < part < 0.005 else f"{part * 100:.0f}"
        bar = full * round(part * _BAR)
        yield Text(f"{percent:>3} % {bar:<{_BAR}}" if number else "")


def in_short(number: int) -> str:
    """Format a count with three digits: 124439808 → "124 M"."""
    return _scaled(number, 1000, ("", "K", "M", "G", "T", "P", "E"))


def in_bytes(number: int) -> str:
    """Format a size with three digits, in powers of 1024: 36864 → "36.0 KiB"."""
    return _scaled(number, 1024, ("B", "KiB", "MiB", "GiB", "TiB", "PiB"))


def _scaled(number: int, base: int, units: tuple[str, ...]) -> str:
    value, unit = float(number), 0
    while value >= base and unit < len(units) - 1:
        value, unit = value / base, unit + 1
    if unit == 0:
        return f"{number} {units[0]}".rstrip()
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f} {units[unit]}"


_SUMS: tuple[tuple[str, Callable[[int], str], Callable[[Table], int]], ...] = (
    ("parameters", in_short, lambda table: table.parameters),
    (
        "active per token",
        in_short,
        lambda table: table.active_parameters if table.architecture.experts else 0,
    ),
    ("FLOPs forward", in_short, lambda table: table.flops_forward),
    ("activations", in_bytes, lambda table: table.activation_bytes),
    ("KV cache per token", in_bytes, lambda table: table.kv_cache_bytes_per_token),
    ("KV cache", in_bytes, lambda table: table.kv_cache_bytes),
)
