"""Wrong language models that people really write, and the inputs on which no two of them agree."""

from typing import Any

import numpy as np

from tutor.course.model import Mistake, Probe

DEEP, REFERENCE = "step-1-attention-visual-deep-dive", "step-6-complete-reference"
BLOCKS, EMBEDDINGS = f"{DEEP}#blocks", f"{DEEP}#tokens-and-embeddings"
POSITIONS, CAUSAL, HEADS = f"{DEEP}#positional-encoding", f"{DEEP}#causal-masking", f"{DEEP}#multi-head"
SOFTMAX, SAMPLING = f"{DEEP}#softmax", f"{REFERENCE}#prod-sampling"
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

MISTAKES = [
    # next_token_logits
    Mistake(
        id="first-position-instead-of-last",
        name="uses the first position's vector",
        diagnosis="Your code takes the logits at the first position. That position has seen only the first "
        "token, because the blocks are causal. The last one has seen the whole text: take [0, -1].",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0, 0]'},
    ),
    Mistake(
        id="mean-of-all-positions",
        name="averages all positions",
        diagnosis="Your code averages the vectors of all positions, as a classifier may. Each position "
        "predicts another token. Only the last one predicts the next: take [0, -1].",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0].mean(axis=0)'},
    ),
    Mistake(
        id="mean-before-the-norm",
        name="averages positions before the norm",
        diagnosis="Your code averages the vectors of all positions and norms the mean. Each position predicts "
        "another token. Only the last one predicts the next: take [0, -1], then the norm.",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x[0].mean(axis=0), weights["ln_gamma"], weights["ln_beta"])'},
    ),
    Mistake(
        id="final-norm-missing",
        name="skips the final layer norm",
        diagnosis="Your code multiplies by the output matrix without the final layer norm. The residual "
        "stream has grown over all the blocks, and the matrix was trained on normed vectors. Apply "
        "layer_norm with ln_gamma and ln_beta first.",
        see=BLOCKS,
        change={LAST: "last = x[0, -1]"},
    ),
    Mistake(
        id="final-norm-without-parameters",
        name="norms without ln_gamma and ln_beta",
        diagnosis="Your final norm does not use ln_gamma and ln_beta. They are trained parameters like any "
        'other: layer_norm(x, weights["ln_gamma"], weights["ln_beta"]).',
        see=f"{DEEP}#residuals-and-layer-norm",
        change={LAST: "last = layer_norm(x, np.ones(x.shape[-1]), np.zeros(x.shape[-1]))[0, -1]"},
    ),
    Mistake(
        id="norm-before-the-blocks",
        name="norms before the blocks, not after",
        diagnosis="Your code applies ln_gamma and ln_beta before the first block. Each block norms its own "
        "input; this norm comes after the last block, before the output matrix.",
        see=BLOCKS,
        change={
            EMBED: f'{EMBED}\n    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])',
            LAST: "last = x[0, -1]",
        },
    ),
    Mistake(
        id="positions-missing",
        name="does not add positions",
        diagnosis="Your code does not add the positions, so the model cannot tell the order of the tokens. "
        'Add weights["positions"][:T] to the embeddings.',
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens]'},
    ),
    Mistake(
        id="one-position-for-all",
        name="adds position 0 to every token",
        diagnosis="Your code adds the first row of positions to every token. Token t gets row t: "
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
        diagnosis="Your code adds the last T rows of positions. The first token of the text gets position 0, "
        'however short the text is: weights["positions"][:T].',
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens] + weights["positions"][-len(tokens) :]'},
    ),
    Mistake(
        id="positions-in-reverse",
        name="counts positions from the end",
        diagnosis="Your code gives the last token position 0. Positions count from the beginning of the "
        'text: weights["positions"][:T], in this order.',
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens] + weights["positions"][: len(tokens)][::-1]'},
    ),
    Mistake(
        id="token-as-its-own-position",
        name="uses token numbers as positions",
        diagnosis="Your code looks positions up by the token's number. A position is the token's place in "
        "the text, 0, 1, 2, …: np.arange(T).",
        see=POSITIONS,
        change={
            EMBED: 'x = weights["embedding"][tokens] + weights["positions"][tokens % len(weights["positions"])]'
        },
    ),
    Mistake(
        id="embedding-scaled",
        name="multiplies embeddings by √d_model",
        diagnosis="Your code multiplies the embeddings by √d_model, as the first transformer did. This "
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
        diagnosis="Your code runs the blocks with causal=False. The model was trained causally: the vectors "
        "of earlier positions never contained anything of later tokens. Pass causal=True.",
        see=CAUSAL,
        change={RUN_BLOCK: 'x = transformer_block(x, params, weights["n_heads"], causal=False)'},
    ),
    Mistake(
        id="first-block-only",
        name="runs only the first block",
        diagnosis='Your code runs only the first block. weights["blocks"] is a list: run all of them, each '
        "on the output of the one before.",
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in weights["blocks"][:1]:\n'},
    ),
    Mistake(
        id="last-block-only",
        name="runs only the last block",
        diagnosis="Your code returns what the last block gives for the embeddings. Assign the result back, "
        "x = transformer_block(x, …), so that each block reads the output of the one before.",
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in weights["blocks"][-1:]:\n'},
    ),
    Mistake(
        id="first-block-every-time",
        name="runs the first block every time",
        diagnosis="Your code runs the first block's parameters again and again. Each block has its own: "
        'for params in weights["blocks"].',
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
        diagnosis="Your code adds x to the result of transformer_block. The residual sums are inside the "
        "block already: write x = transformer_block(x, …).",
        see=BLOCKS,
        change={RUN_BLOCK: 'x = x + transformer_block(x, params, weights["n_heads"], causal=True)'},
    ),
    Mistake(
        id="one-head",
        name="runs blocks with one head",
        diagnosis='Your code runs the blocks with one head. Pass weights["n_heads"], the number with which '
        "the model was trained.",
        see=HEADS,
        change={RUN_BLOCK: "x = transformer_block(x, params, 1, causal=True)"},
    ),
    Mistake(
        id="embedding-as-output",
        name="uses the embedding as output matrix",
        diagnosis="Your code computes the logits with embedding.T. GPT-2 ties the two matrices, but this "
        'model has an output matrix of its own: last @ weights["output"].',
        see=BLOCKS,
        change={LOGITS: 'return last @ weights["embedding"].T\n'},
    ),
    Mistake(
        id="probabilities-returned",
        name="returns probabilities, not logits",
        diagnosis="Your next_token_logits applies the softmax already. Logits come before it, and the "
        "temperature must divide them. Return last @ output.",
        see=SAMPLING,
        change={
            LOGITS: 'logits = last @ weights["output"]\n    logits = np.exp(logits - logits.max())\n'
            "    return logits / logits.sum()\n"
        },
    ),
    Mistake(
        id="log-probabilities-returned",
        name="returns log-probabilities, not logits",
        diagnosis="Your next_token_logits returns the logarithm of the softmax. Its softmax is the same, but "
        "logits are the plain products last @ output, with nothing subtracted.",
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
        "predicts the token that comes next. Return that row, shape (V,).",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0]'},
    ),
    Mistake(
        id="batch-axis-left",
        name="leaves the batch axis in front",
        diagnosis="Your next_token_logits returns shape (1, V): the batch axis that the blocks need is still "
        "there. Take [0, -1] of (1, T, d_model).",
        see=f"{DEEP}#batches",
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[:, -1]'},
    ),
    Mistake(
        id="cut-at-the-wrong-end",
        name="keeps the beginning of long texts",
        diagnosis="Your code cuts a long text at its end. What comes next depends most on the last tokens: "
        "keep tokens[-max_len:].",
        see=PROJECT,
        change={CUT: 'tokens = np.asarray(tokens)[: len(weights["positions"])]'},
    ),
    Mistake(
        id="long-text-not-cut",
        name="does not cut long texts",
        diagnosis="Your code looks up more positions than the model has. Of a text longer than max_len it "
        "reads only the end: tokens[-max_len:].",
        see=PROJECT,
        change={CUT: "tokens = np.asarray(tokens)"},
    ),
    Mistake(
        id="last-position-repeated",
        name="repeats the last position",
        diagnosis="Your code gives all tokens beyond max_len the last position. The model never saw that in "
        "training. Read only the last max_len tokens, so that they get positions 0 to max_len - 1.",
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
        diagnosis="Your code keeps max_len - 1 tokens of a long text. The model has max_len positions, so it "
        "can read as many tokens: tokens[-max_len:].",
        see=PROJECT,
        change={
            CUT: 'tokens = np.asarray(tokens)\n    if len(tokens) > len(weights["positions"]):\n'
            '        tokens = tokens[-len(weights["positions"]) + 1 :]'
        },
    ),
    # generate
    Mistake(
        id="only-the-last-token",
        name="reads only the last token",
        diagnosis="Your generate gives the model the last token alone, so the model knows nothing of what "
        "came before it. Give next_token_logits the whole text so far.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.array(text[-1:]), weights)"},
    ),
    Mistake(
        id="the-prompt-again-and-again",
        name="never reads what it wrote",
        diagnosis="Your generate draws every new token after the given ones only. Each new token becomes "
        "part of the text: give next_token_logits the text that grows.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.asarray(tokens), weights)"},
    ),
    Mistake(
        id="only-the-first-token",
        name="uses the first position's logits",
        diagnosis="Your generate draws from the logits at the first position, which has seen one token only. "
        "The next token comes after the whole text: use the last position's logits.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.array(text[:1]), weights)"},
    ),
    Mistake(
        id="newest-token-not-read",
        name="leaves out the newest token",
        diagnosis="Your generate gives the model the text without its last token. The next token comes after "
        "all of them: check the end of the slice.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.array(text[:-1] or text), weights)"},
    ),
    Mistake(
        id="zeros-after-the-text-read-too",
        name="reads the empty places as text",
        diagnosis="Your generate gives the model the whole result array. The places that are not filled yet "
        "contain 0, and 0 is a word. Pass only the part that is written: result[:i].",
        see=PROJECT,
        change={
            TEXT: "padded = text + [0] * (len(tokens) + n - len(text))\n"
            "        logits = next_token_logits(np.array(padded), weights)"
        },
    ),
    Mistake(
        id="window-one-too-short",
        name="reads one token too few",
        diagnosis="Your generate passes at most max_len - 1 tokens to the model. It has max_len positions: "
        "pass the whole text, or text[-max_len:].",
        see=PROJECT,
        change={
            TEXT: 'logits = next_token_logits(np.array(text[-len(weights["positions"]) + 1 :]), weights)'
        },
    ),
    Mistake(
        id="one-token-too-few",
        name="adds one token too few",
        diagnosis="Your generate adds n - 1 tokens. The result has T + n tokens: for _ in range(n).",
        see=PROJECT,
        change={LOOP: "for _ in range(n - 1):"},
    ),
    Mistake(
        id="one-token-too-many",
        name="adds one token too many",
        diagnosis="Your generate adds n + 1 tokens. The result has T + n tokens: for _ in range(n).",
        see=PROJECT,
        change={LOOP: "for _ in range(n + 1):"},
    ),
    Mistake(
        id="only-the-new-tokens",
        name="returns only the new tokens",
        diagnosis="Your generate returns only the new tokens. The result begins with the given ones: T + n "
        "tokens in all.",
        see=PROJECT,
        change={ALL_TOKENS: "return np.array(text[len(tokens) :])\n"},
    ),
    Mistake(
        id="new-tokens-in-front",
        name="puts new tokens in front",
        diagnosis="Your generate puts each new token in front of the text. A language model writes at the "
        "end: append it.",
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
        diagnosis="Your generate divides the logits by 0. Temperature 0 is the limit in which only the "
        "likeliest token is left: make it a case of its own with np.argmax(logits).",
        see=SAMPLING,
        change={GREEDY: "if temperature < 0:"},
    ),
    Mistake(
        id="drawn-at-temperature-zero",
        name="draws at temperature 0",
        diagnosis="Your generate draws with softmax(logits) at temperature 0. Temperature 0 means: always "
        "take the likeliest token, np.argmax(logits).",
        see=SAMPLING,
        change={GREEDY: "temperature = temperature or 1.0\n        if temperature < 0:"},
    ),
    # temperature
    Mistake(
        id="temperature-multiplied",
        name="multiplies logits by the temperature",
        diagnosis="Your generate multiplies the logits by the temperature. A high temperature should make "
        "the choice more even, so it has to divide: logits / temperature.",
        see=SAMPLING,
        change={SCALED: "scaled = logits * temperature"},
    ),
    Mistake(
        id="temperature-ignored",
        name="draws without the temperature",
        diagnosis="In your generate the temperature has no effect. It may not be used, or it divides after "
        "exp, where the sum cancels it. Divide the logits before the softmax: softmax(logits / temperature).",
        see=SAMPLING,
        change={SCALED: "scaled = logits"},
    ),
    Mistake(
        id="temperature-after-the-softmax",
        name="applies softmax before the temperature",
        diagnosis="Your generate divides probabilities by the temperature and applies the softmax again, "
        "which makes all words nearly equally likely. Divide the logits, and apply the softmax once.",
        see=SAMPLING,
        change={
            SCALED: "first = np.exp(logits - logits.max())\n            scaled = first / first.sum() / temperature"
        },
    ),
    Mistake(
        id="temperature-one-taken-for-zero",
        name="takes the likeliest up to temperature 1",
        diagnosis="Your generate takes the likeliest token at every temperature up to 1. Only temperature 0 "
        "means that: if temperature == 0.",
        see=SAMPLING,
        change={GREEDY: "if temperature <= 1:"},
    ),
    Mistake(
        id="always-the-likeliest",
        name="always takes the likeliest token",
        diagnosis="Your generate takes the likeliest token at every temperature. Above 0 it should draw with "
        "the probabilities: rng.choice(len(p), p=p).",
        see=SAMPLING,
        change={DRAW: "text.append(int(np.argmax(shares)))"},
    ),
    Mistake(
        id="all-words-alike",
        name="draws without the probabilities",
        diagnosis="Your generate draws every word with the same probability. Give rng.choice the "
        "probabilities: rng.choice(len(p), p=p).",
        see=SAMPLING,
        change={DRAW: "text.append(int(rng.choice(len(shares))))"},
    ),
    Mistake(
        id="logits-as-probabilities",
        name="uses logits as probabilities",
        diagnosis="Your generate divides the logits by their sum and draws with that. Logits are scores, "
        "often negative; the softmax turns them into probabilities.",
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
    # lapses
    Mistake(
        id="largest-logit-not-subtracted",
        name="calls exp on raw logits",
        diagnosis="Your generate calls exp on the logits as they are. Above about 700 that is inf, and "
        "inf / inf is not a probability. Subtract the largest logit first; the result is the same.",
        see=SOFTMAX,
        change={EXP: "shares = np.exp(scaled)"},
    ),
]


def make_weights(
    rng: np.random.Generator, n_words: int = 9, d_model: int = 6, max_len: int = 7
) -> dict[str, Any]:
    """A tiny random model, nothing in it the identity."""

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
    """A model that answers every text with these logits: its final norm gives (1, 0, 0, …)."""
    weights = make_weights(np.random.default_rng(4), n_words=len(logits), max_len=60)
    weights["ln_gamma"][:] = 0.0
    weights["ln_beta"][:] = weights["output"][:] = 0.0
    weights["ln_beta"][0], weights["output"][0] = 1.0, logits
    return weights


def probes() -> list[Probe]:
    """Logits of short and long texts, greedy continuations, and draws.

    Two programs that are both right draw differently, so the first draw is one in which several mistakes take the
    likeliest word with near certainty, however they draw.
    """
    weights = make_weights(np.random.default_rng(3))
    varied = make_weights(np.random.default_rng(197))  # its greedy text does not repeat a word for ever
    text, long = np.array([1, 4, 2, 7]), np.array([1, 4, 2, 7, 0, 3, 3, 8, 5, 6])
    flat, steep = with_logits(30.0, 10.0, 9.0, 8.0, 7.0), with_logits(-50.0, 30.0, -50.0, -50.0, -50.0)
    near = with_logits(0.5, -1.0, 2.0, 1.0, 0.0)

    def generated(tokens: np.ndarray, n: int, model: dict[str, Any], temperature: float, facet: str) -> Probe:
        return Probe("generate", (tokens, n, model, temperature, np.random.default_rng(1)), facet=facet)

    return [
        Probe("next_token_logits", (text[:1], weights), facet="next_token_logits"),
        Probe("next_token_logits", (text, weights), facet="next_token_logits"),
        Probe("next_token_logits", (long, weights), facet="long text"),
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
    ]
