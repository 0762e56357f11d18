"""Wrong PyTorch modules that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.types import Mistake, Probe

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
        change={line: "pass" for line in (GAMMA_1, BETA_1, GAMMA_2, BETA_2)},
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
            "return block(torch.tensor(x, dtype=torch.float64), causal)": "return block(torch.tensor(x, dtype=torch.float32), causal)",
        },
    ),
    Mistake(
        id="gradients-not-left-behind",
        name=".numpy() on a tensor that wants gradients",
        diagnosis="It looks as if .numpy() is called on a result that still remembers how it was computed. Call the block inside torch.no_grad(), or .detach() first.",
        see=TORCH,
        change={NO_GRAD: "with torch.enable_grad():\n        return block("},
    ),
]


def probes() -> list[Probe]:
    """Counting, attention with masks, then the block: loud, quiet, with the mask and without."""
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
    ]
