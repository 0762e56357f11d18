"""The solutions of the Step 6 exercises beside independent libraries, where these are installed.

``pytest tests/checks/test_against_libraries.py -s`` prints the largest absolute difference of each exercise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

CHECKS = Path(__file__).parents[2] / "checks"


def solution(name: str) -> dict[str, Any]:
    """The names that a solution defines."""
    names: dict[str, Any] = {"__name__": "solution"}
    exec((CHECKS / name / "solution.py").read_text(encoding="utf-8"), names)
    return names


@pytest.fixture(scope="module")
def largest() -> Iterator[dict[str, float]]:
    """The largest difference so far by exercise, printed at the end."""
    found: dict[str, float] = {}
    yield found
    for name, difference in sorted(found.items()):
        print(f"\n{name}: largest absolute difference {difference:.1e}", end="")


def expect_equal(
    largest: dict[str, float], name: str, ours: object, theirs: object, tolerance: float
) -> None:
    """Require equal shapes, and values that differ by at most the tolerance."""
    mine, other = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    assert mine.shape == other.shape
    difference = float(np.abs(mine - other).max(initial=0.0))
    largest[name] = max(largest.get(name, 0.0), difference)
    assert difference <= tolerance


def test_cross_entropy_and_its_gradient_equal_torch(largest: dict[str, float]) -> None:
    torch = pytest.importorskip("torch")
    name = "s6_cross_entropy"
    ours = solution(name)
    rng = np.random.default_rng(0)
    for shape, scale, ignored in (
        ((7, 5), 1, -100),
        ((2, 6, 9), 3, -100),
        ((3, 4, 300), 40, 7),
        ((2, 3), 5000, -1),
    ):
        logits = rng.normal(scale=scale, size=shape)
        targets = np.where(rng.random(shape[:-1]) < 0.3, ignored, rng.integers(0, shape[-1], shape[:-1]))
        targets.flat[0] = 1
        theirs = torch.tensor(logits, requires_grad=True)
        flat = theirs.reshape(-1, shape[-1]), torch.tensor(targets).reshape(-1)
        loss = torch.nn.functional.cross_entropy(*flat, ignore_index=ignored)
        loss.backward()
        logged = torch.log_softmax(torch.tensor(logits), dim=-1)
        expect_equal(largest, name, ours["log_softmax"](logits), logged.numpy(), 1e-10)
        expect_equal(largest, name, ours["cross_entropy"](logits, targets, ignored), loss.item(), 1e-10)
        gradient = ours["cross_entropy_gradient"](logits, targets, ignored)
        expect_equal(largest, name, gradient, theirs.grad.numpy(), 1e-10)


def test_dpo_equals_the_formulas_of_trl_in_torch(largest: dict[str, float]) -> None:
    # TRL 1.16: trainer/utils.py, selective_log_softmax; trainer/dpo_trainer.py, DPOTrainer._compute_loss, loss types
    # "sigmoid" and "ipo". TRL divides the log ratios of IPO by the answers' lengths; the paper and the exercise do not.
    torch = pytest.importorskip("torch")
    name = "s6_dpo"
    ours = solution(name)
    rng = np.random.default_rng(0)
    for shape, beta, ipo in (((6, 9, 11), 0.1, False), ((8, 30, 200), 0.5, False), ((4, 12, 7), 0.25, True)):
        logits, reference = rng.normal(scale=3, size=(2, *shape))
        ids = rng.integers(shape[-1], size=shape[:2])
        mask = np.arange(shape[1]) >= rng.integers(1, shape[1] - 1, size=(shape[0], 1))
        theirs = []
        for one in (logits, reference):
            shifted = torch.tensor(one)[:, :-1]
            chosen = torch.gather(shifted.log_softmax(-1), -1, torch.tensor(ids)[:, 1:, None])[..., 0]
            theirs.append((chosen * torch.tensor(mask)[:, 1:]).sum(dim=1))
            expect_equal(largest, name, ours["sequence_logprobs"](one, ids, mask), theirs[-1].numpy(), 1e-10)
        # The first half of the rows are winners, as in TRL's batches.
        (policy_w, policy_l), (reference_w, reference_l) = (both.chunk(2) for both in theirs)
        policy_w.requires_grad_()
        policy_l.requires_grad_()
        delta = (policy_w - reference_w) - (policy_l - reference_l)
        losses = (delta - 1 / (2 * beta)) ** 2 if ipo else -torch.nn.functional.logsigmoid(beta * delta)
        losses.mean().backward()
        four = [one.detach().numpy() for one in (policy_w, policy_l, reference_w, reference_l)]
        for reward, log_ratio in zip(
            ours["implicit_rewards"](*four, beta),
            (policy_w - reference_w, policy_l - reference_l),
            strict=True,
        ):
            expect_equal(largest, name, reward, (beta * log_ratio).detach().numpy(), 1e-10)
        expect_equal(largest, name, ours["dpo_loss"](*four, beta, ipo), losses.mean().item(), 1e-10)
        slopes = zip(ours["dpo_gradient"](*four, beta, ipo), (policy_w.grad, policy_l.grad), strict=True)
        for own, other in slopes:
            expect_equal(largest, name, own, other.numpy(), 1e-10)


def test_grpo_and_its_gradient_equal_a_transcription_of_trl(largest: dict[str, float]) -> None:
    """TRL 1.16, ``trainer/grpo_trainer.py``: ``_compute_loss`` with ``loss_type="grpo"``, and ``delta``, vLLM and entropy
    masks off. Its standard deviation has G − 1 and a constant of 1e-4; the exercise follows the paper's formula."""
    torch = pytest.importorskip("torch")
    name = "s6_grpo"
    ours = solution(name)
    rng = np.random.default_rng(0)
    for answers, tokens, clip, beta in ((4, 6, 0.2, 0.04), (8, 8, 0.1, 0.5), (3, 20, (0.2, 0.28), 0.0)):
        low, high = np.broadcast_to(clip, 2)
        rewards = rng.normal(size=(2, answers))
        grouped = torch.tensor(rewards)
        std = grouped.std(dim=1, correction=0, keepdim=True)
        theirs = (grouped - grouped.mean(dim=1, keepdim=True)) / (std + 1e-6)
        expect_equal(largest, name, ours["group_advantages"](rewards), theirs.numpy(), 1e-12)

        new = -rng.exponential(size=(answers, tokens))
        old, ref = new + rng.normal(scale=0.3, size=new.shape), new + rng.normal(scale=0.3, size=new.shape)
        kept = np.arange(tokens) < rng.integers(1, tokens + 1, size=(answers, 1))
        arrays = (new, old, ref, theirs[0].numpy(), kept)
        per_token_logps = torch.tensor(new, requires_grad=True)
        mask = torch.tensor(kept)
        coef_1 = torch.exp(per_token_logps - torch.tensor(old))
        coef_2 = torch.clamp(coef_1, 1 - float(low), 1 + float(high))
        advantages = theirs[0].unsqueeze(1)
        ref_per_token_logps = torch.tensor(ref)
        per_token_kl = (
            torch.exp(ref_per_token_logps - per_token_logps) - (ref_per_token_logps - per_token_logps) - 1
        )
        per_token_loss = -torch.min(coef_1 * advantages, coef_2 * advantages) + beta * per_token_kl
        loss = ((per_token_loss * mask).sum(-1) / mask.sum(-1).clamp(min=1.0)).mean()
        loss.backward()
        expect_equal(largest, name, ours["grpo_loss"](*arrays, clip, beta), loss.item(), 1e-12)
        gradient = ours["grpo_gradient"](*arrays, clip, beta)
        expect_equal(largest, name, gradient, per_token_logps.grad.numpy(), 1e-12)


def test_sampling_equals_the_processors_of_transformers(largest: dict[str, float]) -> None:
    torch = pytest.importorskip("torch")
    processors = pytest.importorskip("transformers.generation.logits_process")
    name = "s6_sampling"
    ours = solution(name)
    rng = np.random.default_rng(0)
    for size in (7, 50, 5000):
        logits = rng.normal(scale=3, size=size)
        seen = rng.integers(0, size, 20)
        penalise = processors.RepetitionPenaltyLogitsProcessor(penalty=1.3)
        theirs = penalise(torch.tensor(seen)[None], torch.tensor(logits)[None])[0]
        penalised = ours["repetition_penalty"](logits, seen, 1.3)
        expect_equal(largest, name, penalised, theirs.numpy(), 1e-12)
        for temperature, top_k, top_p, min_p in (
            (0.7, 0, 1.0, 0.0),
            (1.0, 5, 1.0, 0.0),
            (1.3, 0, 0.9, 0.0),
            (1.0, 0, 1.0, 0.05),
            (1.5, 40, 0.95, 0.1),
            (0.5, 3, 0.3, 0.9),
        ):
            warpers = [processors.TemperatureLogitsWarper(temperature)]
            if top_k:
                warpers.append(processors.TopKLogitsWarper(top_k))
            if top_p < 1:
                warpers.append(processors.TopPLogitsWarper(top_p))
            if min_p:
                warpers.append(processors.MinPLogitsWarper(min_p))
            scores = torch.tensor(penalised)[None]
            for warper in warpers:
                scores = warper(None, scores)
            mine = ours["probabilities"](penalised, temperature, top_k, top_p, min_p)
            expect_equal(largest, name, mine, torch.softmax(scores, dim=-1)[0].numpy(), 1e-12)


SHIPPED = ("tutor/transformers/llama/story.txt", "tutor/transformers/models/held_out.txt", "README.md")
PRIVATE = 0x4E00  # letters in the order of the bytes: the library numbers its alphabet by code point


@pytest.mark.parametrize(
    ("count", "vocab_size"), [(1, 400), pytest.param(len(SHIPPED), 1000, marks=pytest.mark.thorough)]
)
def test_bpe_equals_tokenizers_on_shipped_texts(
    largest: dict[str, float], count: int, vocab_size: int
) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    name = "s6_bpe"
    ours = solution(name)
    gpt2 = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    between = tokenizers.pre_tokenizers.Split("\n", "removed")  # no byte is this letter

    def spelled(text: str) -> str:
        return "".join(chr(PRIVATE + byte) for byte in text.encode())

    texts = [(CHECKS.parent / path).read_text(encoding="utf-8") for path in SHIPPED[:count]]
    for text in texts:
        pieces = [text[first:last] for _, (first, last) in gpt2.pre_tokenize_str(text)]
        assert ours["pre_tokens"](text) == pieces
        theirs = tokenizers.Tokenizer(tokenizers.models.BPE())
        theirs.pre_tokenizer = between
        trainer = tokenizers.trainers.BpeTrainer(
            vocab_size=vocab_size,
            initial_alphabet=[chr(PRIVATE + byte) for byte in range(256)],
            show_progress=False,
        )
        theirs.train_from_iterator(["\n".join(map(spelled, pieces))], trainer)
        numbers = theirs.get_vocab()
        model = json.loads(theirs.to_str())["model"]
        merges = [(numbers[first], numbers[second]) for first, second in model["merges"]]
        assert ours["train_bpe"](text, vocab_size) == merges
        for other in texts:
            ids = ours["encode"](other, merges)
            expect_equal(
                largest, name, ids, theirs.encode("\n".join(map(spelled, ours["pre_tokens"](other)))).ids, 0
            )
            assert ours["decode"](ids, merges) == other


def test_lora_and_its_gradients_equal_a_transcription_of_peft(largest: dict[str, float]) -> None:
    """PEFT 0.21, ``tuners/lora/layer.py``: ``Linear.forward`` and ``get_delta_weight`` with dropout 0 and no bias;
    ``reset_lora_parameters`` draws A uniformly within the bounds that the check accepts too."""
    torch = pytest.importorskip("torch")
    name = "s6_lora"
    ours = solution(name)
    rng = np.random.default_rng(0)
    for leading, d_in, d_out, r, alpha in (
        ((7,), 12, 9, 4, 8.0),
        ((2, 5), 6, 6, 1, 0.5),
        ((3, 4), 64, 256, 16, 32),
    ):
        x, W, A, B, dy = (
            rng.normal(size=shape)
            for shape in ((*leading, d_in), (d_out, d_in), (r, d_in), (d_out, r), (*leading, d_out))
        )
        tensors = [torch.tensor(array, requires_grad=True) for array in (x, A, B)]
        base_layer = torch.nn.Linear(d_in, d_out, bias=False, dtype=torch.float64)
        base_layer.weight = torch.nn.Parameter(torch.tensor(W), requires_grad=False)
        theirs_x, lora_a, lora_b = tensors
        scaling = alpha / r
        linear = torch.nn.functional.linear
        result = base_layer(theirs_x) + linear(linear(theirs_x, lora_a), lora_b) * scaling
        result.backward(torch.tensor(dy))
        delta_weight = lora_b @ lora_a * scaling
        expect_equal(largest, name, ours["lora_forward"](x, W, A, B, alpha), result.detach().numpy(), 1e-11)
        for own, other in zip(ours["lora_backward"](dy, x, W, A, B, alpha), tensors, strict=True):
            expect_equal(largest, name, own, other.grad.numpy(), 1e-11)
        merged = (base_layer.weight + delta_weight).detach().numpy()
        expect_equal(largest, name, ours["merge_lora"](W, A, B, alpha), merged, 1e-11)
        trained = lora_a.numel() + lora_b.numel()
        expect_equal(largest, name, ours["trainable_parameters"]([(d_out, d_in)], r), trained, 0.0)

        drawn = torch.empty(r, d_in)
        torch.nn.init.kaiming_uniform_(drawn, a=5**0.5)
        assert drawn.abs().max() <= d_in**-0.5


class _RecordedDraws:
    """A generator with given random numbers that records the distribution of the last draw."""

    def __init__(self, numbers: list[float]) -> None:
        self.numbers = iter(numbers)
        self.drawn_from = np.zeros(0)

    def random(self) -> float:
        return next(self.numbers)

    def choice(self, count: int, p: Any) -> int:
        self.drawn_from = np.asarray(p)
        return count - 1


def test_speculative_decoding_equals_a_transcription_of_transformers(largest: dict[str, float]) -> None:
    """Transformers 5.24, ``generation/utils.py``: ``_speculative_sampling`` without an ensemble weight, for one text and
    from distributions instead of logits."""
    torch = pytest.importorskip("torch")
    name = "s6_speculative"
    ours = solution(name)
    rng = np.random.default_rng(0)
    matches = []
    for gamma, vocab in [(1, 3), (4, 6), (4, 50), (7, 3)] * 25:
        draft = rng.dirichlet(np.ones(vocab), size=gamma)
        target = rng.dirichlet(np.ones(vocab), size=gamma + 1)
        target[:gamma] = 0.3 * target[:gamma] + 0.7 * draft  # near enough to accept most tokens
        drafted = np.array([rng.choice(vocab, p=row) for row in draft])
        numbers = rng.random(gamma)

        p, q, new_candidate_input_ids = (torch.tensor(one)[None] for one in (target, draft, drafted))
        q_i = q[0, torch.arange(gamma), new_candidate_input_ids[0]]
        p_i = p[0, torch.arange(gamma), new_candidate_input_ids[0]]
        probability_ratio = p_i / q_i
        is_accepted = torch.tensor(numbers) <= probability_ratio
        n_matches = int(((~is_accepted).cumsum(dim=-1) < 1).sum())
        p_prime = p[0, n_matches]
        if n_matches < gamma:
            p_prime = torch.clamp(p_prime - q[0, n_matches], min=0)
            p_prime = p_prime / p_prime.sum()

        recorded = _RecordedDraws(list(numbers))
        tokens = ours["verify"](target, draft, drafted, recorded)
        assert tokens[:-1] == drafted[:n_matches].tolist()
        expect_equal(largest, name, recorded.drawn_from, p_prime.numpy(), 1e-12)
        matches.append(n_matches)
    assert {0, 1, 2, 3, 4, 7} <= set(matches)


def test_the_kv_cache_equals_an_attention_layer_of_transformers_with_its_cache(
    largest: dict[str, float],
) -> None:
    """Mistral's layer: rotary positions with half-split pairs, grouped queries, a sliding window, a ``DynamicCache``."""
    torch = pytest.importorskip("torch")
    mistral = pytest.importorskip("transformers.models.mistral.modeling_mistral")
    cache_utils = pytest.importorskip("transformers.cache_utils")
    name = "s6_kv_cache"
    ours = solution(name)
    rng = np.random.default_rng(0)
    for n_heads, n_kv_heads, d_head, window, sizes in (
        (4, 4, 8, None, (5, 1, 1, 4)),
        (6, 2, 4, None, (1,) * 12),
        (4, 1, 6, 4, (3, 1, 1, 5, 1, 2)),
        (8, 4, 16, 3, (7, 2, 1)),
    ):
        d_model = 24
        settings = mistral.MistralConfig(
            hidden_size=d_model,
            num_attention_heads=n_heads,
            num_key_value_heads=n_kv_heads,
            head_dim=d_head,
            num_hidden_layers=1,
            sliding_window=window,
            rope_parameters={"rope_type": "default", "rope_theta": 100.0},
            attn_implementation="sdpa",  # eager computes softmax in float32
        )
        theirs = mistral.MistralAttention(settings, 0).double().eval()
        speeds = torch.tensor(100.0 ** (-np.arange(d_head // 2) / (d_head // 2)))
        assert torch.allclose(
            mistral.MistralRotaryEmbedding(settings).inv_freq.double(), speeds
        )  # it is float32
        layer: dict[str, Any] = {"n_heads": n_heads, "n_kv_heads": n_kv_heads, "window": window}
        for key, linear in zip(
            ("w_q", "w_k", "w_v", "w_o"),
            (theirs.q_proj, theirs.k_proj, theirs.v_proj, theirs.o_proj),
            strict=True,
        ):
            layer[key] = rng.normal(scale=0.4, size=linear.weight.shape[::-1])
            linear.weight.data = torch.tensor(layer[key].T.copy())
        cache, kept, seen = ours["start_cache"](layer), cache_utils.DynamicCache(config=settings), 0
        for size in sizes:
            x = rng.normal(size=(size, d_model))
            output, cache = ours["attend"](x, cache, layer)
            keys = size + (seen if window is None else min(seen, window - 1))
            apart = np.arange(seen, seen + size)[:, None] - np.arange(seen + size - keys, seen + size)
            visible = (apart >= 0) & (apart < (window or seen + size))
            mask = torch.tensor(np.where(visible, 0.0, -np.inf))[None, None]
            positions = torch.arange(seen, seen + size)
            angles = (positions[:, None] * speeds).repeat(1, 2)[None]
            with torch.no_grad():
                other = theirs(
                    torch.tensor(x)[None],
                    position_embeddings=(angles.cos(), angles.sin()),
                    attention_mask=mask,
                    cache=kept,
                    cache_position=positions,
                )[0]
            expect_equal(largest, name, output, other[0].numpy(), 1e-10)
            seen += size


def test_adamw_clipping_and_the_schedule_equal_torch(largest: dict[str, float]) -> None:
    """``torch.optim.AdamW`` with two groups, ``clip_grad_norm_`` (which adds 1e-6 to the norm), and the schedule made of
    ``LinearLR`` and ``CosineAnnealingLR``. Fifty steps in float64."""
    torch = pytest.importorskip("torch")
    name = "s6_adamw"
    ours = solution(name)
    rng = np.random.default_rng(0)
    shapes = {"w": (4, 5), "heads": (2, 3, 4), "bias": (5,), "gain": (4,)}
    settings = {"peak": 1e-2, "minimum": 1e-3, "warmup_steps": 10, "total_steps": 40, "max_norm": 3.0}
    settings |= {"beta1": 0.8, "beta2": 0.97, "eps": 1e-6, "weight_decay": 0.2}
    weights = {key: rng.normal(size=shape) for key, shape in shapes.items()}
    theirs = {key: torch.nn.Parameter(torch.tensor(array)) for key, array in weights.items()}
    decaying = [p for p in theirs.values() if p.ndim >= 2]
    others = [p for p in theirs.values() if p.ndim < 2]
    groups = [{"params": decaying, "weight_decay": 0.2}, {"params": others, "weight_decay": 0.0}]
    adam = torch.optim.AdamW(groups, lr=1.0, betas=(0.8, 0.97), eps=1e-6)
    spare = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1e-2)  # only for its schedule
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(spare, T_max=30, eta_min=1e-3)
    state = ours["start_state"](weights)
    for step in range(1, 51):
        gradients = {
            key: rng.normal(scale=10.0 ** rng.integers(-2, 2), size=shape) for key, shape in shapes.items()
        }
        for key, array in gradients.items():
            theirs[key].grad = torch.tensor(array)
        norm = torch.nn.utils.clip_grad_norm_(list(theirs.values()), 3.0)
        clipped, length = ours["clip_by_global_norm"](gradients, 3.0)
        expect_equal(largest, name, length, float(norm), 1e-10)
        if step <= 10:
            rate = 1e-2 * step / 10
        elif step <= 40:
            spare.step()
            cosine.step()
            rate = cosine.get_last_lr()[0]
        schedule = [settings[key] for key in ("peak", "minimum", "warmup_steps", "total_steps")]
        expect_equal(largest, name, ours["learning_rate"](step, *schedule), rate, 1e-12)
        for group in adam.param_groups:
            group["lr"] = rate
        adam.step()
        weights, state = ours["training_step"](weights, gradients, state, step, settings)
        for key, array in weights.items():
            expect_equal(largest, name, clipped[key], theirs[key].grad.numpy(), 1e-5)
            expect_equal(largest, f"{name}, weights", array, theirs[key].detach().numpy(), 1e-7)
