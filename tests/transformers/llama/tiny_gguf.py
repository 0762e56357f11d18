"""A tiny Llama model with random weights as a GGUF file, written from the specification, not with the tested code."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

Array = Any
LAYERS, D, HEADS, KV_HEADS, D_HEAD, D_FF = 2, 32, 4, 2, 8, 64
KINDS = {"f32": 0, "f16": 1, "q4_0": 2, "q4_1": 3, "q8_0": 8, "bf16": 30}
MERGES = ("h e", "l l", "he ll", "hell o", "Ġ t", "Ġt he")


def byte_pieces() -> list[str]:
    """The 256 characters of byte-level BPE (Radford et al. 2019, encoder.py), in the order of the bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    shifted, spare = {}, 256
    for byte in range(256):
        if byte in plain:
            shifted[byte] = chr(byte)
        else:
            shifted[byte], spare = chr(spare), spare + 1
    return [shifted[byte] for byte in range(256)]


def pieces() -> list[str]:
    """The vocabulary: an end token, every byte, and the results of merges."""
    return ["<|end|>", *byte_pieces(), *(merge.replace(" ", "") for merge in MERGES)]


def random_tensors(seed: int = 0) -> dict[str, Array]:
    """Every tensor of the model, (out, in)."""
    rng = np.random.default_rng(seed)

    def matrix(*shape: int) -> Array:
        return (rng.normal(size=shape) / np.sqrt(shape[-1])).astype(np.float32)

    tensors = {"token_embd.weight": matrix(len(pieces()), D)}
    for number in range(LAYERS):
        tensors |= {
            f"blk.{number}.{name}.weight": matrix(*shape)
            for name, shape in (
                ("attn_q", (HEADS * D_HEAD, D)),
                ("attn_k", (KV_HEADS * D_HEAD, D)),
                ("attn_v", (KV_HEADS * D_HEAD, D)),
                ("attn_output", (D, HEADS * D_HEAD)),
                ("ffn_gate", (D_FF, D)),
                ("ffn_up", (D_FF, D)),
                ("ffn_down", (D, D_FF)),
            )
        }
        for name in ("attn_norm", "ffn_norm"):
            tensors[f"blk.{number}.{name}.weight"] = rng.uniform(0.5, 1.5, D).astype(np.float32)
    tensors["output_norm.weight"] = rng.uniform(0.5, 1.5, D).astype(np.float32)
    return tensors


def fields() -> dict[str, Any]:
    """The metadata of the model."""
    return {
        "general.architecture": "llama",
        "general.name": "Tiny",
        "llama.block_count": LAYERS,
        "llama.context_length": 128,
        "llama.embedding_length": D,
        "llama.feed_forward_length": D_FF,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": KV_HEADS,
        "llama.rope.freq_base": 1000.0,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": pieces(),
        "tokenizer.ggml.token_type": [3, *[1] * (len(pieces()) - 1)],
        "tokenizer.ggml.merges": list(MERGES),
        "tokenizer.ggml.eos_token_id": 0,
    }


def quantised(tensor: Array, kind: str) -> tuple[bytes, Array]:
    """The bytes of a quantised tensor, and the numbers that they represent (ggml's block layouts)."""
    if kind == "f32":
        return tensor.astype("<f4").tobytes(), tensor.copy()
    if kind == "f16":
        half = tensor.astype("<f2")
        return half.tobytes(), half.astype(np.float32)
    if kind == "bf16":
        upper = (tensor.view(np.uint32) >> 16).astype("<u2")
        return upper.tobytes(), (upper.astype(np.uint32) << 16).view(np.float32)
    data, meant = b"", []
    for block in tensor.reshape(-1, 32):
        if kind == "q8_0":
            scale = np.float16(np.abs(block).max() / 127 or 1)
            whole = [round(float(x) / float(scale)) for x in block]
            data += struct.pack("<e32b", scale, *whole)
            meant += [float(scale) * x for x in whole]
            continue
        low, high = float(block.min()), float(block.max())
        if kind == "q4_1":
            scale, least = np.float16((high - low) / 15 or 1), np.float16(low)
            whole = [min(15, max(0, round((float(x) - float(least)) / float(scale)))) for x in block]
            data += struct.pack("<ee", scale, least)
            meant += [float(scale) * x + float(least) for x in whole]
        else:
            scale = np.float16(max(-low, high) / 7 or 1)
            whole = [min(15, max(0, round(float(x) / float(scale)) + 8)) for x in block]
            data += struct.pack("<e", scale)
            meant += [float(scale) * (x - 8) for x in whole]
        data += bytes(whole[n] | whole[n + 16] << 4 for n in range(16))
    return data, np.array(meant, dtype=np.float32).reshape(tensor.shape)


def write_gguf(path: Path, *, kind: str = "f32", **changed: Any) -> dict[str, Array]:
    """Write the model with its matrices quantised as ``kind``. Returns the values of every tensor."""
    said = {key: value for key, value in {**fields(), **changed}.items() if value is not None}
    blobs, meant, infos, offset = [], {}, b"", 0
    for name, tensor in random_tensors().items():
        data, meant[name] = quantised(tensor, kind if tensor.ndim == 2 else "f32")
        number = KINDS[kind if tensor.ndim == 2 else "f32"]
        infos += _string(name) + struct.pack("<I", tensor.ndim)
        infos += struct.pack(f"<{tensor.ndim}Q", *tensor.shape[::-1]) + struct.pack("<IQ", number, offset)
        data += b"\0" * (-len(data) % 32)
        blobs.append(data)
        offset += len(data)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(meant), len(said))
    head += b"".join(_string(key) + _value(value) for key, value in said.items()) + infos
    path.write_bytes(head + b"\0" * (-len(head) % 32) + b"".join(blobs))
    return meant


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value: Any) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _string(value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    head = struct.pack("<I", 9)
    if isinstance(value[0], str):
        return head + struct.pack("<IQ", 8, len(value)) + b"".join(map(_string, value))
    return head + struct.pack("<IQ", 5, len(value)) + struct.pack(f"<{len(value)}i", *value)
