"""Wrong PyTorch modules that people really write, and the inputs on which no two of them agree."""

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
        name="w copied into nn.Linear as it is",
        diagnosis="It looks as if the square matrices are copied as they are. nn.Linear computes x @ weight.T: copy w.T. With d_model × d_model nothing warns you.",
        see=TORCH,
        change={copy: copy.replace(".T", "") for copy in (*COPIES, COPY_O)},
    ),
    Mistake(
        id="output-not-transposed",
        name="w_o copied into nn.Linear as it is",
        diagnosis="It looks as if w_q, w_k and w_v are transposed on their way into nn.Linear, but w_o is not.",
        see=TORCH,
        change={COPY_O: COPY_O.replace(".T", "")},
    ),
    Mistake(
        id="reshaped-not-transposed",
        name="w1 and w2 reshaped to fit",
        diagnosis="It looks as if w1 and w2 were made to fit nn.Linear with reshape. That cuts the numbers anew; the weight of nn.Linear is the transposed matrix: w1.T, w2.T.",
        see=TORCH,
        change={
            COPY_W1: 'copy(params["w1"].reshape(d_ff, d_model), block.wide.weight)',
            COPY_W2: 'copy(params["w2"].reshape(d_model, d_ff), block.narrow.weight)',
        },
    ),
    Mistake(
        id="key-and-value-exchanged",
        name="w_k in value, w_v in key",
        diagnosis="It looks as if w_k is copied into the layer of the values and w_v into that of the keys.",
        see=TORCH,
        change={
            COPIES[1]: "copy(w_k.T, attention.value",
            COPIES[2]: "copy(w_v.T, attention.key",
        },
    ),
    Mistake(
        id="bias-left-on",
        name="attention's layers with biases",
        diagnosis="It looks as if attention's nn.Linear have biases: that is their default. Nothing is loaded into them, so they keep the random numbers they began with. Say bias=False.",
        see=TORCH,
        change={line: line.replace(", bias=False", "") for line in (QUERY, KEY, VALUE, OUTPUT)},
    ),
    Mistake(
        id="mask-inverted",
        name="True taken for blocked",
        diagnosis="It looks as if True in the mask blocks, as in nn.MultiheadAttention. Here True means: may attend. masked_fill needs ~mask.",
        see=TORCH,
        change={HIDE: "scores = scores.masked_fill(mask, -torch.inf)"},
    ),
    Mistake(
        id="blind-rows-are-nan",
        name="NaN where a query may attend to nothing",
        diagnosis="It looks as if the softmax of a row of nothing but -inf, which is NaN, is passed on. Such a query gets zeros: torch.nan_to_num.",
        see=MASK,
        change={BLIND: "pass"},
    ),
    Mistake(
        id="blind-rows-see-everything",
        name="-1e9 in the place of -inf",
        diagnosis="It looks as if hidden scores are -1e9. A query that may attend to nothing then attends to everything alike; it should get zeros.",
        see=MASK,
        change={HIDE: "scores = scores.masked_fill(~mask, -1e9)"},
    ),
    Mistake(
        id="split-without-transpose",
        name="view straight to (B, n_heads, T, d_head)",
        diagnosis="It looks as if view goes straight to (B, n_heads, T, d_head): each head gets pieces of other tokens. First view(B, T, n_heads, d_head), then transpose(1, 2).",
        see=HEADS,
        change={SPLIT: "return projected.view(batch, self.n_heads, seq_len, d_head)"},
    ),
    Mistake(
        id="merge-without-transpose",
        name="heads merged without transposing back",
        diagnosis="It looks as if the heads are reshaped to (B, T, d_model) without transpose(1, 2) before.",
        see=HEADS,
        change={MERGE: "merged = (weights @ v).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divided by √d_model instead of √d_head",
        diagnosis="It looks as if the scores are divided by √d_model. A head's score has d_head terms.",
        see=f"{LESSON}#scaling",
        change={SCORES: "scores = q @ k.transpose(-2, -1) / d_model**0.5"},
    ),
    Mistake(
        id="not-scaled",
        name="not divided by √d_head",
        diagnosis="It looks as if the scores are not divided at all. Divide by √d_head before the softmax.",
        see=f"{LESSON}#scaling",
        change={SCORES: "scores = q @ k.transpose(-2, -1)"},
    ),
    Mistake(
        id="masked-after-softmax",
        name="the mask applied to the weights",
        diagnosis="It looks as if hidden weights are set to 0 after the softmax. The rest then no longer adds up to 1: hide the scores, with -inf, before it.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            BLIND: "weights = weights if mask is None else weights * mask",
        },
    ),
    Mistake(
        id="softmax-over-queries",
        name="softmax over dim=-2",
        diagnosis="It looks as if the softmax runs over dim=-2, the queries. Each query shares itself out over the keys: dim=-1.",
        see=f"{LESSON}#softmax",
        change={SOFTMAX: "weights = torch.softmax(scores, dim=-2)"},
    ),
    Mistake(
        id="softmax-over-heads",
        name="softmax over dim=1",
        diagnosis="It looks as if the softmax runs over dim=1. With four axes those are the heads; the keys are dim=-1.",
        see=f"{LESSON}#softmax",
        change={SOFTMAX: "weights = torch.softmax(scores, dim=1)"},
    ),
    Mistake(
        id="batch-second",
        name="tokens taken for the first axis",
        diagnosis="It looks as if x is read as (T, B, d_model), the way nn.MultiheadAttention does without batch_first=True. Here the batch comes first.",
        see=TORCH,
        change={
            "batch, seq_len, d_model = x.shape": "x = x.transpose(0, 1)\n        batch, seq_len, d_model = x.shape\n        mask = None if mask is None else mask[..., :1, :1]",
            "return self.output(merged)": "return self.output(merged).transpose(0, 1)",
        },
    ),
    Mistake(
        id="post-norm",
        name="norm after the residual sum (post-norm)",
        diagnosis="It looks as if the norms come after the sums. That is also what nn.TransformerEncoderLayer does unless norm_first=True. This block is pre-norm.",
        see=BLOCK,
        change={
            FIRST: "x = self.norm1(x + self.attention(x, mask))",
            SECOND: "return self.norm2(x + self.narrow(self.bend(self.wide(x))))",
        },
    ),
    Mistake(
        id="gelu-exact",
        name="nn.GELU() without approximate",
        diagnosis='It looks as if nn.GELU() computes the exact form with erf: its default. Say approximate="tanh".',
        see=FEED,
        change={GELU: "self.bend = nn.GELU()"},
    ),
    Mistake(
        id="relu",
        name="relu instead of gelu",
        diagnosis="It looks as if relu stands between the two layers (the default of nn.TransformerEncoderLayer). It is gelu.",
        see=FEED,
        change={GELU: "self.bend = nn.ReLU()"},
    ),
    Mistake(
        id="eps-1e-6",
        name="eps = 1e-6",
        diagnosis="It looks as if the layer norms have eps = 1e-6. It is 1e-5 here, which shows on quiet tokens.",
        see=NORM,
        change={
            NORM_1: "self.norm1 = nn.LayerNorm(d_model, eps=1e-6)",
            NORM_2: "self.norm2 = nn.LayerNorm(d_model, eps=1e-6)",
        },
    ),
    Mistake(
        id="norms-not-loaded",
        name="gamma and beta not loaded",
        diagnosis="It looks as if gamma and beta are never copied into the layer norms: they stay 1 and 0. gamma is a norm's weight, beta its bias.",
        see=NORM,
        change=dict.fromkeys((GAMMA_1, BETA_1, GAMMA_2, BETA_2), "pass"),
    ),
    Mistake(
        id="norms-exchanged",
        name="ln1 in norm2, ln2 in norm1",
        diagnosis="It looks as if ln1's gamma and beta are loaded into norm2, and ln2's into norm1. norm1 stands before attention.",
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
        name="norm1 used twice",
        diagnosis="It looks as if both halves of the block use norm1.",
        see=NORM,
        change={SECOND: "return x + self.narrow(self.bend(self.wide(self.norm1(x))))"},
    ),
    Mistake(
        id="parameters-not-registered",
        name="layers kept where the module does not find them",
        diagnosis="It looks as if the layer norms are kept in a plain list or dict: parameters() does not find them, so they would never be trained, moved or saved. Assign each to self, or use nn.ModuleList.",
        see=TORCH,
        change={
            NORM_1: "norms = [nn.LayerNorm(d_model).double(), nn.LayerNorm(d_model).double()]",
            NORM_2: "self.__dict__.update(norm1=norms[0], norm2=norms[1])",
        },
    ),
    Mistake(
        id="residuals-missing",
        name="no residual sums",
        diagnosis="It looks as if x is replaced by what attention and feed-forward say. Add it to x.",
        see=BLOCK,
        change={
            FIRST: "x = self.attention(self.norm1(x), mask)",
            SECOND: "return self.narrow(self.bend(self.wide(self.norm2(x))))",
        },
    ),
    Mistake(
        id="never-causal",
        name="the causal mask is missing",
        diagnosis="It looks as if positions see later ones although causal=True.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:"},
    ),
    Mistake(
        id="always-causal",
        name="causal=False is ignored",
        diagnosis="It looks as if the mask is there even with causal=False.",
        see=CAUSAL,
        change={IF_CAUSAL: "if True:"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="triu where tril is meant",
        diagnosis="It looks as if the triangle is the upper one, as nn.Transformer wants it. There True means blocked; with True for may attend it is tril().",
        see=CAUSAL,
        change={TRIANGLE: TRIANGLE.replace("tril", "triu")},
    ),
    Mistake(
        id="single-precision",
        name="float32 all the way",
        diagnosis="It looks as if the block computes in float32, PyTorch's default. To compare with NumPy to the last digit, both module and input must be float64: .double().",
        see=TORCH,
        change={
            "block = TransformerBlock(d_model, n_heads, d_ff).double()": "block = TransformerBlock(d_model, n_heads, d_ff)",
            TOKENS: TOKENS.replace("64", "32"),
            LOSS: LOSS.replace("64", "32"),
        },
    ),
    Mistake(
        id="gradients-not-left-behind",
        name=".numpy() on a tensor that wants gradients",
        diagnosis="It looks as if .numpy() is called on a result that still remembers how it was computed. Call the block inside torch.no_grad(), or .detach() first.",
        see=TORCH,
        change={NO_GRAD: "with torch.enable_grad():\n        return block("},
    ),
    Mistake(
        id="x-changed-in-place",
        name="x += on a tensor that shares the caller's memory",
        diagnosis="It looks as if the caller's x changes: torch.from_numpy shares its memory with the array, and += writes there. Write x = x + …, or make a copy with torch.tensor.",
        see=TORCH,
        change={
            FIRST: "x += self.attention(self.norm1(x), mask)",
            TOKENS: "return block(torch.from_numpy(np.asarray(x, dtype=np.float64)), causal).numpy()",
        },
    ),
    Mistake(
        id="forward-without-gradients",
        name="torch.no_grad() inside forward",
        diagnosis="It looks as if forward computes without remembering how: under torch.no_grad(), or through .detach() or .data. Then backward() finds nothing. Only the caller decides that no gradients are wanted.",
        see=TORCH,
        change={
            FIRST: "with torch.no_grad():\n            x = x + self.attention(self.norm1(x), mask)",
            SECOND: "with torch.no_grad():\n            return x + self.narrow(self.bend(self.wide(self.norm2(x))))",
        },
    ),
    Mistake(
        id="weights-detached",
        name="attention's weights cut off from their history",
        diagnosis="It looks as if the weights are made anew with torch.tensor(…), .detach() or .data: no gradient gets back to query and key, and they would never learn.",
        see=TORCH,
        change={SOFTMAX: "weights = torch.softmax(scores, dim=-1).detach()"},
    ),
    Mistake(
        id="loss-is-a-sum",
        name="sum() instead of mean()",
        diagnosis="It looks as if the loss is the sum of the squared outputs. It is their mean.",
        see=TORCH,
        change={LOSS: LOSS.replace("mean()", "sum()")},
    ),
    Mistake(
        id="loss-without-square",
        name="the outputs not squared",
        diagnosis="It looks as if the loss is the mean of the outputs themselves. It is the mean of their squares.",
        see=TORCH,
        change={LOSS: LOSS.replace(".square()", "")},
    ),
    Mistake(
        id="gradients-of-another-mask",
        name="gradients always with the causal mask",
        diagnosis="It looks as if gradients(…) leaves causal out when it calls the block, which then is always causal.",
        see=CAUSAL,
        change={LOSS: LOSS.replace(", causal)", ")")},
    ),
    Mistake(
        id="parameters-for-gradients",
        name="the parameters themselves for their gradients",
        diagnosis="It looks as if gradients(…) gives the parameters. After backward() the gradient of each is in its .grad.",
        see=TORCH,
        change={NAMED: NAMED.replace("parameter.grad", "parameter.detach()")},
    ),
]


def probes() -> list[Probe]:
    """Counting, attention with masks, the block: loud, quiet, with the mask and without; then its gradients."""
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
    mask[:, :, 1] = False
    return [
        Probe("parameter_count", (6, 2, 10)),
        Probe("run_attention", (x, *matrices, 3)),
        Probe("run_attention", (x, *matrices, 3, mask)),
        Probe("run_block", (x, params, 2)),
        Probe("run_block", (x, params, 2), {"causal": False}),
        Probe("run_block", (quiet, params, 3)),
        Probe("gradients", (x, params, 2)),
        Probe("gradients", (x, params, 2), {"causal": False}),
    ]
