"""Sizes of models and accelerators for the calculators, by the quantities of ``lessons/quantities.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.kv_cache import LayerCache, caches_of
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.tensors import tensors_of

Sizes = dict[str, float]


@cache
def accelerator_sizes() -> Mapping[str, Sizes]:
    """Memory, bandwidth and peak of each accelerator."""
    file = resources.files("tutor.transformers.architectures").joinpath("accelerators.yaml")
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        row["title"]: {name: row[name] for name in ("card-memory", "bandwidth", "compute")} for row in rows
    }


@cache
def model_sizes() -> Mapping[str, Sizes]:
    """The sizes of each architecture that generates text. A quantity that does not describe a model is left out."""
    decoders = (one for one in presets().values() if one.kind == "decoder")
    return {one.title: _sizes(one) for one in decoders}


def _sizes(a: Architecture) -> Sizes:
    table = tensors_of(a, seq_len=1)
    total, active = table.parameters / 1e9, table.active_parameters / 1e9
    sizes: Sizes = {
        "parameters": _rounded(total),
        "active-parameters": _rounded(active),
        "layers": a.n_layers,
        "model-width": a.d_model,
        "vocabulary": a.vocabulary / 1000,
        "tables": 1 if a.tied else 2,
        "query-heads": a.n_heads,
        "query-width": a.n_heads * a.d_head,
    }
    return sizes | _cache_sizes(a) | _expert_sizes(a, total, active) | _latent_sizes(a)


def _cache_sizes(a: Architecture) -> Sizes:
    """What the layers keep of a token. States of fixed size are left out: they are small, whatever the context."""
    caches = [one for one in caches_of(a, seq_len=1) if one.per_token]
    whole = [one for one in caches if not one.window]
    windowed = [one for one in caches if one.window]
    sizes: Sizes = {
        "full-layers": _layers(whole),
        "window-layers": _layers(windowed),
        "cached": sum(one.layers * one.per_token for one in whole),
        "windowed": sum(one.layers * one.per_token for one in windowed),
        "window": max((one.window for one in windowed), default=1),
    }
    if a.latent is None and {one.per_token for one in caches} == {2 * a.kv_heads * a.d_head}:
        sizes |= {"kv-heads": a.kv_heads, "head-width": a.d_head}
    return sizes


def _layers(caches: list[LayerCache]) -> int:
    return sum(one.layers for one in caches)


def _expert_sizes(a: Architecture, total: float, active: float) -> Sizes:
    """The routed experts, if they have three matrices of ``d_model`` rows; the others count as outside of them."""
    if a.experts is None or a.experts.count <= a.experts.active:
        return {}
    one = 3 * a.d_model * a.experts.d_ff / 1e9
    idle = a.experts.count - a.experts.active
    layers = round((total - active) / one / idle)
    if not a.gated or abs(layers * one * idle - (total - active)) > 0.01 * total:
        return {}
    return {
        "experts": a.experts.count,
        "active-experts": a.experts.active,
        "expert-width": a.experts.d_ff,
        "expert-layers": layers,
        "other-parameters": _rounded(total - layers * a.experts.count * one),
    }


def _latent_sizes(a: Architecture) -> Sizes:
    if a.latent is None or not a.latent.q_rank:
        return {}
    return {
        "latent-width": a.latent.kv_rank,
        "rope-width": a.latent.d_rope,
        "query-rank": a.latent.q_rank,
        "head-width": a.latent.d_nope,
    }


def _rounded(billions: float) -> float:
    """Without the digits that do not matter on the panel: 8.19 billion, 135 million."""
    return float(f"{billions:.4g}")
