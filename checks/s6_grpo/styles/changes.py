"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "trl_trainer": {
        "minimum-of-the-ratios": {
            "return np.minimum(per_token_loss1, per_token_loss2)": "return np.minimum(coef_1, coef_2) * advantages[:, None]"
        },
        "advantage-clipped": {
            "return np.minimum(per_token_loss1, per_token_loss2)": "return coef_1 * np.clip(advantages, -clip, clip)[:, None]"
        },
        "loss-of-each-answer": {".clip(min=1.0)).mean()": ".clip(min=1.0))"},
        "gradient-of-reinforce": {
            "grad_policy = -coef_1 * advantages[:, None] * ~is_clipped": "grad_policy = -advantages[:, None]"
        },
        "equal-terms-dropped": {
            "is_clipped = coef_1 * advantages[:, None] > coef_2": "is_clipped = coef_1 * advantages[:, None] >= coef_2"
        },
        "mean-not-subtracted": {"(flat - mean_grouped_rewards)": "flat"},
        "not-divided-by-the-deviation": {" / (std_grouped_rewards + EPS)": ""},
        "mean-over-the-batch": {
            "mean_grouped_rewards = np.repeat(mean_grouped_rewards, num_generations)": "mean_grouped_rewards = flat.mean()",
            "std_grouped_rewards = np.repeat(std_grouped_rewards, num_generations)": "std_grouped_rewards = flat.std()",
        },
        "deviation-over-the-batch": {
            "std_grouped_rewards = np.repeat(std_grouped_rewards, num_generations)": "std_grouped_rewards = flat.std()",
        },
        "deviation-of-the-sample": {".std(axis=1)": ".std(axis=1, ddof=1)"},
        "no-small-constant": {"(std_grouped_rewards + EPS)": "std_grouped_rewards"},
        "ratio-upside-down": {
            "coef_1 = np.exp(per_token_logps - old_per_token_logps)": "coef_1 = np.exp(old_per_token_logps - per_token_logps)"
        },
        "difference-for-ratio": {
            "np.exp(per_token_logps - old_per_token_logps)": "per_token_logps - old_per_token_logps"
        },
        "quotient-of-logarithms": {
            "np.exp(per_token_logps - old_per_token_logps)": "per_token_logps / old_per_token_logps"
        },
        "ratio-not-clipped": {
            "return np.minimum(per_token_loss1, per_token_loss2)": "return per_token_loss1",
            " * ~is_clipped": "",
        },
        "clipped-on-all-sides": {
            "return np.minimum(per_token_loss1, per_token_loss2)": "return per_token_loss2",
            "is_clipped = coef_1 * advantages[:, None] > coef_2 * advantages[:, None]": "is_clipped = coef_1 != coef_2",
        },
        "larger-of-the-two": {"np.minimum(per_token_loss1": "np.maximum(per_token_loss1"},
        "clipped-around-zero": {"np.clip(coef_1, 1 - clip, 1 + clip)": "np.clip(coef_1, -clip, clip)"},
        "clipped-above-only": {"np.clip(coef_1, 1 - clip, 1 + clip)": "np.clip(coef_1, None, 1 + clip)"},
        "clip-of-its-own": {"np.clip(coef_1, 1 - clip, 1 + clip)": "np.clip(coef_1, 0.8, 1.2)"},
        "advantages-along-the-tokens": {
            "coef_1 * advantages[:, None]\n    per": "coef_1 * advantages\n    per",
            "coef_2 * advantages[:, None]\n    return": "coef_2 * advantages\n    return",
        },
        "u-upside-down": {
            "np.exp(ref_log_probs - log_probs) - (ref_log_probs - log_probs) - 1": "np.exp(log_probs - ref_log_probs) - (log_probs - ref_log_probs) - 1",
        },
        "difference-for-k": {
            "np.exp(ref_log_probs - log_probs) - (ref_log_probs - log_probs) - 1": "log_probs - ref_log_probs"
        },
        "squared-difference-for-k": {
            "np.exp(ref_log_probs - log_probs) - (ref_log_probs - log_probs) - 1": "0.5 * (log_probs - ref_log_probs) ** 2"
        },
        "one-not-subtracted": {"(ref_log_probs - log_probs) - 1": "(ref_log_probs - log_probs)"},
        "log-u-added": {
            "np.exp(ref_log_probs - log_probs) - (ref": "np.exp(ref_log_probs - log_probs) + (ref"
        },
        "objective-for-loss": {"    return ((per_token_loss": "    return -((per_token_loss"},
        "penalty-rewarded": {
            "per_token_loss + beta": "per_token_loss - beta",
            "(grad_policy + beta * grad_kl)": "(grad_policy - beta * grad_kl)",
        },
        "no-penalty": {"if beta != 0.0": "if False", "grad_policy + beta * grad_kl": "grad_policy"},
        "beta-not-used": {"+ beta * kl_to": "+ kl_to", "+ beta * grad_kl": "+ grad_kl"},
        "ratio-to-the-reference": {
            "-clipped_objective(log_probs, old_log_probs": "-clipped_objective(log_probs, ref_log_probs",
            "_coefs(log_probs, old_log_probs, clip)\n    is_": "_coefs(log_probs, ref_log_probs, clip)\n    is_",
        },
        "penalty-to-the-old-policy": {
            "kl_to_reference(log_probs, ref_log_probs)\n    return": "kl_to_reference(log_probs, old_log_probs)\n    return",
            "grad_kl = 1 - np.exp(ref_log_probs": "grad_kl = 1 - np.exp(old_log_probs",
        },
        "mask-ignored": {
            "((per_token_loss * mask).sum(-1) / mask.sum(-1).clip(min=1.0)).mean()": "per_token_loss.mean()"
        },
        "divided-by-the-longest": {
            "mask.sum(-1).clip(min=1.0)": "mask.shape[1]",
            "mask.sum(-1, keepdims=True).clip(min=1.0)": "mask.shape[1]",
        },
        "mean-over-all-tokens": {
            "((per_token_loss * mask).sum(-1) / mask.sum(-1).clip(min=1.0)).mean()": "(per_token_loss * mask).sum() / mask.sum().clip(min=1.0)",
            "/ mask.sum(-1, keepdims=True).clip(min=1.0) / log_probs.shape[0]": "/ mask.sum()",
        },
        "not-divided-by-the-length": {
            " / mask.sum(-1).clip(min=1.0)).mean()": ").mean()",
            " / mask.sum(-1, keepdims=True).clip(min=1.0)": "",
        },
        "answers-summed": {"clip(min=1.0)).mean()": "clip(min=1.0)).sum()", " / log_probs.shape[0]": ""},
        "gradient-of-the-objective": {"return grad / mask": "return -grad / mask"},
        "derivative-of-the-ratio-one": {"grad_policy = -coef_1 * advantages": "grad_policy = -advantages"},
        "clipped-tokens-move": {" * ~is_clipped": ""},
        "gradient-on-the-wrong-sides": {
            "is_clipped = coef_1 * advantages[:, None] > coef_2": "is_clipped = coef_1 * advantages[:, None] < coef_2"
        },
        "penalty-not-in-the-gradient": {"(grad_policy + beta * grad_kl)": "grad_policy"},
        "penalty-pushes-away": {"grad_policy + beta": "grad_policy - beta"},
        "log-u-not-differentiated": {"grad_kl = 1 - np": "grad_kl = -np"},
        "gradient-of-padding": {"(grad_policy + beta * grad_kl) * mask": "grad_policy + beta * grad_kl"},
        "gradient-not-divided-by-the-length": {" / mask.sum(-1, keepdims=True).clip(min=1.0)": ""},
        "gradient-not-divided-by-the-answers": {" / log_probs.shape[0]": ""},
        "gradient-of-k-as-u": {
            "grad_kl = 1 - np.exp(ref_log_probs - log_probs)": "grad_kl = 1 - np.exp(log_probs - ref_log_probs)"
        },
    },
    "verl_core": {
        "minimum-of-the-ratios": {
            "return -np.maximum(pg_losses1, pg_losses2)": "return np.minimum(ratio, np.clip(ratio, 1 - clip, 1 + clip)) * advantages"
        },
        "advantage-clipped": {
            "return -np.maximum(pg_losses1, pg_losses2)": "return ratio * np.clip(advantages, -clip, clip)"
        },
        "u-of-logarithms": {
            "return np.exp(kl) - kl - 1": "u = ref_log_probs / log_probs\n    return u - np.log(u) - 1"
        },
        "loss-of-each-answer": {"return np.mean(seq_losses)": "return seq_losses"},
        "gradient-of-reinforce": {"np.where(unclipped, -adv * ratio, 0.0)": "-adv"},
        "equal-terms-dropped": {"unclipped = -adv * ratio >= ": "unclipped = -adv * ratio > "},
        "mean-not-subtracted": {"(score - id2mean[index[i]])": "score"},
        "not-divided-by-the-deviation": {
            "(score - id2mean[index[i]]) / (id2std[index[i]] + epsilon)": "score - id2mean[index[i]]"
        },
        "mean-over-the-batch": {"np.mean(members)": "np.mean(scores)", "np.std(members)": "np.std(scores)"},
        "deviation-over-the-batch": {"np.std(members)": "np.std(scores)"},
        "mean-over-the-prompts": {
            "np.repeat(np.arange(n_prompts), group)": "np.tile(np.arange(group), n_prompts)"
        },
        "deviation-of-the-sample": {"np.std(members)": "np.std(members, ddof=1)"},
        "variance-for-deviation": {"np.std(members)": "np.var(members)"},
        "no-small-constant": {"(id2std[index[i]] + epsilon)": "id2std[index[i]]"},
        "ratio-upside-down": {
            "negative_approx_kl = log_probs - old_log_probs": "negative_approx_kl = old_log_probs - log_probs"
        },
        "difference-for-ratio": {"ratio = np.exp(negative_approx_kl)": "ratio = negative_approx_kl"},
        "ratio-not-clipped": {"return -np.maximum(pg_losses1, pg_losses2)": "return -pg_losses1"},
        "clipped-on-all-sides": {"return -np.maximum(pg_losses1, pg_losses2)": "return -pg_losses2"},
        "larger-of-the-two": {"-np.maximum(pg": "-np.minimum(pg"},
        "clipped-around-zero": {
            "pg_losses2 = -advantages * np.clip(ratio, 1 - clip, 1 + clip)": "pg_losses2 = -advantages * np.clip(ratio, -clip, clip)"
        },
        "clip-of-its-own": {
            "pg_losses2 = -advantages * np.clip(ratio, 1 - clip, 1 + clip)": "pg_losses2 = -advantages * np.clip(ratio, 0.8, 1.2)"
        },
        "log-ratio-clipped": {
            "pg_losses2 = -advantages * np.clip(ratio, 1 - clip, 1 + clip)": "pg_losses2 = -advantages * np.exp(np.clip(negative_approx_kl, -clip, clip))"
        },
        "u-upside-down": {"kl = ref_log_probs - log_probs": "kl = log_probs - ref_log_probs"},
        "difference-for-k": {"return np.exp(kl) - kl - 1": "return -kl"},
        "squared-difference-for-k": {"return np.exp(kl) - kl - 1": "return 0.5 * np.square(kl)"},
        "one-not-subtracted": {"return np.exp(kl) - kl - 1": "return np.exp(kl) - kl"},
        "kl-of-one-token": {"return np.exp(kl) - kl - 1": "return np.exp(log_probs) * -kl"},
        "log-u-added": {"np.exp(kl) - kl - 1": "np.exp(kl) + kl - 1"},
        "objective-for-loss": {"return pg_loss + kl_loss * beta": "return -pg_loss - kl_loss * beta"},
        "penalty-rewarded": {"return pg_loss + kl": "return pg_loss - kl"},
        "no-penalty": {"return pg_loss + kl_loss * beta": "return pg_loss", "d_pg + beta * d_kl": "d_pg"},
        "beta-not-used": {"kl_loss * beta": "kl_loss", "beta * d_kl": "d_kl"},
        "ratio-to-the-reference": {
            "agg_loss(clipped_objective(log_probs, old_log_probs": "agg_loss(clipped_objective(log_probs, ref_log_probs"
        },
        "penalty-to-the-old-policy": {
            "agg_loss(kl_to_reference(log_probs, ref_log_probs)": "agg_loss(kl_to_reference(log_probs, old_log_probs)"
        },
        "mask-ignored": {"masked_mean(loss_mat, loss_mask, axis=-1)": "np.mean(loss_mat, axis=-1)"},
        "divided-by-the-longest": {
            "masked_mean(loss_mat, loss_mask, axis=-1)": "masked_sum(loss_mat, loss_mask, axis=-1) / loss_mat.shape[-1]"
        },
        "mean-over-all-tokens": {
            "seq_losses = masked_mean(loss_mat, loss_mask, axis=-1)": "seq_losses = masked_mean(loss_mat, loss_mask)",
            "np.sum(mask, axis=-1)[:, None] / bsz": "np.sum(mask)",
        },
        "not-divided-by-the-length": {
            "masked_mean(loss_mat, loss_mask, axis=-1)": "masked_sum(loss_mat, loss_mask, axis=-1)"
        },
        "answers-summed": {"np.mean(seq_losses)": "np.sum(seq_losses)", " / bsz": ""},
        "gradient-of-the-objective": {"return d_loss_mat": "return -d_loss_mat"},
        "derivative-of-the-ratio-one": {
            "np.where(unclipped, -adv * ratio, 0.0)": "np.where(unclipped, -adv, 0.0)"
        },
        "clipped-tokens-move": {"np.where(unclipped, -adv * ratio, 0.0)": "-adv * ratio"},
        "clipped-ratio-in-the-gradient": {
            "np.where(unclipped, -adv * ratio, 0.0)": "np.maximum(-adv * ratio, -adv * np.clip(ratio, 1 - clip, 1 + clip))"
        },
        "no-gradient-outside-the-clip": {
            "unclipped = -adv * ratio >= -adv * np.clip(ratio, 1 - clip, 1 + clip)": "unclipped = np.abs(ratio - 1) <= clip"
        },
        "penalty-not-in-the-gradient": {"d_pg + beta * d_kl": "d_pg"},
        "penalty-pushes-away": {
            "d_kl = -np.exp(ref_log_probs - log_probs) + 1": "d_kl = np.exp(ref_log_probs - log_probs) - 1"
        },
        "log-u-not-differentiated": {
            "d_kl = -np.exp(ref_log_probs - log_probs) + 1": "d_kl = -np.exp(ref_log_probs - log_probs)"
        },
        "gradient-of-k-as-u": {
            "d_kl = -np.exp(ref_log_probs - log_probs) + 1": "d_kl = 1 - 1 / np.exp(ref_log_probs - log_probs)"
        },
        "penalty-only-where-unclipped": {
            "np.where(mask, d_pg + beta * d_kl, 0.0)": "np.where(mask & unclipped, d_pg + beta * d_kl, 0.0)"
        },
        "gradient-not-divided-by-the-answers": {" / bsz": ""},
    },
    "course_assignment": {
        "u-of-logarithms": {
            "ratio = np.exp(ref_log_probs - log_probs)\n    return": "ratio = ref_log_probs / log_probs\n    return"
        },
        "gradient-of-reinforce": {
            'np.where(metadata["is_clipped"], 0.0, metadata["v"])': "advantages.reshape(-1, 1)"
        },
        "equal-terms-dropped": {"v > v_clip": "v >= v_clip"},
        "mean-not-subtracted": {"advantages = grouped - mean": "advantages = grouped"},
        "not-divided-by-the-deviation": {"normalize_by_std=True": "normalize_by_std=False"},
        "mean-over-the-batch": {
            "np.mean(grouped, axis=-1, keepdims=True)": "np.mean(grouped)",
            "np.std(grouped, axis=-1, keepdims=True)": "np.std(grouped)",
        },
        "deviation-over-the-batch": {"np.std(grouped, axis=-1, keepdims=True)": "np.std(grouped)"},
        "mean-over-the-prompts": {
            "np.mean(grouped, axis=-1, keepdims=True)": "np.mean(grouped, axis=0, keepdims=True)",
            "np.std(grouped, axis=-1, keepdims=True)": "np.std(grouped, axis=0, keepdims=True)",
        },
        "deviation-of-the-sample": {
            "axis=-1, keepdims=True) + advantage_eps": "axis=-1, ddof=1, keepdims=True) + advantage_eps"
        },
        "variance-for-deviation": {"np.std(": "np.var("},
        "no-small-constant": {" + advantage_eps": ""},
        "mean-of-the-others": {
            "mean = np.mean(grouped, axis=-1, keepdims=True)": "mean = (grouped.sum(axis=-1, keepdims=True) - grouped) / (group_size - 1)"
        },
        "ratio-upside-down": {
            "np.exp(policy_log_probs - old_log_probs)": "np.exp(old_log_probs - policy_log_probs)"
        },
        "difference-for-ratio": {
            "np.exp(policy_log_probs - old_log_probs)": "(policy_log_probs - old_log_probs)"
        },
        "quotient-of-logarithms": {
            "np.exp(policy_log_probs - old_log_probs)": "policy_log_probs / old_log_probs"
        },
        "ratio-not-clipped": {"return -np.minimum(v, v_clip), metadata": "return -v, metadata"},
        "clipped-on-all-sides": {"return -np.minimum(v, v_clip), metadata": "return -v_clip, metadata"},
        "larger-of-the-two": {"np.minimum(v, v_clip)": "np.maximum(v, v_clip)"},
        "product-clipped": {
            "advantages * np.clip(pi_ratio, 1 - cliprange, 1 + cliprange)": "np.clip(advantages * pi_ratio, 1 - cliprange, 1 + cliprange)"
        },
        "clipped-above-only": {
            "np.clip(pi_ratio, 1 - cliprange, 1 + cliprange)": "np.minimum(pi_ratio, 1 + cliprange)"
        },
        "clip-of-its-own": {
            "per_token_loss, _ = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs, clip)": "per_token_loss, _ = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs, 0.2)"
        },
        "advantages-along-the-tokens": {
            "loss, _ = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs, clip)\n    return": "loss, _ = compute_grpo_clip_loss(advantages, log_probs, old_log_probs, clip)\n    return"
        },
        "u-upside-down": {
            "ratio = np.exp(ref_log_probs - log_probs)\n    return": "ratio = np.exp(log_probs - ref_log_probs)\n    return"
        },
        "difference-for-k": {"return ratio - np.log(ratio) - 1": "return -np.log(ratio)"},
        "one-not-subtracted": {"return ratio - np.log(ratio) - 1": "return ratio - np.log(ratio)"},
        "log-u-added": {"return ratio - np.log(ratio) - 1": "return ratio + np.log(ratio) - 1"},
        "kl-of-one-token": {"return ratio - np.log(ratio) - 1": "return -np.exp(log_probs) * np.log(ratio)"},
        "objective-for-loss": {"return float(masked_mean": "return -float(masked_mean"},
        "penalty-rewarded": {
            "per_token_loss + beta": "per_token_loss - beta",
            "(beta * grad_kl - grad_v)": "(-beta * grad_kl - grad_v)",
        },
        "no-penalty": {"per_token_loss + beta * kl_to_reference(log_probs, ref_log_probs)": "per_token_loss"},
        "beta-not-used": {"+ beta * kl": "+ kl"},
        "ratio-to-the-reference": {
            "per_token_loss, _ = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs": "per_token_loss, _ = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, ref_log_probs",
            "_, metadata = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs": "_, metadata = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, ref_log_probs",
        },
        "penalty-to-the-old-policy": {
            "+ beta * kl_to_reference(log_probs, ref_log_probs)": "+ beta * kl_to_reference(log_probs, old_log_probs)"
        },
        "mask-ignored": {"masked_mean(per_token_loss, mask, dim=-1).mean()": "per_token_loss.mean()"},
        "divided-by-the-longest": {"/ mask.sum(axis=dim)": "/ mask.shape[-1]"},
        "mean-over-all-tokens": {
            "masked_mean(per_token_loss, mask, dim=-1).mean()": "masked_mean(per_token_loss, mask)",
            "mask / mask.sum(axis=-1, keepdims=True) / batch_size": "mask / mask.sum()",
        },
        "not-divided-by-the-length": {" / mask.sum(axis=dim)": "", " / mask.sum(axis=-1, keepdims=True)": ""},
        "answers-summed": {"dim=-1).mean()": "dim=-1).sum()", " / batch_size": ""},
        "gradient-of-the-objective": {"return (beta * grad_kl - grad_v)": "return (grad_v - beta * grad_kl)"},
        "derivative-of-the-ratio-one": {'0.0, metadata["v"])': "0.0, advantages.reshape(-1, 1))"},
        "clipped-tokens-move": {'np.where(metadata["is_clipped"], 0.0, metadata["v"])': 'metadata["v"]'},
        "gradient-on-the-wrong-sides": {"v > v_clip": "v < v_clip"},
        "penalty-not-in-the-gradient": {"(beta * grad_kl - grad_v)": "-grad_v"},
        "penalty-pushes-away": {"(beta * grad_kl - grad_v)": "(-beta * grad_kl - grad_v)"},
        "log-u-not-differentiated": {"grad_kl = 1.0 - np": "grad_kl = -np"},
        "gradient-of-padding": {"token_weights = mask / mask": "token_weights = 1 / mask"},
        "gradient-not-divided-by-the-length": {" / mask.sum(axis=-1, keepdims=True)": ""},
        "gradient-not-divided-by-the-answers": {" / batch_size": ""},
    },
    "loops": {
        "minimum-of-the-ratios": {"min(rho * A, held * A)": "min(rho, held) * A"},
        "advantage-clipped": {"min(rho * A, held * A)": "rho * min(max(A, -clip), clip)"},
        "u-of-logarithms": {
            "math.exp(ref_log_probs[i, t]) / math.exp(log_probs[i, t])": "ref_log_probs[i, t] / log_probs[i, t]"
        },
        "gradient-of-reinforce": {
            "g = rho * A": "g = A",
            "                g = 0.0\n": "                pass\n",
        },
        "mean-not-subtracted": {"(rewards[p, g] - mean) / (std": "rewards[p, g] / (std"},
        "not-divided-by-the-deviation": {"(rewards[p, g] - mean) / (std + EPS)": "rewards[p, g] - mean"},
        "deviation-of-the-sample": {"var / G": "var / (G - 1)"},
        "variance-for-deviation": {"math.sqrt(var / G)": "var / G"},
        "mean-of-the-others": {
            "(rewards[p, g] - mean) / (std + EPS)": "rewards[p, g] - (total - rewards[p, g]) / (G - 1)"
        },
        "no-small-constant": {"(std + EPS)": "np.float64(std)"},
        "ratio-upside-down": {
            "rho = math.exp(log_probs[i, t] - old_log_probs[i, t])\n            held": "rho = math.exp(old_log_probs[i, t] - log_probs[i, t])\n            held"
        },
        "quotient-of-logarithms": {
            "rho = math.exp(log_probs[i, t] - old_log_probs[i, t])\n            held": "rho = log_probs[i, t] / old_log_probs[i, t]\n            held"
        },
        "ratio-not-clipped": {"min(rho * A, held * A)": "rho * A", "if (A > 0": "if False and (A > 0"},
        "clipped-on-all-sides": {"min(rho * A, held * A)": "held * A"},
        "larger-of-the-two": {"min(rho * A, held * A)": "max(rho * A, held * A)"},
        "clipped-above-only": {"min(max(rho, 1 - clip), 1 + clip)": "min(rho, 1 + clip)"},
        "clipped-around-zero": {"min(max(rho, 1 - clip), 1 + clip)": "min(max(rho, -clip), clip)"},
        "clip-of-its-own": {
            "min(max(rho, 1 - clip), 1 + clip)": "min(max(rho, 0.8), 1.2)",
            "rho > 1 + clip": "rho > 1.2",
            "rho < 1 - clip": "rho < 0.8",
        },
        "u-upside-down": {
            "math.exp(ref_log_probs[i, t]) / math.exp(log_probs[i, t])": "math.exp(log_probs[i, t]) / math.exp(ref_log_probs[i, t])",
            "u = math.exp(ref_log_probs[i, t] - log_probs[i, t])": "u = math.exp(log_probs[i, t] - ref_log_probs[i, t])",
            "beta * (1 - u)": "beta * (u - 1)",
        },
        "difference-for-k": {"u - math.log(u) - 1": "-math.log(u)", "(1 - u)": "1"},
        "one-not-subtracted": {"u - math.log(u) - 1": "u - math.log(u)"},
        "log-u-added": {"u - math.log(u)": "u + math.log(u)"},
        "objective-for-loss": {"return -total": "return total"},
        "penalty-rewarded": {"objective[i, t] - beta": "objective[i, t] + beta", "g -= beta": "g += beta"},
        "no-penalty": {
            "objective[i, t] - beta * k[i, t]": "objective[i, t]",
            "            g -= beta * (1 - u)\n": "",
        },
        "penalty-to-the-old-policy": {
            "k = kl_to_reference(log_probs, ref_log_probs)": "k = kl_to_reference(log_probs, old_log_probs)",
            "math.exp(ref_log_probs[i, t] - log_probs[i, t])": "math.exp(old_log_probs[i, t] - log_probs[i, t])",
        },
        "mask-ignored": {
            "            if mask[i, t]:": "            if True:",
            "if not mask[i, t]": "if False",
            "int(sum(mask[i]))": "T",
        },
        "divided-by-the-longest": {
            "total += answer / length": "total += answer / T",
            "int(sum(mask[i]))": "T",
        },
        "not-divided-by-the-length": {
            "total += answer / length": "total += answer",
            "-g / length / N": "-g / N",
        },
        "answers-summed": {"return -total / N": "return -total", "-g / length / N": "-g / length"},
        "gradient-of-the-objective": {"grad[i, t] = -g": "grad[i, t] = g"},
        "derivative-of-the-ratio-one": {"g = rho * A": "g = A"},
        "clipped-tokens-move": {"                g = 0.0\n": "                pass\n"},
        "clipped-ratio-in-the-gradient": {
            "                g = 0.0\n": "                g = (1 + clip if A > 0 else 1 - clip) * A\n"
        },
        "no-gradient-outside-the-clip": {
            "(A > 0 and rho > 1 + clip) or (A < 0 and rho < 1 - clip)": "rho > 1 + clip or rho < 1 - clip"
        },
        "penalty-not-in-the-gradient": {"            g -= beta * (1 - u)\n": ""},
        "penalty-pushes-away": {"g -= beta": "g += beta"},
        "log-u-not-differentiated": {"beta * (1 - u)": "beta * -u"},
        "penalty-only-where-unclipped": {"                g = 0.0\n": "                continue\n"},
        "gradient-not-divided-by-the-length": {"-g / length / N": "-g / N"},
        "gradient-not-divided-by-the-answers": {"-g / length / N": "-g / length"},
    },
    "einsum": {
        "equal-terms-dropped": {"(plain <= clipped)": "(plain < clipped)"},
        "mean-not-subtracted": {
            'np.einsum("pg,p->pg", centred, 1': 'np.einsum("pg,p->pg", rewards.astype(float), 1'
        },
        "not-divided-by-the-deviation": {'np.einsum("pg,p->pg", centred, 1 / (std + EPS))': "centred"},
        "mean-over-the-batch": {
            'mean = np.einsum("pg->p", rewards.astype(float)) / G': "mean = np.full(len(rewards), rewards.mean())",
            "1 / (std + EPS)": "np.full(len(rewards), 1 / (rewards.std() + EPS))",
        },
        "variance-for-deviation": {
            'np.sqrt(np.einsum("pg,pg->p", centred, centred) / G)': 'np.einsum("pg,pg->p", centred, centred) / G'
        },
        "deviation-of-the-sample": {"centred, centred) / G": "centred, centred) / (G - 1)"},
        "no-small-constant": {"(std + EPS)": "std"},
        "ratio-not-clipped": {"return np.min([plain, clipped], axis=0)": "return plain"},
        "clipped-on-all-sides": {"return np.min([plain, clipped], axis=0)": "return clipped"},
        "larger-of-the-two": {"np.min([plain": "np.max([plain"},
        "advantages-along-the-tokens": {
            'plain = np.einsum("nt,n->nt", rho, advantages)\n    clipped = np.einsum("nt,n->nt", rho.clip(1 - clip, 1 + clip), advantages)\n    return': 'plain = np.einsum("nt,t->nt", rho, advantages)\n    clipped = np.einsum("nt,t->nt", rho.clip(1 - clip, 1 + clip), advantages)\n    return'
        },
        "u-upside-down": {"delta = log_probs - ref_log_probs": "delta = ref_log_probs - log_probs"},
        "one-not-subtracted": {"np.expm1(-delta)": "np.exp(-delta)"},
        "log-u-added": {"np.expm1(-delta) + delta": "np.expm1(-delta) - delta"},
        "difference-for-k": {"np.expm1(-delta) + delta": "delta"},
        "squared-difference-for-k": {"np.expm1(-delta) + delta": "delta**2 / 2"},
        "objective-for-loss": {'return -np.einsum("nt,nt,n->"': 'return np.einsum("nt,nt,n->"'},
        "penalty-rewarded": {"score - beta": "score + beta"},
        "no-penalty": {"score - beta * kl_to_reference(log_probs, ref_log_probs)": "score"},
        "beta-not-used": {"score - beta * kl": "score - kl"},
        "mask-ignored": {"m = mask.astype(float)\n    score": "m = np.ones(mask.shape)\n    score"},
        "mean-over-all-tokens": {
            "score, m, 1 / lengths) / len(m)": "score, m, np.ones(len(m))) / lengths.sum()"
        },
        "divided-by-the-longest": {"score, m, 1 / lengths)": "score, m, np.ones(len(m))) / m.shape[1]"},
        "answers-summed": {"score, m, 1 / lengths) / len(m)": "score, m, 1 / lengths)"},
        "gradient-of-the-objective": {"-per_token, m": "per_token, m"},
        "derivative-of-the-ratio-one": {"active, plain)": "active, np.ones_like(rho) * advantages[:, None])"},
        "clipped-tokens-move": {'np.einsum("nt,nt->nt", active, plain)': "plain"},
        "clipped-ratio-in-the-gradient": {
            'np.einsum("nt,nt->nt", active, plain)': "np.minimum(plain, clipped)"
        },
        "no-gradient-outside-the-clip": {"(plain <= clipped)": "(rho == rho.clip(1 - clip, 1 + clip))"},
        "gradient-on-the-wrong-sides": {"(plain <= clipped)": "(plain >= clipped)"},
        "penalty-not-in-the-gradient": {" + beta * np.expm1(ref_log_probs - log_probs)": ""},
        "penalty-pushes-away": {"+ beta * np.expm1(ref": "- beta * np.expm1(ref"},
        "log-u-not-differentiated": {"beta * np.expm1(": "beta * np.exp("},
        "gradient-of-k-as-u": {
            "+ beta * np.expm1(ref_log_probs - log_probs)": "+ beta * np.expm1(log_probs - ref_log_probs)"
        },
        "gradient-of-padding": {"-per_token, m, 1": "-per_token, np.ones_like(m), 1"},
        "gradient-not-divided-by-the-length": {
            "-per_token, m, 1 / lengths)": "-per_token, m, np.ones(len(m)))"
        },
        "gradient-not-divided-by-the-answers": {
            "-per_token, m, 1 / lengths) / len(m)": "-per_token, m, 1 / lengths)"
        },
    },
    "spinning_up": {
        "mean-not-subtracted": {"(rewards - adv_mean)": "rewards"},
        "not-divided-by-the-deviation": {" / (adv_std + EPS)": ""},
        "mean-over-the-batch": {
            "np.mean(rewards, 1)[:, None]": "np.mean(rewards)",
            "np.std(rewards, 1)[:, None]": "np.std(rewards)",
        },
        "deviation-over-the-batch": {"np.std(rewards, 1)[:, None]": "np.std(rewards)"},
        "mean-over-the-prompts": {
            "np.mean(rewards, 1)[:, None]": "np.mean(rewards, 0)",
            "np.std(rewards, 1)[:, None]": "np.std(rewards, 0)",
        },
        "rewards-changed": {
            "    return (rewards - adv_mean) / (adv_std + EPS)": "    rewards -= adv_mean\n    return rewards / (adv_std + EPS)"
        },
        "ratio-upside-down": {
            "ratio = np.exp(log_probs - old_log_probs)\n    min_adv": "ratio = np.exp(old_log_probs - log_probs)\n    min_adv",
            "ratio = np.exp(log_probs - old_log_probs)\n    clipped": "ratio = np.exp(old_log_probs - log_probs)\n    clipped",
        },
        "difference-for-ratio": {
            "ratio = np.exp(log_probs - old_log_probs)\n    min_adv": "ratio = log_probs - old_log_probs\n    min_adv"
        },
        "ratio-not-clipped": {"return np.minimum(ratio * adv, min_adv)": "return ratio * adv"},
        "larger-of-the-two": {"np.minimum(ratio * adv, min_adv)": "np.maximum(ratio * adv, min_adv)"},
        "clipped-above-only": {"(1 - clip) * adv)": "ratio * adv)"},
        "clip-of-its-own": {"(1 + clip) * adv, (1 - clip) * adv": "1.2 * adv, 0.8 * adv"},
        "advantages-along-the-tokens": {
            "adv = advantages[:, None]\n    ratio = np.exp(log_probs - old_log_probs)\n    min": "adv = advantages[None, :]\n    ratio = np.exp(log_probs - old_log_probs)\n    min"
        },
        "u-upside-down": {"logr = ref_log_probs - log_probs": "logr = log_probs - ref_log_probs"},
        "one-not-subtracted": {"(np.exp(logr) - 1) - logr": "np.exp(logr) - logr"},
        "difference-for-k": {"(np.exp(logr) - 1) - logr": "-logr"},
        "squared-difference-for-k": {"(np.exp(logr) - 1) - logr": "logr**2 / 2"},
        "log-u-added": {"- 1) - logr": "- 1) + logr"},
        "objective-for-loss": {
            "loss_pi = -clipped": "loss_pi = clipped",
            "(loss_pi + loss_kl)": "(loss_pi - loss_kl)",
        },
        "penalty-rewarded": {"loss_pi + loss_kl": "loss_pi - loss_kl", "g_pi + g_kl": "g_pi - g_kl"},
        "no-penalty": {"(loss_pi + loss_kl)": "loss_pi", "(g_pi + g_kl)": "g_pi"},
        "beta-not-used": {"loss_kl = beta * ": "loss_kl = ", "g_kl = beta * ": "g_kl = "},
        "ratio-to-the-reference": {
            "-clipped_objective(log_probs, old_log_probs": "-clipped_objective(log_probs, ref_log_probs",
            "ratio = np.exp(log_probs - old_log_probs)\n    clipped": "ratio = np.exp(log_probs - ref_log_probs)\n    clipped",
        },
        "penalty-to-the-old-policy": {
            "beta * kl_to_reference(log_probs, ref": "beta * kl_to_reference(log_probs, old"
        },
        "answers-summed": {
            "(loss_pi + loss_kl) * weight) / log_probs.shape[0]": "(loss_pi + loss_kl) * weight)"
        },
        "mean-over-all-tokens": {
            "    weight = mask / mask.sum(1, keepdims=True)\n    return np.sum((loss_pi + loss_kl) * weight) / log_probs.shape[0]": "    return np.sum((loss_pi + loss_kl) * mask) / mask.sum()",
            "    weight = mask / mask.sum(1, keepdims=True)\n    return (g_pi + g_kl) * weight / log_probs.shape[0]": "    return (g_pi + g_kl) * mask / mask.sum()",
        },
        "divided-by-the-longest": {
            "weight = mask / mask.sum(1, keepdims=True)\n    return np": "weight = mask / mask.shape[1]\n    return np",
            "weight = mask / mask.sum(1, keepdims=True)\n    return (g": "weight = mask / mask.shape[1]\n    return (g",
        },
        "not-divided-by-the-length": {
            "weight = mask / mask.sum(1, keepdims=True)\n    return np": "weight = mask\n    return np",
            "weight = mask / mask.sum(1, keepdims=True)\n    return (g": "weight = mask\n    return (g",
        },
        "gradient-of-the-objective": {"return (g_pi + g_kl)": "return -(g_pi + g_kl)"},
        "derivative-of-the-ratio-one": {"-np.where(clipped, 0, ratio * adv)": "-np.where(clipped, 0, adv)"},
        "clipped-tokens-move": {"-np.where(clipped, 0, ratio * adv)": "-ratio * adv"},
        "clipped-ratio-in-the-gradient": {
            "-np.where(clipped, 0, ratio * adv)": "-np.where(clipped, np.where(adv > 0, 1 + clip, 1 - clip) * adv, ratio * adv)"
        },
        "no-gradient-outside-the-clip": {
            "np.where(adv > 0, ratio > (1 + clip), ratio < (1 - clip))": "(ratio > (1 + clip)) | (ratio < (1 - clip))"
        },
        "gradient-on-the-wrong-sides": {
            "np.where(adv > 0, ratio > (1 + clip), ratio < (1 - clip))": "np.where(adv < 0, ratio > (1 + clip), ratio < (1 - clip))"
        },
        "penalty-not-in-the-gradient": {"(g_pi + g_kl)": "g_pi"},
        "penalty-pushes-away": {"g_pi + g_kl": "g_pi - g_kl"},
        "penalty-only-where-unclipped": {"return (g_pi + g_kl)": "return np.where(clipped, 0, g_pi + g_kl)"},
        "gradient-not-divided-by-the-answers": {
            "(g_pi + g_kl) * weight / log_probs.shape[0]": "(g_pi + g_kl) * weight"
        },
    },
    "class_inside": {
        "gradient-of-reinforce": {
            "gain = batch.ratio * batch.advantage * np.logical_not(batch.saturated(clip))": "gain = batch.advantage"
        },
        "mean-not-subtracted": {"return (rewards - mean) /": "return rewards /"},
        "not-divided-by-the-deviation": {" / (std + EPS)": ""},
        "variance-for-deviation": {
            "np.sqrt(((rewards - mean) ** 2).mean(-1, keepdims=True))": "((rewards - mean) ** 2).mean(-1, keepdims=True)"
        },
        "no-small-constant": {"(std + EPS)": "std"},
        "mean-over-the-prompts": {
            "mean = rewards.mean(-1, keepdims=True)": "mean = rewards.mean(0)",
            "** 2).mean(-1, keepdims=True)": "** 2).mean(0)",
        },
        "difference-for-ratio": {
            "return np.exp(self.log_probs - self.old)": "return self.log_probs - self.old"
        },
        "ratio-upside-down": {"np.exp(self.log_probs - self.old)": "np.exp(self.old - self.log_probs)"},
        "quotient-of-logarithms": {"np.exp(self.log_probs - self.old)": "self.log_probs / self.old"},
        "clipped-on-all-sides": {
            "np.minimum(self.ratio * self.advantage, limited * self.advantage)": "limited * self.advantage"
        },
        "product-clipped": {
            "np.minimum(self.ratio * self.advantage, limited * self.advantage)": "np.minimum(self.ratio * self.advantage, np.clip(self.ratio * self.advantage, 1 - clip, 1 + clip))"
        },
        "log-ratio-clipped": {
            "np.clip(self.ratio, 1 - clip, 1 + clip)": "np.exp(np.clip(self.log_probs - self.old, -clip, clip))"
        },
        "advantages-along-the-tokens": {"np.expand_dims(advantages, 1)": "np.expand_dims(advantages, 0)"},
        "kl-of-one-token": {
            "self.u - (self.ref - self.log_probs) - 1": "np.exp(self.log_probs) * (self.log_probs - self.ref)"
        },
        "u-upside-down": {
            "np.exp(self.ref - self.log_probs)": "np.exp(self.log_probs - self.ref)",
            "self.u - (self.ref - self.log_probs) - 1": "self.u - (self.log_probs - self.ref) - 1",
            "pull = 1 - batch.u": "pull = batch.u - 1",
        },
        "penalty-rewarded": {
            "batch.surrogate(clip) - beta": "batch.surrogate(clip) + beta",
            "beta * pull - gain": "-beta * pull - gain",
        },
        "objective-for-loss": {
            "return -((batch.surrogate": "return ((batch.surrogate",
            "(beta * pull - gain)": "(gain - beta * pull)",
        },
        "penalty-to-the-old-policy": {
            "batch = Batch(log_probs, old_log_probs, ref_log_probs, advantages, mask)\n    return": "batch = Batch(log_probs, old_log_probs, old_log_probs, advantages, mask)\n    return"
        },
        "ratio-to-the-reference": {
            "batch = Batch(log_probs, old_log_probs, ref_log_probs, advantages, mask)\n    return": "batch = Batch(log_probs, ref_log_probs, ref_log_probs, advantages, mask)\n    return"
        },
        "mask-ignored": {
            "return self.mask / (count * len(self.mask))": "return 1 / self.mask.size",
            "count = self.mask.sum(axis=1, keepdims=True)": "count = 1",
        },
        "mean-over-all-tokens": {
            "count = self.mask.sum(axis=1, keepdims=True)": "count = self.mask.sum() / len(self.mask)"
        },
        "answers-summed": {"(count * len(self.mask))": "count"},
        "divided-by-the-longest": {
            "count = self.mask.sum(axis=1, keepdims=True)": "count = self.mask.shape[1]"
        },
        "not-divided-by-the-length": {"count = self.mask.sum(axis=1, keepdims=True)": "count = 1"},
        "penalty-outside-the-mean": {
            "return -((batch.surrogate(clip) - beta * batch.penalty()) * batch.weights()).sum()": "return -(batch.surrogate(clip) * batch.weights()).sum() + beta * batch.penalty().mean()"
        },
        "gradient-of-padding": {
            "(beta * pull - gain) * batch.weights()": "(beta * pull - gain) / mask.sum(axis=1, keepdims=True) / len(mask)"
        },
        "clipped-tokens-move": {" * np.logical_not(batch.saturated(clip))": ""},
        "derivative-of-the-ratio-one": {"gain = batch.ratio * batch.advantage": "gain = batch.advantage"},
        "no-gradient-outside-the-clip": {
            "(self.ratio > 1 + clip) & (self.advantage > 0)": "(self.ratio > 1 + clip)",
            "(self.ratio < 1 - clip) & (self.advantage < 0)": "(self.ratio < 1 - clip)",
        },
        "gradient-on-the-wrong-sides": {
            "(self.ratio > 1 + clip) & (self.advantage > 0)": "(self.ratio > 1 + clip) & (self.advantage < 0)",
            "(self.ratio < 1 - clip) & (self.advantage < 0)": "(self.ratio < 1 - clip) & (self.advantage > 0)",
        },
        "log-u-not-differentiated": {"pull = 1 - batch.u": "pull = -batch.u"},
        "penalty-pushes-away": {"pull = 1 - batch.u": "pull = batch.u - 1"},
        "gradient-of-k-as-u": {"pull = 1 - batch.u": "pull = 1 - 1 / batch.u"},
        "penalty-only-where-unclipped": {
            "pull = 1 - batch.u": "pull = (1 - batch.u) * ~batch.saturated(clip)"
        },
        "penalty-not-in-the-gradient": {"(beta * pull - gain)": "-gain"},
    },
    "backward_pass": {
        "loss-of-each-answer": {'-np.mean(c["mean"])': '-c["mean"]'},
        "equal-terms-dropped": {' + d_s * (c["s1"] == c["s2"])': ""},
        "mean-not-subtracted": {
            "sigma = np.sqrt((x * x).mean(0))": "sigma = np.sqrt((x * x).mean(0))\n    x = rewards.T"
        },
        "mean-over-the-prompts": {
            "x = rewards.T.astype(np.float64)": "x = rewards.astype(np.float64)",
            "(sigma + EPS)).T": "(sigma + EPS))",
        },
        "variance-for-deviation": {"np.sqrt((x * x).mean(0))": "(x * x).mean(0)"},
        "rewards-changed": {
            "x = rewards.T.astype(np.float64)\n    x = x - x.mean(0)": "x = rewards.T\n    x -= x.mean(0)"
        },
        "ratio-not-clipped": {
            'np.where(c["s1"] < c["s2"], c["s1"], c["s2"])': 'c["s1"]',
            '    d_s1 = d_s * (c["s1"] < c["s2"]) + d_s * (c["s1"] == c["s2"])': "    d_s1 = d_s",
        },
        "clipped-on-all-sides": {
            'np.where(c["s1"] < c["s2"], c["s1"], c["s2"])': 'c["s2"]',
            'd_s * (c["s1"] < c["s2"]) + ': "",
        },
        "larger-of-the-two": {
            'np.where(c["s1"] < c["s2"], c["s1"], c["s2"])': 'np.where(c["s1"] > c["s2"], c["s1"], c["s2"])',
            'd_s * (c["s1"] < c["s2"])': 'd_s * (c["s1"] > c["s2"])',
        },
        "clipped-above-only": {
            'np.where(c["rho"] < 1 - clip, 1 - clip, np.where(c["rho"] > 1 + clip, 1 + clip, c["rho"]))': 'np.where(c["rho"] > 1 + clip, 1 + clip, c["rho"])'
        },
        "advantages-along-the-tokens": {"advantages[..., None]": "advantages[None, ...]"},
        "kl-of-one-token": {
            "    return u - np.log(u) - 1.0\n": "    return -np.exp(log_probs) * np.log(u)\n"
        },
        "difference-for-k": {"    return u - np.log(u) - 1.0\n": "    return log_probs - ref_log_probs\n"},
        "squared-difference-for-k": {"    return u - np.log(u) - 1.0\n": "    return np.log(u) ** 2\n"},
        "one-not-subtracted": {"    return u - np.log(u) - 1.0\n": "    return u - np.log(u)\n"},
        "objective-for-loss": {
            '-np.mean(c["mean"])': 'np.mean(c["mean"])',
            "d_mean = -np.ones": "d_mean = np.ones",
        },
        "penalty-rewarded": {'c["s"] - beta': 'c["s"] + beta', "d_J, -beta * d_J": "d_J, beta * d_J"},
        "beta-not-used": {'c["s"] - beta * c["k"]': 'c["s"] - c["k"]', "d_J, -beta * d_J": "d_J, -d_J"},
        "mask-ignored": {
            'c["J"] * mask': 'c["J"]',
            'c["len"] = np.sum(mask, axis=1)': 'c["len"] = np.full(len(mask), mask.shape[1])',
            "[:, None] * mask": "[:, None] * np.ones(mask.shape)",
        },
        "divided-by-the-longest": {
            'c["len"] = np.sum(mask, axis=1)': 'c["len"] = mask.shape[1] * np.ones(len(mask))'
        },
        "mean-over-all-tokens": {
            'c["len"] = np.sum(mask, axis=1)': 'c["len"] = np.full(len(mask), mask.sum() / len(mask))'
        },
        "not-divided-by-the-length": {'c["len"] = np.sum(mask, axis=1)': 'c["len"] = np.ones(len(mask))'},
        "answers-summed": {
            "-np.mean(c[": "-np.sum(c[",
            "-np.ones(len(mask)) / len(mask)": "-np.ones(len(mask))",
        },
        "gradient-of-the-objective": {"d_mean = -np.ones": "d_mean = np.ones"},
        "derivative-of-the-ratio-one": {'d_log_probs = d_rho * c["rho"]': "d_log_probs = d_rho"},
        "clipped-tokens-move": {
            'd_s1 = d_s * (c["s1"] < c["s2"]) + d_s * (c["s1"] == c["s2"])': "d_s1 = d_s"
        },
        "no-gradient-outside-the-clip": {'d_s * (c["s1"] < c["s2"]) + ': ""},
        "gradient-on-the-wrong-sides": {'d_s * (c["s1"] < c["s2"])': 'd_s * (c["s1"] > c["s2"])'},
        "gradient-of-k-as-u": {'- d_u * c["u"]': "+ d_u", '(1.0 - 1.0 / c["u"])': '(1.0 - 1.0 / c["u"]) * 1'},
        "penalty-pushes-away": {'- d_u * c["u"]': '+ d_u * c["u"]'},
        "log-u-not-differentiated": {'d_u = d_k * (1.0 - 1.0 / c["u"])': "d_u = d_k"},
        "penalty-not-in-the-gradient": {' - d_u * c["u"]': ""},
        "gradient-of-padding": {
            '(d_mean / c["len"])[:, None] * mask': '(d_mean / c["len"])[:, None] * np.ones(mask.shape)'
        },
        "gradient-not-divided-by-the-length": {'(d_mean / c["len"])': "d_mean"},
        "gradient-not-divided-by-the-answers": {"-np.ones(len(mask)) / len(mask)": "-np.ones(len(mask))"},
    },
    "answer_by_answer": {
        "mean-not-subtracted": {"(group - np.mean(group))": "group"},
        "not-divided-by-the-deviation": {" / (np.std(group) + EPS)": ""},
        "deviation-of-the-sample": {"np.std(group)": "np.std(group, ddof=1)"},
        "mean-of-the-others": {
            "(group - np.mean(group))": "(group - (group.sum() - group) / (len(group) - 1))"
        },
        "no-small-constant": {" + EPS": ""},
        "mean-over-the-prompts": {
            "np.stack([standardise(group) for group in rewards])": "np.stack([standardise(group) for group in rewards.T], axis=1)"
        },
        "mean-over-the-batch": {
            "np.stack([standardise(group) for group in rewards])": "standardise(rewards)"
        },
        "ratio-upside-down": {"ratio = np.exp(logp - old_logp)": "ratio = np.exp(old_logp - logp)"},
        "difference-for-ratio": {"ratio = np.exp(logp - old_logp)": "ratio = logp - old_logp"},
        "quotient-of-logarithms": {"ratio = np.exp(logp - old_logp)": "ratio = logp / old_logp"},
        "ratio-not-clipped": {
            "np.minimum(ratio, 1 + clip) * advantage": "ratio * advantage",
            "np.maximum(ratio, 1 - clip) * advantage": "ratio * advantage",
        },
        "clipped-above-only": {"np.maximum(ratio, 1 - clip) * advantage": "ratio * advantage"},
        "clip-of-its-own": {
            "np.minimum(ratio, 1 + clip)": "np.minimum(ratio, 1.2)",
            "np.maximum(ratio, 1 - clip)": "np.maximum(ratio, 0.8)",
        },
        "u-upside-down": {"p_ref / p - np.log(p_ref / p) - 1": "p / p_ref - np.log(p / p_ref) - 1"},
        "difference-for-k": {"p_ref / p - np.log(p_ref / p) - 1": "np.log(p / p_ref)"},
        "one-not-subtracted": {"p_ref / p - np.log(p_ref / p) - 1": "p_ref / p - np.log(p_ref / p)"},
        "kl-of-one-token": {"p_ref / p - np.log(p_ref / p) - 1": "p * np.log(p / p_ref)"},
        "log-u-added": {"p_ref / p - np.log(p_ref / p) - 1": "p_ref / p + np.log(p_ref / p) - 1"},
        "objective-for-loss": {"-(gain - beta * drift)": "gain - beta * drift"},
        "penalty-rewarded": {"gain - beta * drift": "gain + beta * drift", "grad += beta": "grad -= beta"},
        "no-penalty": {"-(gain - beta * drift)": "-gain"},
        "beta-not-used": {"gain - beta * drift": "gain - drift", "grad += beta * (1": "grad += 1.0 * (1"},
        "ratio-to-the-reference": {
            "surrogate(new, old, advantages[i], clip).mean()": "surrogate(new, ref, advantages[i], clip).mean()"
        },
        "penalty-to-the-old-policy": {
            "drift = kl_to_reference(new, ref)": "drift = kl_to_reference(new, old)"
        },
        "not-divided-by-the-length": {"clip).mean()": "clip).sum()", "ref).mean()": "ref).sum()"},
        "divided-by-the-longest": {
            "clip).mean()": "clip).sum() / len(keep)",
            "ref).mean()": "ref).sum() / len(keep)",
        },
        "answers-summed": {"sum(losses) / len(losses)": "sum(losses)"},
        "gradient-of-the-objective": {
            "grad = -(ratio * advantages[i]) * inside": "grad = ratio * advantages[i] * inside",
            "grad += beta * (1": "grad -= beta * (1",
        },
        "derivative-of-the-ratio-one": {"-(ratio * advantages[i]) * inside": "-advantages[i] * inside"},
        "clipped-tokens-move": {"-(ratio * advantages[i]) * inside": "-(ratio * advantages[i])"},
        "no-gradient-outside-the-clip": {
            "inside = ratio <= 1 + clip if advantages[i] >= 0 else ratio >= 1 - clip": "inside = (ratio <= 1 + clip) & (ratio >= 1 - clip)"
        },
        "penalty-not-in-the-gradient": {"        grad += beta * (1 - np.exp(ref - new))\n": ""},
        "penalty-pushes-away": {"grad += beta * (1": "grad -= beta * (1"},
        "log-u-not-differentiated": {"beta * (1 - np.exp(ref - new))": "beta * -np.exp(ref - new)"},
        "penalty-only-where-unclipped": {
            "beta * (1 - np.exp(ref - new))": "beta * (1 - np.exp(ref - new)) * inside"
        },
        "gradient-not-divided-by-the-length": {"grad / len(new) / n": "grad / n"},
        "gradient-not-divided-by-the-answers": {"grad / len(new) / n": "grad / len(new)"},
    },
    "flat_tokens": {
        "minimum-of-the-ratios": {
            "np.fmin(ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a)": "np.fmin(ratio, np.clip(ratio, 1 - clip, 1 + clip)) * a"
        },
        "equal-terms-dropped": {
            "ratio * a > np.clip(ratio, 1 - clip, 1 + clip) * a": "ratio * a >= np.clip(ratio, 1 - clip, 1 + clip) * a"
        },
        "mean-not-subtracted": {"(deviation / (std": "(r / (std"},
        "not-divided-by-the-deviation": {"(deviation / (std[group] + EPS))": "deviation"},
        "deviation-over-the-batch": {"std[group] + EPS": "r.std() + EPS"},
        "mean-over-the-batch": {"r - mean[group]": "r - r.mean()", "std[group] + EPS": "r.std() + EPS"},
        "deviation-of-the-sample": {"deviation**2) / size": "deviation**2) / (size - 1)"},
        "no-small-constant": {"std[group] + EPS": "std[group]"},
        "ratio-not-clipped": {
            "return np.fmin(ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a)": "return ratio * a"
        },
        "clipped-on-all-sides": {
            "return np.fmin(ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a)": "return np.clip(ratio, 1 - clip, 1 + clip) * a"
        },
        "larger-of-the-two": {"np.fmin(": "np.fmax("},
        "product-clipped": {
            "np.fmin(ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a)": "np.fmin(ratio * a, np.clip(ratio * a, 1 - clip, 1 + clip))"
        },
        "log-ratio-clipped": {
            "np.fmin(ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a)": "np.fmin(ratio * a, np.exp(np.clip(new - old, -clip, clip)) * a)"
        },
        "clipped-around-zero": {
            "np.fmin(ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a)": "np.fmin(ratio * a, np.clip(ratio, -clip, clip) * a)"
        },
        "u-upside-down": {"np.exp(ref - new) - 1 - (ref - new)": "np.exp(new - ref) - 1 - (new - ref)"},
        "squared-difference-for-k": {"np.exp(ref - new) - 1 - (ref - new)": "(ref - new) ** 2 / 2"},
        "log-u-added": {"- 1 - (ref - new)": "- 1 + (ref - new)"},
        "kl-of-one-token": {"np.exp(ref - new) - 1 - (ref - new)": "np.exp(new) * (new - ref)"},
        "objective-for-loss": {"return -(sums": "return (sums"},
        "penalty-rewarded": {"clip) - beta": "clip) + beta"},
        "beta-not-used": {"clip) - beta * token": "clip) - token", "beta * (np.exp": "1.0 * (np.exp"},
        "no-penalty": {"clip) - beta * token_kl(new, ref)": "clip)"},
        "mean-over-all-tokens": {
            "return -(sums / np.maximum(counts, 1)).sum() / n": "return -sums.sum() / counts.sum()"
        },
        "divided-by-the-longest": {"(sums / np.maximum(counts, 1))": "(sums / mask.shape[1])"},
        "answers-summed": {
            "np.maximum(counts, 1)).sum() / n": "np.maximum(counts, 1)).sum()",
            "[row] / n": "[row]",
        },
        "not-divided-by-the-length": {"(sums / np.maximum(counts, 1))": "sums"},
        "penalty-to-the-old-policy": {
            "beta * token_kl(new, ref)": "beta * token_kl(new, old)",
            "(np.exp(ref - new) - 1)": "(np.exp(old - new) - 1)",
        },
        "ratio-to-the-reference": {
            "value = token_objective(new, old,": "value = token_objective(new, ref,",
            "ratio = np.exp(new - old)\n    slope": "ratio = np.exp(new - ref)\n    slope",
        },
        "gradient-of-the-objective": {"= -slope": "= slope"},
        "derivative-of-the-ratio-one": {"0.0, ratio * a)": "0.0, a)"},
        "clipped-tokens-move": {
            "np.where(ratio * a > np.clip(ratio, 1 - clip, 1 + clip) * a, 0.0, ratio * a)": "ratio * a"
        },
        "clipped-ratio-in-the-gradient": {
            "np.where(ratio * a > np.clip(ratio, 1 - clip, 1 + clip) * a, 0.0, ratio * a)": "token_objective(new, old, a, clip)"
        },
        "no-gradient-outside-the-clip": {
            "ratio * a > np.clip(ratio, 1 - clip, 1 + clip) * a, 0.0": "np.abs(ratio - 1) > clip, 0.0"
        },
        "penalty-not-in-the-gradient": {"    slope += beta * (np.exp(ref - new) - 1)\n": ""},
        "penalty-pushes-away": {"slope += beta": "slope -= beta"},
        "gradient-of-k-as-u": {
            "slope += beta * (np.exp(ref - new) - 1)": "slope += beta * (np.exp(new - ref) - 1)"
        },
        "gradient-not-divided-by-the-length": {
            "-slope / np.bincount(row, minlength=n)[row] / n": "-slope / n"
        },
        "gradient-not-divided-by-the-answers": {"[row] / n": "[row]"},
    },
    "torch_like": {
        "loss-of-each-answer": {"(mask.sum(-1)).mean()": "(mask.sum(-1))"},
        "minimum-of-the-ratios": {
            "return np.minimum(surr1, surr2)": "return np.minimum(ratio, clamp(ratio, 1.0 - clip, 1.0 + clip)) * unsqueeze(advantages, -1)",
            "surr2 = clamp(ratio, 1.0 - clip, 1.0 + clip) *": "surr2 = ratio *",
        },
        "deviation-of-the-sample": {"rewards.std(-1)": "rewards.std(-1, ddof=1)"},
        "deviation-over-the-batch": {"unsqueeze(rewards.std(-1), -1)": "rewards.std()"},
        "mean-not-subtracted": {"np.divide(centred": "np.divide(rewards"},
        "not-divided-by-the-deviation": {"np.divide(centred, std + EPS)": "centred"},
        "variance-for-deviation": {"rewards.std(-1)": "rewards.var(-1)"},
        "no-small-constant": {"std + EPS": "std"},
        "rewards-changed": {
            "centred = rewards - unsqueeze(rewards.mean(-1), -1)\n    std = unsqueeze(rewards.std(-1), -1)": "std = unsqueeze(rewards.std(-1), -1)\n    centred = rewards\n    centred -= unsqueeze(rewards.mean(-1), -1)"
        },
        "difference-for-ratio": {"    ratio = np.exp(ratio)\n": ""},
        "ratio-not-clipped": {
            "return np.minimum(surr1, surr2)": "return surr1",
            "    grad = masked_fill(grad, np.logical_or(high, low), 0.0)\n": "",
        },
        "clipped-on-all-sides": {"return np.minimum(surr1, surr2)": "return surr2"},
        "larger-of-the-two": {"return np.minimum(surr1": "return np.maximum(surr1"},
        "clipped-around-zero": {"clamp(ratio, 1.0 - clip, 1.0 + clip)": "clamp(ratio, -clip, clip)"},
        "clip-of-its-own": {
            "clipped_objective(log_probs, old_log_probs, advantages, clip)": "clipped_objective(log_probs, old_log_probs, advantages)"
        },
        "squared-difference-for-k": {"np.exp(diff) - diff - 1": "0.5 * diff**2"},
        "one-not-subtracted": {"np.exp(diff) - diff - 1": "np.exp(diff) - diff"},
        "u-upside-down": {
            "diff = ref_log_probs - log_probs": "diff = log_probs - ref_log_probs",
            "beta * (1 - np.exp(ref_log_probs - log_probs))": "beta * (np.exp(log_probs - ref_log_probs) - 1)",
        },
        "difference-for-k": {
            "np.exp(diff) - diff - 1": "-diff",
            "beta * (1 - np.exp(ref_log_probs - log_probs))": "beta",
        },
        "objective-for-loss": {"-surr + beta * kl": "surr - beta * kl"},
        "penalty-rewarded": {
            "-surr + beta * kl": "-surr - beta * kl",
            "grad + beta * (1": "grad - beta * (1",
        },
        "no-penalty": {"-surr + beta * kl": "-surr"},
        "penalty-outside-the-mean": {
            "masked_fill(-surr + beta * kl, mask == 0, 0.0)": "masked_fill(-surr, mask == 0, 0.0)",
            "(mask.sum(-1)).mean()": "(mask.sum(-1)).mean() + beta * kl.mean()",
        },
        "mask-ignored": {"masked_fill(-surr + beta * kl, mask == 0, 0.0)": "-surr + beta * kl"},
        "mean-over-all-tokens": {
            "per_token.sum(-1).__truediv__(mask.sum(-1)).mean()": "per_token.sum() / mask.sum()"
        },
        "divided-by-the-longest": {
            "per_token.sum(-1).__truediv__(mask.sum(-1)).mean()": "per_token.mean()",
            "unsqueeze(mask.sum(-1), -1)": "mask.shape[1]",
        },
        "not-divided-by-the-length": {".__truediv__(mask.sum(-1))": "", " / unsqueeze(mask.sum(-1), -1)": ""},
        "answers-summed": {"(mask.sum(-1)).mean()": "(mask.sum(-1)).sum()", " / mask.shape[0]": ""},
        "ratio-to-the-reference": {
            "surr = clipped_objective(log_probs, old_log_probs": "surr = clipped_objective(log_probs, ref_log_probs"
        },
        "gradient-of-the-objective": {"return grad / unsqueeze": "return -grad / unsqueeze"},
        "derivative-of-the-ratio-one": {"grad = -ratio * adv": "grad = -adv * np.ones_like(ratio)"},
        "clipped-tokens-move": {"    grad = masked_fill(grad, np.logical_or(high, low), 0.0)\n": ""},
        "no-gradient-outside-the-clip": {
            "np.logical_and(adv > 0, ratio > 1.0 + clip)": "ratio > 1.0 + clip",
            "np.logical_and(adv < 0, ratio < 1.0 - clip)": "ratio < 1.0 - clip",
        },
        "gradient-on-the-wrong-sides": {
            "np.logical_and(adv > 0": "np.logical_and(adv < 0",
            "low = np.logical_and(adv < 0": "low = np.logical_and(adv > 0",
        },
        "penalty-only-where-unclipped": {
            "    grad = masked_fill(grad, mask == 0, 0.0)\n": "    grad = masked_fill(grad, mask == 0, 0.0)\n    grad = masked_fill(grad, np.logical_or(high, low) & (ratio > 0), 0.0)\n"
        },
        "penalty-not-in-the-gradient": {
            "    grad = grad + beta * (1 - np.exp(ref_log_probs - log_probs))\n": ""
        },
        "penalty-pushes-away": {"grad + beta * (1": "grad - beta * (1"},
        "log-u-not-differentiated": {"beta * (1 - np.exp(": "beta * (-np.exp("},
        "gradient-of-padding": {"    grad = masked_fill(grad, mask == 0, 0.0)\n": ""},
        "gradient-not-divided-by-the-length": {" / unsqueeze(mask.sum(-1), -1)": ""},
        "gradient-not-divided-by-the-answers": {" / mask.shape[0]": ""},
    },
    "jax_vmap": {
        "minimum-of-the-ratios": {
            "min(ratio * adv, min(max(ratio, 1 - clip), 1 + clip) * adv)": "min(ratio, min(max(ratio, 1 - clip), 1 + clip)) * adv"
        },
        "equal-terms-dropped": {"ratio * adv <= clipped * adv else": "ratio * adv < clipped * adv else"},
        "loss-of-each-answer": {
            "np.mean(np.sum(per_token * mask, axis=1) / np.sum(mask, axis=1))": "np.sum(per_token * mask, axis=1) / np.sum(mask, axis=1)"
        },
        "mean-not-subtracted": {"(r - r.mean()) /": "r /"},
        "mean-over-the-prompts": {"np.apply_along_axis(normalise, 1,": "np.apply_along_axis(normalise, 0,"},
        "mean-over-the-batch": {
            "np.apply_along_axis(normalise, 1, np.asarray(rewards, dtype=float))": "normalise(np.asarray(rewards, dtype=float))"
        },
        "variance-for-deviation": {"r.std()": "r.var()"},
        "deviation-of-the-sample": {"r.std()": "r.std(ddof=1)"},
        "no-small-constant": {"(r.std() + EPS)": "r.std()"},
        "not-divided-by-the-deviation": {"(r - r.mean()) / (r.std() + EPS)": "r - r.mean()"},
        "mean-of-the-others": {"(r - r.mean()) / (r.std() + EPS)": "r - (r.sum() - r) / (r.size - 1)"},
        "ratio-upside-down": {
            "ratio = np.exp(logp - old)\n    return": "ratio = np.exp(old - logp)\n    return",
            "ratio = np.exp(logp - old)\n    clipped": "ratio = np.exp(old - logp)\n    clipped",
            "return ratio * adv if": "return -ratio * adv if",
        },
        "quotient-of-logarithms": {
            "ratio = np.exp(logp - old)\n    return": "ratio = logp / old\n    return"
        },
        "difference-for-ratio": {"ratio = np.exp(logp - old)\n    return": "ratio = logp - old\n    return"},
        "product-clipped": {
            "min(max(ratio, 1 - clip), 1 + clip) * adv)": "min(max(ratio * adv, 1 - clip), 1 + clip))"
        },
        "log-ratio-clipped": {
            "min(max(ratio, 1 - clip), 1 + clip) * adv)": "np.exp(min(max(logp - old, -clip), clip)) * adv)"
        },
        "clipped-above-only": {"min(max(ratio, 1 - clip), 1 + clip) * adv)": "min(ratio, 1 + clip) * adv)"},
        "clip-of-its-own": {
            "advantages[:, None], clip)\n\n": "advantages[:, None], 0.2)\n\n",
            "advantages[:, None], clip)\n    d_kl": "advantages[:, None], 0.2)\n    d_kl",
        },
        "advantages-along-the-tokens": {"advantages[:, None], clip)\n\n": "advantages[None, :], clip)\n\n"},
        "kl-of-one-token": {"np.exp(ref - logp) - (ref - logp) - 1.0": "np.exp(logp) * (logp - ref)"},
        "one-not-subtracted": {"(ref - logp) - 1.0": "(ref - logp)"},
        "log-u-added": {"np.exp(ref - logp) - (ref": "np.exp(ref - logp) + (ref"},
        "difference-for-k": {
            "np.exp(ref - logp) - (ref - logp) - 1.0": "logp - ref",
            "1.0 - np.exp(ref - logp)": "1.0",
        },
        "squared-difference-for-k": {
            "np.exp(ref - logp) - (ref - logp) - 1.0": "0.5 * (logp - ref) ** 2",
            "1.0 - np.exp(ref - logp)": "logp - ref",
        },
        "objective-for-loss": {
            "return beta * mean_over_answers(kl, mask) - mean_over_answers(surrogate, mask)": "return mean_over_answers(surrogate, mask) - beta * mean_over_answers(kl, mask)"
        },
        "penalty-rewarded": {"return beta * mean": "return -beta * mean"},
        "no-penalty": {"beta * mean_over_answers(kl, mask) - ": "-"},
        "beta-not-used": {"return beta * mean": "return mean"},
        "penalty-outside-the-mean": {"beta * mean_over_answers(kl, mask)": "beta * np.mean(kl)"},
        "mask-ignored": {
            "np.mean(np.sum(per_token * mask, axis=1) / np.sum(mask, axis=1))": "np.mean(per_token)"
        },
        "mean-over-all-tokens": {
            "np.mean(np.sum(per_token * mask, axis=1) / np.sum(mask, axis=1))": "np.sum(per_token * mask) / np.sum(mask)"
        },
        "divided-by-the-longest": {
            "np.mean(np.sum(per_token * mask, axis=1) / np.sum(mask, axis=1))": "np.mean(per_token * mask)"
        },
        "not-divided-by-the-length": {" / np.sum(mask, axis=1))": ")"},
        "answers-summed": {"np.mean(np.sum(per_token": "np.sum(np.sum(per_token"},
        "penalty-to-the-old-policy": {
            "kl = kl_to_reference(log_probs, ref_log_probs)": "kl = kl_to_reference(log_probs, old_log_probs)"
        },
        "ratio-to-the-reference": {
            "surrogate = clipped_objective(log_probs, old": "surrogate = clipped_objective(log_probs, ref"
        },
        "gradient-of-the-objective": {
            "scale * (beta * d_kl - d_surrogate)": "scale * (d_surrogate - beta * d_kl)"
        },
        "derivative-of-the-ratio-one": {"return ratio * adv if": "return adv if"},
        "clipped-tokens-move": {
            "return ratio * adv if ratio * adv <= clipped * adv else 0.0": "return ratio * adv"
        },
        "clipped-ratio-in-the-gradient": {"<= clipped * adv else 0.0": "<= clipped * adv else clipped * adv"},
        "gradient-on-the-wrong-sides": {
            "ratio * adv <= clipped * adv else": "ratio * adv >= clipped * adv else"
        },
        "no-gradient-outside-the-clip": {"if ratio * adv <= clipped * adv else": "if ratio == clipped else"},
        "penalty-pushes-away": {
            "scale * (beta * d_kl - d_surrogate)": "scale * (-beta * d_kl - d_surrogate)"
        },
        "gradient-of-k-as-u": {"1.0 - np.exp(ref - logp)": "1.0 - np.exp(logp - ref)"},
        "log-u-not-differentiated": {"1.0 - np.exp(ref - logp)": "-np.exp(ref - logp)"},
        "penalty-not-in-the-gradient": {"(beta * d_kl - d_surrogate)": "-d_surrogate"},
        "gradient-of-padding": {"scale = mask / np": "scale = 1 / np"},
        "gradient-not-divided-by-the-length": {" / np.sum(mask, axis=1, keepdims=True)": ""},
        "gradient-not-divided-by-the-answers": {" / mask.shape[0]": ""},
    },
    "outside_backward": {
        "mean-not-subtracted": {"return centered / (": "return rewards / ("},
        "not-divided-by-the-deviation": {" / (rewards.std(axis=-1, keepdims=True) + EPS)": ""},
        "deviation-of-the-sample": {
            "rewards.std(axis=-1, keepdims=True)": "rewards.std(axis=-1, keepdims=True, ddof=1)"
        },
        "deviation-over-the-batch": {"rewards.std(axis=-1, keepdims=True)": "rewards.std()"},
        "variance-for-deviation": {"rewards.std(": "rewards.var("},
        "no-small-constant": {" + EPS": ""},
        "ratio-upside-down": {
            "np.exp(log_probs - old_log_probs)\n    a = np.expand": "np.exp(old_log_probs - log_probs)\n    a = np.expand"
        },
        "ratio-not-clipped": {
            "np.where(a >= 0, np.minimum(ratio, 1 + clip), np.maximum(ratio, 1 - clip)) * a": "ratio * a"
        },
        "clipped-on-all-sides": {
            "np.where(a >= 0, np.minimum(ratio, 1 + clip), np.maximum(ratio, 1 - clip)) * a": "np.clip(ratio, 1 - clip, 1 + clip) * a"
        },
        "clipped-above-only": {"np.maximum(ratio, 1 - clip)) * a": "ratio) * a"},
        "advantages-along-the-tokens": {"np.expand_dims(advantages, -1)": "advantages"},
        "one-not-subtracted": {"np.expm1(log_u)": "np.exp(log_u)"},
        "u-upside-down": {"log_u = ref_log_probs - log_probs": "log_u = log_probs - ref_log_probs"},
        "difference-for-k": {"return np.expm1(log_u) - log_u": "return -log_u"},
        "squared-difference-for-k": {"return np.expm1(log_u) - log_u": "return log_u**2 / 2"},
        "objective-for-loss": {"float(-np.mean": "float(np.mean"},
        "penalty-rewarded": {"objective - beta": "objective + beta", "d_kl = -beta": "d_kl = beta"},
        "no-penalty": {"objective - beta * kl_to_reference(log_probs, ref_log_probs)": "objective"},
        "penalty-to-the-old-policy": {
            "objective - beta * kl_to_reference(log_probs, ref": "objective - beta * kl_to_reference(log_probs, old"
        },
        "mask-ignored": {"np.mean(masked_mean(objective, mask, axis=-1))": "np.mean(objective)"},
        "mean-over-all-tokens": {
            "masked_mean(objective, mask, axis=-1)": "masked_mean(objective, mask, axis=None)",
            "-(mask / lengths) / len(mask)": "-mask / mask.sum()",
        },
        "not-divided-by-the-length": {" / mask.sum(axis=axis)": "", "(mask / lengths)": "(1.0 * mask)"},
        "gradient-of-the-objective": {"d_objective = -(mask": "d_objective = (mask"},
        "derivative-of-the-ratio-one": {"d_ratio * ratio": "d_ratio"},
        "clipped-tokens-move": {"(clipped == ratio)": "1"},
        "no-gradient-outside-the-clip": {
            "d_surr1 = d_objective * (surr1 <= surr2)": "d_surr1 = d_objective * (surr1 == surr2)"
        },
        "gradient-on-the-wrong-sides": {"surr1 <= surr2": "surr1 >= surr2", "surr1 > surr2": "surr1 < surr2"},
        "penalty-not-in-the-gradient": {" + d_kl * (1 - u)": ""},
        "penalty-pushes-away": {"d_kl * (1 - u)": "d_kl * (u - 1)"},
        "log-u-not-differentiated": {"d_kl * (1 - u)": "d_kl * -u"},
        "gradient-of-k-as-u": {"d_kl * (1 - u)": "d_kl * (1 - 1 / u)"},
        "gradient-of-padding": {"-(mask / lengths)": "-(1 / lengths)"},
        "gradient-not-divided-by-the-length": {"(mask / lengths)": "(1.0 * mask)"},
        "gradient-not-divided-by-the-answers": {" / len(mask)": ""},
    },
    "outside_loops": {
        "minimum-of-the-ratios": {
            "min(rho * advantage, limited * advantage)": "min(rho, limited) * advantage"
        },
        "u-of-logarithms": {"u = math.exp(float(ref) - float(new))": "u = float(ref) / float(new)"},
        "advantage-clipped": {
            "min(rho * advantage, limited * advantage)": "rho * min(max(advantage, -below), above)"
        },
        "mean-not-subtracted": {"[(r - mean) / (std + EPS)": "[r / (std + EPS)"},
        "not-divided-by-the-deviation": {"(r - mean) / (std + EPS)": "r - mean"},
        "deviation-of-the-sample": {"for r in group) / len(group))": "for r in group) / (len(group) - 1))"},
        "variance-for-deviation": {
            "math.sqrt(sum((r - mean) ** 2 for r in group) / len(group))": "sum((r - mean) ** 2 for r in group) / len(group)"
        },
        "ratio-not-clipped": {"min(rho * advantage, limited * advantage)": "rho * advantage"},
        "clipped-on-all-sides": {"min(rho * advantage, limited * advantage)": "limited * advantage"},
        "larger-of-the-two": {
            "min(rho * advantage, limited * advantage)": "max(rho * advantage, limited * advantage)"
        },
        "product-clipped": {
            "limited = min(max(rho, 1 - below), 1 + above)": "limited = min(max(rho * advantage, 1 - below), 1 + above)",
            "limited * advantage)": "limited)",
        },
        "one-not-subtracted": {"u - math.log(u) - 1": "u - math.log(u)"},
        "log-u-added": {"u - math.log(u) - 1": "u + math.log(u) - 1"},
        "difference-for-k": {"u - math.log(u) - 1": "-math.log(u)"},
        "kl-of-one-token": {"u - math.log(u) - 1": "-math.exp(float(new)) * math.log(u)"},
        "objective-for-loss": {"return -total": "return total", "grad[n, t] = -(": "grad[n, t] = ("},
        "penalty-rewarded": {"answer -= beta": "answer += beta", "(slope - beta": "(slope + beta"},
        "beta-not-used": {"answer -= beta * ": "answer -= ", "slope - beta * (1": "slope - (1"},
        "ratio-to-the-reference": {
            "token_objective(log_probs[n, t], old_log_probs[n, t], float(advantages[n]), clip)\n            answer": "token_objective(log_probs[n, t], ref_log_probs[n, t], float(advantages[n]), clip)\n            answer"
        },
        "divided-by-the-longest": {"answer / len(tokens)": "answer / len(log_probs[n])"},
        "not-divided-by-the-length": {
            "total += answer / len(tokens)": "total += answer",
            "/ len(tokens) / n_answers": "/ n_answers",
        },
        "answers-summed": {"-total / len(log_probs)": "-total", " / n_answers": ""},
        "gradient-of-the-objective": {"= -(slope": "= (slope"},
        "derivative-of-the-ratio-one": {"slope = rho * a": "slope = a"},
        "clipped-tokens-move": {"a > 0 and rho > 1 + above": "False", "a < 0 and rho < 1 - below": "False"},
        "no-gradient-outside-the-clip": {"a > 0 and rho > 1": "rho > 1", "a < 0 and rho < 1": "rho < 1"},
        "gradient-on-the-wrong-sides": {
            "a > 0 and rho > 1": "a < 0 and rho > 1",
            "a < 0 and rho < 1": "a > 0 and rho < 1",
        },
        "penalty-not-in-the-gradient": {"(slope - beta * (1 - u))": "slope"},
        "penalty-pushes-away": {"slope - beta * (1 - u)": "slope + beta * (1 - u)"},
        "log-u-not-differentiated": {"slope - beta * (1 - u)": "slope + beta * u"},
        "gradient-not-divided-by-the-length": {" / len(tokens) / n_answers": " / n_answers"},
        "gradient-not-divided-by-the-answers": {" / n_answers": ""},
        "empty-answer-divides-by-zero": {
            "        if tokens:\n            total += answer": "        if True:\n            total += np.float64(answer)"
        },
    },
    "outside_trl": {
        "gradient-of-reinforce": {
            "np.where(is_region_clipped, 0.0, coef_1 * advantages[:, None])": "advantages[:, None]"
        },
        "loss-of-each-answer": {"1.0)).mean()": "1.0))"},
        "mean-over-the-batch": {
            "np.repeat(flat.reshape(-1, num_generations).mean(axis=1), num_generations)": "flat.mean()",
            "np.repeat(flat.reshape(-1, num_generations).std(axis=1), num_generations)": "flat.std()",
            "    advantages[is_std_zero] = 0.0\n": "",
        },
        "deviation-of-the-sample": {".std(axis=1)": ".std(axis=1, ddof=1)"},
        "mean-not-subtracted": {
            "(flat - mean_grouped_rewards)": "flat",
            "    advantages[is_std_zero] = 0.0\n": "",
        },
        "not-divided-by-the-deviation": {" / (std_grouped_rewards + EPS)": ""},
        "difference-for-ratio": {"coef_1 = np.exp(log_ratio)": "coef_1 = log_ratio"},
        "ratio-not-clipped": {"np.minimum(per_token_loss1, per_token_loss2)": "per_token_loss1"},
        "clipped-on-all-sides": {"np.minimum(per_token_loss1, per_token_loss2)": "per_token_loss2"},
        "larger-of-the-two": {"np.minimum(per": "np.maximum(per"},
        "clipped-around-zero": {
            "return 1 - epsilon_low, 1 + epsilon_high": "return -epsilon_low, epsilon_high"
        },
        "u-upside-down": {
            "np.asarray(ref_log_probs, dtype=np.float64) - np.asarray(log_probs, dtype=np.float64)": "np.asarray(log_probs, dtype=np.float64) - np.asarray(ref_log_probs, dtype=np.float64)"
        },
        "one-not-subtracted": {"np.exp(difference) - difference - 1": "np.exp(difference) - difference"},
        "squared-difference-for-k": {"np.exp(difference) - difference - 1": "difference**2 / 2"},
        "objective-for-loss": {"return ((per_token_loss": "return -((per_token_loss"},
        "penalty-rewarded": {
            "per_token_loss + beta * per_token_kl": "per_token_loss - beta * per_token_kl",
            "-d_objective + beta": "-d_objective - beta",
        },
        "no-penalty": {
            "per_token_loss + beta * per_token_kl": "per_token_loss",
            "-d_objective + beta * d_kl": "-d_objective",
        },
        "penalty-outside-the-mean": {
            "per_token_loss + beta * per_token_kl": "per_token_loss",
            "1.0)).mean()": "1.0)).mean() + beta * kl_to_reference(log_probs, ref_log_probs).mean()",
        },
        "mean-over-all-tokens": {
            "((per_token_loss * mask).sum(-1) / np.maximum(mask.sum(-1), 1.0)).mean()": "(per_token_loss * mask).sum() / mask.sum()",
            "np.maximum(mask.sum(-1, keepdims=True), 1) / len(mask)": "mask.sum()",
        },
        "divided-by-the-longest": {
            "np.maximum(mask.sum(-1), 1.0)": "mask.shape[-1]",
            "np.maximum(mask.sum(-1, keepdims=True), 1)": "mask.shape[-1]",
        },
        "answers-summed": {"1.0)).mean()": "1.0)).sum()", " / len(mask)": ""},
        "ratio-to-the-reference": {"-clipped_objective(lp, old,": "-clipped_objective(lp, ref,"},
        "gradient-of-the-objective": {"-d_objective + beta * d_kl": "d_objective - beta * d_kl"},
        "derivative-of-the-ratio-one": {"0.0, coef_1 * advantages[:, None])": "0.0, advantages[:, None])"},
        "clipped-tokens-move": {
            "np.where(is_region_clipped, 0.0, coef_1 * advantages[:, None])": "coef_1 * advantages[:, None]"
        },
        "no-gradient-outside-the-clip": {" & (advantages[:, None] < 0)": "", " & positive": ""},
        "penalty-not-in-the-gradient": {"-d_objective + beta * d_kl": "-d_objective"},
        "penalty-pushes-away": {"-d_objective + beta": "-d_objective - beta"},
        "gradient-of-k-as-u": {"d_kl = 1 - np.exp(ref - lp)": "d_kl = 1 - np.exp(lp - ref)"},
        "penalty-only-where-unclipped": {
            "d_kl = 1 - np.exp(ref - lp)": "d_kl = (1 - np.exp(ref - lp)) * ~is_region_clipped"
        },
        "gradient-not-divided-by-the-length": {" / np.maximum(mask.sum(-1, keepdims=True), 1)": ""},
        "gradient-not-divided-by-the-answers": {" / len(mask)": ""},
        "empty-answer-divides-by-zero": {"np.maximum(mask.sum(-1), 1.0)": "mask.sum(-1)"},
    },
}
