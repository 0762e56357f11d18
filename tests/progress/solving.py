"""Answers to drill questions, computed with NumPy from the words of the question alone."""

from __future__ import annotations

import re

import numpy as np

from tutor.course.model import Quiz


def numbers(text: str) -> list[float]:
    """Every number in a question, in order; a minus belongs to its number."""
    return [float(found) for found in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text)]


def shapes(text: str) -> list[tuple[int, ...]]:
    """Every shape in a question."""
    return [
        tuple(int(n) for n in found.split(",") if n.strip()) for found in re.findall(r"\(([\d, ]+)\)", text)
    ]


def shape_of(key: str, text: str) -> tuple[int, ...]:
    """What NumPy makes of arrays of these shapes."""
    given = [np.zeros(size) for size in shapes(text)]
    counts = [int(n) for n in numbers(re.sub(r"\([\d, ]+\)", "", text))]
    match key:
        case "project" | "mixed-values" | "feed-forward":
            return (given[0] @ given[1]).shape
        case "scores" | "logits":
            return (given[0] @ given[1].T).shape
        case "split-heads":
            batch, seq, d = given[0].shape
            heads = next(n for n in counts if n > 1)
            return given[0].reshape(batch, seq, heads, d // heads).swapaxes(1, 2).shape
        case "scores-in-heads":
            return (given[0] @ given[0].swapaxes(-1, -2)).shape
        case "merge-heads":
            moved = given[0].swapaxes(1, 2)
            return moved.reshape(*moved.shape[:2], -1).shape
        case "keepdims":
            return given[0].mean(axis=-1, keepdims=True).shape
        case "across":
            target, source, batch = counts
            return (np.zeros((batch, target, 3)) @ np.zeros((batch, source, 3)).swapaxes(-1, -2)).shape
    raise AssertionError(key)


def softmax(x: np.ndarray) -> np.ndarray:
    """Along the last axis; −∞ gets nothing."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def score_of(key: str, text: str) -> float:
    """A score, a weight or an output."""
    n = numbers(text)
    match key:
        case "dot-product":
            return float(np.dot(n[:4], n[4:8]))
        case "scaling":
            return n[0] / n[1] ** 0.5
        case "two-weights":
            return float(softmax(np.array(n[:2]))[0])
        case "variance":
            return n[-1]
        case "output":
            return float(np.dot(n[:2], n[2:4]))
        case "hidden-keys":
            count, score, hidden = int(n[0]), n[1], int(n[2])
            return float(softmax(np.array([-np.inf] * hidden + [score] * (count - hidden)))[-1])
    raise AssertionError(key)


def mask_of(key: str, text: str) -> int:
    """Something counted in a mask that is really made."""
    n = [int(value) for value in numbers(text)]
    behind = np.arange(n[0])[:, None] - np.arange(n[0])  # how far a key lies behind its query
    match key:
        case "causal-pairs":
            return int((behind >= 0).sum())
        case "hidden-pairs":
            return int((behind < 0).sum())
        case "one-row":
            return int((behind >= 0)[n[2]].sum())
        case "window":
            return int(((behind >= 0) & (behind < n[1])).sum())
        case "padding":
            return int((np.arange(n[0]) < n[0] - n[1]).sum())
        case "both-ways":
            return behind.size
        case "cached":
            return n[0] + 1
    raise AssertionError(key)


def parameters_of(key: str, text: str) -> int:
    """The sizes of the arrays, added up."""
    n = [int(value) for value in numbers(text)]
    match key:
        case "multi-head":
            arrays = [(n[0], n[0])] * 4
        case "feed-forward":
            arrays = [(n[0], n[1]), (n[1],), (n[1], n[0]), (n[0],)]
        case "embedding":
            arrays = [(n[0], n[1])]
        case "layer-norm":
            arrays = [(n[0],), (n[0],)]
        case "grouped":
            d, heads, shared = n[:3]
            arrays = [(d, d), (d, d // heads * shared), (d, d // heads * shared), (d, d)]
        case "block":
            arrays = [(n[0], n[0])] * 4 + [(n[0], n[1]), (n[1], n[0])]
        case _:
            raise AssertionError(key)
    return sum(np.zeros(size).size for size in arrays)


def solve(drill: str, key: str, quiz: Quiz) -> str:
    """The answer as a learner gives it. Orders and words are known by heart."""
    if drill == "shapes":
        wanted = str(shape_of(key, quiz.question))
        return next(str(n) for n, choice in enumerate(quiz.choices, 1) if choice.text == wanted)
    if drill in ("scores", "masks", "params"):
        ways = {"scores": score_of, "masks": mask_of, "params": parameters_of}
        return (
            f"{ways[drill](key, quiz.question):.4g}"
            if drill == "scores"
            else str(ways[drill](key, quiz.question))
        )
    if quiz.kind == "order":
        return " ".join(str(n) for n in range(1, len(quiz.items) + 1))
    return next(str(n) for n, choice in enumerate(quiz.choices, 1) if choice.correct)
