"""A Llama model's forward pass in NumPy: RMSNorm, rotary positions, grouped-query attention, SwiGLU, a KV cache.

Sources: Touvron et al. 2023 (LLaMA), section 2.2; Su et al. 2021 (RoPE), section 3.4.2; Ainslie et al. 2023 (GQA);
Shazeer 2020 (SwiGLU). Arrays are float32. Shapes: T new tokens, S keys (cached and new), d = d_model, H query heads,
K key-value heads, h = d_head, L layers, V words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.llama.llama_config import LlamaConfig

Array = NDArray[np.float32]
Ids = NDArray[np.intp]
FEW = 48  # up to this many rows, BLAS is faster with the matrix on the left


@dataclass(frozen=True, slots=True)
class LlamaLayer:
    """A block's weights. Matrices are (out, in), as the file has them."""

    attention_gain: Array  # (d,)
    w_q: Array  # (H·h, d), rows of a head in interleaved pairs
    w_k: Array  # (K·h, d)
    w_v: Array  # (K·h, d)
    w_o: Array  # (d, H·h)
    mlp_gain: Array  # (d,)
    w_gate: Array  # (d_ff, d)
    w_up: Array  # (d_ff, d)
    w_down: Array  # (d, d_ff)


@dataclass(frozen=True, slots=True)
class LlamaModel:
    """Sizes and weights. ``output`` is the embedding if the file has no separate output matrix."""

    config: LlamaConfig
    embedding: Array  # (V, d)
    layers: tuple[LlamaLayer, ...]
    final_gain: Array  # (d,)
    output: Array  # (V, d)
    rope_divisors: Array | None = None  # (h/2,): the factors by which Llama 3 stretches its slow pairs


@dataclass(frozen=True, slots=True)
class LlamaChanges:
    """Changes to a run.

    ``off`` are (layer, head) whose output is replaced by ``means[layer, head]``, or by zero without ``means`` (L, H,
    h). ``layers_off`` are skipped, or add ``layer_means[layer]`` (L, d) instead; ``mlps_off`` are skipped. Positions
    become ``positions * stretch + shift``. ``window`` is the number of keys that a token attends to, including itself;
    ``keep_first`` adds the first token. ``half_norm`` squares in float16 inside RMSNorm, where the largest number is
    65,504.
    """

    off: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    means: Array | None = None
    layers_off: frozenset[int] = field(default_factory=frozenset)
    layer_means: Array | None = None
    mlps_off: frozenset[int] = field(default_factory=frozenset)
    sharpness: float = 1.0
    causal: bool = True
    stretch: float = 1.0
    shift: float = 0.0
    window: int | None = None
    keep_first: bool = False
    half_norm: bool = False


@dataclass(slots=True)
class KvCache:
    """Keys and values of the tokens so far: (L, K, room, h) each, ``length`` of the room used."""

    keys: Array
    values: Array
    length: int = 0

    @classmethod
    def for_model(cls, config: LlamaConfig, room: int) -> KvCache:
        shape = (config.n_layers, config.n_kv_heads, room, config.d_head)
        return cls(np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class LlamaPass:
    """The result of a pass. ``logits`` (T, V), or (1, V) if only the last was requested.

    With ``record``: ``weights`` and ``products`` (L, H, T, S), ``heads`` (L, H, T, h) before W_o, ``stream`` (L + 1, T,
    d) before each layer and after the last, ``mlps`` (L, T, d) the output of each MLP, ``values`` (L, K, S, h).
    """

    logits: Array
    weights: Array | None = None
    products: Array | None = None
    heads: Array | None = None
    stream: Array | None = None
    mlps: Array | None = None
    values: Array | None = None


def multiply(x: Array, matrix: Array) -> Array:
    """x (T, in), matrix (out, in) → (T, out). For few rows BLAS packs the small factor instead of the large one."""
    product: Array = (matrix @ x.T).T if 1 < len(x) <= FEW else x @ matrix.T
    return product


def rms_norm(x: Array, gain: Array, eps: float, half: bool = False) -> Array:
    """(…, d) → (…, d): each token divided by its root mean square (Zhang and Sennrich 2019).

    ``half`` squares in float16 and takes the mean in float32, as x.pow(2).mean() does on a GPU.
    """
    # einsum sums the squares without creating an array of them.
    mean: Array = (
        _half_mean_square(x)
        if half
        else np.einsum("...i,...i->...", x, x)[..., None] / np.float32(x.shape[-1])
    )
    normed: Array = x / np.sqrt(mean + np.float32(eps))
    normed *= gain
    return normed


def _half_mean_square(x: Array) -> Array:
    with np.errstate(over="ignore"):
        squares: Array = np.square(x.astype(np.float16)).astype(np.float32)
    mean: Array = squares.mean(axis=-1, keepdims=True)
    return mean


def rotation(model: LlamaModel, positions: Array) -> tuple[Array, Array]:
    """positions (T,) → cosines and sines, (T, 1, h/2) each."""
    config = model.config
    pairs = np.arange(0, config.d_head, 2) / config.d_head
    frequencies = config.rope_base**-pairs
    if model.rope_divisors is not None:
        frequencies = frequencies / model.rope_divisors
    angles = (positions.astype(np.float64)[:, None] * frequencies)[:, None, :]
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def rotate(x: Array, cosines: Array, sines: Array) -> Array:
    """x (T, H, h): rotates each pair (2i, 2i + 1) by its angle."""
    # A pair is one complex number in memory, and the rotation is one product with cos + i·sin (Su et al. 2021, eq.
    # 12).
    pairs = np.ascontiguousarray(x).view(np.complex64)
    turned: Array = (pairs * (cosines + np.complex64(1j) * sines)).view(np.float32)
    return turned


def softmax(scores: Array) -> Array:
    """Over the last axis."""
    weights: Array = scores - scores.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights


def silu(x: Array) -> Array:
    """x · sigmoid(x), without overflow for large negative x."""
    bent: Array = np.float32(0.5) * x
    np.tanh(bent, out=bent)
    bent += 1
    bent *= x
    bent *= np.float32(0.5)
    return bent


def attend(q: Array, k: Array, v: Array, hidden: Array, scale: np.float32) -> tuple[Array, Array, Array]:
    """q (T, H, h), k and v (K, S, h), hidden (T, S) → products and weights (H, T, S), and outputs (H, T, h)."""
    n_new, n_heads, d_head = q.shape
    n_kv_heads, n_keys = k.shape[:2]
    # Query heads in groups, so that a group shares its keys and values: (K, group, T, h) against (K, 1, S, h).
    grouped = q.swapaxes(0, 1).reshape(n_kv_heads, n_heads // n_kv_heads, n_new, d_head)
    products = grouped @ k[:, None].swapaxes(-1, -2)
    scores = products * scale
    scores += hidden
    weights = softmax(scores)
    outputs = (weights @ v[:, None]).reshape(n_heads, n_new, d_head)
    grid = (n_heads, n_new, n_keys)
    return products.reshape(grid), weights.reshape(grid), outputs


def hidden_keys(n_new: int, n_keys: int, changes: LlamaChanges) -> Array:
    """(T, S) to add to the scores: 0 for visible keys, −inf for hidden ones."""
    query = np.arange(n_keys - n_new, n_keys)[:, None]
    key = np.arange(n_keys)[None, :]
    hidden = key > query if changes.causal else np.zeros((n_new, n_keys), dtype=bool)
    if changes.window is not None:
        far = key <= query - changes.window
        hidden = hidden | (far & (key > 0) if changes.keep_first else far)
    return np.where(hidden, np.float32(-np.inf), np.float32(0))


def run(
    model: LlamaModel,
    ids: Ids,
    *,
    cache: KvCache | None = None,
    changes: LlamaChanges | None = None,
    record: bool = False,
    last_only: bool = False,
) -> LlamaPass:
    """ids (T,) → logits for the word after each token, or only after the last.

    With ``cache`` the tokens continue the cached ones, whose keys and values are reused.

    Raises:
        ValueError: there are no tokens, or more than the cache has room for.
    """
    changes = changes or LlamaChanges()
    config = model.config
    n_new, start = len(ids), cache.length if cache else 0
    if not n_new:
        raise ValueError("There is no token to start from.")
    if cache and start + n_new > cache.keys.shape[2]:
        raise ValueError(f"The cache has room for {cache.keys.shape[2]} tokens, not for {start + n_new}.")
    n_keys = start + n_new
    positions = np.arange(start, n_keys, dtype=np.float32) * changes.stretch + changes.shift
    cosines, sines = rotation(model, positions)
    hidden = hidden_keys(n_new, n_keys, changes)
    scale = np.float32(changes.sharpness / np.sqrt(config.d_head))
    kept = _Kept(config, n_new, n_keys) if record else None
    x = model.embedding[ids]
    for number, layer in enumerate(model.layers):
        if kept:
            kept.stream[number] = x
        if number in changes.layers_off:
            x = x if changes.layer_means is None else x + changes.layer_means[number]
            continue
        normed = rms_norm(x, layer.attention_gain, config.eps, changes.half_norm)
        q = rotate(multiply(normed, layer.w_q).reshape(n_new, config.n_heads, config.d_head), cosines, sines)
        k = multiply(normed, layer.w_k).reshape(n_new, config.n_kv_heads, config.d_head)
        k = rotate(k, cosines, sines).swapaxes(0, 1)
        v = multiply(normed, layer.w_v).reshape(n_new, config.n_kv_heads, config.d_head).swapaxes(0, 1)
        if cache:
            cache.keys[number, :, start:n_keys], cache.values[number, :, start:n_keys] = k, v
            k, v = cache.keys[number, :, :n_keys], cache.values[number, :, :n_keys]
        products, weights, heads = attend(q, k, v, hidden, scale)
        for block, head in changes.off:
            if block == number:
                heads[head] = 0 if changes.means is None else changes.means[block, head]
        if kept:
            kept.values[number], kept.products[number] = v, products
            kept.weights[number], kept.heads[number] = weights, heads
        x = x + multiply(heads.swapaxes(0, 1).reshape(n_new, -1), layer.w_o)
        if number in changes.mlps_off:
            continue
        normed = rms_norm(x, layer.mlp_gain, config.eps, changes.half_norm)
        added = multiply(silu(multiply(normed, layer.w_gate)) * multiply(normed, layer.w_up), layer.w_down)
        if kept:
            kept.mlps[number] = added
        x = x + added
    if cache:
        cache.length = n_keys
    if kept:
        kept.stream[-1] = x
    logits = logits_of(model, x[-1:] if last_only else x)
    if not kept:
        return LlamaPass(logits)
    return LlamaPass(logits, kept.weights, kept.products, kept.heads, kept.stream, kept.mlps, kept.values)


class _Kept:
    """Arrays for the records of a pass; zeros for skipped layers."""

    def __init__(self, config: LlamaConfig, n_new: int, n_keys: int) -> None:
        grid = (config.n_layers, config.n_heads, n_new, n_keys)
        self.products: Array = np.zeros(grid, dtype=np.float32)
        self.weights: Array = np.zeros(grid, dtype=np.float32)
        self.heads: Array = np.zeros((*grid[:3], config.d_head), dtype=np.float32)
        self.stream: Array = np.zeros((config.n_layers + 1, n_new, config.d_model), dtype=np.float32)
        keys = (config.n_layers, config.n_kv_heads, n_keys, config.d_head)
        self.values: Array = np.zeros(keys, dtype=np.float32)
        self.mlps: Array = np.zeros((config.n_layers, n_new, config.d_model), dtype=np.float32)


def logits_of(model: LlamaModel, stream: Array) -> Array:
    """stream (T, d) after a layer → (T, V): the final norm and the output. On an earlier layer: the logit lens."""
    return multiply(rms_norm(stream, model.final_gain, model.config.eps), model.output)


def mean_loss(logits: Array, ids: Ids) -> float:
    """logits (T, V) for ids (T,) → nats per token, over all tokens but the first."""
    rows = logits[:-1] - logits[:-1].max(axis=-1, keepdims=True)
    log_sums = np.log(np.exp(rows).sum(axis=-1))
    return float((log_sums - rows[np.arange(len(ids) - 1), ids[1:]]).mean())


def model_of(config: LlamaConfig, tensors: Mapping[str, Array]) -> LlamaModel:
    """Tensors by their GGUF names → a model. Uses the arrays without copying, memory-mapped or not."""

    def layer(number: int) -> LlamaLayer:
        def named(name: str) -> Array:
            return tensors[f"blk.{number}.{name}.weight"]

        return LlamaLayer(
            attention_gain=named("attn_norm"),
            w_q=named("attn_q"),
            w_k=named("attn_k"),
            w_v=named("attn_v"),
            w_o=named("attn_output"),
            mlp_gain=named("ffn_norm"),
            w_gate=named("ffn_gate"),
            w_up=named("ffn_up"),
            w_down=named("ffn_down"),
        )

    return LlamaModel(
        config=config,
        embedding=tensors["token_embd.weight"],
        layers=tuple(layer(number) for number in range(config.n_layers)),
        final_gain=tensors["output_norm.weight"],
        output=tensors.get("output.weight", tensors["token_embd.weight"]),
        rope_divisors=tensors.get("rope_freqs.weight"),
    )
