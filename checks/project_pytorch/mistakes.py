"""Mistakes that people make in porting a block to PyTorch, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
TORCH = "step-4-hands-on-exercises#pytorch-project"
BLOCK, NORM, FEED = f"{LESSON}#blocks", f"{LESSON}#residuals-and-layer-norm", f"{LESSON}#feed-forward"
HEADS, CAUSAL, MASK = f"{LESSON}#split-and-merge", f"{LESSON}#causal-masking", f"{LESSON}#masking-in-general"

QUERY = "self.query = nn.Linear(d_model, d_model, bias=False)"
KEY = "self.key = nn.Linear(d_model, d_model, bias=False)"
VALUE = "self.value = nn.Linear(d_model, d_model, bias=False)"
OUTPUT = "self.output = nn.Linear(d_model, d_model, bias=False)"
SPLIT = "return projected.view(batch, seq_len, self.n_heads, d_head).transpose(1, 2)"
SCORES = "scores = q @ k.transpose(-2, -1) / d_head**0.5  # (B, n_heads, T, T)"
HIDE = "scores = scores.masked_fill(~mask, -torch.inf)  # masked_fill fills where its mask is True"
SOFTMAX = "weights = torch.softmax(scores, dim=-1)"
BLIND = "weights = torch.nan_to_num(weights)  # a row of only -inf has become NaN"
MERGE = "merged = (weights @ v).transpose(1, 2).reshape(batch, seq_len, d_model)"
NORM_1, NORM_2 = "self.norm1 = nn.LayerNorm(d_model)", "self.norm2 = nn.LayerNorm(d_model)"
GELU = 'self.bend = nn.GELU(approximate="tanh")'
IF_CAUSAL = "if causal:"
TRIANGLE = "mask = torch.ones(seq_len, seq_len, dtype=torch.bool, device=x.device).tril()"
FIRST = "x = x + self.attention(self.norm1(x), mask)"
SECOND = "return x + self.narrow(self.bend(self.wide(self.norm2(x))))"
GAMMA_1, BETA_1 = (
    'copy(params["ln1_gamma"], block.norm1.weight)',
    'copy(params["ln1_beta"], block.norm1.bias)',
)
GAMMA_2, BETA_2 = (
    'copy(params["ln2_gamma"], block.norm2.weight)',
    'copy(params["ln2_beta"], block.norm2.bias)',
)
COPIES = ("copy(w_q.T, attention.query", "copy(w_k.T, attention.key", "copy(w_v.T, attention.value")
COPY_O = "copy(w_o.T, attention.output"
COPY_W1, COPY_W2 = (
    'copy(params["w1"].T, block.wide.weight)',
    'copy(params["w2"].T, block.narrow.weight)',
)
TOKENS = "return block(torch.tensor(x, dtype=torch.float64), causal).numpy()"
LOSS = "loss = block(torch.tensor(x, dtype=torch.float64), causal).square().mean()"
NAMED = "return {name: parameter.grad.numpy() for name, parameter in block.named_parameters()}"
NO_GRAD = "with torch.no_grad():\n        return block("

MISTAKES = [
    Mistake(
        id="weights-not-transposed",
        name="copies w into nn.Linear as it is",
        diagnosis="Your code copies the square matrices as they are. nn.Linear computes x @ weight.T, so "
        "copy w.T. The shapes are all d_model × d_model, so PyTorch raises no error.",
        see=TORCH,
        change={copy: copy.replace(".T", "") for copy in (*COPIES, COPY_O)},
    ),
    Mistake(
        id="output-not-transposed",
        name="copies w_o as it is",
        diagnosis="Your code transposes w_q, w_k and w_v for nn.Linear, but not w_o. Copy w_o.T.",
        see=TORCH,
        change={COPY_O: COPY_O.replace(".T", "")},
    ),
    Mistake(
        id="reshaped-not-transposed",
        name="reshapes w1 and w2 to fit",
        diagnosis="Your code reshapes w1 and w2 to the shape nn.Linear expects, which puts the numbers in "
        "the wrong places. The weight of nn.Linear is the transposed matrix: copy w1.T and w2.T.",
        see=TORCH,
        change={
            COPY_W1: 'copy(params["w1"].reshape(d_ff, d_model), block.wide.weight)',
            COPY_W2: 'copy(params["w2"].reshape(d_model, d_ff), block.narrow.weight)',
        },
    ),
    Mistake(
        id="key-and-value-exchanged",
        name="exchanges key and value",
        diagnosis="Your code copies w_k into the value layer and w_v into the key layer. Swap the two.",
        see=TORCH,
        change={
            COPIES[1]: "copy(w_k.T, attention.value",
            COPIES[2]: "copy(w_v.T, attention.key",
        },
    ),
    Mistake(
        id="bias-left-on",
        name="gives attention's layers biases",
        diagnosis="Your attention's nn.Linear layers have biases, as they do by default. Nothing is "
        "loaded into these biases, so they keep their random values. Write bias=False.",
        see=TORCH,
        change={line: line.replace(", bias=False", "") for line in (QUERY, KEY, VALUE, OUTPUT)},
    ),
    Mistake(
        id="mask-inverted",
        name="reads True as blocked",
        diagnosis="Your code hides the keys whose mask is True, as nn.MultiheadAttention does. Here True "
        'means "may attend", and masked_fill fills where its mask is True. Use ~mask.',
        see=TORCH,
        change={HIDE: "scores = scores.masked_fill(mask, -torch.inf)"},
    ),
    Mistake(
        id="blind-rows-are-nan",
        name="gives NaN in empty rows",
        diagnosis="Your code gives NaN in an empty row, because the softmax of a row of only -inf is NaN. "
        "The output for such a query should be zeros: torch.nan_to_num(weights).",
        see=MASK,
        change={BLIND: "pass"},
    ),
    Mistake(
        id="blind-rows-see-everything",
        name="gives empty rows equal weights",
        diagnosis="Your code seems to fill masked scores with -1e9. In an empty row, all scores are then "
        "equal, so masked keys get equal weights. Set the weights of such rows to 0.",
        see=MASK,
        change={HIDE: "scores = scores.masked_fill(~mask, -1e9)"},
    ),
    Mistake(
        id="split-without-transpose",
        name="splits heads by reshape alone",
        diagnosis="Your code reshapes straight to (B, n_heads, T, d_head), so each head gets columns of "
        "the wrong tokens. Use view(B, T, n_heads, d_head), then transpose(1, 2).",
        see=HEADS,
        change={SPLIT: "return projected.view(batch, self.n_heads, seq_len, d_head)"},
    ),
    Mistake(
        id="merge-without-transpose",
        name="merges without transposing back",
        diagnosis="Your code reshapes the heads straight to (B, T, d_model), which mixes tokens and "
        "heads. First move the heads axis after the tokens axis: transpose(1, 2).",
        see=HEADS,
        change={MERGE: "merged = (weights @ v).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divides by √d_model",
        diagnosis="Your code divides the scores by √d_model. Each score is a sum of d_head products, so "
        "this makes the weights too uniform. Divide by √d_head.",
        see=f"{LESSON}#scaling",
        change={SCORES: "scores = q @ k.transpose(-2, -1) / d_model**0.5"},
    ),
    Mistake(
        id="not-scaled",
        name="leaves the scores unscaled",
        diagnosis="Your code does not divide the scores by √d_head. Dot products spread out as d_head "
        "grows, so the softmax puts nearly all the weight on one key. Divide by √d_head.",
        see=f"{LESSON}#scaling",
        change={SCORES: "scores = q @ k.transpose(-2, -1)"},
    ),
    Mistake(
        id="masked-after-softmax",
        name="masks after the softmax",
        diagnosis="Your code sets masked weights to 0 after the softmax, so the rows no longer sum to 1. "
        "Put -inf in the scores, before the softmax.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            BLIND: "weights = weights if mask is None else weights * mask",
        },
    ),
    Mistake(
        id="softmax-over-queries",
        name="applies softmax over the queries",
        diagnosis="Your softmax runs over the queries, dim=-2, so the columns sum to 1. Each query "
        "distributes its weight over the keys. Use dim=-1.",
        see=f"{LESSON}#softmax",
        change={SOFTMAX: "weights = torch.softmax(scores, dim=-2)"},
    ),
    Mistake(
        id="softmax-over-heads",
        name="applies softmax over the heads",
        diagnosis="Your softmax runs over dim=1, the heads, so heads compete for weight. Each query "
        "distributes its weight over the keys. Use dim=-1.",
        see=f"{LESSON}#softmax",
        change={SOFTMAX: "weights = torch.softmax(scores, dim=1)"},
    ),
    Mistake(
        id="batch-second",
        name="puts the tokens before the batch",
        diagnosis="Your code reads x as (T, B, d_model), as nn.MultiheadAttention does without "
        "batch_first=True. Here the batch comes first: (B, T, d_model).",
        see=TORCH,
        change={
            "batch, seq_len, d_model = x.shape": "x = x.transpose(0, 1)\n        batch, seq_len, d_model = x.shape\n        mask = None if mask is None else mask[..., :1, :1]",
            "return self.output(merged)": "return self.output(merged).transpose(0, 1)",
        },
    ),
    Mistake(
        id="post-norm",
        name="normalizes after the sum",
        diagnosis="Your block normalizes after the sums, as nn.TransformerEncoderLayer does without "
        "norm_first=True. This block is pre-norm: x + attention(norm1(x)).",
        see=BLOCK,
        change={
            FIRST: "x = self.norm1(x + self.attention(x, mask))",
            SECOND: "return self.norm2(x + self.narrow(self.bend(self.wide(x))))",
        },
    ),
    Mistake(
        id="gelu-exact",
        name="uses nn.GELU() with erf",
        diagnosis="Your block uses nn.GELU(), which computes the exact form with erf by default. Exercise 5 "
        'uses the tanh form. Write nn.GELU(approximate="tanh").',
        see=FEED,
        change={GELU: "self.bend = nn.GELU()"},
    ),
    Mistake(
        id="relu",
        name="uses ReLU",
        diagnosis="Your block uses ReLU between the two layers, the default of nn.TransformerEncoderLayer. "
        'Use nn.GELU(approximate="tanh").',
        see=FEED,
        change={GELU: "self.bend = nn.ReLU()"},
    ),
    Mistake(
        id="eps-1e-6",
        name="sets eps to 1e-6",
        diagnosis="Your layer norms use an eps other than 1e-5. Tokens with small numbers show the "
        "difference. Use 1e-5, the default of nn.LayerNorm.",
        see=NORM,
        change={
            NORM_1: "self.norm1 = nn.LayerNorm(d_model, eps=1e-6)",
            NORM_2: "self.norm2 = nn.LayerNorm(d_model, eps=1e-6)",
        },
    ),
    Mistake(
        id="norms-not-loaded",
        name="does not load gamma and beta",
        diagnosis="Your code does not copy gamma and beta into the layer norms, so they stay 1 and 0. Gamma "
        "is the weight of a norm, beta its bias.",
        see=NORM,
        change=dict.fromkeys((GAMMA_1, BETA_1, GAMMA_2, BETA_2), "pass"),
    ),
    Mistake(
        id="norms-exchanged",
        name="exchanges ln1 and ln2",
        diagnosis="Your code loads the gamma and beta of ln1 into norm2, and those of ln2 into norm1. norm1 "
        "comes before attention, so it is ln1.",
        see=NORM,
        change={
            GAMMA_1: GAMMA_1.replace("norm1", "norm2"),
            BETA_1: BETA_1.replace("norm1", "norm2"),
            GAMMA_2: GAMMA_2.replace("norm2", "norm1"),
            BETA_2: BETA_2.replace("norm2", "norm1"),
        },
    ),
    Mistake(
        id="one-norm-for-both",
        name="uses norm1 twice",
        diagnosis="Your block uses norm1 in both halves. The second half should use norm2.",
        see=NORM,
        change={SECOND: "return x + self.narrow(self.bend(self.wide(self.norm1(x))))"},
    ),
    Mistake(
        id="parameters-not-registered",
        name="hides layers from the module",
        diagnosis="Your layers are in a plain list or dict, where parameters() does not find them, so they "
        "would not be trained, moved or saved. Assign each to self, or use nn.ModuleList.",
        see=TORCH,
        change={
            NORM_1: "norms = [nn.LayerNorm(d_model).double(), nn.LayerNorm(d_model).double()]",
            NORM_2: "self.__dict__.update(norm1=norms[0], norm2=norms[1])",
        },
    ),
    Mistake(
        id="residuals-missing",
        name="has no residual path",
        diagnosis="In your block, the outputs of attention and feed-forward replace x. Add them to x: x = x "
        "+ ….",
        see=BLOCK,
        change={
            FIRST: "x = self.attention(self.norm1(x), mask)",
            SECOND: "return self.narrow(self.bend(self.wide(self.norm2(x))))",
        },
    ),
    Mistake(
        id="never-causal",
        name="has no causal mask",
        diagnosis="In your code, positions see later ones although causal is True. Pass the lower "
        "triangle to attention as its mask.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:"},
    ),
    Mistake(
        id="always-causal",
        name="ignores causal=False",
        diagnosis="Your block applies the mask even with causal=False. Build the mask only if causal is "
        "True.",
        see=CAUSAL,
        change={IF_CAUSAL: "if True:"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="uses triu instead of tril",
        diagnosis='Your mask is the upper triangle, as for nn.Transformer, where True means "blocked". Here '
        'True means "may attend". Use tril().',
        see=CAUSAL,
        change={TRIANGLE: TRIANGLE.replace("tril", "triu")},
    ),
    Mistake(
        id="single-precision",
        name="computes in float32",
        diagnosis="Your block computes in float32, PyTorch's default. To agree with NumPy to eight digits, "
        "both the module and the input must be float64: .double().",
        see=TORCH,
        change={
            "block = TransformerBlock(d_model, n_heads, d_ff).double()": "block = TransformerBlock(d_model, n_heads, d_ff)",
            TOKENS: TOKENS.replace("64", "32"),
            LOSS: LOSS.replace("64", "32"),
        },
    ),
    Mistake(
        id="gradients-not-left-behind",
        name="calls .numpy() with gradients attached",
        diagnosis="Your code calls .numpy() on a tensor that requires gradients, which PyTorch refuses. "
        "Call the block inside torch.no_grad(), or call .detach() first.",
        see=TORCH,
        change={NO_GRAD: "with torch.enable_grad():\n        return block("},
    ),
    Mistake(
        id="x-changed-in-place",
        name="changes the caller's x",
        diagnosis="Your code changes the caller's x: torch.from_numpy shares memory with the array, and += "
        "writes into it. Write x = x + …, or copy with torch.tensor.",
        see=TORCH,
        change={
            FIRST: "x += self.attention(self.norm1(x), mask)",
            TOKENS: "return block(torch.from_numpy(np.asarray(x, dtype=np.float64)), causal).numpy()",
        },
    ),
    Mistake(
        id="forward-without-gradients",
        name="switches gradients off in forward",
        diagnosis="Your forward runs under torch.no_grad(), or uses .detach() or .data, so backward() has "
        "no graph to traverse. Leave gradients on in forward; the caller decides when they are not needed.",
        see=TORCH,
        change={
            FIRST: "with torch.no_grad():\n            x = x + self.attention(self.norm1(x), mask)",
            SECOND: "with torch.no_grad():\n            return x + self.narrow(self.bend(self.wide(self.norm2(x))))",
        },
    ),
    Mistake(
        id="weights-detached",
        name="detaches the weights",
        diagnosis="Your code creates new weights with torch.tensor(…), .detach() or .data. No gradient "
        "then reaches query and key, so they would never learn. Use the result of softmax directly.",
        see=TORCH,
        change={SOFTMAX: "weights = torch.softmax(scores, dim=-1).detach()"},
    ),
    Mistake(
        id="loss-is-a-sum",
        name="sums the loss",
        diagnosis="Your loss is the sum of the squared outputs. Take their mean: .square().mean().",
        see=TORCH,
        change={LOSS: LOSS.replace("mean()", "sum()")},
    ),
    Mistake(
        id="loss-without-square",
        name="does not square the outputs",
        diagnosis="Your loss is the mean of the outputs themselves. Take the mean of their squares: .square().mean().",
        see=TORCH,
        change={LOSS: LOSS.replace(".square()", "")},
    ),
    Mistake(
        id="gradients-of-another-mask",
        name="leaves causal out in gradients",
        diagnosis="Your gradients(…) does not pass causal to the block, so the block is always causal. "
        "Write block(x, causal).",
        see=CAUSAL,
        change={LOSS: LOSS.replace(", causal)", ")")},
    ),
    Mistake(
        id="parameters-for-gradients",
        name="returns parameters, not gradients",
        diagnosis="Your gradients(…) returns the parameters. After backward(), the gradient of each "
        "parameter is in its .grad.",
        see=TORCH,
        change={NAMED: NAMED.replace("parameter.grad", "parameter.detach()")},
    ),
]


def probes() -> list[Probe]:
    """Core: counting, attention, the block and its gradients. Robust: queries that may attend to no key."""
    rng = np.random.default_rng(17)
    params = {name: rng.normal(scale=0.6, size=(6, 6)) for name in ("w_q", "w_k", "w_v", "w_o")}
    for norm in ("ln1", "ln2"):
        params[f"{norm}_gamma"] = rng.uniform(0.5, 1.8, size=6)
        params[f"{norm}_beta"] = rng.normal(scale=0.5, size=6)
    params |= {"w1": rng.normal(size=(6, 10)) / 2, "b1": rng.normal(size=10)}
    params |= {"w2": rng.normal(size=(10, 6)) / 2, "b2": rng.normal(size=6)}
    x, quiet = rng.normal(size=(2, 4, 6)), 1e-3 * rng.normal(size=(1, 3, 6))
    matrices = [rng.normal(size=(6, 6)) for _ in range(4)]
    mask = rng.random((2, 3, 4, 4)) < 0.6
    mask[..., 1] = True
    empty = mask.copy()
    empty[:, :, 1] = False
    return [
        Probe("parameter_count", (6, 2, 10), facet="block"),
        Probe("run_attention", (x, *matrices, 3), facet="attention"),
        Probe("run_attention", (x, *matrices, 1), facet="attention"),
        Probe("run_attention", (x, *matrices, 3, mask), facet="mask"),
        Probe("run_block", (x, params, 2, False), facet="block"),
        Probe("run_block", (x, params, 2, True), facet="block"),
        Probe("run_block", (quiet, params, 3, True), facet="block"),
        Probe("gradients", (x, params, 2, False), facet="gradients"),
        Probe("gradients", (x, params, 2, True), facet="gradients"),
        Probe("run_attention", (x, *matrices, 3, empty), facet="empty rows", tier="robust"),
    ]
