"""Wrong PyTorch modules that people really write, and probe inputs on which no two of them give the same result."""

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
HIDE = "scores = scores.masked_fill(~mask, -torch.inf)  # masked_fill fills where it reads True"
SOFTMAX = "weights = torch.softmax(scores, dim=-1)"
BLIND = "weights = torch.nan_to_num(weights)  # a row of nothing but -inf became NaN"
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
        diagnosis="Your square matrices are copied as they are. nn.Linear computes x @ weight.T, so copy w.T. With d_model × d_model nothing warns you.",
        see=TORCH,
        change={copy: copy.replace(".T", "") for copy in (*COPIES, COPY_O)},
    ),
    Mistake(
        id="output-not-transposed",
        name="copies w_o as it is",
        diagnosis="You transpose w_q, w_k and w_v on their way into nn.Linear, but not w_o. Copy w_o.T.",
        see=TORCH,
        change={COPY_O: COPY_O.replace(".T", "")},
    ),
    Mistake(
        id="reshaped-not-transposed",
        name="reshapes w1 and w2 to fit",
        diagnosis="You made w1 and w2 fit nn.Linear with reshape, which cuts the numbers anew. The weight of nn.Linear is the transposed matrix: w1.T, w2.T.",
        see=TORCH,
        change={
            COPY_W1: 'copy(params["w1"].reshape(d_ff, d_model), block.wide.weight)',
            COPY_W2: 'copy(params["w2"].reshape(d_model, d_ff), block.narrow.weight)',
        },
    ),
    Mistake(
        id="key-and-value-exchanged",
        name="exchanges key and value",
        diagnosis="w_k is copied into the layer of the values in your code, and w_v into that of the keys.",
        see=TORCH,
        change={
            COPIES[1]: "copy(w_k.T, attention.value",
            COPIES[2]: "copy(w_v.T, attention.key",
        },
    ),
    Mistake(
        id="bias-left-on",
        name="gives attention biases",
        diagnosis="Your attention's nn.Linear have biases, which is their default. Nothing is loaded into them, so they keep random numbers. Write bias=False.",
        see=TORCH,
        change={line: line.replace(", bias=False", "") for line in (QUERY, KEY, VALUE, OUTPUT)},
    ),
    Mistake(
        id="mask-inverted",
        name="reads True as blocked",
        diagnosis='Your code hides the keys whose mask is True, as nn.MultiheadAttention does. Here True means "may attend", and masked_fill fills where it reads True: use ~mask.',
        see=TORCH,
        change={HIDE: "scores = scores.masked_fill(mask, -torch.inf)"},
    ),
    Mistake(
        id="blind-rows-are-nan",
        name="gives NaN in empty rows",
        diagnosis="The softmax of a row of nothing but -inf is NaN, and your code passes it on. Such a query gets zeros: torch.nan_to_num(weights).",
        see=MASK,
        change={BLIND: "pass"},
    ),
    Mistake(
        id="blind-rows-see-everything",
        name="masks with -1e9",
        diagnosis="Your masked scores are -1e9. A query that may attend to no key then attends to all alike. It should get zeros.",
        see=MASK,
        change={HIDE: "scores = scores.masked_fill(~mask, -1e9)"},
    ),
    Mistake(
        id="split-without-transpose",
        name="splits heads without transpose",
        diagnosis="Your view goes straight to (B, n_heads, T, d_head), so each head gets pieces of other tokens. First view(B, T, n_heads, d_head), then transpose(1, 2).",
        see=HEADS,
        change={SPLIT: "return projected.view(batch, self.n_heads, seq_len, d_head)"},
    ),
    Mistake(
        id="merge-without-transpose",
        name="merges heads without transpose",
        diagnosis="Your heads are reshaped to (B, T, d_model) as they are, which mixes tokens and heads. transpose(1, 2) comes first.",
        see=HEADS,
        change={MERGE: "merged = (weights @ v).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divides by √d_model",
        diagnosis="Your scores are divided by √d_model. A head's score has d_head terms: divide by √d_head.",
        see=f"{LESSON}#scaling",
        change={SCORES: "scores = q @ k.transpose(-2, -1) / d_model**0.5"},
    ),
    Mistake(
        id="not-scaled",
        name="does not scale the scores",
        diagnosis="Your scores are not divided by √d_head. They grow with d_head, and the softmax saturates.",
        see=f"{LESSON}#scaling",
        change={SCORES: "scores = q @ k.transpose(-2, -1)"},
    ),
    Mistake(
        id="masked-after-softmax",
        name="masks after the softmax",
        diagnosis="Your weights are set to 0 after the softmax, so the rest of a row no longer sums to 1. Hide the scores, with -inf, before it.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            BLIND: "weights = weights if mask is None else weights * mask",
        },
    ),
    Mistake(
        id="softmax-over-queries",
        name="applies softmax over the queries",
        diagnosis="Your softmax runs over dim=-2, the queries. Each query shares out its own row of keys: dim=-1.",
        see=f"{LESSON}#softmax",
        change={SOFTMAX: "weights = torch.softmax(scores, dim=-2)"},
    ),
    Mistake(
        id="softmax-over-heads",
        name="applies softmax over the heads",
        diagnosis="Your softmax runs over dim=1. With four axes those are the heads; the keys are dim=-1.",
        see=f"{LESSON}#softmax",
        change={SOFTMAX: "weights = torch.softmax(scores, dim=1)"},
    ),
    Mistake(
        id="batch-second",
        name="takes the tokens first",
        diagnosis="Your code reads x as (T, B, d_model), as nn.MultiheadAttention does without batch_first=True. Here the batch comes first.",
        see=TORCH,
        change={
            "batch, seq_len, d_model = x.shape": "x = x.transpose(0, 1)\n        batch, seq_len, d_model = x.shape\n        mask = None if mask is None else mask[..., :1, :1]",
            "return self.output(merged)": "return self.output(merged).transpose(0, 1)",
        },
    ),
    Mistake(
        id="post-norm",
        name="normalizes after the sum",
        diagnosis="Your norms come after the sums, as in nn.TransformerEncoderLayer without norm_first=True. This block is pre-norm: x + attention(norm1(x)).",
        see=BLOCK,
        change={
            FIRST: "x = self.norm1(x + self.attention(x, mask))",
            SECOND: "return self.norm2(x + self.narrow(self.bend(self.wide(x))))",
        },
    ),
    Mistake(
        id="gelu-exact",
        name="uses nn.GELU() with erf",
        diagnosis='nn.GELU() computes the exact form with erf by default. Write nn.GELU(approximate="tanh").',
        see=FEED,
        change={GELU: "self.bend = nn.GELU()"},
    ),
    Mistake(
        id="relu",
        name="writes relu",
        diagnosis="Your block has relu between the two layers, the default of nn.TransformerEncoderLayer. Use gelu.",
        see=FEED,
        change={GELU: "self.bend = nn.ReLU()"},
    ),
    Mistake(
        id="eps-1e-6",
        name="sets eps to 1e-6",
        diagnosis="Your layer norms have another eps than 1e-5. Tokens with small numbers show the difference. 1e-5 is the default of nn.LayerNorm.",
        see=NORM,
        change={
            NORM_1: "self.norm1 = nn.LayerNorm(d_model, eps=1e-6)",
            NORM_2: "self.norm2 = nn.LayerNorm(d_model, eps=1e-6)",
        },
    ),
    Mistake(
        id="norms-not-loaded",
        name="does not load gamma and beta",
        diagnosis="Gamma and beta are never copied into your layer norms, so they stay 1 and 0. Gamma is the weight of a norm, beta its bias.",
        see=NORM,
        change=dict.fromkeys((GAMMA_1, BETA_1, GAMMA_2, BETA_2), "pass"),
    ),
    Mistake(
        id="norms-exchanged",
        name="exchanges ln1 and ln2",
        diagnosis="You load ln1's gamma and beta into norm2, and ln2's into norm1. norm1 comes before attention.",
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
        diagnosis="Both halves of your block use norm1. The second half has norm2.",
        see=NORM,
        change={SECOND: "return x + self.narrow(self.bend(self.wide(self.norm1(x))))"},
    ),
    Mistake(
        id="parameters-not-registered",
        name="hides layers from the module",
        diagnosis="Your layers are kept in a plain list or dict, where parameters() does not find them: they would not be trained, moved or saved. Assign each to self, or use nn.ModuleList.",
        see=TORCH,
        change={
            NORM_1: "norms = [nn.LayerNorm(d_model).double(), nn.LayerNorm(d_model).double()]",
            NORM_2: "self.__dict__.update(norm1=norms[0], norm2=norms[1])",
        },
    ),
    Mistake(
        id="residuals-missing",
        name="has no residual path",
        diagnosis="x is replaced by what attention and feed-forward return in your block. Add it to x: x = x + ….",
        see=BLOCK,
        change={
            FIRST: "x = self.attention(self.norm1(x), mask)",
            SECOND: "return self.narrow(self.bend(self.wide(self.norm2(x))))",
        },
    ),
    Mistake(
        id="never-causal",
        name="has no causal mask",
        diagnosis="With causal=True your positions still see later ones. Pass attention the lower triangle as its mask.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:"},
    ),
    Mistake(
        id="always-causal",
        name="ignores causal=False",
        diagnosis="Your mask is there even with causal=False. Build it only if causal.",
        see=CAUSAL,
        change={IF_CAUSAL: "if True:"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="uses triu for tril",
        diagnosis='Your triangle is the upper one, as nn.Transformer wants it: there True means blocked. Here True means "may attend": tril().',
        see=CAUSAL,
        change={TRIANGLE: TRIANGLE.replace("tril", "triu")},
    ),
    Mistake(
        id="single-precision",
        name="computes in float32",
        diagnosis="Your block computes in float32, PyTorch's default. To agree with NumPy to the last digit, module and input must be float64: .double().",
        see=TORCH,
        change={
            "block = TransformerBlock(d_model, n_heads, d_ff).double()": "block = TransformerBlock(d_model, n_heads, d_ff)",
            TOKENS: TOKENS.replace("64", "32"),
            LOSS: LOSS.replace("64", "32"),
        },
    ),
    Mistake(
        id="gradients-not-left-behind",
        name="calls .numpy() on a live tensor",
        diagnosis="You call .numpy() on a result that remembers how it was computed, which PyTorch refuses. Call the block inside torch.no_grad(), or .detach() first.",
        see=TORCH,
        change={NO_GRAD: "with torch.enable_grad():\n        return block("},
    ),
    Mistake(
        id="x-changed-in-place",
        name="changes the caller's x",
        diagnosis="torch.from_numpy shares memory with the caller's array, and += writes there. Write x = x + …, or copy with torch.tensor.",
        see=TORCH,
        change={
            FIRST: "x += self.attention(self.norm1(x), mask)",
            TOKENS: "return block(torch.from_numpy(np.asarray(x, dtype=np.float64)), causal).numpy()",
        },
    ),
    Mistake(
        id="forward-without-gradients",
        name="switches gradients off in forward",
        diagnosis="Your forward runs under torch.no_grad(), or uses .detach() or .data, so backward() finds nothing. Only the caller decides that no gradients are wanted.",
        see=TORCH,
        change={
            FIRST: "with torch.no_grad():\n            x = x + self.attention(self.norm1(x), mask)",
            SECOND: "with torch.no_grad():\n            return x + self.narrow(self.bend(self.wide(self.norm2(x))))",
        },
    ),
    Mistake(
        id="weights-detached",
        name="cuts off the weights' history",
        diagnosis="Your weights are made anew with torch.tensor(…), .detach() or .data. No gradient gets back to query and key, and they would never learn.",
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
        diagnosis="Your gradients(…) does not pass causal on to the block, which then is always causal.",
        see=CAUSAL,
        change={LOSS: LOSS.replace(", causal)", ")")},
    ),
    Mistake(
        id="parameters-for-gradients",
        name="returns parameters, not gradients",
        diagnosis="Your gradients(…) returns the parameters. After backward() the gradient of each is in its .grad.",
        see=TORCH,
        change={NAMED: NAMED.replace("parameter.grad", "parameter.detach()")},
    ),
]


def probes() -> list[Probe]:
    """Core: counting, attention, the block and its gradients. Robust: rows that may attend to nothing."""
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
