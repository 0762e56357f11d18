"""Wrong language models that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

BLOCKS = "step-1-attention-visual-deep-dive#blocks"
POSITIONS = "step-1-attention-visual-deep-dive#positional-encoding"
CAUSAL = "step-1-attention-visual-deep-dive#causal-masking"
PROJECT = "step-4-hands-on-exercises#mini-project"

CUT = 'tokens = np.asarray(tokens)[-len(weights["positions"]) :]'
EMBED = 'x = weights["embedding"][tokens] + weights["positions"][: len(tokens)]  # (T, d_model)'
ALL_BLOCKS = 'for params in weights["blocks"]:\n'
RUN_BLOCK = 'x = transformer_block(x, params, weights["n_heads"], causal=True)'
LAST = 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0, -1]  # (d_model,)'
LOGITS = 'return last @ weights["output"]\n'
TEXT = "logits = next_token_logits(np.array(text), weights)"
GREEDY = "if temperature == 0:"
SCALED = "scaled = logits / temperature"
DRAW = "text.append(int(rng.choice(len(shares), p=shares / shares.sum())))"
ALL_TOKENS = "return np.array(text)\n"

MISTAKES = [
    Mistake(
        id="first-position-instead-of-last",
        name="the logits of the first position",
        diagnosis="It looks as if the first position's vector is used. Only the last one has seen the whole text.",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0, 0]'},
    ),
    Mistake(
        id="mean-of-all-positions",
        name="the mean over all positions",
        diagnosis="It looks as if the vectors of all positions are averaged. The prediction stands at the last one.",
        see=BLOCKS,
        change={LAST: 'last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0].mean(axis=0)'},
    ),
    Mistake(
        id="final-norm-missing",
        name="no norm after the last block",
        diagnosis="It looks as if the final layer norm is missing. The residual path has grown over all blocks; the output "
        "matrix was trained on normed vectors.",
        see=BLOCKS,
        change={LAST: "last = x[0, -1]"},
    ),
    Mistake(
        id="positions-missing",
        name="no positions",
        diagnosis="It looks as if the positions are not added: the model cannot tell the order of the words.",
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens]'},
    ),
    Mistake(
        id="one-position-for-all",
        name="position 0 for every token",
        diagnosis="It looks as if every token gets position 0.",
        see=POSITIONS,
        change={EMBED: 'x = weights["embedding"][tokens] + weights["positions"][0]'},
    ),
    Mistake(
        id="positions-from-one",
        name="positions counted from 1",
        diagnosis="It looks as if the first token gets position 1. It is position 0.",
        see=POSITIONS,
        change={
            EMBED: 'places = np.minimum(np.arange(len(tokens)) + 1, len(weights["positions"]) - 1)\n'
            '    x = weights["embedding"][tokens] + weights["positions"][places]'
        },
    ),
    Mistake(
        id="not-causal",
        name="blocks without the causal mask",
        diagnosis="It looks as if the blocks run without the causal mask. The model was trained with it: earlier positions "
        "never saw later ones.",
        see=CAUSAL,
        change={RUN_BLOCK: 'x = transformer_block(x, params, weights["n_heads"], causal=False)'},
    ),
    Mistake(
        id="first-block-only",
        name="only the first block",
        diagnosis="It looks as if only the first block runs.",
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in weights["blocks"][:1]:\n'},
    ),
    Mistake(
        id="blocks-in-reverse",
        name="the last block first",
        diagnosis="It looks as if the blocks run in reverse order.",
        see=BLOCKS,
        change={ALL_BLOCKS: 'for params in weights["blocks"][::-1]:\n'},
    ),
    Mistake(
        id="embedding-as-output",
        name="the embedding used as output matrix",
        diagnosis="It looks as if the logits come from embedding.T (tied weights, as in GPT-2). This model has an output "
        "matrix of its own.",
        see=BLOCKS,
        change={LOGITS: 'return last @ weights["embedding"].T\n'},
    ),
    Mistake(
        id="probabilities-returned",
        name="probabilities instead of logits",
        diagnosis="It looks as if next_token_logits applies the softmax already. Logits come before it; temperature needs them.",
        see=PROJECT,
        change={
            LOGITS: 'logits = last @ weights["output"]\n    logits = np.exp(logits - logits.max())\n'
            "    return logits / logits.sum()\n"
        },
    ),
    Mistake(
        id="cut-at-the-wrong-end",
        name="a long text cut at its end",
        diagnosis="It looks as if a long text keeps its beginning. What comes next depends most on its end: keep the last tokens.",
        see=PROJECT,
        change={CUT: 'tokens = np.asarray(tokens)[: len(weights["positions"])]'},
    ),
    Mistake(
        id="only-the-last-token",
        name="generate reads only the last token",
        diagnosis="It looks as if each new word is drawn from the last token alone. Give the model all tokens so far.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.array(text[-1:]), weights)"},
    ),
    Mistake(
        id="the-prompt-again-and-again",
        name="generate never reads what it wrote",
        diagnosis="It looks as if every new word is drawn after the given tokens only. What was drawn belongs to the text.",
        see=PROJECT,
        change={TEXT: "logits = next_token_logits(np.asarray(tokens), weights)"},
    ),
    Mistake(
        id="temperature-multiplied",
        name="logits times temperature",
        diagnosis="It looks as if the logits are multiplied by the temperature. Divide: a low temperature makes the choice "
        "sharper.",
        see=PROJECT,
        change={SCALED: "scaled = logits * temperature"},
    ),
    Mistake(
        id="temperature-ignored",
        name="temperature has no effect",
        diagnosis="It looks as if the temperature is not used.",
        see=PROJECT,
        change={SCALED: "scaled = logits"},
    ),
    Mistake(
        id="always-the-likeliest",
        name="the likeliest word at every temperature",
        diagnosis="It looks as if the likeliest word is taken always. With a temperature above 0, draw.",
        see=PROJECT,
        change={DRAW: "text.append(int(np.argmax(shares)))"},
    ),
    Mistake(
        id="all-words-alike",
        name="drawn without the probabilities",
        diagnosis="It looks as if every word is equally likely to be drawn. Give rng.choice the probabilities (p=…).",
        see=PROJECT,
        change={DRAW: "text.append(int(rng.choice(len(shares))))"},
    ),
    Mistake(
        id="divided-by-temperature-zero",
        name="temperature 0 divides by zero",
        diagnosis="It looks as if temperature 0 is divided by. It means: take the likeliest.",
        see=PROJECT,
        change={GREEDY: "if temperature < 0:"},
    ),
    Mistake(
        id="only-the-new-tokens",
        name="only the new tokens returned",
        diagnosis="It looks as if only the new tokens come back. Give back the given ones and the new ones.",
        see=PROJECT,
        change={ALL_TOKENS: "return np.array(text[len(tokens) :])\n"},
    ),
]


def make_weights(rng: np.random.Generator, n_words: int = 9, d_model: int = 6, max_len: int = 7) -> dict:
    """A tiny random model, nothing in it the identity."""

    def block() -> dict:
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


def probes() -> list[Probe]:
    """Logits of a short and of a too long text; greedy and drawn continuations."""
    weights = make_weights(np.random.default_rng(3))
    text = np.array([1, 4, 2, 7])
    long = np.array([1, 4, 2, 7, 0, 3, 3, 8, 5, 6])
    return [
        Probe("next_token_logits", (text, weights)),
        Probe("next_token_logits", (long, weights)),
        Probe("generate", (text, 3, weights, 0.0, np.random.default_rng(0))),
        Probe("generate", (text, 40, weights, 1.7, np.random.default_rng(1))),
    ]
