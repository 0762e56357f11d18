"""Mistakes that people make in DPO, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-6-complete-reference"
LOSS, DERIVATION, MASKING = f"{LESSON}#dpo-loss", f"{LESSON}#dpo", f"{LESSON}#sft-masking"
OTHERS = f"{LESSON}#preference-losses"

SCORES = "scores = logits[:, :-1].astype(np.float64)"
MAXIMUM = "scores = scores - scores.max(axis=-1, keepdims=True)"
LOGPROBS = "logprobs = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))  # (B, T - 1, V)"
SHIFT = "targets, counted = ids[:, 1:], answer[:, 1:]"
PICKED = "picked = np.take_along_axis(logprobs, targets[..., np.newaxis], axis=-1)[..., 0]  # (B, T - 1)"
SUM = "return np.where(counted, picked, 0.0).sum(axis=-1)"

REWARD_W = "reward_w = beta * (policy_w - reference_w)"
REWARD_L = "reward_l = beta * (policy_l - reference_l)"
REWARDS = "return reward_w, reward_l"

LOSS_MEAN = "return float(np.mean(np.logaddexp(0.0, -margin)))  # log(1 + exp(-margin)), without overflow"
IPO_LOSS = "return float(np.mean((margin / beta - 1 / (2 * beta)) ** 2))"
IF_IPO_LOSS = "    if ipo:\n        return float"
WEIGHT = "weight = beta * np.exp(-np.logaddexp(0.0, margin)) / n_pairs  # β · σ(-margin) / n"
IF_IPO_GRADIENT = "    if ipo:\n        weight"
IPO_WEIGHT = "weight = -2 * (margin / beta - 1 / (2 * beta)) / n_pairs"
GRADIENT = "return -weight, weight"
SIGNATURE = "def sequence_logprobs(logits: np.ndarray, ids: np.ndarray, answer: np.ndarray)"

MARGIN_IN_LOSS = "margin = reward_w - reward_l\n    if ipo"
MARGIN_IN_GRADIENT = "margin = reward_w - reward_l\n    n_pairs"


def margins(expression: str) -> tuple[dict[str, str], ...]:
    """The changes that give the loss, or the loss and the gradient, this margin and leave the rewards right."""
    loss = {MARGIN_IN_LOSS: f"margin = {expression}\n    if ipo"}
    gradient = {MARGIN_IN_GRADIENT: f"margin = {expression}\n    n_pairs"}
    return loss, {**loss, **gradient}, gradient


OVER_TOKENS = [
    Mistake(
        id="logits-not-shifted",
        name="reads the token's own logits",
        diagnosis="Your code takes the probability of token t from the logits at t, which already saw that token. The "
        "logits at t predict the token at t + 1. Pair logits[:, :-1] with ids[:, 1:].",
        see=LOSS,
        change={SCORES: "scores = logits[:, 1:].astype(np.float64)"},
    ),
    Mistake(
        id="shifted-the-wrong-way",
        name="shifts the wrong way round",
        diagnosis="Your code pairs the logits at t + 1 with the token at t. It should be the other way round: the logits "
        "at t predict the token at t + 1. Write logits[:, :-1] and ids[:, 1:].",
        see=LOSS,
        change={
            SCORES: "scores = logits[:, 1:].astype(np.float64)",
            SHIFT: "targets, counted = ids[:, :-1], answer[:, :-1]",
        },
        also=(
            {
                SCORES: "scores = logits[:, 1:].astype(np.float64)",
                SHIFT: "targets, counted = ids[:, :-1], answer[:, 1:]",
            },
            {SCORES: "scores = np.roll(logits, -2, axis=1)[:, :-1].astype(np.float64)"},
        ),
    ),
    Mistake(
        id="mask-not-shifted",
        name="cuts the mask like the logits",
        diagnosis="Your mask is cut like the logits, so the last token of the prompt counts and the last token of the "
        "answer does not. The mask says which tokens count: cut it like ids, answer[:, 1:].",
        see=MASKING,
        change={SHIFT: "targets, counted = ids[:, 1:], answer[:, :-1]"},
    ),
    Mistake(
        id="last-token-dropped",
        name="drops the answer's last token",
        diagnosis="Your code shifts twice: the last token of the sequence is never counted. Often that is the end token, "
        "so the model never learns to stop. Pair logits[:, :-1] with ids[:, 1:], and shift only once.",
        see=MASKING,
        change={
            SCORES: "scores = logits[:, :-2].astype(np.float64)",
            SHIFT: "targets, counted = ids[:, 1:-1], answer[:, 1:-1]",
        },
        also=({SHIFT: "targets, counted = ids[:, 1:], answer[:, 1:].copy()\n    counted[:, -1] = False"},),
    ),
    Mistake(
        id="prompt-counted",
        name="counts the prompt too",
        diagnosis="Your code ignores answer and sums over every token. The prompt is the same for winner and loser; it only "
        "adds noise, and padding counts too. Keep the log-probabilities where answer[:, 1:] is True.",
        see=MASKING,
        change={SUM: "return picked.sum(axis=-1)"},
    ),
    Mistake(
        id="mask-inverted",
        name="counts all but the answer",
        diagnosis="Your code keeps the tokens where answer is False: prompt and padding. True means that a token belongs to "
        "the answer. Sum where answer[:, 1:] is True.",
        see=MASKING,
        change={SUM: "return np.where(counted, 0.0, picked).sum(axis=-1)"},
    ),
    Mistake(
        id="padding-counted",
        name="counts the padding too",
        diagnosis="Your code sums from the first token of the answer to the end of the row, so padding counts. Long rows "
        "then lose against short ones. Use the whole mask, not only its beginning.",
        see=MASKING,
        change={SUM: "return np.where(np.cumsum(counted, axis=-1) > 0, picked, 0.0).sum(axis=-1)"},
    ),
    Mistake(
        id="mean-over-the-answer",
        name="takes the mean, not the sum",
        diagnosis="Your code returns the mean over the answer's tokens. DPO needs log π(y), the sum: β is made for it, and "
        "the derivation holds only for whole answers. Do not divide by the length (SimPO does).",
        see=LOSS,
        change={SUM: "return np.where(counted, picked, 0.0).sum(axis=-1) / counted.sum(axis=-1)"},
    ),
    Mistake(
        id="mean-over-all-positions",
        name="divides by the row's length",
        diagnosis="Your code takes the mean over all positions of the row, the masked ones included, so prompt and padding "
        "change the result. DPO needs log π(y): the sum over the answer, not divided by anything.",
        see=LOSS,
        change={SUM: "return np.where(counted, picked, 0.0).mean(axis=-1)"},
        also=({SUM: "return np.where(counted, picked, 0.0).sum(axis=-1) / ids.shape[1]"},),
    ),
    Mistake(
        id="summed-over-the-batch",
        name="sums over the batch too",
        diagnosis="Your code returns one number for the whole batch. Winners and losers must be compared pair by pair: sum "
        "over the positions only, axis=-1, and keep one number per row.",
        see=LOSS,
        change={SUM: "return np.where(counted, picked, 0.0).sum()"},
    ),
    Mistake(
        id="one-number-per-token",
        name="returns a number per token",
        diagnosis="Your code returns one log-probability per position. The answer as a whole has the sum of them: finish "
        "with .sum(axis=-1).",
        see=LOSS,
        change={SUM: "return np.where(counted, picked, 0.0)"},
        also=({SUM: "return picked"},),
    ),
    Mistake(
        id="raw-logits",
        name="sums raw logits",
        diagnosis="Your code sums logits, not log-probabilities. Logits can be shifted by any number without changing the "
        "model. Subtract the logarithm of the sum of exp over the vocabulary: a log-softmax.",
        see=LOSS,
        change={MAXIMUM: "", LOGPROBS: "logprobs = scores"},
    ),
    Mistake(
        id="probabilities-summed",
        name="sums probabilities without log",
        diagnosis="Your code adds the probabilities of the tokens. The probability of an answer is their product, and its "
        "logarithm the sum of their logarithms. Take the log-softmax before you sum.",
        see=LOSS,
        change={LOGPROBS: "logprobs = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="probability-of-the-answer",
        name="returns probabilities, not logarithms",
        diagnosis="Your code returns the probability of the answer, the product over its tokens. DPO needs the logarithm: "
        "long answers underflow to 0 otherwise, and the reward is a difference of logarithms. Return the sum.",
        see=LOSS,
        change={SUM: "return np.exp(np.where(counted, picked, 0.0).sum(axis=-1))"},
    ),
    Mistake(
        id="masked-before-the-log",
        name="masks before the logarithm",
        diagnosis="Your code sets the probabilities outside the answer to 0 and then takes the logarithm, which is −∞ there. "
        "A token that does not count adds 0 to the sum: take the logarithm first, then mask.",
        see=MASKING,
        change={SUM: "return np.log(np.exp(picked) * counted).sum(axis=-1)"},
        also=(
            {SUM: "return (np.log(np.exp(picked) * counted) * counted).sum(axis=-1)"},
            {
                SUM: "kept = np.pad(np.exp(picked) * counted, ((0, 0), (1, 0)))\n"
                "    return (np.log(kept) * answer).sum(axis=-1)"
            },
        ),
    ),
    Mistake(
        id="negative-log-likelihood",
        name="returns the loss, with a minus",
        diagnosis="Your code returns −log π(y), the loss of supervised training. Log-probabilities are at most 0. With the "
        "opposite sign, DPO prefers the loser. Remove the minus.",
        see=LOSS,
        change={SUM: "return -np.where(counted, picked, 0.0).sum(axis=-1)"},
        also=({SUM: "return -np.where(counted, picked, 0.0).sum(axis=-1) / counted.sum(axis=-1)"},),
    ),
    Mistake(
        id="softmax-over-positions",
        name="takes the softmax over positions",
        diagnosis="Your softmax runs over the positions. Each position has its own distribution over the vocabulary: use "
        "the last axis, axis=-1, with keepdims=True.",
        see=LOSS,
        change={LOGPROBS: "logprobs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))"},
        also=(
            {
                SCORES: "scores = logits.astype(np.float64)",
                LOGPROBS: "logprobs = (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))[:, :-1]",
                MAXIMUM: "",
            },
            {
                SCORES: "scores = logits.astype(np.float64)",
                LOGPROBS: "logprobs = (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))[:, :-1]",
            },
            {
                MAXIMUM: "scores = scores - scores.max(axis=1, keepdims=True)",
                LOGPROBS: "logprobs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))",
            },
        ),
    ),
    Mistake(
        id="likeliest-token",
        name="scores the likeliest token instead",
        diagnosis="Your code takes the largest log-probability at each position, whichever token it belongs to. The answer "
        "is given: read the entry of the token in ids, with np.take_along_axis or integer indices.",
        see=LOSS,
        change={PICKED: "picked = logprobs.max(axis=-1)"},
    ),
]

OVER_REWARDS = [
    Mistake(
        id="beta-missing",
        name="leaves out β",
        diagnosis="Your rewards are the log ratios themselves. They are multiplied by β, and so is the margin in the loss: "
        "β · (log π − log π_ref). Without β, 0.1 acts like 1.",
        see=LOSS,
        change={
            REWARD_W: "reward_w = policy_w - reference_w",
            REWARD_L: "reward_l = policy_l - reference_l",
        },
        also=margins("(reward_w - reward_l) / beta"),
    ),
    Mistake(
        id="beta-divides",
        name="divides by β",
        diagnosis="Your code divides the log ratios by β. In the RLHF objective, β multiplies the log ratio: the reward is "
        "β · (log π − log π_ref). (The optimal policy contains r / β.)",
        see=DERIVATION,
        change={
            REWARD_W: "reward_w = (policy_w - reference_w) / beta",
            REWARD_L: "reward_l = (policy_l - reference_l) / beta",
        },
        also=margins("(reward_w - reward_l) / beta**2"),
    ),
    Mistake(
        id="beta-fixed",
        name="fixes β at 0.1",
        diagnosis="Your code uses 0.1 whatever beta is. Multiply by the argument beta.",
        see=LOSS,
        change={
            REWARD_W: "reward_w = 0.1 * (policy_w - reference_w)",
            REWARD_L: "reward_l = 0.1 * (policy_l - reference_l)",
        },
        also=margins("0.1 * (reward_w - reward_l) / beta"),
    ),
    Mistake(
        id="reference-forgotten",
        name="leaves out the reference",
        diagnosis="Your code uses the policy's log-probabilities alone. Then long or rare answers look bad from the start, "
        "and the first loss is not 0.693. Subtract the reference: β · (log π − log π_ref).",
        see=DERIVATION,
        change={REWARD_W: "reward_w = beta * policy_w", REWARD_L: "reward_l = beta * policy_l"},
        also=margins("beta * (policy_w - policy_l)"),
    ),
    Mistake(
        id="reference-minus-policy",
        name="subtracts in the wrong order",
        diagnosis="Your code subtracts the policy from the reference, so an answer that became likelier has a negative "
        "reward. Write policy − reference.",
        see=LOSS,
        change={
            REWARD_W: "reward_w = beta * (reference_w - policy_w)",
            REWARD_L: "reward_l = beta * (reference_l - policy_l)",
        },
    ),
    Mistake(
        id="logarithms-divided",
        name="divides the log-probabilities",
        diagnosis="Your code divides one log-probability by the other. The ratio in the formula is of probabilities, and "
        "its logarithm is a difference: log π − log π_ref.",
        see=DERIVATION,
        change={
            REWARD_W: "reward_w = beta * (policy_w / reference_w)",
            REWARD_L: "reward_l = beta * (policy_l / reference_l)",
        },
        also=(
            {
                REWARD_W: "reward_w = beta * np.log(policy_w / reference_w)",
                REWARD_L: "reward_l = beta * np.log(policy_l / reference_l)",
            },
            *margins("beta * (policy_w / reference_w - policy_l / reference_l)"),
            *margins("beta * np.log((policy_w / reference_w) / (policy_l / reference_l))"),
        ),
    ),
    Mistake(
        id="ratio-without-log",
        name="exponentiates the log ratio",
        diagnosis="Your code uses the ratio of probabilities, exp(log π − log π_ref). PPO and GRPO do; DPO's reward is the "
        "logarithm of that ratio. Leave out np.exp.",
        see=DERIVATION,
        change={
            REWARD_W: "reward_w = beta * np.exp(policy_w - reference_w)",
            REWARD_L: "reward_l = beta * np.exp(policy_l - reference_l)",
        },
        also=margins("beta * (np.exp(policy_w - reference_w) - np.exp(policy_l - reference_l))"),
    ),
    Mistake(
        id="one-difference-per-model",
        name="compares winner with loser per model",
        diagnosis="Your two results are w − l under the policy and w − l under the reference. Their difference is the right "
        "margin, but they are not rewards. An answer's reward compares it with itself under the reference.",
        see=LOSS,
        change={
            REWARDS: "return beta * (policy_w - policy_l), beta * (reference_w - reference_l)",
        },
    ),
    Mistake(
        id="margin-returned",
        name="returns the margin, not two rewards",
        diagnosis="Your implicit_rewards returns reward_w − reward_l. Both are wanted, because both can fall while the "
        "margin grows. Return reward_w, reward_l.",
        see=LOSS,
        change={
            "    return reward_w, reward_l\n": "    return reward_w - reward_l\n",
            "    reward_w, reward_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)\n"
            "    margin = reward_w - reward_l\n    if ipo": "    margin = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)\n    if ipo",
            "    reward_w, reward_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)\n"
            "    margin = reward_w - reward_l\n    n_pairs": "    margin = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)\n    n_pairs",
        },
    ),
    Mistake(
        id="loser-first",
        name="returns the loser's reward first",
        diagnosis="Your implicit_rewards returns the loser's reward first, so everything computed from it prefers the "
        "loser. Return reward_w, reward_l.",
        see=LOSS,
        change={REWARDS: "return reward_l, reward_w"},
    ),
]

ADDED = "beta * ((policy_w - policy_l) + (reference_w - reference_l))"

OVER_LOSS = [
    Mistake(
        id="loser-preferred",
        name="prefers the loser",
        diagnosis="Your loss falls when the loser becomes likelier: the margin has the wrong sign. It is reward_w − "
        "reward_l, and the loss is −log σ(margin) = log(1 + exp(−margin)).",
        see=LOSS,
        change={LOSS_MEAN: "return float(np.mean(np.logaddexp(0.0, margin)))"},
        also=(
            {
                LOSS_MEAN: "return float(np.mean(np.logaddexp(0.0, margin)))",
                WEIGHT: "weight = -beta * np.exp(-np.logaddexp(0.0, -margin)) / n_pairs",
            },
            {
                LOSS_MEAN: "return float(np.mean(np.logaddexp(0.0, margin)))",
                GRADIENT: "return weight, -weight",
            },
        ),
    ),
    Mistake(
        id="minus-missing",
        name="leaves out the minus",
        diagnosis="Your code returns log σ(margin), which is negative. Minimising it drives the margin down. A loss is the "
        "negative log-likelihood: −log σ(margin).",
        see=LOSS,
        change={LOSS_MEAN: "return float(np.mean(-np.logaddexp(0.0, -margin)))"},
    ),
    Mistake(
        id="log-missing",
        name="leaves out the logarithm",
        diagnosis="Your loss contains σ(margin) itself, not its logarithm, so it is 0.5 at the start and hardly changes for "
        "badly ordered pairs. Take −log σ(margin).",
        see=LOSS,
        change={LOSS_MEAN: "return float(np.mean(-1 / (1 + np.exp(-margin))))"},
        also=({LOSS_MEAN: "return float(np.mean(1 / (1 + np.exp(margin))))"},),
    ),
    Mistake(
        id="margin-as-loss",
        name="returns minus the margin",
        diagnosis="Your loss is −margin. It pushes a well-ordered pair as hard as a badly ordered one, and never stops. "
        "Put the margin through −log σ: np.log1p(np.exp(-margin)).",
        see=LOSS,
        change={LOSS_MEAN: "return float(np.mean(-margin))"},
    ),
    Mistake(
        id="hinge",
        name="uses a hinge loss",
        diagnosis="Your loss is max(0, 1 − margin), the hinge of SLiC. It is 1 at the start, and 0 from a margin of 1 on. "
        "DPO's loss is −log σ(margin), which starts at 0.693.",
        see=OTHERS,
        change={LOSS_MEAN: "return float(np.mean(np.maximum(0.0, 1.0 - margin)))"},
    ),
    Mistake(
        id="answers-judged-one-by-one",
        name="judges each answer by itself",
        diagnosis="Your loss is −log σ(reward_w) − log σ(−reward_l): two losses, 2 log 2 at the start. The derivation needs "
        "the difference, because log Z cancels only there. Use −log σ(reward_w − reward_l).",
        see=DERIVATION,
        change={
            LOSS_MEAN: "return float(np.mean(np.logaddexp(0.0, -reward_w) + np.logaddexp(0.0, reward_l)))"
        },
        also=(
            {
                LOSS_MEAN: "return float(np.mean(np.logaddexp(0.0, -reward_w) + np.logaddexp(0.0, reward_l)) / 2)"
            },
            {LOSS_MEAN: "return float(np.mean(np.logaddexp(0.0, -reward_w) - np.logaddexp(0.0, -reward_l)))"},
        ),
    ),
    Mistake(
        id="pairs-summed",
        name="sums over the pairs",
        diagnosis="Your loss is the sum over the pairs, so it grows with the batch, and so does the step. Take the mean.",
        see=LOSS,
        change={LOSS_MEAN: "return float(np.sum(np.logaddexp(0.0, -margin)))"},
    ),
    Mistake(
        id="one-loss-per-pair",
        name="returns one loss per pair",
        diagnosis="Your code returns an array with the loss of each pair. A training step needs one number: take the mean.",
        see=LOSS,
        change={LOSS_MEAN: "return np.logaddexp(0.0, -margin)"},
    ),
    Mistake(
        id="loss-of-the-mean-margin",
        name="averages the margins first",
        diagnosis="Your code takes the mean margin and then its loss. A pair with a large margin then hides a badly ordered "
        "one. Compute the loss of each pair, and take the mean last.",
        see=LOSS,
        change={LOSS_MEAN: "return float(np.logaddexp(0.0, -np.mean(margin)))"},
    ),
    Mistake(
        id="reference-added",
        name="adds the reference's difference",
        diagnosis="Your margin adds the reference's difference between winner and loser to the policy's. It must be "
        "subtracted: (policy_w − policy_l) − (reference_w − reference_l).",
        see=LOSS,
        change=margins(ADDED)[0],
        also=margins(ADDED)[1:],
    ),
]

OVER_GRADIENT = [
    Mistake(
        id="gradient-reversed",
        name="reverses the gradient's sign",
        diagnosis="Your gradient is positive for the winner, so a step against it lowers the winner and raises the loser. "
        "The loss falls as policy_w grows: d_w is negative, d_l positive.",
        see=LOSS,
        change={GRADIENT: "return weight, -weight"},
    ),
    Mistake(
        id="both-the-same-sign",
        name="gives both answers one sign",
        diagnosis="Your two gradients have the same sign, so a step lowers or raises both answers. The margin contains "
        "policy_l with a minus: d_l = −d_w.",
        see=LOSS,
        change={GRADIENT: "return -weight, -weight"},
        also=({GRADIENT: "return weight, weight"},),
    ),
    Mistake(
        id="beta-missing-in-the-gradient",
        name="leaves β out of the gradient",
        diagnosis="Your gradient is the derivative by the margin. The margin is β times a difference, so the chain rule "
        "multiplies by β: β · σ(−margin) / n.",
        see=LOSS,
        change={WEIGHT: "weight = np.exp(-np.logaddexp(0.0, margin)) / n_pairs"},
    ),
    Mistake(
        id="gradient-of-the-sum",
        name="forgets the mean in the gradient",
        diagnosis="Your gradient is that of the sum over the pairs. The loss is their mean, so each pair has 1/n of it: "
        "divide by n.",
        see=LOSS,
        change={WEIGHT: "weight = beta * np.exp(-np.logaddexp(0.0, margin))"},
    ),
    Mistake(
        id="weight-of-the-wrong-pairs",
        name="weights with σ(margin)",
        diagnosis="Your weight is σ(margin), so pairs that are already in order get the largest gradient. The derivative of "
        "−log σ(m) is −σ(−m), which is large when the order is wrong.",
        see=LOSS,
        change={WEIGHT: "weight = beta * np.exp(-np.logaddexp(0.0, -margin)) / n_pairs"},
        also=(
            {
                WEIGHT: "weight = beta * np.exp(-np.logaddexp(0.0, -margin)) / n_pairs",
                GRADIENT: "return weight, -weight",
            },
        ),
    ),
    Mistake(
        id="same-weight-for-every-pair",
        name="gives every pair one weight",
        diagnosis="Your gradient does not depend on the margin, so the winner rises and the loser falls without end. "
        "Multiply by σ(−margin): a pair in the right order needs less.",
        see=LOSS,
        change={WEIGHT: "weight = beta * np.ones(n_pairs) / n_pairs"},
        also=({WEIGHT: "weight = beta * np.ones(n_pairs) / 2 / n_pairs"},),
    ),
    Mistake(
        id="sigmoid-differentiated",
        name="differentiates σ, not log σ",
        diagnosis="Your gradient contains σ(m) · σ(−m), the derivative of σ. It vanishes for badly ordered pairs. The loss "
        "is −log σ(m), and its derivative is −σ(−m).",
        see=LOSS,
        change={
            WEIGHT: "weight = beta * np.exp(-np.logaddexp(0.0, margin) - np.logaddexp(0.0, -margin)) / n_pairs"
        },
    ),
    Mistake(
        id="loser-without-gradient",
        name="leaves the loser alone",
        diagnosis="Your code gives the loser no gradient, so only the winner is trained, as in supervised fine-tuning. The "
        "margin contains policy_l too: d_l = −d_w.",
        see=LOSS,
        change={GRADIENT: "return -weight, np.zeros_like(weight)"},
    ),
    Mistake(
        id="weight-from-each-answer",
        name="weights each answer by its reward",
        diagnosis="Your gradient weights the winner with σ(−reward_w) and the loser with σ(reward_l). The loss depends only "
        "on the margin, so both have the same weight, σ(−margin).",
        see=LOSS,
        change={
            GRADIENT: "own_w = np.exp(-np.logaddexp(0.0, reward_w))\n"
            "    own_l = np.exp(-np.logaddexp(0.0, -reward_l))\n"
            "    return -beta * own_w / n_pairs, beta * own_l / n_pairs"
        },
    ),
]

LAPSES = [
    Mistake(
        id="exp-of-raw-logits",
        name="takes exp of raw logits",
        diagnosis="Your code takes exp of the logits as they are. Above 709 it overflows to inf, and the log-probability is "
        "−inf or NaN. Subtract each position's largest logit first.",
        see=LOSS,
        change={MAXIMUM: ""},
        also=(
            {
                MAXIMUM: "",
                LOGPROBS: "logprobs = np.log(np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True))",
            },
        ),
    ),
    Mistake(
        id="log-of-a-softmax",
        name="takes the logarithm of a softmax",
        diagnosis="Your code computes the softmax, then its logarithm. An unlikely token's probability underflows to 0, and "
        "its logarithm is −inf. Compute logit − max − log(sum of exp) in one go.",
        see=LOSS,
        change={LOGPROBS: "logprobs = np.log(np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True))"},
    ),
    Mistake(
        id="mask-multiplied",
        name="multiplies by the mask",
        diagnosis="Your code multiplies by the mask. Where a token of the prompt is impossible, that is −∞ · 0 = NaN, and "
        "the whole sum is NaN. Choose instead: np.where(answer[:, 1:], picked, 0.0).",
        see=MASKING,
        change={SUM: "return (picked * counted).sum(axis=-1)"},
    ),
    Mistake(
        id="loss-overflows",
        name="overflows for a large margin",
        diagnosis="Your loss is inf when a pair is badly out of order: exp(−margin) overflows, or σ becomes exactly 0. "
        "Write np.logaddexp(0, -margin).",
        see=LOSS,
        change={LOSS_MEAN: "return float(np.mean(np.log(1 + np.exp(-margin))))"},
    ),
    Mistake(
        id="ipo-ignored",
        name="ignores ipo=True",
        diagnosis="Your code returns DPO's result with ipo=True too. Then the loss is the mean of (h − 1/(2β))², with h = "
        "margin / β, and the gradient is that of this square.",
        see=OTHERS,
        change={
            IF_IPO_LOSS: "    if False:\n        return float",
            IF_IPO_GRADIENT: "    if False:\n        weight",
        },
        also=(
            {IF_IPO_LOSS: "    if False:\n        return float"},
            {IF_IPO_GRADIENT: "    if False:\n        weight"},
        ),
    ),
    Mistake(
        id="ipo-target-of-one-over-beta",
        name="aims at 1/β in IPO",
        diagnosis="With ipo=True, your code aims at h = 1/β. The target is half of that, 1/(2β).",
        see=OTHERS,
        change={
            IPO_LOSS: "return float(np.mean((margin / beta - 1 / beta) ** 2))",
            IPO_WEIGHT: "weight = -2 * (margin / beta - 1 / beta) / n_pairs",
        },
        also=(
            {
                IPO_LOSS: "return float(np.mean((margin / beta - beta / 2) ** 2))",
                IPO_WEIGHT: "weight = -2 * (margin / beta - beta / 2) / n_pairs",
            },
        ),
    ),
    Mistake(
        id="ipo-of-the-margin",
        name="squares the margin with β",
        diagnosis="With ipo=True, your code squares margin − 1/(2β). IPO uses h, the margin without β.",
        see=OTHERS,
        change={
            IPO_LOSS: "return float(np.mean((margin - 1 / (2 * beta)) ** 2))",
            IPO_WEIGHT: "weight = -2 * beta * (margin - 1 / (2 * beta)) / n_pairs",
        },
        also=(
            {
                IPO_LOSS: "return float(np.mean((margin - 1 / (2 * beta)) ** 2))",
                IPO_WEIGHT: "weight = -2 * (margin - 1 / (2 * beta)) / n_pairs",
            },
        ),
    ),
    Mistake(
        id="ipo-gradient-halved",
        name="forgets the 2 of the square",
        diagnosis="With ipo=True, your gradient is half as large as it should be. The derivative of (h − c)² is 2 (h − c).",
        see=OTHERS,
        change={IPO_WEIGHT: "weight = -(margin / beta - 1 / (2 * beta)) / n_pairs"},
    ),
    Mistake(
        id="half-precision-sum",
        name="sums in float16",
        diagnosis="Your code computes the log-softmax of float16 logits in float16. Each token is off by up to 0.002, and "
        "the sum over a long answer by more. Start with logits.astype(np.float64).",
        see=MASKING,
        change={SCORES: "scores = logits[:, :-1]"},
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept logits, ids and answer by these names, so a call that passes them by name "
        "fails. Name the parameters as the stub does.",
        see=LOSS,
        change={
            SIGNATURE: "def sequence_logprobs(logits: np.ndarray, labels: np.ndarray, mask: np.ndarray)",
            SHIFT: "targets, counted = labels[:, 1:], mask[:, 1:]",
        },
    ),
]

MISTAKES = [*OVER_TOKENS, *OVER_REWARDS, *OVER_LOSS, *OVER_GRADIENT, *LAPSES]


def probes() -> list[Probe]:
    """Answers of one token and of many, with padding and without; pairs in the right order and in the wrong one; then robust."""
    rng = np.random.default_rng(29)

    def rows(n_rows: int, seq_len: int, n_tokens: int, padding: int = 0) -> tuple[np.ndarray, ...]:
        answer = np.zeros((n_rows, seq_len), dtype=bool)
        for row in range(n_rows):
            answer[row, 1 + row % (seq_len - 2) : seq_len - padding * (row % 2)] = True
        logits, ids = (
            rng.normal(size=(n_rows, seq_len, n_tokens)),
            rng.integers(n_tokens, size=(n_rows, seq_len)),
        )
        return logits, ids, answer

    def pairs(n_pairs: int) -> tuple[np.ndarray, ...]:
        reference = -rng.uniform(8, 20, size=(2, n_pairs))
        policy = reference + rng.normal(size=(2, n_pairs)) * 2
        return policy[0], policy[1], reference[0], reference[1]

    def core(function: str, facet: str, *args: object) -> Probe:
        return Probe(function, args, facet=facet)

    def robust(function: str, facet: str, *args: object, **kwargs: object) -> Probe:
        return Probe(function, args, kwargs, facet=facet, tier="robust")

    tokens, rewards, loss, gradient = "sequence_logprobs", "implicit_rewards", "dpo_loss", "dpo_gradient"
    one_token = rows(2, 4, 5)[0], np.array([[3, 0, 1, 2], [4, 4, 2, 0]]), np.arange(4) == np.array([[1], [3]])
    huge, ids, answer = rows(2, 5, 6)
    impossible = [array.copy() for array in rows(2, 5, 6)]
    impossible[2][:, 1] = False
    impossible[0][[0, 1], 0, impossible[1][:, 1]] = -np.inf
    far_apart = np.array([2000.0, -2000.0, 1.0]), np.zeros(3), np.zeros(3), np.zeros(3)
    some, others = pairs(3), pairs(4)
    named = dict(zip(("logits", "ids", "answer"), rows(2, 5, 6), strict=True))
    return [
        core(tokens, "log-probabilities", *one_token),
        core(tokens, "log-probabilities", *rows(3, 6, 5)),
        core(tokens, "answer mask", *rows(4, 7, 5, padding=2)),
        core(tokens, "answer mask", *rows(2, 5, 3, padding=1)),
        core(tokens, "log-probabilities", *rows(4, 4, 4)),
        core(rewards, "rewards", *some, 0.1),
        core(rewards, "rewards", *others, 0.5),
        core(rewards, "rewards", *pairs(1)),
        core(loss, "loss", *some, 0.1),
        core(loss, "loss", *others, 0.5),
        core(loss, "loss", *pairs(1), 0.3),
        core(gradient, "gradient", *some, 0.1),
        core(gradient, "gradient", *others, 0.5),
        core(gradient, "gradient", *pairs(1), 0.3),
        robust(tokens, "large logits", huge * 3000, ids, answer),
        robust(tokens, "large logits", huge - 2000, ids, answer),
        robust(loss, "large margins", *far_apart, 1.0),
        robust(tokens, "impossible tokens", *impossible),
        robust(loss, "IPO", *some, 0.25, True),
        robust(loss, "IPO", *others, 0.1, True),
        robust(gradient, "IPO", *some, 0.25, True),
        robust(gradient, "IPO", *others, 0.1, True),
        robust(tokens, "types", (np.sign(huge) * 4e4 + huge).astype(np.float16), ids, answer),
        robust(tokens, "calls", **named),
    ]
