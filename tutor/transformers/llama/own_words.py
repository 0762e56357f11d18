"""``python exercises/project_smollm2.py``: correct functions continue the learner's sentence, and wrong ones show
their cost.

The cost is the loss on a fixed story and the continuation of a fixed sentence. Wrong code can produce any word, so
only the harmless words in ``harmless_words.txt`` are shown.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from tutor.disk import FileError
from tutor.process.one_thread import use_one_thread
from tutor.transformers.llama.fixed_texts import BEGINNINGS, logits_of, where_it_is
from tutor.transformers.llama.how_to_add import NAME
from tutor.transformers.llama.llama_heads import story
from tutor.transformers.llama.llama_model import Ids, mean_loss
from tutor.transformers.llama.llama_run import tokenizer_of
from tutor.transformers.llama.llama_tokens import LlamaTokenizer
from tutor.transformers.llama.model_store import open_folder
from tutor.transformers.llama.own_block import Function, OwnLlama
from tutor.transformers.llama.own_llama import CLOSE

PROMPT = "Once upon a time, there was a little girl named"
# The continuation by correct functions.
RIGHT = " Emma who loved to play in the sun. She would often go to the beach"
RIGHT_LOSS = 3.07  # nats per token on the story, with correct functions
LENGTH, PRICED = 24, 16  # tokens to write: of the learner's sentence, of the fixed one
HIDDEN = "▒▒▒"
Say = Callable[[str], object]

__all__ = ["use_one_thread", "write_with"]


def write_with(block: Function, norm: Function, sentence: str, say: Say | None = None) -> None:
    """Run SmolLM2 on these functions in this process: compare it with ours, then let it write."""
    say = say or _print
    folder, missing = where_it_is()
    if missing:
        say(f"{missing}\n")
        return
    try:
        tokenizer = tokenizer_of(NAME)
        model = open_folder(Path(folder))
    except FileError as error:
        say(f"{error}\n")
        return
    own = OwnLlama(model, block, norm)
    apart = float(np.abs(own.run(np.array(BEGINNINGS)) - logits_of(folder, BEGINNINGS)).max())
    if apart <= CLOSE:
        say(f"Your functions run SmolLM2-135M: no logit differs from ours by more than {apart:.4f}.\n\n")
        _write(own, tokenizer, sentence or PROMPT, say)
    else:
        _price(own, tokenizer, apart, say)


def _write(own: OwnLlama, tokenizer: LlamaTokenizer, sentence: str, say: Say) -> None:
    say(sentence)
    begun, count = time.perf_counter(), 0
    for text in continued(own, tokenizer, sentence, LENGTH):
        say(text)
        count += 1
    seconds = max(time.perf_counter() - begun, 1e-9)
    say(
        f"\n\n{count} tokens in {seconds:.1f} s. Each new token runs the whole text through your block 30 times.\n"
    )


def _price(own: OwnLlama, tokenizer: LlamaTokenizer, apart: float, say: Say) -> None:
    say("On your functions, SmolLM2 is a different model. Measuring what that costs takes a few seconds.\n\n")
    say(f"  logits          differ from ours by up to {apart:.3g}; up to {CLOSE:g} is rounding error\n")
    ids = story(tokenizer)
    loss = mean_loss(own.run(ids[None])[0], ids)
    say(f"  loss            {loss:.2f} nats per token on a fixed story; ours {RIGHT_LOSS:.2f}\n")
    text = "".join(continued(own, tokenizer, PROMPT, PRICED))
    shown = harmless_part(text)
    say(f"  it writes       {PROMPT}{shown}\n")
    say(f"  ours writes     {PROMPT}{RIGHT}\n\n{meaning(loss, text)}\n")
    if HIDDEN in shown:
        say(f"{HIDDEN} stands for words that are not shown: a broken model can write anything.\n")
    say("What is wrong: tutor check smollm2\n")


def meaning(loss: float, text: str) -> str:
    """What the loss and the text reveal about a mistake, and what they do not."""
    if not np.isfinite(loss):
        return "The logits are not finite, so nothing that the model writes means anything."
    if loss < RIGHT_LOSS - 0.01:
        return (
            "The loss is lower than ours, but that is no success: a token sees those after it, including the very one "
            "that it should predict. When the model writes, those tokens do not exist yet."
        )
    if text == RIGHT and loss < RIGHT_LOSS + 0.01:
        return "Neither the loss nor the text shows this mistake. Only the logits and the check do."
    if loss < RIGHT_LOSS + 0.2:
        return "The loss has hardly changed and the text is fluent: only the logits and the check show this mistake."
    if is_fluent(text):
        return "The text reads well. The loss shows that something is wrong; the sentence does not."
    return "Both the loss and the text show that something is wrong."


def is_fluent(text: str) -> bool:
    """Whether most words of a text are known and none is repeated over and over."""
    words = _WORD.findall(text.lower())
    if len(words) < 6:
        return False
    known = sum(word in harmless_words() for word in words)
    return known >= 0.85 * len(words) and len(set(words)) >= 0.6 * len(words)


def continued(own: OwnLlama, tokenizer: LlamaTokenizer, sentence: str, most: int) -> Iterator[str]:
    """The likeliest continuation of a sentence, token by token, until the model ends it."""
    ids: Ids = tokenizer.encode(sentence).ids
    for _ in range(most):
        *_, last = own.streams(ids[np.newaxis])
        token = int(own.logits(last[0, -1:])[0].argmax())
        if token == tokenizer.table.end:
            return
        yield tokenizer.piece(token)
        ids = np.append(ids, token)


_WORD = re.compile(r"[^\W\d_]+")


def harmless_part(text: str) -> str:
    """The text on one line, with all words hidden that are not known to be harmless."""
    shown = _WORD.sub(lambda found: found[0] if found[0].lower() in harmless_words() else HIDDEN, text)
    return re.sub(rf"{HIDDEN}([\W\d_]*{HIDDEN})+", HIDDEN, re.sub(r"\s+", " ", shown))


@cache
def harmless_words() -> frozenset[str]:
    """Common words of stories in lower case."""
    path = resources.files("tutor.transformers.llama") / "harmless_words.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
