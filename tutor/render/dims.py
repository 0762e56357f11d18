"""The dimension table of an architecture, and the list of architectures. The arithmetic is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from tutor.dimensions.architecture import Architecture
from tutor.dimensions.table import Table, Tensor, walk
from tutor.render.symbols import STYLES, UNICODE, Symbols

_FLOPS, _AXES = 72, 64  # columns from which they are shown


def dims_view(table: Table, width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """Every tensor with its symbols, shape, parameters and FLOPs; below, the sums.

    Where there is little room the FLOPs are left out first, then the symbols.
    """
    axes, flops = width >= _AXES, width >= _FLOPS
    grid = RichTable(box=None, padding=(0, 2, 0, 0), header_style=STYLES["head"], show_edge=False)
    grid.add_column("tensor", no_wrap=True)
    if axes:
        grid.add_column("axes", style=STYLES["quiet"], overflow="fold")
    grid.add_column("shape", style=STYLES["shape"], no_wrap=True)
    grid.add_column("parameters", justify="right", no_wrap=True)
    if flops:
        grid.add_column("FLOPs", justify="right", no_wrap=True)
    for part, tensors in walk(table):
        times = tensors[0].times
        grid.add_row(Text(f"{part} {symbols.times} {times}" if times > 1 else part, style=STYLES["head"]))
        for tensor in tensors:
            grid.add_row(*_cells(tensor, axes, flops))
    return Group(_heading(table), Text(""), grid, Text(""), _sums(table))


def dims_list_view(architectures: Iterable[Architecture]) -> RenderableType:
    """The named architectures, with the numbers that tell them apart."""
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


def _heading(table: Table) -> Text:
    a = table.architecture
    sequences = "one sequence" if table.batch == 1 else f"{table.batch} sequences"
    return Text.assemble(
        (a.title, STYLES["head"]),
        (f"   {a.kind}, {sequences} of {table.seq_len:,} tokens\n", ""),
        (a.source, STYLES["quiet"]),
    )


def _cells(tensor: Tensor, axes: bool, flops: bool) -> list[Text]:
    shape = "(" + ", ".join(map(str, tensor.shape)) + ("," if len(tensor.shape) == 1 else "") + ")"
    cells = [
        Text(f"  {tensor.name}"),
        Text(shape),
        Text(f"{tensor.parameters:,}" if tensor.parameters else ""),
    ]
    if axes:
        cells.insert(1, Text(", ".join(tensor.symbols)))
    if flops:
        cells.append(Text(in_short(tensor.flops) if tensor.flops else ""))
    return cells


def _sums(table: Table) -> RenderableType:
    sums = RichTable.grid(padding=(0, 2, 0, 0))
    sums.add_column(style=STYLES["head"])
    sums.add_column(justify="right")
    sums.add_column(style=STYLES["quiet"])
    sums.add_row("parameters", f"{table.parameters:,}", in_short(table.parameters))
    sums.add_row("FLOPs forward", f"{table.flops_forward:,}", in_short(table.flops_forward))
    sums.add_row("activations", f"{table.activation_bytes:,}", in_bytes(table.activation_bytes))
    if table.kv_cache_bytes_per_token:
        per_token = table.kv_cache_bytes_per_token
        sums.add_row("KV cache per token", f"{per_token:,}", in_bytes(per_token))
        sums.add_row("KV cache", f"{table.kv_cache_bytes:,}", in_bytes(table.kv_cache_bytes))
    return sums


def in_short(number: int) -> str:
    """A count in three digits: 124439808 → "124 M"."""
    return _scaled(number, 1000, ("", "K", "M", "G", "T", "P", "E"))


def in_bytes(number: int) -> str:
    """A size in three digits, in powers of 1024: 36864 → "36.0 KiB"."""
    return _scaled(number, 1024, ("B", "KiB", "MiB", "GiB", "TiB", "PiB"))


def _scaled(number: int, base: int, units: tuple[str, ...]) -> str:
    value, unit = float(number), 0
    while value >= base and unit < len(units) - 1:
        value, unit = value / base, unit + 1
    if unit == 0:
        return f"{number} {units[0]}".rstrip()
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f} {units[unit]}"
