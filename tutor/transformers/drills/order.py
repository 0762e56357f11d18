"""Steps to put in order, each with the reason for its place."""

from __future__ import annotations

import random
from collections.abc import Callable

from tutor.course.model import Quiz
from tutor.transformers.drills.question import Drill, Question

# The question, and its steps with the reasons for their positions.
Order = tuple[str, tuple[tuple[str, str], ...]]

ORDERS: dict[str, Order] = {
    "attention": (
        "Put the steps of attention in order.",
        (
            ("project x to q, k and v", "There is nothing to compare before the projections."),
            ("multiply q by k transposed", "The scores come first."),
            ("divide by √d_k", "The scores are scaled, not the weights, whose rows must sum to 1."),
            ("hide the masked keys", "Masking after the softmax would leave rows that do not sum to 1."),
            ("softmax over the keys", "The weights are computed from scaled and masked scores."),
            ("multiply by v", "The values are mixed by the final weights."),
        ),
    ),
    "multi-head": (
        "Put the steps of multi-head attention in order.",
        (
            ("project x to q, k and v", "One wide projection serves all heads; it is split afterwards."),
            ("split into heads", "The heads must be separate before they attend."),
            ("attention in every head", "Each head has its own weights; the heads are merged later."),
            ("merge the heads", "The heads are concatenated, so that w_o can mix them."),
            ("multiply by w_o", "w_o works on all heads at once."),
        ),
    ),
    "pre-norm": (
        "Put the steps of a pre-norm block in order.",
        (
            ("layer norm", "Pre-norm: the input of attention is normalised, but the residual path is not."),
            ("attention", "Tokens exchange information first; then each is processed on its own."),
            ("add to the residual path", "Each part adds its result before the next one starts."),
            ("layer norm again", "The second part has its own norm before it."),
            ("feed-forward", "Each token is processed on its own, after attention."),
            ("add to the residual path again", "The last step is the sum; no norm follows."),
        ),
    ),
    "post-norm": (
        "Put the steps of a post-norm block, as in the original paper, in order.",
        (
            ("attention", "Post-norm: nothing is normalised before attention."),
            ("add to the residual path", "The sum comes before its norm."),
            ("layer norm", "Post-norm: the sum is normalised."),
            ("feed-forward", "Each token is processed on its own, after attention."),
            ("add to the residual path again", "The sum comes before its norm."),
            ("layer norm again", "The block ends with a norm."),
        ),
    ),
    "language-model": (
        "Put the steps from a text to the next word in order.",
        (
            ("split into tokens", "A model reads token ids, not letters."),
            ("look up embeddings", "Each token has to become a vector first."),
            ("add positions", "Positions are added to embeddings, before any block."),
            ("run the blocks", "The blocks work on vectors that contain their positions."),
            ("final norm", "The output of the last block is normalised once more."),
            ("multiply by the output matrix", "That gives one logit per word."),
            ("softmax over the vocabulary", "The probabilities are computed from the logits."),
        ),
    ),
    "training-step": (
        "Put the parts of one training step in order.",
        (
            ("take a batch of tokens", "There is nothing to predict before that."),
            ("shift by one for the targets", "Each position's target is the token after it."),
            ("compute the logits", "The prediction comes before the loss."),
            ("cross-entropy against the targets", "The loss compares logits and targets."),
            ("compute the gradients", "The gradients need the loss."),
            ("one step of the optimizer", "The step needs the gradients."),
        ),
    ),
    "generation": (
        "Put the steps of generating one token in order.",
        (
            ("run the model on the text so far", "All later steps need its logits."),
            ("take the logits of the last position", "Only the last position predicts the next token."),
            ("divide by the temperature", "Temperature acts on logits, before the softmax."),
            ("softmax", "The probabilities are computed from the logits."),
            ("sample a token", "It is sampled from the probabilities."),
            ("append it to the text", "The model reads it with the rest in the next step."),
        ),
    ),
}


def _template(key: str) -> Callable[[random.Random], Question]:
    asked, steps = ORDERS[key]
    items = tuple(item for item, _ in steps)
    quiz = Quiz("drill-order", "order", asked, "Each step needs the result of the one before.", items=items)
    question = Question(key, quiz, places=tuple(why for _, why in steps))
    return lambda pick: question


ORDER = Drill("order", "the order of the steps", {key: _template(key) for key in ORDERS})
