"""Mistakes that people make in a small language model, and inputs on which no two of them give the same result."""

from dataclasses import replace
from typing import Any

import numpy as np

from tutor.course.model import HANDED, Mistake, Probe

DEEP, REFERENCE = "step-1-attention-visual-deep-dive", "step-6-complete-reference"
BLOCKS, EMBEDDINGS = f"{DEEP}#blocks", f"{DEEP}#tokens-and-embeddings"
POSITIONS, CAUSAL, HEADS = f"{DEEP}#positional-encoding", f"{DEEP}#causal-masking", f"{DEEP}#multi-head"
SOFTMAX, SCALING, FORWARD = f"{DEEP}#softmax", f"{DEEP}#scaling", f"{DEEP}#feed-forward"
RESIDUALS = f"{DEEP}#residuals-and-layer-norm"
SAMPLING, CACHE = f"{REFERENCE}#prod-sampling", f"{REFERENCE}#prod-kv-cache"
PROJECT = "step-4-hands-on-exercises#mini-project"

CUT = 'tokens = np.asarray(tokens)[-len(weights["positions"]) :]'
EMBED = 'x = weights["embedding"][tokens] + weights["positions"][: len(tokens)]  # (T, d_model)'
ALL_BLOCKS = 'for params in weights["blocks"]:\n'
RUN_BLOCK = 'x = transformer_block(x, params, weights["n_heads"], causal=True)'
LAST = 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0, -1]  # (d_model,)'
LOGITS = 'return last @ weights["output"]\n'
LOOP = "for _ in range(n):"
TEXT = "logits = next_token_logits(np.array(text), weights)"
GREEDY = "if temperature == 0:"
LIKELIEST = "text.append(int(np.argmax(logits)))"
SCALED = "scaled = logits / temperature"
EXP = "shares = np.exp(scaled - scaled.max())"
DRAW = "text.append(int(rng.choice(len(shares), p=shares / shares.sum())))"
ALL_TOKENS = "return np.array(text)\n"

# start_cache and step
START = """logits, cache = None, [None] * len(weights["blocks"])
    for token in tokens:
        logits, cache = step(token, cache, weights)
    return logits, cache
"""
PLACE = "position = 0 if cache[0] is None else cache[0][0].shape[1]"
EACH_BLOCK = 'for params, past in zip(weights["blocks"], cache, strict=True):'
PROJECTED = 'q, k, v = ((read @ params[name]).reshape(n_heads, 1, d_head) for name in ("w_q", "w_k", "w_v"))'
PAST_READ = "if past is not None:"
KEYS, VALUES = "np.concatenate([past[0], k], axis=1),", "np.concatenate([past[1], v], axis=1),"
KEPT = "grown.append((k, v))"
ROOT = "/ np.sqrt(d_head)"
POWERS = "shares = np.exp(scores - scores.max(axis=-1, keepdims=True))"
MIXED = "mixed = (shares / shares.sum(axis=-1, keepdims=True)) @ v"
AFTER_HEADS = 'x = x + mixed.reshape(-1) @ params["w_o"]'
SECOND_NORM = 'read = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])'
AFTER_FORWARD = 'x = x + feed_forward(read, params["w1"], params["b1"], params["w2"], params["b2"])'
STEPPED = 'return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], grown'

WHOLE = """x = weights["embedding"][np.asarray(tokens)] + weights["positions"][: len(tokens)]
    cache = []
    for params in weights["blocks"]:
        read = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        k, v = ((read @ params[name]).reshape(len(x), weights["n_heads"], -1) for name in ("w_k", "w_v"))
        cache.append((k.swapaxes(0, 1), v.swapaxes(0, 1)))
        x = transformer_block(x[np.newaxis], params, weights["n_heads"], causal=True)[0]
    return layer_norm(x[-1], weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], cache
"""
# The same, but it computes the heads itself and merges them without a transpose.
UNMERGED = """x = weights["embedding"][np.asarray(tokens)] + weights["positions"][: len(tokens)]
    cache = []
    for params in weights["blocks"]:
        read = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        q, k, v = (
            (read @ params[name]).reshape(len(x), weights["n_heads"], -1).swapaxes(0, 1)
            for name in ("w_q", "w_k", "w_v")
        )
        cache.append((k, v))
        scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
        scores = np.where(np.tri(len(x), dtype=bool), scores, -np.inf)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (shares / shares.sum(axis=-1, keepdims=True)) @ v
        x = x + mixed.reshape(x.shape) @ params["w_o"]
        read = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
        x = x + feed_forward(read, params["w1"], params["b1"], params["w2"], params["b2"])
    return layer_norm(x[-1], weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], cache
"""


def in_step(change: dict[str, str]) -> dict[str, str]:
    """The same mistake when start_cache does not call step but runs the blocks on the whole text."""
    return {START: WHOLE, **change}


def in_start(passage: str, instead: str) -> dict[str, str]:
    """A mistake in a start_cache that runs the blocks on the whole text."""
    assert WHOLE.count(passage) == 1
    return {START: WHOLE.replace(passage, instead)}


MULTINOMIAL = "text.append(int(rng.multinomial(1, shares / shares.sum()).argmax()))"
GUMBEL = "text.append(int(np.argmax(scaled + rng.gumbel(size=len(scaled)))))"
INVERSE = (
    "edges = np.cumsum(shares)\n"
    "            text.append(int(np.searchsorted(edges, rng.random() * edges[-1], side='right')))"
)
AFTER_THE_BLOCK = (
    """        read = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        k, v = ((read @ params[name]).reshape(len(x), weights["n_heads"], -1) for name in ("w_k", "w_v"))
        cache.append((k.swapaxes(0, 1), v.swapaxes(0, 1)))
        x = transformer_block(x[np.newaxis], params, weights["n_heads"], causal=True)[0]
""",
    """        x = transformer_block(x[np.newaxis], params, weights["n_heads"], causal=True)[0]
        read = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        k, v = ((read @ params[name]).reshape(len(x), weights["n_heads"], -1) for name in ("w_k", "w_v"))
        cache.append((k.swapaxes(0, 1), v.swapaxes(0, 1)))
""",
)
FROM_THE_SECOND_ON = (
    'read = text if len(text) == len(tokens) or len(text) > len(weights["positions"]) else text[-1:]'
)
PADDED = """        room = len(weights["positions"]) - k.shape[1]
        k, v = (np.pad(part, ((0, 0), (0, room), (0, 0))) for part in (k, v))"""

MISTAKES = [
    # next_token_logits
    Mistake(
        id="first-position-instead-of-last",
        name="uses the first position's vector",
        diagnosis="Your code takes the logits at the first position. Because the blocks are causal, that "
        "position has seen only the first token. The last one has seen the whole text: take [0, -1].",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0, 0]'},
    ),
    Mistake(
        id="mean-of-all-positions",
        name="averages all positions",
        diagnosis="Your code averages the vectors of all positions, as some classifiers do. Each position "
        "predicts the token after it, so only the last one predicts what comes after the text. Take [0, "
        "-1].",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0].mean(axis=0)'},
    ),
    Mistake(
        id="mean-before-the-norm",
        name="averages positions before the norm",
        diagnosis="Your code averages the vectors of all positions before the norm. Each position predicts "
        "the token after it, so only the last one predicts what comes after the text. Take [0, -1], then "
        "apply the norm.",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x[0].mean(axis=0), weights["ln_gamma"], weights["ln_beta"])'},
    ),
    Mistake(
        id="final-norm-missing",
        name="skips the final layer norm",
        diagnosis="Your code multiplies by the output matrix without the final layer norm. The numbers in "
        "the residual stream grow from block to block, and the matrix was trained on normalized vectors. "
        "Apply layer_norm with ln_gamma and ln_beta first.",
        see=BLOCKS,
        change={LAST: "last = x[0, -1]"},
    ),
    Mistake(
        id="final-norm-without-parameters",
        name="leaves ln_gamma and ln_beta out",
        diagnosis="Your final norm does not use ln_gamma and ln_beta, which are trained like all other "
        'parameters. Write layer_norm(x, weights["ln_gamma"], weights["ln_beta"]).',
        see=f"{DEEP}#residuals-and-layer-norm",
        change={LAST: "last = layer_norm(x, np.ones(x.shape[-1]), np.zeros(x.shape[-1]))[0, -1]"},
    ),
    Mistake(
        id="norm-before-the-blocks",
        name="normalizes before the blocks, not after",
        diagnosis="Your code applies ln_gamma and ln_beta before the first block. Each block normalizes its "
        "own input; this norm belongs after the last block, before the output matrix.",
        see=BLOCKS,
        change={
            EMBED: f'{EMBED}\n    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])',
            LAST: "last = x[0, -1]",
        },
    ),
    Mistake(
        id="positions-missing",
        name="does not add positions",
        diagnosis="Your code does not add the positions, so the model cannot tell the order of the "
        'tokens. Add weights["positions"][:T] to the embeddings.',
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens]'},
    ),
    Mistake(
        id="one-position-for-all",
        name="adds position 0 to every token",
        diagnosis="Your code adds the first row of positions to every token. Token t should get row t: "
        'weights["positions"][:T] has one row per token.',
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens] + weights["positions"][0]'},
    ),
    Mistake(
        id="positions-from-one",
        name="counts positions from 1",
        diagnosis="Your code gives the first token position 1. Positions count from 0, so the first token "
        'gets the first row: weights["positions"][:T].',
        see=POSITIONS,
        change={
            EMBED: 'places = np.minimum(np.arange(len(tokens)) + 1, len(weights["positions"]) - 1)\n'
            '    x = weights["embedding"][tokens] + weights["positions"][places]'
        },
    ),
    Mistake(
        id="last-positions-of-the-table",
        name="takes the table's last positions",
        diagnosis="Your code adds the last T rows of positions. The first token of a text gets position 0, "
        'however short the text is. Use weights["positions"][:T].',
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens] + weights["positions"][-len(tokens) :]'},
    ),
    Mistake(
        id="positions-in-reverse",
        name="counts positions from the end",
        diagnosis="Your code gives the last token position 0. Positions count from the beginning of the "
        'text. Use weights["positions"][:T] in this order.',
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens] + weights["positions"][: len(tokens)][::-1]'},
    ),
    Mistake(
        id="token-as-its-own-position",
        name="uses token numbers as positions",
        diagnosis="Your code uses a token's number to look up its position. A position is the token's "
        "place in the text (0, 1, 2, …): np.arange(T).",
        see=POSITIONS,
        change={
            EMBED: 'x = weights["embedding"][tokens] + weights["positions"][tokens % len(weights["positions"])]'
        },
    ),
    Mistake(
        id="embedding-scaled",
        name="multiplies embeddings by √d_model",
        diagnosis="Your code multiplies the embeddings by √d_model, as the original Transformer did. This "
        'model was trained without that. Add the positions to weights["embedding"][tokens] as it is.',
        see=EMBEDDINGS,
        change={
            EMBED: 'x = weights["embedding"][tokens] * weights["embedding"].shape[1] ** 0.5\n'
            '    x = x + weights["positions"][: len(tokens)]'
        },
    ),
    Mistake(
        id="not-causal",
        name="runs blocks without causal mask",
        diagnosis="Your code runs the blocks with causal=False. The model was trained causally, so no "
        "position ever read later tokens. Pass causal=True.",
        see=CAUSAL,
        change={RUN_BLOCK: 'x = transformer_block(x, params, weights["n_heads"], causal=False)'},
    ),
    Mistake(
        id="first-block-only",
        name="runs only the first block",
        diagnosis='Your code runs only the first block. weights["blocks"] is a list: run all of them, each '
        "on the output of the previous one.",
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in weights["blocks"][:1]:\n'},
    ),
    Mistake(
        id="last-block-only",
        name="runs only the last block",
        diagnosis="Your code runs every block on the embeddings, so only the last one counts. Assign the result back, x "
        "= transformer_block(x, …), so that each block reads the output of the previous one.",
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in weights["blocks"][-1:]:\n'},
    ),
    Mistake(
        id="first-block-every-time",
        name="runs the first block every time",
        diagnosis="Your code uses the first block's parameters for every block. Each block has its own: "
        'write for params in weights["blocks"].',
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in [weights["blocks"][0]] * len(weights["blocks"]):\n'},
    ),
    Mistake(
        id="blocks-in-reverse",
        name="runs the last block first",
        diagnosis='Your code runs the blocks in reverse order. weights["blocks"] lists them from the first '
        "to the last.",
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in weights["blocks"][::-1]:\n'},
    ),
    Mistake(
        id="blocks-added-again",
        name="adds each block's input again",
        diagnosis="Your code adds x to the result of transformer_block. The block already contains the "
        "residual sums. Write x = transformer_block(x, …).",
        see=BLOCKS,
        change={RUN_BLOCK: 'x = x + transformer_block(x, params, weights["n_heads"], causal=True)'},
    ),
    Mistake(
        id="one-head",
        name="runs blocks with one head",
        diagnosis="Your code runs the blocks with one head, but the model was trained with more. Pass "
        'weights["n_heads"].',
        see=HEADS,
        change={RUN_BLOCK: "x = transformer_block(x, params, 1, causal=True)"},
    ),
    Mistake(
        id="embedding-as-output",
        name="uses the embedding as output matrix",
        diagnosis="Your code computes the logits with embedding.T. GPT-2 ties the two matrices, but this "
        'model has its own output matrix: last @ weights["output"].',
        see=BLOCKS,
        change={LOGITS: 'return last @ weights["embedding"].T\n'},
    ),
    Mistake(
        id="probabilities-returned",
        name="returns probabilities, not logits",
        diagnosis="Your next_token_logits returns probabilities, after the softmax. It should return "
        "logits, because the temperature divides them before the softmax. Return last @ output.",
        see=SAMPLING,
        change={
            LOGITS: 'logits = last @ weights["output"]\n    logits = np.exp(logits - logits.max())\n'
            "    return logits / logits.sum()\n"
        },
    ),
    Mistake(
        id="log-probabilities-returned",
        name="returns log-probabilities, not logits",
        diagnosis="Your next_token_logits returns the logarithms of the softmax. Their softmax is the "
        "same, but logits are the products themselves, with nothing subtracted. Return last @ output.",
        see=SAMPLING,
        change={
            LOGITS: 'logits = last @ weights["output"]\n    logits = logits - logits.max()\n'
            "    return logits - np.log(np.exp(logits).sum())\n"
        },
    ),
    Mistake(
        id="all-positions-returned",
        name="returns the logits of all positions",
        diagnosis="Your next_token_logits returns one row of logits per position. Only the last position "
        "predicts the next token. Return that row, of shape (V,).",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0]'},
    ),
    Mistake(
        id="batch-axis-left",
        name="leaves the batch axis in place",
        diagnosis="Your next_token_logits returns shape (1, V), because it keeps the batch axis that the "
        "blocks need. Take [0, -1] of (1, T, d_model).",
        see=f"{DEEP}#batches",
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[:, -1]'},
    ),
    Mistake(
        id="cut-at-the-wrong-end",
        name="keeps the beginning of long texts",
        diagnosis="Your code cuts off the end of a long text. The next token depends most on the last "
        "tokens, so keep those: tokens[-max_len:].",
        see=PROJECT,
        change={CUT: 'tokens = np.asarray(tokens)[: len(weights["positions"])]'},
    ),
    Mistake(
        id="long-text-not-cut",
        name="does not cut long texts",
        diagnosis="Your code looks up more positions than the model has. If a text is longer than max_len, "
        "read only its end: tokens[-max_len:].",
        see=PROJECT,
        change={CUT: "tokens = np.asarray(tokens)"},
    ),
    Mistake(
        id="last-position-repeated",
        name="repeats the last position",
        diagnosis="Your code gives the last position to all tokens beyond max_len. The model never saw that "
        "in training. Read only the last max_len tokens, at positions 0 to max_len - 1.",
        see=PROJECT,
        change={
            CUT: "tokens = np.asarray(tokens)",
            EMBED: 'places = np.minimum(np.arange(len(tokens)), len(weights["positions"]) - 1)\n'
            '    x = weights["embedding"][tokens] + weights["positions"][places]',
        },
    ),
    Mistake(
        id="long-text-cut-too-short",
        name="keeps one token too few",
        diagnosis="Your code keeps max_len - 1 tokens of a long text. The model has max_len positions, so "
        "it can read max_len tokens: tokens[-max_len:].",
        see=PROJECT,
        change={
            CUT: 'tokens = np.asarray(tokens)\n    if len(tokens) > len(weights["positions"]):\n'
            '        tokens = tokens[-len(weights["positions"]) + 1 :]'
        },
    ),
    # start_cache and step
    Mistake(
        id="cached-position-one-too-far",
        name="gives cached tokens the next position",
        diagnosis="Your step gives the new token a position that is too high by 1. Positions count from 0, "
        "so a token after T cached tokens gets position T.",
        see=POSITIONS,
        change={PLACE: f"{PLACE}\n    position = min(position + 1, len(weights['positions']) - 1)"},
        also=(in_step({PLACE: f"{PLACE}\n    position = min(position + 1, len(weights['positions']) - 1)"}),),
    ),
    Mistake(
        id="cached-position-always-zero",
        name="gives every new token position 0",
        diagnosis="Your step gives every token position 0. The new token comes after all tokens in the "
        "cache, so after T cached tokens it gets position T.",
        see=POSITIONS,
        change={PLACE: "position = 0"},
        also=(in_step({PLACE: "position = 0"}),),
    ),
    Mistake(
        id="cached-position-from-the-number-of-blocks",
        name="counts blocks, not tokens, for positions",
        diagnosis="Your step uses the number of blocks as the position. Count the tokens in the cache "
        "instead: the size of the axis of the cached keys that grows with each step.",
        see=CACHE,
        change={PLACE: "position = len(cache)"},
        also=(in_step({PLACE: "position = len(cache)"}),),
    ),
    Mistake(
        id="start-cache-positions-from-one",
        name="counts positions from 1 in start_cache",
        diagnosis="Your start_cache gives the first token position 1. Positions count from 0 here too, and "
        "step continues with position T.",
        see=POSITIONS,
        change=in_start('["positions"][: len(tokens)]', '["positions"][1 : len(tokens) + 1]'),
    ),
    Mistake(
        id="start-without-causal",
        name="starts the cache without causal mask",
        diagnosis="Your start_cache lets tokens attend to later ones. The model was trained causally, so "
        "from the second block on, the keys and values differ. Mask the scores, or run the blocks with "
        "causal=True.",
        see=CAUSAL,
        change=in_start("causal=True", "causal=False"),
    ),
    Mistake(
        id="first-position-of-the-cached-run",
        name="returns the first position's logits",
        diagnosis="Your start_cache returns the logits at the first position, which has seen only the "
        "first token. The next token comes after the whole text: take the last position.",
        see=BLOCKS,
        change=in_start("x[-1]", "x[0]"),
    ),
    Mistake(
        id="kept-after-the-block",
        name="caches what the block returns",
        diagnosis="Your start_cache computes a block's keys and values from the block's output. The block "
        "itself computes them from its input. Do the same, before you replace x.",
        see=CACHE,
        change=in_start(*AFTER_THE_BLOCK),
    ),
    Mistake(
        id="cache-without-the-new-token",
        name="does not keep the new token",
        diagnosis="Your step returns a cache without the new token, so the following step cannot attend to "
        "it. Return the keys and values with the new ones appended.",
        see=CACHE,
        change={KEPT: "grown.append(past)"},
        also=(in_step({KEPT: "grown.append(past)"}),),
    ),
    Mistake(
        id="new-keys-lost",
        name="loses the appended keys and values",
        diagnosis="Your step appends the new key and value to a copy and discards it. np.append and "
        "np.concatenate return a new array and leave the old one unchanged: assign the result.",
        see=CACHE,
        change={KEYS: "past[0],", VALUES: "past[1],"},
        also=(in_step({KEYS: "past[0],", VALUES: "past[1],"}),),
    ),
    Mistake(
        id="new-token-does-not-see-itself",
        name="leaves the new token out",
        diagnosis="In your step, the new token attends only to the past. In a causal model, every token sees "
        "itself too. Append its key and value before you compute the scores.",
        see=CAUSAL,
        change={KEPT: f"{KEPT}\n        k, v = (k[:, :-1], v[:, :-1]) if past is not None else (k, v)"},
        also=(
            in_step({KEPT: f"{KEPT}\n        k, v = (k[:, :-1], v[:, :-1]) if past is not None else (k, v)"}),
        ),
    ),
    Mistake(
        id="cache-not-read",
        name="does not read the cache",
        diagnosis="In your step, the new token attends only to itself. The keys and values of the past are "
        "in the cache: concatenate them with the new ones.",
        see=CACHE,
        change={PAST_READ: "if False:"},
        also=(in_step({PAST_READ: "if False:"}),),
    ),
    Mistake(
        id="only-the-keys-cached",
        name="caches the keys only",
        diagnosis="Your step uses the new token's value for every past token. Each token has its own value. "
        "Cache the values as well as the keys.",
        see=CACHE,
        change={VALUES: "np.repeat(v, past[0].shape[1] + 1, axis=1),"},
        also=(in_step({VALUES: "np.repeat(v, past[0].shape[1] + 1, axis=1),"}),),
    ),
    Mistake(
        id="keys-and-values-in-different-orders",
        name="pairs keys with other tokens' values",
        diagnosis="In your step, the keys and the values are in different orders, so each weight multiplies "
        "another token's value. Append the new token at the end of both.",
        see=CACHE,
        change={KEYS: "np.concatenate([k, past[0]], axis=1),"},
        also=(in_step({KEYS: "np.concatenate([k, past[0]], axis=1),"}),),
    ),
    Mistake(
        id="one-cache-for-all-blocks",
        name="uses one cache for all blocks",
        diagnosis="In your step, all blocks read the same keys and values. Each block computes its own from "
        "its own input. Keep one pair of keys and values per block.",
        see=CACHE,
        change={EACH_BLOCK: EACH_BLOCK.replace("cache,", "[cache[0]] * len(cache),")},
        also=(
            in_step({EACH_BLOCK: EACH_BLOCK.replace("cache,", "[cache[0]] * len(cache),")}),
            {EACH_BLOCK: EACH_BLOCK.replace("cache,", "[cache[-1]] * len(cache),")},
            in_step({EACH_BLOCK: EACH_BLOCK.replace("cache,", "[cache[-1]] * len(cache),")}),
        ),
    ),
    Mistake(
        id="keys-cached-as-values",
        name="computes values with w_k",
        diagnosis="Your step computes the values with w_k, so the cache holds keys instead of values. "
        'Values have their own matrix: read @ params["w_v"].',
        see=CACHE,
        change={PROJECTED: PROJECTED.replace("w_v", "w_k")},
        also=(
            in_step({PROJECTED: PROJECTED.replace("w_v", "w_k")}),
            in_start("w_v", "w_k"),
        ),
    ),
    Mistake(
        id="cached-values-as-keys",
        name="uses cached values as keys",
        diagnosis="Your step compares the query with the cached values of the past, but scores need keys. Check "
        "which of the two the cache stores first, and which you read first.",
        see=CACHE,
        change={KEYS: "np.concatenate([past[1], k], axis=1),"},
        also=(in_step({KEYS: "np.concatenate([past[1], k], axis=1),"}),),
    ),
    Mistake(
        id="keys-and-values-of-the-cache-exchanged",
        name="exchanges cached keys and values",
        diagnosis="Your code writes keys and values to the cache in one order and reads them in the other, "
        "so each is used as the other. Use the same order everywhere, keys first.",
        see=CACHE,
        change={KEPT: "grown.append((v, k))"},
        also=(
            in_step({KEPT: "grown.append((v, k))"}),
            in_start(
                "cache.append((k.swapaxes(0, 1), v.swapaxes(0, 1)))",
                "cache.append((v.swapaxes(0, 1), k.swapaxes(0, 1)))",
            ),
        ),
    ),
    Mistake(
        id="cached-keys-without-norm",
        name="caches keys of unnormalized vectors",
        diagnosis="Your step computes the keys from x itself. A block normalizes its input first and "
        "computes queries, keys and values from the result: layer_norm(x, ln1_gamma, ln1_beta) @ w_k.",
        see=CACHE,
        change={PROJECTED: f'{PROJECTED}\n        k = (x @ params["w_k"]).reshape(n_heads, 1, d_head)'},
        also=(
            in_step({PROJECTED: f'{PROJECTED}\n        k = (x @ params["w_k"]).reshape(n_heads, 1, d_head)'}),
            in_start('read = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])', "read = x"),
        ),
    ),
    Mistake(
        id="empty-places-attended-to",
        name="attends to empty cache slots",
        diagnosis="In your step, the new token attends to all slots of the cache, even those no token has "
        "filled. Their scores are 0, not −∞, so they get weight. Cut keys and values: keys[: t + 1].",
        see=CACHE,
        change={KEPT: f"{KEPT}\n{PADDED}"},
        also=(in_step({KEPT: f"{KEPT}\n{PADDED}"}),),
    ),
    Mistake(
        id="triangle-not-moved-by-the-past",
        name="masks the past in step",
        diagnosis="Your step hides all tokens but the first from the new one, because it applies the "
        "first row of a causal mask. The new token comes last and sees all the others, so you need no "
        "mask.",
        see=CAUSAL,
        change={KEPT: f"{KEPT}\n        k, v = k[:, :1], v[:, :1]"},
        also=(in_step({KEPT: f"{KEPT}\n        k, v = k[:, :1], v[:, :1]"}),),
    ),
    Mistake(
        id="no-scaling-in-step",
        name="leaves the scores unscaled in step",
        diagnosis="Your step does not divide the scores by √d_head. transformer_block does, and the "
        "cached run must match it. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={ROOT: ""},
        also=(in_step({ROOT: ""}),),
    ),
    Mistake(
        id="scaled-by-d-model-in-step",
        name="divides scores in step by √d_model",
        diagnosis="Your step divides the scores by √d_model. Each score is a sum of d_head products. Divide "
        "by np.sqrt(d_head), with d_head = d_model / n_heads.",
        see=SCALING,
        change={ROOT: "/ np.sqrt(len(x))"},
        also=(in_step({ROOT: "/ np.sqrt(len(x))"}),),
    ),
    Mistake(
        id="scaled-by-the-length-in-step",
        name="divides scores by √T in step",
        diagnosis="Your step divides the scores by √T, the root of the number of tokens. The scale is "
        "√d_head, where d_head is the width of one head's keys. Check which axis you read it from.",
        see=SCALING,
        change={ROOT: "/ np.sqrt(k.shape[1])"},
        also=(in_step({ROOT: "/ np.sqrt(k.shape[1])"}),),
    ),
    Mistake(
        id="softmax-over-heads-in-step",
        name="applies the softmax over the heads",
        diagnosis="In your step, the softmax runs over the heads, so heads compete for weight. Each head "
        "distributes its weight over the tokens: take max and sum along the axis of the keys.",
        see=SOFTMAX,
        change={POWERS: POWERS.replace("-1", "0"), MIXED: MIXED.replace("-1", "0")},
        also=(in_step({POWERS: POWERS.replace("-1", "0"), MIXED: MIXED.replace("-1", "0")}),),
    ),
    Mistake(
        id="softmax-without-division-in-step",
        name="never divides by the sum",
        diagnosis="Your step uses exp(scores) as weights. A softmax divides them by their sum, so that the "
        "weights of each head sum to 1.",
        see=SOFTMAX,
        change={MIXED: "mixed = shares @ v"},
        also=(in_step({MIXED: "mixed = shares @ v"}),),
    ),
    Mistake(
        id="heads-interleaved-in-step",
        name="interleaves the heads' columns",
        diagnosis="Your step gives each head every n_heads-th column of the query. Each head has d_head "
        "neighbouring columns: reshape to (n_heads, d_head), without a transpose.",
        see=HEADS,
        change={PROJECTED: f"{PROJECTED}\n        q = q.reshape(d_head, n_heads).T[:, np.newaxis]"},
        also=(in_step({PROJECTED: f"{PROJECTED}\n        q = q.reshape(d_head, n_heads).T[:, np.newaxis]"}),),
    ),
    Mistake(
        id="heads-without-transpose-in-step",
        name="reshapes heads without swapping axes",
        diagnosis="With the cache, your code reshapes between (T, n_heads, d_head) and (n_heads, T, "
        "d_head). That mixes tokens and heads. Swap the two axes instead: swapaxes(0, 1).",
        see=HEADS,
        change={MIXED: MIXED.replace("@ v", "@ v.swapaxes(0, 1).reshape(v.shape)")},
        also=(
            in_step({MIXED: MIXED.replace("@ v", "@ v.swapaxes(0, 1).reshape(v.shape)")}),
            {START: UNMERGED},
        ),
    ),
    Mistake(
        id="output-projection-missing-in-step",
        name="skips w_o in step",
        diagnosis="Your step adds the merged heads to x without w_o. The block multiplies them by that "
        'matrix first: mixed @ params["w_o"].',
        see=HEADS,
        change={AFTER_HEADS: "x = x + mixed.reshape(-1)"},
        also=(in_step({AFTER_HEADS: "x = x + mixed.reshape(-1)"}),),
    ),
    Mistake(
        id="first-residual-missing-in-step",
        name="leaves out the first residual sum",
        diagnosis="In your step, the output of the heads replaces x. The block adds it: x = x + mixed @ "
        'params["w_o"].',
        see=RESIDUALS,
        change={AFTER_HEADS: AFTER_HEADS.replace("x + ", "")},
        also=(in_step({AFTER_HEADS: AFTER_HEADS.replace("x + ", "")}),),
    ),
    Mistake(
        id="second-residual-missing-in-step",
        name="leaves out the second residual sum",
        diagnosis="In your step, the output of feed_forward replaces x. The block adds it: x = x + "
        "feed_forward(…).",
        see=RESIDUALS,
        change={AFTER_FORWARD: AFTER_FORWARD.replace("x + ", "")},
        also=(in_step({AFTER_FORWARD: AFTER_FORWARD.replace("x + ", "")}),),
    ),
    Mistake(
        id="second-norm-missing-in-step",
        name="leaves out the second norm",
        diagnosis="Your step passes x itself to feed_forward. The block normalizes it first: layer_norm(x, "
        "ln2_gamma, ln2_beta).",
        see=RESIDUALS,
        change={SECOND_NORM: "read = x"},
        also=(in_step({SECOND_NORM: "read = x"}),),
    ),
    Mistake(
        id="first-norm-twice-in-step",
        name="uses the first norm twice",
        diagnosis="Your step uses ln1_gamma and ln1_beta before feed_forward too. The second norm has its "
        "own parameters: ln2_gamma and ln2_beta.",
        see=RESIDUALS,
        change={SECOND_NORM: SECOND_NORM.replace("ln2", "ln1")},
        also=(in_step({SECOND_NORM: SECOND_NORM.replace("ln2", "ln1")}),),
    ),
    Mistake(
        id="bend-missing-in-step",
        name="leaves out the activation in step",
        diagnosis="The feed-forward network in your step has no activation between its two matrices. Call "
        "your feed_forward, as the block does.",
        see=FORWARD,
        change={AFTER_FORWARD: 'x = x + (read @ params["w1"] + params["b1"]) @ params["w2"] + params["b2"]'},
        also=(
            in_step(
                {AFTER_FORWARD: 'x = x + (read @ params["w1"] + params["b1"]) @ params["w2"] + params["b2"]'}
            ),
        ),
    ),
    Mistake(
        id="final-norm-missing-in-step",
        name="skips the final norm in step",
        diagnosis="Your step multiplies by the output matrix without the final layer norm. Apply "
        "layer_norm with ln_gamma and ln_beta first, as next_token_logits does.",
        see=BLOCKS,
        change={STEPPED: 'return x @ weights["output"], grown'},
        also=(in_step({STEPPED: 'return x @ weights["output"], grown'}),),
    ),
    # generate
    Mistake(
        id="only-the-last-token",
        name="reads only the last token",
        diagnosis="Your generate passes only the last token to the model, so the model knows nothing about "
        "the text before it. Give next_token_logits the whole text so far.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.array(text[-1:]), weights)"},
        also=({TEXT: f"{FROM_THE_SECOND_ON}\n        {TEXT.replace('text', 'read')}"},),
    ),
    Mistake(
        id="the-prompt-again-and-again",
        name="reads only the given tokens",
        diagnosis="Your generate chooses every new token from the given ones only. Each new token becomes "
        "part of the text. Give next_token_logits the text with the new tokens.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.asarray(tokens), weights)"},
    ),
    Mistake(
        id="only-the-first-token",
        name="uses the first position's logits",
        diagnosis="Your generate uses the logits at the first position, which has seen only one token. The "
        "next token comes after the whole text: use the last position's logits.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.array(text[:1]), weights)"},
    ),
    Mistake(
        id="newest-token-not-read",
        name="leaves out the newest token",
        diagnosis="Your generate passes the text to the model without its last token. The next token comes "
        "after all of them. Check the end of the slice.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.array(text[:-1] or text), weights)"},
    ),
    Mistake(
        id="zeros-after-the-text-read-too",
        name="reads empty slots as text",
        diagnosis="Your generate passes the whole result array to the model. The slots that are not "
        "filled yet contain 0, which is also a valid token id. Pass only the filled part: result[:i].",
        see=PROJECT,
        change={
            TEXT: "padded = text + [0] * (len(tokens) + n - len(text))\n"
            "        logits = next_token_logits(np.array(padded), weights)"
        },
    ),
    Mistake(
        id="window-one-too-short",
        name="reads one token too few",
        diagnosis="Your generate passes at most max_len - 1 tokens to the model, which has max_len "
        "positions. Pass the whole text, or text[-max_len:].",
        see=PROJECT,
        change={
            TEXT: 'logits = next_token_logits(np.array(text[-len(weights["positions"]) + 1 :]), weights)'
        },
    ),
    Mistake(
        id="one-token-too-few",
        name="adds one token too few",
        diagnosis="Your generate adds n - 1 tokens. The result should have T + n tokens: for _ in range(n).",
        see=PROJECT,
        change={LOOP: "for _ in range(n - 1):"},
    ),
    Mistake(
        id="one-token-too-many",
        name="adds one token too many",
        diagnosis="Your generate adds n + 1 tokens. The result should have T + n tokens: for _ in range(n).",
        see=PROJECT,
        change={LOOP: "for _ in range(n + 1):"},
    ),
    Mistake(
        id="only-the-new-tokens",
        name="returns only the new tokens",
        diagnosis="Your generate returns only the new tokens. The result should begin with the given ones "
        "and have T + n tokens in all.",
        see=PROJECT,
        change={ALL_TOKENS: "return np.array(text[len(tokens) :])\n"},
    ),
    Mistake(
        id="new-tokens-in-front",
        name="puts new tokens at the front",
        diagnosis="Your generate puts each new token at the front of the text. A language model continues "
        "the text: append it at the end.",
        see=PROJECT,
        change={
            LIKELIEST: "text.insert(0, int(np.argmax(logits)))",
            DRAW: "text.insert(0, int(rng.choice(len(shares), p=shares / shares.sum())))",
        },
    ),
    Mistake(
        id="the-least-likely",
        name="takes the least likely token",
        diagnosis="Your generate takes the smallest logit at temperature 0. The likeliest token has the "
        "largest: np.argmax(logits).",
        see=SAMPLING,
        change={LIKELIEST: "text.append(int(np.argmin(logits)))"},
    ),
    Mistake(
        id="divided-by-temperature-zero",
        name="divides by temperature 0",
        diagnosis="Your generate divides the logits by 0. Temperature 0 means the limit in which only "
        "the likeliest token is left. Treat it as a special case: np.argmax(logits).",
        see=SAMPLING,
        change={GREEDY: "if temperature < 0:"},
        also=({GREEDY: "if temperature < 0:", DRAW: GUMBEL}, {GREEDY: "if temperature < 0:", DRAW: INVERSE}),
    ),
    Mistake(
        id="drawn-at-temperature-zero",
        name="draws at temperature 0",
        diagnosis="Your generate draws from softmax(logits) at temperature 0. Temperature 0 means that the "
        "likeliest token is always taken: np.argmax(logits).",
        see=SAMPLING,
        change={GREEDY: "temperature = temperature or 1.0\n        if temperature < 0:"},
    ),
    Mistake(
        id="prompts-last-token-read-twice",
        name="reads the last given token twice",
        diagnosis="Your generate reads the last given token twice. start_cache has already read all of "
        "them. Draw from its logits, and pass only the drawn token to step.",
        see=CACHE,
        change={TEXT: TEXT.replace("text)", "[*text[: len(tokens)], *text[len(tokens) - 1 :]])")},
    ),
    Mistake(
        id="the-drawn-word-not-kept-in-the-cache",
        name="does not keep the new cache",
        diagnosis="Your generate starts every step from the cache of the given tokens, so the model does "
        "not see the tokens drawn since. Keep the cache that step returns: logits, cache = step(…).",
        see=CACHE,
        change={
            TEXT: TEXT.replace(
                "(text)",
                "(text if len(text) == len(tokens) or len(text) > len(weights['positions']) else [*tokens, text[-1]])",
            )
        },
    ),
    # temperature
    Mistake(
        id="temperature-multiplied",
        name="multiplies logits by the temperature",
        diagnosis="Your generate multiplies the logits by the temperature. A high temperature should make "
        "the choice more random, so divide: logits / temperature.",
        see=SAMPLING,
        change={SCALED: "scaled = logits * temperature"},
        also=(
            {SCALED: "scaled = logits * temperature", DRAW: MULTINOMIAL},
            {SCALED: "scaled = logits * temperature", DRAW: GUMBEL},
        ),
    ),
    Mistake(
        id="temperature-ignored",
        name="draws without the temperature",
        diagnosis="In your generate, the temperature has no effect. It seems to be unused, or to divide "
        "after exp, where it cancels out. Divide the logits before the softmax: softmax(logits / "
        "temperature).",
        see=SAMPLING,
        change={SCALED: "scaled = logits"},
        also=({SCALED: "scaled = logits", DRAW: MULTINOMIAL}, {SCALED: "scaled = logits", DRAW: GUMBEL}),
    ),
    Mistake(
        id="temperature-after-the-softmax",
        name="applies softmax before the temperature",
        diagnosis="Your generate divides probabilities by the temperature and applies softmax again, which "
        "makes all tokens nearly equally likely. Divide the logits instead, and apply softmax once.",
        see=SAMPLING,
        change={
            SCALED: "first = np.exp(logits - logits.max())\n            scaled = first / first.sum() / temperature"
        },
    ),
    Mistake(
        id="temperature-one-taken-for-zero",
        name="takes the likeliest up to temperature 1",
        diagnosis="Your generate takes the likeliest token at every temperature up to 1. Do that only at "
        "temperature 0: if temperature == 0.",
        see=SAMPLING,
        change={GREEDY: "if temperature <= 1:"},
    ),
    Mistake(
        id="always-the-likeliest",
        name="always takes the likeliest token",
        diagnosis="Your generate takes the likeliest token at every temperature. Above 0, it should draw one "
        "according to the probabilities: rng.choice(len(p), p=p).",
        see=SAMPLING,
        change={DRAW: "text.append(int(np.argmax(shares)))"},
    ),
    Mistake(
        id="all-words-alike",
        name="draws without the probabilities",
        diagnosis="Your generate draws every token with the same probability. Pass the probabilities to "
        "rng.choice: rng.choice(len(p), p=p).",
        see=SAMPLING,
        change={DRAW: "text.append(int(rng.choice(len(shares))))"},
        also=(
            {DRAW: "text.append(int(rng.multinomial(1, np.ones(len(shares)) / len(shares)).argmax()))"},
            {DRAW: "text.append(int(rng.gumbel(size=len(shares)).argmax()))"},
            {DRAW: "text.append(int(rng.random() * len(shares)))"},
        ),
    ),
    Mistake(
        id="logits-as-probabilities",
        name="uses logits as probabilities",
        diagnosis="Your generate divides the logits by their sum and uses the result as probabilities. "
        "Logits are scores and can be negative. Turn them into probabilities with the softmax.",
        see=SOFTMAX,
        change={EXP: "shares = np.abs(scaled)"},
    ),
    Mistake(
        id="the-same-chance-every-time",
        name="makes a new generator per token",
        diagnosis="Your generate makes a generator with a fixed seed for every token, so each draw uses the "
        "same random number. Draw from the rng that the caller passes.",
        see=SAMPLING,
        change={
            DRAW: "again = np.random.default_rng(0)\n"
            "            text.append(int(again.choice(len(shares), p=shares / shares.sum())))"
        },
    ),
    Mistake(
        id="sum-not-divided",
        name="draws without dividing by the sum",
        diagnosis="Your generate compares a random number below 1 with cumulative sums of numbers that "
        "do not sum to 1. Divide them by their sum first, or multiply the random number by it.",
        see=SAMPLING,
        change={DRAW: "text.append(int(np.searchsorted(np.cumsum(shares), rng.random(), side='right')))"},
    ),
    Mistake(
        id="cumulative-sum-missing",
        name="searches probabilities without summing them",
        diagnosis="Your generate searches for a random number among the probabilities themselves. "
        "np.searchsorted needs their cumulative sum, which is sorted: np.cumsum(p).",
        see=SAMPLING,
        change={DRAW: "text.append(int(np.searchsorted(shares, rng.random(), side='right')))"},
    ),
    Mistake(
        id="drawn-index-one-too-far",
        name="is off by one in searchsorted",
        diagnosis='Your generate returns the token after the drawn one. np.searchsorted(…, side="right") '
        "already gives the right index: add nothing to it.",
        see=SAMPLING,
        change={
            DRAW: "drawn = int(rng.choice(len(shares), p=shares / shares.sum()))\n            text.append((drawn + 1) % len(shares))"
        },
    ),
    Mistake(
        id="normal-noise",
        name="adds normal noise to the logits",
        diagnosis="Your generate adds normal noise to the logits and takes the largest result. Only Gumbel "
        "noise gives the probabilities of the softmax: rng.gumbel(size=len(logits)).",
        see=SAMPLING,
        change={DRAW: "text.append(int(np.argmax(scaled + rng.normal(size=len(scaled)))))"},
    ),
    # the robust part
    Mistake(
        id="largest-logit-not-subtracted",
        name="takes exp of the raw logits",
        diagnosis="Your generate takes exp of the raw logits. Above about 700, the result is inf, and inf / "
        "inf is NaN. Subtract the largest logit first; the probabilities stay the same.",
        see=SOFTMAX,
        change={EXP: "shares = np.exp(scaled)"},
    ),
    Mistake(
        id="largest-score-not-subtracted-in-step",
        name="takes exp of the raw scores",
        diagnosis="Your step takes exp of the raw scores. Above about 700, the result is inf, and inf / inf "
        "is NaN. Subtract the row's maximum first; the weights stay the same.",
        see=SOFTMAX,
        change={POWERS: "shares = np.exp(scores)"},
    ),
]


def make_weights(
    rng: np.random.Generator, n_words: int = 9, d_model: int = 6, max_len: int = 7
) -> dict[str, Any]:
    """A tiny random model without identity matrices."""

    def block() -> dict[str, Any]:
        params = {
            name: rng.normal(scale=0.7, size=(d_model, d_model)) for name in ("w_q", "w_k", "w_v", "w_o")
        }
        for norm in ("ln1", "ln2"):
            params[f"{norm}_gamma"] = rng.uniform(0.5, 1.8, size=d_model)
            params[f"{norm}_beta"] = rng.normal(scale=0.5, size=d_model)
        params["w1"], params["b1"] = rng.normal(scale=0.6, size=(d_model, 8)), rng.normal(size=8)
        params["w2"], params["b2"] = rng.normal(scale=0.6, size=(8, d_model)), rng.normal(size=d_model)
        return params

    return {
        "embedding": rng.normal(size=(n_words, d_model)),
        "positions": rng.normal(scale=0.7, size=(max_len, d_model)),
        "blocks": [block(), block()],
        "ln_gamma": rng.uniform(0.5, 1.8, size=d_model),
        "ln_beta": rng.normal(scale=0.5, size=d_model),
        "output": rng.normal(size=(d_model, n_words)),
        "n_heads": 2,
    }


def with_logits(*logits: float) -> dict[str, Any]:
    """A model that returns these logits for every text, because its final norm returns (1, 0, 0, …)."""
    weights = make_weights(np.random.default_rng(4), n_words=len(logits), max_len=60)
    weights["ln_gamma"][:] = 0.0
    weights["ln_beta"][:] = weights["output"][:] = 0.0
    weights["ln_beta"][0], weights["output"][0] = 1.0, logits
    return weights


def probes() -> list[Probe]:
    """Logits of short and long texts, greedy continuations, and draws.

    Two correct programs may draw different tokens. So in the first draw several mistakes take the likeliest token with
    near certainty, however they draw.
    """
    weights = make_weights(np.random.default_rng(3))
    varied = make_weights(np.random.default_rng(197))  # its greedy text does not end up repeating one word
    text, long = np.array([1, 4, 2, 7]), np.array([1, 4, 2, 7, 0, 3, 3, 8, 5, 6])
    flat, steep = with_logits(30.0, 10.0, 9.0, 8.0, 7.0), with_logits(-50.0, 30.0, -50.0, -50.0, -50.0)
    near = with_logits(0.5, -1.0, 2.0, 1.0, 0.0)

    def generated(tokens: np.ndarray, n: int, model: dict[str, Any], temperature: float, facet: str) -> Probe:
        return Probe("generate", (tokens, n, model, temperature, np.random.default_rng(1)), facet=facet)

    started = Probe("start_cache", (text[:3], weights), opaque=1)

    def stepped(*tokens: int, after: Probe, model: dict[str, Any] = weights, **about: Any) -> Probe:
        """The logits of the last of these steps; each gets the cache that the previous one returned."""
        for token in tokens:
            after = Probe("step", (token, HANDED, model), opaque=1, after=after, **about)
        return after

    steep_scores = make_weights(np.random.default_rng(3))
    for params in steep_scores["blocks"]:
        params["w_q"], params["w_k"] = 100 * params["w_q"], 100 * params["w_k"]
    return [
        Probe("next_token_logits", (text[:1], weights), facet="next_token_logits"),
        Probe("next_token_logits", (text, weights), facet="next_token_logits"),
        Probe("next_token_logits", (long, weights), facet="long text"),
        Probe("start_cache", (text[:1], weights), facet="start_cache", opaque=1),
        Probe("start_cache", (text, weights), facet="start_cache", opaque=1),
        stepped(4, after=replace(started, args=(text[:1], weights)), facet="step"),
        stepped(7, after=started, facet="step"),
        stepped(7, 0, after=started, facet="step"),
        stepped(7, 0, 3, after=started, facet="step"),
        generated(text, 1, weights, 0.0, "generate"),
        generated(text, 3, varied, 0.0, "generate"),
        generated(text[:2], 5, varied, 0.0, "generate"),
        generated(text[2:], 5, varied, 0.0, "generate"),
        generated(text[:2], 14, varied, 0.0, "long text, generated"),
        generated(text, 14, varied, 0.0, "long text, generated"),
        generated(text[:2], 24, flat, 20.0, "temperature"),
        generated(text[:2], 12, steep, 0.5, "temperature"),
        generated(text[:2], 16, near, 0.01, "drawing"),
        generated(text[:2], 24, near, 1.0, "drawing"),
        generated(text[:2], 24, near, 1.7, "drawing"),
        Probe(
            "generate",
            (np.array([1, 0]), 4, with_logits(10_000.0, 0.0, 30_000.0), 1.0, np.random.default_rng(1)),
            facet="large numbers",
            tier="robust",
        ),
        stepped(
            7,
            after=replace(started, args=(text[:3], steep_scores)),
            model=steep_scores,
            facet="large scores",
            tier="robust",
        ),
    ]
