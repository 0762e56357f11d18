"""Mistakes that people make in GRPO, and inputs on which no two of them give the same result."""

from collections.abc import Mapping

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-6-complete-reference"
CLIP, GRPO, VARIANTS = f"{LESSON}#ppo-clip", f"{LESSON}#grpo", f"{LESSON}#grpo-variants"

# group_advantages
REWARDS = "rewards = np.asarray(rewards, dtype=np.float64)"
MEAN = "mean = rewards.mean(axis=1, keepdims=True)"
STD = "std = rewards.std(axis=1, keepdims=True)"
ADVANTAGES = "return (rewards - mean) / (std + EPS)"

# clipped_objective
IN_FLOAT64 = "log_probs = np.asarray(log_probs, dtype=np.float64)\n    "
RATIO = "ratio = np.exp(log_probs - old_log_probs)\n    advantage = advantages[:, np.newaxis]  # (N, 1)"
COLUMN = "advantage = advantages[:, np.newaxis]  # (N, 1)"
MINIMUM = "return np.minimum(ratio * advantage, np.clip(ratio, 1 - low, 1 + high) * advantage)"

# kl_to_reference
LOG_U = "log_u = np.asarray(ref_log_probs, dtype=np.float64) - log_probs"
K = "return np.exp(log_u) - log_u - 1"

# grpo_loss
OBJECTIVE = "objective = clipped_objective(log_probs, old_log_probs, advantages, clip)"
PENALTY = "objective = objective - beta * kl_to_reference(log_probs, ref_log_probs)"
LENGTHS = "lengths = np.maximum(mask.sum(axis=1), 1)\n"
PER_ANSWER = "per_answer = np.where(mask, objective, 0).sum(axis=1) / lengths"
LOSS = "return -per_answer.mean()"

# grpo_gradient
G_RATIO = "ratio = np.exp(log_probs - old_log_probs)\n    advantage = advantages[:, np.newaxis]\n"
MOVES = "moves = ratio * advantage <= np.clip(ratio, 1 - low, 1 + high) * advantage"
D_OBJECTIVE = "d_objective = np.where(moves, ratio * advantage, 0)  # dρ / dlog π = ρ"
D_KL = "d_kl = 1 - np.exp(ref_log_probs - log_probs)"
PER_TOKEN = "per_token = d_objective - beta * d_kl"
G_LENGTHS = "lengths = np.maximum(mask.sum(axis=1, keepdims=True), 1)"
GRADIENT = "return -np.where(mask, per_token, 0) / lengths / len(mask)"


def new_ratio(ratio: str) -> Mapping[str, str]:
    """The ratio of clipped_objective, computed in another way."""
    return {RATIO: f"ratio = {ratio}\n    {COLUMN}"}


def gradient_ratio(ratio: str) -> Mapping[str, str]:
    """The ratio of grpo_gradient, computed in another way."""
    return {G_RATIO: f"ratio = {ratio}\n    advantage = advantages[:, np.newaxis]\n"}


def both(*changes: Mapping[str, str]) -> Mapping[str, str]:
    """Several changes together."""
    return {old: new for change in changes for old, new in change.items()}


OF_ADVANTAGES = [
    Mistake(
        id="mean-not-subtracted",
        name="does not subtract the mean",
        diagnosis="Your code divides the rewards by the standard deviation without subtracting the mean. With rewards of "
        "0 and 1, no answer then gets a negative advantage. Subtract the group's mean first.",
        see=GRPO,
        change={ADVANTAGES: "return rewards / (std + EPS)"},
    ),
    Mistake(
        id="not-divided-by-the-deviation",
        name="does not divide by the deviation",
        diagnosis="Your code only subtracts the mean, as Dr. GRPO does. GRPO also divides by the group's standard "
        "deviation plus EPS.",
        see=GRPO,
        change={ADVANTAGES: "return rewards - mean"},
    ),
    Mistake(
        id="mean-over-the-batch",
        name="compares with the whole batch",
        diagnosis="Your code takes the mean and the standard deviation over all prompts. Answers to easy prompts then "
        "look good only because the prompt is easy. Compare each answer with its own group: axis=1, keepdims=True.",
        see=GRPO,
        change={MEAN: "mean = rewards.mean()", STD: "std = rewards.std()"},
    ),
    Mistake(
        id="deviation-over-the-batch",
        name="divides by the batch's deviation",
        diagnosis="Your code subtracts the mean of the group but divides by the standard deviation over all prompts. "
        "Here each group is divided by its own: rewards.std(axis=1, keepdims=True).",
        see=GRPO,
        change={STD: "std = rewards.std()"},
    ),
    Mistake(
        id="mean-over-the-prompts",
        name="takes the mean over the prompts",
        diagnosis="Your code works down the columns (axis 0), so it compares the first answers to different prompts with "
        "each other. A group is a row: use axis=1.",
        see=GRPO,
        change={MEAN: "mean = rewards.mean(axis=0)", STD: "std = rewards.std(axis=0)"},
    ),
    Mistake(
        id="deviation-of-the-sample",
        name="divides by G − 1 in the deviation",
        diagnosis="Your code uses the standard deviation of a sample (ddof=1), the default of torch.std. The formula here "
        "uses the population's: np.std without ddof.",
        see=GRPO,
        change={STD: "std = rewards.std(axis=1, keepdims=True, ddof=1)"},
    ),
    Mistake(
        id="variance-for-deviation",
        name="divides by the variance",
        diagnosis="Your code divides by the variance. The advantages then depend on the scale of the rewards: rewards of 0 "
        "and 10 give a tenth of the advantages of 0 and 1. Divide by its root, the standard deviation.",
        see=GRPO,
        change={STD: "std = rewards.var(axis=1, keepdims=True)"},
    ),
    Mistake(
        id="mean-of-the-others",
        name="subtracts the mean of the others",
        diagnosis="Your code subtracts the mean of the other answers, as RLOO does. GRPO's mean includes the answer "
        "itself. The result is too large by the factor G / (G − 1).",
        see=VARIANTS,
        change={
            MEAN: "mean = (rewards.sum(axis=1, keepdims=True) - rewards) / max(rewards.shape[1] - 1, 1)",
        },
        also=(
            {
                MEAN: "mean = (rewards.sum(axis=1, keepdims=True) - rewards) / max(rewards.shape[1] - 1, 1)",
                ADVANTAGES: "return rewards - mean",
            },
        ),
    ),
    Mistake(
        id="no-small-constant",
        name="divides by a deviation of 0",
        diagnosis="If all rewards of a group are equal, your code divides 0 by 0, and the NaN spreads to all weights. Add EPS "
        "to the standard deviation.",
        see=GRPO,
        change={ADVANTAGES: "return (rewards - mean) / std"},
    ),
    Mistake(
        id="rewards-changed",
        name="changes the caller's rewards",
        diagnosis="Your code subtracts the mean in place, so the caller's rewards are changed too. Write "
        "rewards - mean, which makes a new array.",
        see=GRPO,
        change={REWARDS: "", ADVANTAGES: "rewards -= mean\n    return rewards / (std + EPS)"},
        also=({REWARDS: "", ADVANTAGES: "rewards -= mean\n    rewards /= std + EPS\n    return rewards"},),
    ),
]

OF_THE_CLIP = [
    Mistake(
        id="ratio-upside-down",
        name="divides old by new",
        diagnosis="Your ratio is the old probability divided by the new one, so it falls when a token becomes more likely. "
        "Write np.exp(log_probs - old_log_probs).",
        see=CLIP,
        change=new_ratio("np.exp(old_log_probs - log_probs)"),
        also=(
            both(
                new_ratio("np.exp(old_log_probs - log_probs)"),
                gradient_ratio("np.exp(old_log_probs - log_probs)"),
            ),
            both(
                new_ratio("np.exp(old_log_probs - log_probs)"),
                gradient_ratio("np.exp(old_log_probs - log_probs)"),
                {D_OBJECTIVE: "d_objective = np.where(moves, -ratio * advantage, 0)"},
            ),
            {OBJECTIVE: "objective = clipped_objective(old_log_probs, log_probs, advantages, clip)"},
        ),
    ),
    Mistake(
        id="difference-for-ratio",
        name="forgets exp in the ratio",
        diagnosis="Your ratio is the difference of the logarithms, which is 0 where nothing has changed. The ratio must be 1 "
        "there: take np.exp of the difference.",
        see=CLIP,
        change=new_ratio("log_probs - old_log_probs"),
        also=(
            both(
                new_ratio("log_probs - old_log_probs"),
                gradient_ratio("log_probs - old_log_probs"),
            ),
            both(
                new_ratio("log_probs - old_log_probs"),
                gradient_ratio("log_probs - old_log_probs"),
                {D_OBJECTIVE: "d_objective = np.where(moves, advantage, 0)"},
            ),
        ),
    ),
    Mistake(
        id="quotient-of-logarithms",
        name="divides the log-probabilities",
        diagnosis="Your ratio divides one logarithm by the other. The quotient of two probabilities is the exponential of "
        "the difference of their logarithms: np.exp(log_probs - old_log_probs).",
        see=CLIP,
        change=new_ratio("log_probs / old_log_probs"),
        also=(both(new_ratio("log_probs / old_log_probs"), gradient_ratio("log_probs / old_log_probs")),),
    ),
    Mistake(
        id="ratio-not-clipped",
        name="does not clip the ratio",
        diagnosis="Your objective is ρ Â without a clip, so one batch can change a token's probability without limit. Take "
        "the minimum with np.clip(ρ, 1 - clip, 1 + clip) * Â.",
        see=CLIP,
        change={MINIMUM: "return ratio * advantage"},
        also=(
            {
                MINIMUM: "return ratio * advantage",
                MOVES: "moves = np.ones(ratio.shape, dtype=bool)",
            },
        ),
    ),
    Mistake(
        id="clipped-on-all-sides",
        name="clips without the minimum",
        diagnosis="Your objective is clip(ρ) Â alone. A good token that has become much less likely then has no gradient, so it "
        "stays unlikely. Take the smaller of ρ Â and clip(ρ) Â.",
        see=CLIP,
        change={MINIMUM: "return np.clip(ratio, 1 - low, 1 + high) * advantage"},
        also=(
            {
                MINIMUM: "return np.clip(ratio, 1 - low, 1 + high) * advantage",
                MOVES: "moves = (ratio > 1 - low) & (ratio < 1 + high)",
            },
        ),
    ),
    Mistake(
        id="larger-of-the-two",
        name="takes the larger term",
        diagnosis="Your objective is the larger of the two terms. That removes the clip where it is needed and clips "
        "where it should not. The objective is maximised, so take the smaller term: np.minimum.",
        see=CLIP,
        change={MINIMUM: MINIMUM.replace("np.minimum", "np.maximum")},
        also=(
            {
                MINIMUM: MINIMUM.replace("np.minimum", "np.maximum"),
                MOVES: "moves = ratio * advantage >= np.clip(ratio, 1 - low, 1 + high) * advantage",
            },
            {
                MINIMUM: "return np.maximum(ratio * advantage, np.where(advantage > 0, 1 + high, 1 - low) * advantage)"
            },
        ),
    ),
    Mistake(
        id="product-clipped",
        name="clips the product",
        diagnosis="Your code clips ρ Â to 1 − clip … 1 + clip. Only the ratio is close to 1; the advantage can have any "
        "size and sign. Clip ρ first, then multiply by Â.",
        see=CLIP,
        change={
            MINIMUM: "return np.minimum(ratio * advantage, np.clip(ratio * advantage, 1 - low, 1 + high))"
        },
    ),
    Mistake(
        id="minimum-of-the-ratios",
        name="takes the minimum before multiplying",
        diagnosis="Your code takes the smaller of ρ and clip(ρ), then multiplies by Â. With a negative advantage, the order of "
        "the two terms is reversed. Multiply both by Â first, then take the minimum.",
        see=CLIP,
        change={MINIMUM: "return np.minimum(ratio, np.clip(ratio, 1 - low, 1 + high)) * advantage"},
    ),
    Mistake(
        id="advantage-clipped",
        name="clips the advantage",
        diagnosis="Your code clips the advantage to −clip … clip and leaves the ratio as it is. The clip bounds how far the "
        "policy moves: clip ρ to 1 − clip … 1 + clip.",
        see=CLIP,
        change={MINIMUM: "return ratio * np.clip(advantage, -low, high)"},
    ),
    Mistake(
        id="clipped-above-only",
        name="clips only above",
        diagnosis="Your code limits the ratio to 1 + clip but not to 1 − clip. A bad token that has already become "
        "unlikely is then pushed down further. Clip on both sides.",
        see=CLIP,
        change={MINIMUM: "return np.minimum(ratio * advantage, np.minimum(ratio, 1 + high) * advantage)"},
        also=(
            {
                MINIMUM: "return np.minimum(ratio * advantage, np.minimum(ratio, 1 + high) * advantage)",
                MOVES: "moves = ratio * advantage <= np.minimum(ratio, 1 + high) * advantage",
            },
        ),
    ),
    Mistake(
        id="clipped-around-zero",
        name="clips to −clip … clip",
        diagnosis="Your code clips the ratio to −clip … clip. The ratio is 1 where nothing has changed, so the range is "
        "1 − clip … 1 + clip.",
        see=CLIP,
        change={MINIMUM: MINIMUM.replace("1 - low, 1 + high", "-low, high")},
        also=(
            {
                MINIMUM: MINIMUM.replace("1 - low, 1 + high", "-low, high"),
                MOVES: "moves = ratio * advantage <= np.clip(ratio, -low, high) * advantage",
            },
        ),
    ),
    Mistake(
        id="log-ratio-clipped",
        name="clips the log-ratio",
        diagnosis="Your code clips log ρ to −clip … clip before exp, so ρ goes from 0.82 to 1.22 with a clip of 0.2. Take "
        "exp first, then clip ρ to 1 − clip … 1 + clip.",
        see=CLIP,
        change={
            MINIMUM: MINIMUM.replace(
                "np.clip(ratio, 1 - low, 1 + high)", "np.exp(np.clip(np.log(ratio), -low, high))"
            )
        },
        also=(
            {
                MINIMUM: MINIMUM.replace(
                    "np.clip(ratio, 1 - low, 1 + high)", "np.exp(np.clip(np.log(ratio), -low, high))"
                ),
                MOVES: MOVES.replace(
                    "np.clip(ratio, 1 - low, 1 + high)", "np.exp(np.clip(np.log(ratio), -low, high))"
                ),
            },
        ),
    ),
    Mistake(
        id="clip-of-its-own",
        name="writes 0.2 instead of clip",
        diagnosis="Your code clips to 0.8 … 1.2 whatever clip is. Use the argument: 1 - clip and 1 + clip.",
        see=CLIP,
        change={MINIMUM: MINIMUM.replace("1 - low, 1 + high", "0.8, 1.2")},
        also=(
            {
                MINIMUM: MINIMUM.replace("1 - low, 1 + high", "0.8, 1.2"),
                MOVES: MOVES.replace("1 - low, 1 + high", "0.8, 1.2"),
            },
            {OBJECTIVE: "objective = clipped_objective(log_probs, old_log_probs, advantages)"},
        ),
    ),
    Mistake(
        id="advantages-along-the-tokens",
        name="gives advantages to tokens, not answers",
        diagnosis="Your code multiplies (N, T) by (N,), which lines the advantages up with the columns. An advantage belongs "
        "to an answer, which is a row: use advantages[:, np.newaxis].",
        see=GRPO,
        change={COLUMN: "advantage = advantages"},
        also=(
            {G_RATIO: G_RATIO.replace("[:, np.newaxis]", "")},
            {
                COLUMN: "advantage = advantages[np.newaxis, :]",
                G_RATIO: G_RATIO.replace("[:, np.newaxis]", "[np.newaxis, :]"),
            },
        ),
    ),
]

OF_THE_PENALTY = [
    Mistake(
        id="u-upside-down",
        name="turns u upside down",
        diagnosis="Your u is π / π_ref. For tokens that the model itself sampled, u is π_ref / π: "
        "log_u = ref_log_probs - log_probs.",
        see=GRPO,
        change={LOG_U: "log_u = np.asarray(log_probs, dtype=np.float64) - ref_log_probs"},
        also=(
            {
                LOG_U: "log_u = np.asarray(log_probs, dtype=np.float64) - ref_log_probs",
                D_KL: "d_kl = np.exp(log_probs - ref_log_probs) - 1",
            },
            {PENALTY: "objective = objective - beta * kl_to_reference(ref_log_probs, log_probs)"},
        ),
    ),
    Mistake(
        id="difference-for-k",
        name="takes log π − log π_ref for k",
        diagnosis="Your k is the difference of the logarithms (k1). Its mean is right, but it is negative for many "
        "tokens and its gradient says nothing about the reference. Use u − log u − 1.",
        see=GRPO,
        change={K: "return -log_u"},
        also=(
            {K: "return -log_u", D_KL: "d_kl = np.ones(log_probs.shape)"},
            {K: "return np.abs(log_u)"},
        ),
    ),
    Mistake(
        id="squared-difference-for-k",
        name="squares the log-ratio for k",
        diagnosis="Your k is half the squared difference of the logarithms (k2). It is close to the right values only "
        "for small differences. Use u − log u − 1.",
        see=GRPO,
        change={K: "return log_u**2 / 2"},
        also=(
            {K: "return log_u**2 / 2", D_KL: "d_kl = log_probs - ref_log_probs"},
            {K: "return log_u**2"},
        ),
    ),
    Mistake(
        id="one-not-subtracted",
        name="forgets − 1 in k",
        diagnosis="Your k is u − log u, which is 1 where the model agrees with the reference. Subtract 1, so that "
        "agreement costs nothing.",
        see=GRPO,
        change={K: "return np.exp(log_u) - log_u"},
    ),
    Mistake(
        id="u-of-logarithms",
        name="divides log-probabilities for u",
        diagnosis="Your u divides one logarithm by the other. The quotient of two probabilities is the exponential of the "
        "difference of their logarithms: np.exp(ref_log_probs - log_probs).",
        see=GRPO,
        change={K: "return ref_log_probs / log_probs - np.log(ref_log_probs / log_probs) - 1"},
    ),
    Mistake(
        id="log-u-added",
        name="adds log u in k",
        diagnosis="Your k is u + log u − 1, which is negative for u below 1. The logarithm is subtracted: u − log u − 1.",
        see=GRPO,
        change={K: "return np.exp(log_u) + log_u - 1"},
    ),
    Mistake(
        id="kl-of-one-token",
        name="weights the log-ratio by π",
        diagnosis="Your code multiplies the log-ratio by π, as in the full KL divergence, which sums over the whole "
        "vocabulary. The tokens here were sampled, so π is in the sampling already. Use u − log u − 1.",
        see=GRPO,
        change={K: "return np.exp(log_probs) * -log_u"},
    ),
]

OF_THE_LOSS = [
    Mistake(
        id="objective-for-loss",
        name="returns the objective as the loss",
        diagnosis="Your code returns the objective itself. An optimiser minimises, so it would make good answers less "
        "likely. Put a minus sign before the mean.",
        see=CLIP,
        change={LOSS: "return per_answer.mean()"},
        also=(
            {
                LOSS: "return per_answer.mean()",
                GRADIENT: "return np.where(mask, per_token, 0) / lengths / len(mask)",
            },
        ),
    ),
    Mistake(
        id="penalty-rewarded",
        name="rewards the distance from the reference",
        diagnosis="Your code adds beta · k to the objective, so the loss falls when the model moves away from the "
        "reference. Subtract it from the objective, or add it to the loss.",
        see=GRPO,
        change={PENALTY: "objective = objective + beta * kl_to_reference(log_probs, ref_log_probs)"},
        also=(
            {
                PENALTY: "objective = objective + beta * kl_to_reference(log_probs, ref_log_probs)",
                PER_TOKEN: "per_token = d_objective + beta * d_kl",
            },
        ),
    ),
    Mistake(
        id="no-penalty",
        name="leaves out the KL penalty",
        diagnosis="Your loss does not depend on the reference or on beta. Subtract beta * kl_to_reference(…) from the "
        "objective of each token.",
        see=GRPO,
        change={PENALTY: ""},
        also=({PENALTY: "", PER_TOKEN: "per_token = d_objective"},),
    ),
    Mistake(
        id="beta-not-used",
        name="does not multiply by beta",
        diagnosis="Your code subtracts the KL penalty with a weight of 1. Multiply it by beta.",
        see=GRPO,
        change={PENALTY: "objective = objective - kl_to_reference(log_probs, ref_log_probs)"},
        also=(
            {
                PENALTY: "objective = objective - kl_to_reference(log_probs, ref_log_probs)",
                PER_TOKEN: "per_token = d_objective - d_kl",
            },
            {PENALTY: "objective = objective - bool(beta) * kl_to_reference(log_probs, ref_log_probs)"},
            {
                PENALTY: "objective = objective - bool(beta) * kl_to_reference(log_probs, ref_log_probs)",
                PER_TOKEN: "per_token = d_objective - d_kl",
            },
        ),
    ),
    Mistake(
        id="ratio-to-the-reference",
        name="compares with the reference in the ratio",
        diagnosis="Your ratio divides by the reference's probabilities. The ratio compares the model with the one that "
        "sampled the answers, old_log_probs; the reference is only for the KL penalty.",
        see=CLIP,
        change={OBJECTIVE: "objective = clipped_objective(log_probs, ref_log_probs, advantages, clip)"},
        also=(
            both(
                {OBJECTIVE: "objective = clipped_objective(log_probs, ref_log_probs, advantages, clip)"},
                gradient_ratio("np.exp(log_probs - ref_log_probs)"),
            ),
        ),
    ),
    Mistake(
        id="penalty-to-the-old-policy",
        name="penalises the distance from π_old",
        diagnosis="Your KL penalty uses old_log_probs, which change with every batch, so the model can still drift "
        "anywhere. Use ref_log_probs, which never change.",
        see=GRPO,
        change={PENALTY: "objective = objective - beta * kl_to_reference(log_probs, old_log_probs)"},
        also=(
            {
                PENALTY: "objective = objective - beta * kl_to_reference(log_probs, old_log_probs)",
                D_KL: "d_kl = 1 - np.exp(old_log_probs - log_probs)",
            },
        ),
    ),
    Mistake(
        id="penalty-outside-the-mean",
        name="adds the KL of all tokens",
        diagnosis="Your code adds beta times the mean of k over the whole array, padding included. The penalty belongs inside "
        "the sum over an answer's tokens, so it is masked and divided by the length too.",
        see=GRPO,
        change={
            PENALTY: "",
            LOSS: "return -per_answer.mean() + beta * kl_to_reference(log_probs, ref_log_probs).mean()",
        },
    ),
    Mistake(
        id="mask-ignored",
        name="counts the padding",
        diagnosis="Your loss counts padding as if it were part of the answer. Keep only tokens whose mask is True, and "
        "divide by their number.",
        see=GRPO,
        change={
            LENGTHS: "lengths = mask.shape[1]\n",
            PER_ANSWER: "per_answer = objective.sum(axis=1) / lengths",
        },
        also=(
            {
                LENGTHS: "lengths = mask.shape[1]\n",
                PER_ANSWER: "per_answer = objective.sum(axis=1) / lengths",
                G_LENGTHS: "lengths = mask.shape[1]",
                GRADIENT: "return -per_token / lengths / len(mask)",
            },
            {PER_ANSWER: "per_answer = objective.sum(axis=1) / lengths"},
        ),
    ),
    Mistake(
        id="divided-by-the-longest",
        name="divides by T",
        diagnosis="Your code masks the padding but divides every answer by T. A short answer then counts less. "
        "Divide by the answer's own length: mask.sum(axis=1).",
        see=GRPO,
        change={LENGTHS: "lengths = mask.shape[1]\n"},
        also=({LENGTHS: "lengths = mask.shape[1]\n", G_LENGTHS: "lengths = mask.shape[1]"},),
    ),
    Mistake(
        id="mean-over-all-tokens",
        name="takes one mean over all tokens",
        diagnosis="Your code takes one mean over the tokens of all answers, as DAPO does, so long answers count for more. "
        "GRPO first takes the mean of each answer, then the mean of the answers.",
        see=VARIANTS,
        change={LENGTHS: "lengths = mask.sum() / len(mask)\n"},
        also=(
            {LENGTHS: "lengths = mask.sum() / len(mask)\n", G_LENGTHS: "lengths = mask.sum() / len(mask)"},
        ),
    ),
    Mistake(
        id="not-divided-by-the-length",
        name="sums over the tokens",
        diagnosis="Your code sums over an answer's tokens and does not divide by its length, so long answers count "
        "for more. Divide each sum by mask.sum(axis=1).",
        see=GRPO,
        change={LENGTHS: "lengths = 1\n"},
        also=({LENGTHS: "lengths = 1\n", G_LENGTHS: "lengths = 1"},),
    ),
    Mistake(
        id="loss-of-each-answer",
        name="returns a loss for each answer",
        diagnosis="Your code returns N numbers, one for each answer. The loss is one number: take the mean over the answers.",
        see=GRPO,
        change={LOSS: "return -per_answer"},
    ),
    Mistake(
        id="answers-summed",
        name="sums over the answers",
        diagnosis="Your loss sums over the answers, so it grows with the size of the batch, and so does the "
        "step. Take the mean over the N answers.",
        see=GRPO,
        change={LOSS: "return -per_answer.sum()"},
        also=(
            {LOSS: "return -per_answer.sum()", GRADIENT: "return -np.where(mask, per_token, 0) / lengths"},
        ),
    ),
]

OF_THE_GRADIENT = [
    Mistake(
        id="gradient-of-the-objective",
        name="returns the objective's gradient",
        diagnosis="Your gradient has the opposite sign: it is that of the objective. A step against it makes good "
        "answers less likely. The loss is minus the objective, and so is its gradient.",
        see=CLIP,
        change={GRADIENT: "return np.where(mask, per_token, 0) / lengths / len(mask)"},
    ),
    Mistake(
        id="derivative-of-the-ratio-one",
        name="forgets ρ in the gradient",
        diagnosis="Your gradient is Â where it should be ρ Â. You differentiate with respect to log π, and the derivative of "
        "ρ = exp(log π − log π_old) is ρ itself.",
        see=CLIP,
        change={D_OBJECTIVE: "d_objective = np.where(moves, advantage, 0)"},
    ),
    Mistake(
        id="clipped-tokens-move",
        name="keeps the gradient of clipped tokens",
        diagnosis="Your gradient ignores the clip. Where the clipped term is the smaller one the objective is "
        "constant, so its derivative is 0.",
        see=CLIP,
        change={D_OBJECTIVE: "d_objective = ratio * advantage"},
    ),
    Mistake(
        id="gradient-of-reinforce",
        name="writes REINFORCE's gradient",
        diagnosis="Your gradient uses Â for every token, as REINFORCE does. That is right only while ρ is 1. After the first "
        "step on a batch it is ρ Â, and 0 where the clip is active.",
        see=CLIP,
        change={D_OBJECTIVE: "d_objective = advantage"},
        also=(
            {
                D_OBJECTIVE: "d_objective = advantage",
                PER_TOKEN: "per_token = d_objective * np.ones(log_probs.shape)",
            },
        ),
    ),
    Mistake(
        id="clipped-ratio-in-the-gradient",
        name="puts the clipped ratio into the gradient",
        diagnosis="Your gradient is the clipped objective itself. Where the clip is active the objective is constant, "
        "so its derivative is 0, not clip(ρ) Â.",
        see=CLIP,
        change={
            D_OBJECTIVE: "d_objective = np.minimum(ratio * advantage, np.clip(ratio, 1 - low, 1 + high) * advantage)"
        },
    ),
    Mistake(
        id="no-gradient-outside-the-clip",
        name="drops every token outside the clip",
        diagnosis="Your gradient is 0 wherever ρ is outside 1 − clip … 1 + clip. A good token that became unlikely, or a bad "
        "one that became likely, must keep its gradient. Drop a token only where the clipped term is the smaller one.",
        see=CLIP,
        change={MOVES: "moves = (ratio >= 1 - low) & (ratio <= 1 + high)"},
    ),
    Mistake(
        id="equal-terms-dropped",
        name="drops tokens inside the clip",
        diagnosis="Your gradient is 0 where the two terms are equal. They are equal wherever ρ is inside the clip, so nothing "
        "learns at the first step. Keep the gradient where ρ Â <= clip(ρ) Â.",
        see=CLIP,
        change={MOVES: "moves = ratio * advantage < np.clip(ratio, 1 - low, 1 + high) * advantage"},
    ),
    Mistake(
        id="gradient-on-the-wrong-sides",
        name="drops the tokens that should move",
        diagnosis="Your gradient is 0 where it should remain, and remains where the clip is active. A token has "
        "a gradient where ρ Â is the smaller term.",
        see=CLIP,
        change={MOVES: "moves = ratio * advantage >= np.clip(ratio, 1 - low, 1 + high) * advantage"},
    ),
    Mistake(
        id="penalty-not-in-the-gradient",
        name="leaves KL out of the gradient",
        diagnosis="Your gradient does not contain the KL penalty. Its derivative is 1 − u for each token; subtract "
        "beta · (1 − u) from the derivative of the objective.",
        see=GRPO,
        change={PER_TOKEN: "per_token = d_objective"},
    ),
    Mistake(
        id="penalty-pushes-away",
        name="gives KL's gradient the wrong sign",
        diagnosis="Your gradient has the KL penalty's sign reversed, so a step moves the model away from the reference. The "
        "derivative of k is 1 − u, and the loss contains + beta · k.",
        see=GRPO,
        change={D_KL: "d_kl = np.exp(ref_log_probs - log_probs) - 1"},
    ),
    Mistake(
        id="log-u-not-differentiated",
        name="forgets the derivative of log u",
        diagnosis="Your derivative of k is −u. k = u − log u − 1 has a second term: the derivative of −log u with respect "
        "to log π is 1. Together: 1 − u.",
        see=GRPO,
        change={D_KL: "d_kl = -np.exp(ref_log_probs - log_probs)"},
    ),
    Mistake(
        id="gradient-of-k-as-u",
        name="differentiates k with respect to u",
        diagnosis="Your derivative of k is 1 − 1/u, which is that with respect to u. You need the derivative with respect to "
        "log π. By the chain rule it is 1 − u.",
        see=GRPO,
        change={D_KL: "d_kl = 1 - np.exp(log_probs - ref_log_probs)"},
    ),
    Mistake(
        id="penalty-only-where-unclipped",
        name="drops KL of clipped tokens",
        diagnosis="Your gradient drops the KL penalty together with the clipped objective. The clip concerns only the "
        "first term; every token of an answer keeps beta · (1 − u).",
        see=GRPO,
        change={PER_TOKEN: "per_token = np.where(moves, d_objective - beta * d_kl, 0)"},
        also=(
            {
                MOVES: "moves = np.where(advantage > 0, ratio <= 1 + high, ratio >= 1 - low)",
                PER_TOKEN: "per_token = np.where(moves, d_objective - beta * d_kl, 0)",
            },
            {
                MOVES: "moves = np.where(advantage >= 0, ratio <= 1 + high, ratio >= 1 - low)",
                PER_TOKEN: "per_token = np.where(moves, d_objective - beta * d_kl, 0)",
            },
        ),
    ),
    Mistake(
        id="gradient-of-padding",
        name="gives padding a gradient",
        diagnosis="Your gradient is not 0 where mask is False. The loss does not depend on padding. "
        "Set these entries to 0: np.where(mask, …, 0).",
        see=GRPO,
        change={GRADIENT: "return -per_token / lengths / len(mask)"},
    ),
    Mistake(
        id="gradient-not-divided-by-the-length",
        name="forgets the length in the gradient",
        diagnosis="Your gradient is not divided by the length of the answer, but your loss is. Each token's share of the loss "
        "is 1 / length.",
        see=GRPO,
        change={GRADIENT: "return -np.where(mask, per_token, 0) / len(mask)"},
    ),
    Mistake(
        id="gradient-not-divided-by-the-answers",
        name="forgets N in the gradient",
        diagnosis="Your gradient is not divided by the number of answers, but your loss is the mean over them. Divide by "
        "N, the number of rows.",
        see=GRPO,
        change={GRADIENT: "return -np.where(mask, per_token, 0) / lengths"},
    ),
]

LAPSES = [
    Mistake(
        id="empty-answer-divides-by-zero",
        name="divides by a length of 0",
        diagnosis="An answer without tokens has length 0, so your code computes 0 / 0 and the whole batch becomes NaN. Divide "
        "by np.maximum(length, 1).",
        see=GRPO,
        change={
            LENGTHS: "lengths = mask.sum(axis=1)\n",
            G_LENGTHS: "lengths = mask.sum(axis=1, keepdims=True)",
        },
        also=(
            {LENGTHS: "lengths = mask.sum(axis=1)\n"},
            {G_LENGTHS: "lengths = mask.sum(axis=1, keepdims=True)"},
        ),
    ),
    Mistake(
        id="padding-multiplied-by-zero",
        name="multiplies the padding by 0",
        diagnosis="Your code multiplies by the mask. If the padding is −∞ or NaN, the product is NaN, not 0. Use "
        "np.where(mask, …, 0).",
        see=GRPO,
        change={
            PER_ANSWER: "per_answer = (mask * objective).sum(axis=1) / lengths",
            GRADIENT: "return -(mask * per_token) / lengths / len(mask)",
        },
        also=(
            {PER_ANSWER: "per_answer = (mask * objective).sum(axis=1) / lengths"},
            {GRADIENT: "return -(mask * per_token) / lengths / len(mask)"},
        ),
    ),
    Mistake(
        id="clip-is-one-number",
        name="accepts one clip only",
        diagnosis="Your code computes 1 - clip, which fails if clip is a pair. DAPO clips less above than below: use "
        "low, high = np.broadcast_to(clip, 2).",
        see=VARIANTS,
        change={
            "low, high = np.broadcast_to(clip, 2)  # one width, or a pair": "low = high = float(clip)",
            "low, high = np.broadcast_to(clip, 2)\n": "low = high = float(clip)\n",
        },
    ),
    Mistake(
        id="rewards-in-half-precision",
        name="squares rewards in float16",
        diagnosis="Your code computes the standard deviation in the type of the rewards. In float16, squares above 65,504 "
        "overflow, and the advantages become 0. Convert the rewards to float64 first.",
        see=GRPO,
        change={REWARDS: ""},
    ),
    Mistake(
        id="half-precision",
        name="computes in float16",
        diagnosis="Your code computes in the type of its inputs. In float16 the differences of log-probabilities have "
        "only three digits. Convert to float64 first.",
        see=CLIP,
        change={
            IN_FLOAT64 + RATIO: RATIO,
            LOG_U: "log_u = ref_log_probs - log_probs",
            IN_FLOAT64 + G_RATIO: G_RATIO,
        },
    ),
]

MISTAKES = [*OF_ADVANTAGES, *OF_THE_CLIP, *OF_THE_PENALTY, *OF_THE_LOSS, *OF_THE_GRADIENT, *LAPSES]


def probes() -> list[Probe]:
    """Groups of rewards; ratios on all sides of the clip; several lengths, clips and betas; then robust inputs."""
    rng = np.random.default_rng(19)

    def core(facet: str, function: str, *args: object) -> Probe:
        return Probe(function, args, facet=facet)

    def robust(facet: str, function: str, *args: object, **kwargs: object) -> Probe:
        return Probe(function, args, kwargs, facet=facet, tier="robust")

    def tokens(answers: int, length: int) -> tuple[np.ndarray, ...]:
        new = -rng.uniform(1.0, 2.5, size=(answers, length))  # the others stay below 0, too
        ratios = np.array([0.4, 1.6, 0.9, 1.1, 0.7, 1.35, 1.0, 0.55, 2.2])
        old = new - np.log(np.resize(ratios, new.shape))
        return new, old, new + rng.uniform(-0.7, 0.7, size=new.shape)

    def lengths(*values: int) -> np.ndarray:
        return np.arange(max(values)) < np.array(values)[:, np.newaxis]

    wide, square = tokens(4, 6), tokens(4, 4)
    one = tuple(x[:1] for x in tokens(2, 5))
    mask, square_mask = lengths(6, 2, 4, 3), lengths(2, 4, 3, 1)
    several = np.array([1.2, -0.7, -1.5, 0.9])
    silent = np.zeros(4)
    empty = mask.copy()
    empty[1] = False
    padded = tuple(np.where(mask, x, -np.inf) for x in wide)
    rounded = tuple(x.astype(np.float16) for x in wide)
    return [
        core("advantages", "group_advantages", np.array([[1.0, 0.0, 0.0, 0.0]])),
        core("advantages", "group_advantages", np.array([[1.0, 1.0, 0.0], [0.0, 2.5, 1.0]])),
        core("advantages", "group_advantages", rng.normal(size=(3, 3))),
        core("advantages", "group_advantages", np.array([[1.0, 1.0], [0.0, 1.0]])),
        core("clip", "clipped_objective", wide[0], wide[0], several),
        core("clip", "clipped_objective", *wide[:2], several),
        core("clip", "clipped_objective", *wide[:2], several, 0.5),
        core("clip", "clipped_objective", *square[:2], several),
        core("KL", "kl_to_reference", wide[0], wide[2]),
        core("KL", "kl_to_reference", square[0], square[0]),
        core("loss", "grpo_loss", *one, np.array([0.8]), lengths(5), 0.2, 0.0),
        core("loss", "grpo_loss", *wide, several, mask, 0.2, 0.0),
        core("loss", "grpo_loss", *wide, several, mask, 0.5, 0.3),
        core("loss", "grpo_loss", *square, several, square_mask, 0.2, 0.1),
        core("loss", "grpo_loss", *wide, silent, mask, 0.2, 0.1),
        core("gradient", "grpo_gradient", wide[0], wide[0], wide[0], several, mask, 0.2, 0.0),
        core("gradient", "grpo_gradient", *wide, several, mask, 0.2, 0.0),
        core("gradient", "grpo_gradient", *wide, several, mask, 0.5, 0.3),
        core("gradient", "grpo_gradient", *square, several, square_mask, 0.2, 0.1),
        core("gradient", "grpo_gradient", *wide, silent, mask, 0.2, 0.1),
        robust("empty answers", "grpo_loss", *wide, several, empty),
        robust("empty answers", "grpo_gradient", *wide, several, empty),
        robust("padding", "grpo_loss", *padded, several, mask),
        robust("padding", "grpo_gradient", *padded, several, mask),
        robust(
            "types of rewards", "group_advantages", np.array([[900, 0, 300], [0, 400, 800]], dtype=np.float16)
        ),
        robust("types", "clipped_objective", *rounded[:2], several),
        robust("types", "kl_to_reference", rounded[0], rounded[2]),
        robust("types", "grpo_gradient", *rounded, several, mask),
        robust("clip-higher", "clipped_objective", *wide[:2], several, (0.2, 0.5)),
        robust("clip-higher", "grpo_gradient", *wide, several, mask, (0.2, 0.5)),
        robust("calls", "grpo_loss", *wide, advantages=several, mask=mask, beta=0.1, clip=0.3),
    ]
