"""Which model family fits a task. Each wrong family has a reason against it."""

from __future__ import annotations

import random
from collections.abc import Callable

from tutor.course.model import Choice, Quiz
from tutor.transformers.drills.question import Drill, Question

BERT, GPT, T5 = "encoder-only (BERT)", "decoder-only (GPT)", "encoder-decoder (T5)"

TASKS = {
    "reply": (
        "write a reply, word by word",
        GPT,
        "Each word may depend on the words before it, not on those after it.",
    ),
    "search": (
        "turn a sentence into one vector for search",
        BERT,
        "Every token sees both sides, and no text is written.",
    ),
    "tags": (
        "label each word of a finished text as a name or not",
        BERT,
        "The whole text is known, and both sides of a word help.",
    ),
    "translate": (
        "read a whole source text and write its translation left to right",
        T5,
        "There are two sequences: one is read both ways, and the other is written causally.",
    ),
    "code": (
        "continue the code before the cursor",
        GPT,
        "Each token is predicted from the tokens before it.",
    ),
    "spam": (
        "decide in a millisecond whether an email is spam",
        BERT,
        "One pass over the whole text gives one label.",
    ),
    "gap": (
        "guess a hidden word from the words on both sides of it",
        BERT,
        "That is BERT's training objective: to predict masked words from both sides.",
    ),
    "few-shot": (
        "do new tasks from a few examples in the prompt, without training",
        GPT,
        "The prompt is a text to continue, which is what the model was trained for.",
    ),
    "spans": (
        "fill in missing spans of several words, written as a new sequence",
        T5,
        "Span corruption: the damaged text is read both ways, and the spans are written.",
    ),
    "summary": (
        "write a one-sentence summary, with cross-attention to an article read both ways",
        T5,
        "The encoder reads the article, and the decoder writes the sentence; cross-attention connects them.",
    ),
    "objective": (
        "learn from every position of a text at once, each predicting the token after it",
        GPT,
        "The causal mask lets all positions predict in one pass.",
    ),
}

AGAINST = {
    (GPT, BERT): "An encoder sees both sides of the text, but it does not continue it.",
    (GPT, T5): "A second stack and cross-attention between the two are more than this needs.",
    (BERT, GPT): "Under a causal mask, a token would not see what comes after it.",
    (BERT, T5): "Its decoder writes text, but nothing has to be written here.",
    (T5, BERT): "An encoder reads both ways but writes nothing.",
    (T5, GPT): "A decoder-only model has one causal stack, so it would not read the source both ways.",
}


def _template(key: str) -> Callable[[random.Random], Question]:
    task, answer, why = TASKS[key]

    def ask(pick: random.Random) -> Question:
        names = [BERT, GPT, T5]
        pick.shuffle(names)
        choices = tuple(
            Choice(name, why if name == answer else AGAINST[answer, name], correct=name == answer)
            for name in names
        )
        quiz = Quiz(
            "drill-patterns", "choice", f"Which family was made for this: {task}?", why, choices=choices
        )
        return Question(key, quiz)

    return ask


PATTERNS = Drill("patterns", "which family fits a task", {key: _template(key) for key in TASKS})
