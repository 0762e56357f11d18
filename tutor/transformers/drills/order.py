"""Steps that are to be put in order; each says why it stands where it does."""

from __future__ import annotations

import random
from collections.abc import Callable

from tutor.course.model import Quiz
from tutor.transformers.drills.question import Drill, Question

Order = tuple[str, tuple[tuple[str, str], ...]]  # the question; its steps, and why each is where it is

ORDERS: dict[str, Order] = {
    "attention": (
        "Put the steps of attention in order.",
        (
            ("project x to q, k and v", "There is nothing to compare before the projections."),
            ("multiply q with k transposed", "Scores come first: who looks at whom."),
            ("divide by √d_k", "Scaling is for the scores; after the softmax it would spoil the sums of 1."),
            ("hide what may not be seen", "Masking after the softmax would leave rows that do not sum to 1."),
            ("softmax over the keys", "Weights are made of scaled and masked scores."),
            ("multiply with v", "Values are mixed by finished weights."),
        ),
    ),
    "multi-head": (
        "Put the steps of multi-head attention in order.",
        (
            ("project x to q, k and v", "One wide projection serves all heads; it is cut afterwards."),
            ("split into heads", "Heads must be apart before they attend."),
            ("attention in every head", "Each head has its own grid, before anything is joined."),
            ("merge the heads", "Side by side again, so that w_o can mix them."),
            ("multiply with w_o", "w_o takes all heads at once."),
        ),
    ),
    "pre-norm": (
        "Put the steps of a pre-norm block in order.",
        (
            ("layer norm", "Pre-norm: what goes into attention is normalised, the residual path is not."),
            ("attention", "Tokens meet first, then each is worked on alone."),
            ("add to the residual path", "Each part adds its result before the next begins."),
            ("layer norm again", "The second part has its own norm, before it."),
            ("feed-forward", "Each token alone, after it has looked at the others."),
            ("add to the residual path again", "The last thing is the sum, without a norm after it."),
        ),
    ),
    "post-norm": (
        "Put the steps of a block as in the first paper, post-norm, in order.",
        (
            ("attention", "Post-norm: nothing is normalised before attention."),
            ("add to the residual path", "The sum comes before its norm."),
            ("layer norm", "Post-norm: the sum is normalised."),
            ("feed-forward", "Each token alone, after it has looked at the others."),
            ("add to the residual path again", "The sum comes before its norm."),
            ("layer norm again", "The block ends with a norm."),
        ),
    ),
    "language-model": (
        "Put the way of a text through a language model in order.",
        (
            ("cut into tokens", "A model reads numbers of tokens, not letters."),
            ("look up embeddings", "Each token becomes a vector first."),
            ("add positions", "Positions are added to embeddings, before any block."),
            ("run the blocks", "The blocks work on vectors that know their places."),
            ("final norm", "What the last block leaves is normalised once more."),
            ("multiply with the output matrix", "One logit a word."),
            ("softmax over the vocabulary", "Probabilities are made of logits."),
        ),
    ),
    "training-step": (
        "Put a step of training in order.",
        (
            ("take a batch of tokens", "There is nothing to predict before."),
            ("shift by one for the targets", "Each position's target is the token after it."),
            ("compute the logits", "A guess comes before its judgement."),
            ("cross-entropy against the targets", "The loss compares logits and targets."),
            ("gradients backwards", "They need the loss."),
            ("one step of the optimizer", "It needs the gradients."),
        ),
    ),
    "generation": (
        "Put the generation of one token in order.",
        (
            ("run the model on what is written", "Everything rests on its logits."),
            ("take the logits of the last position", "Only the last one predicts what is not written yet."),
            ("divide by the temperature", "Temperature acts on logits, before the softmax."),
            ("softmax", "Probabilities are made of logits."),
            ("draw a token", "It is drawn from the probabilities."),
            ("append it to the text", "It is read with the rest in the next round."),
        ),
    ),
}


def _template(key: str) -> Callable[[random.Random], Question]:
    asked, steps = ORDERS[key]
    items = tuple(item for item, _ in steps)
    quiz = Quiz("drill-order", "order", asked, "Each step needs what the one before it made.", items=items)
    question = Question(key, quiz, places=tuple(why for _, why in steps))
    return lambda pick: question


ORDER = Drill("order", "what comes after what", {key: _template(key) for key in ORDERS})
