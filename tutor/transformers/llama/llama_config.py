"""The sizes of a Llama model, read from a GGUF file, and the check whether this code can run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutor.transformers.llama.llama_tokens import SENTENCEPIECE

PRE_TOKENIZERS = ("smollm", "llama-bpe", "gpt-2", "default")


class NotSupportedError(ValueError):
    """A model that this code cannot run. One sentence without the file's name."""


@dataclass(frozen=True, slots=True)
class LlamaConfig:
    """The sizes of a model. ``rope_base`` is theta in RoPE (Su et al. 2021, section 3.2.2)."""

    name: str
    n_layers: int
    d_model: int
    n_heads: int
    n_kv_heads: int
    d_head: int
    d_ff: int
    vocab_size: int
    context: int
    eps: float
    rope_base: float

    @property
    def group(self) -> int:
        """Query heads per key-value head."""
        return self.n_heads // self.n_kv_heads

    @property
    def n_weights(self) -> int:
        """The number of weights in the matrices, without a separate output matrix."""
        width = self.n_heads * self.d_head
        kv_width = self.n_kv_heads * self.d_head
        block = 2 * self.d_model * (width + kv_width) + 3 * self.d_model * self.d_ff + 2 * self.d_model
        return self.vocab_size * self.d_model + self.n_layers * block + self.d_model


def config_of(fields: Mapping[str, Any]) -> LlamaConfig:
    """The sizes in a GGUF's metadata.

    Raises:
        NotSupportedError: another architecture or tokenizer, an unsupported kind of RoPE, or missing sizes.
    """
    architecture = str(fields.get("general.architecture", "unknown"))
    if architecture != "llama":
        raise NotSupportedError(f"its architecture is {architecture!r}; only 'llama' runs here")
    if fields.get("llama.expert_count"):
        raise NotSupportedError("it is a mixture of experts; only dense models run here")
    if (scaling := fields.get("llama.rope.scaling.type", "none")) not in ("none", "linear_none"):
        raise NotSupportedError(f"its positions are scaled ({scaling}), which the tutor does not support")
    tokenizer = str(fields.get("tokenizer.ggml.model", "none"))
    if tokenizer not in ("gpt2", SENTENCEPIECE):
        raise NotSupportedError(
            f"its tokenizer is of kind {tokenizer!r}; only byte-level BPE ('gpt2') and SentencePiece ('llama') run here"
        )
    pre = str(fields.get("tokenizer.ggml.pre", "default"))
    if tokenizer == "gpt2" and pre not in PRE_TOKENIZERS:
        known = ", ".join(PRE_TOKENIZERS)
        raise NotSupportedError(f"its tokenizer splits text as {pre!r}; supported: {known}")
    try:
        n_heads = int(fields["llama.attention.head_count"])
        d_model = int(fields["llama.embedding_length"])
        config = LlamaConfig(
            name=str(fields.get("general.name") or fields.get("general.basename") or "a Llama model"),
            n_layers=int(fields["llama.block_count"]),
            d_model=d_model,
            n_heads=n_heads,
            n_kv_heads=int(fields.get("llama.attention.head_count_kv", n_heads)),
            d_head=int(fields.get("llama.attention.key_length", d_model // max(n_heads, 1))),
            d_ff=int(fields["llama.feed_forward_length"]),
            vocab_size=len(fields["tokenizer.ggml.tokens"]),
            context=int(fields["llama.context_length"]),
            eps=float(fields["llama.attention.layer_norm_rms_epsilon"]),
            rope_base=float(fields.get("llama.rope.freq_base", 10_000.0)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotSupportedError(f"it does not say its sizes ({error})") from None
    if min(config.n_layers, config.d_model, config.n_heads, config.n_kv_heads, config.d_ff) < 1:
        raise NotSupportedError("one of its sizes is 0")
    rotated = int(fields.get("llama.rope.dimension_count", config.d_head))
    if rotated != config.d_head or config.n_heads % config.n_kv_heads:
        raise NotSupportedError("its heads have a shape that the tutor does not support")
    return config
