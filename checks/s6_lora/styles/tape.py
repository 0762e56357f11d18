"""A tiny tape: each product records how its gradient flows back."""

import numpy as np


class Tape:
    def __init__(self):
        self.steps = []

    def linear(self, x, M, name):
        y = x @ M.T
        self.steps.append((name, x, M))
        return y

    def gradient_of_matrix(self, name, g):
        x = next(x for n, x, _ in self.steps if n == name)
        total = np.zeros((g.shape[-1], x.shape[-1]))
        for place in np.ndindex(g.shape[:-1]):
            total += np.outer(g[place], x[place])
        return total

    def gradient_of_input(self, name, g):
        M = next(M for n, _, M in self.steps if n == name)
        return g @ M


def init_lora(d_out, d_in, r, rng):
    first = np.array([rng.normal(size=d_in) for _ in range(r)]) / np.sqrt(d_in)
    second = np.zeros((d_out, r))
    return first, second


def run(tape, x, W, A, B, scale):
    frozen = tape.linear(x, W, "W")
    h = tape.linear(x, A, "A")
    return frozen + scale * tape.linear(h, B, "B")


def lora_forward(x, W, A, B, alpha):
    return run(Tape(), x, W, A, B, scale=alpha / B.shape[-1])


def lora_backward(dy, x, W, A, B, alpha):
    tape, scale = Tape(), alpha / B.shape[-1]
    run(tape, x, W, A, B, scale)
    g = scale * dy
    gh = tape.gradient_of_input("B", g)
    dB = tape.gradient_of_matrix("B", g)
    dA = tape.gradient_of_matrix("A", gh)
    dx = tape.gradient_of_input("W", dy)
    dx = dx + tape.gradient_of_input("A", gh)
    return dx, dA, dB


def merge_lora(W, A, B, alpha):
    out = np.array(W)
    for k in range(A.shape[0]):
        out = out + alpha / A.shape[0] * np.outer(B[:, k], A[k])
    return out.astype(W.dtype)


def trainable_parameters(shapes, r):
    sizes = []
    for d_out, d_in in shapes:
        sizes.append(np.zeros(0).size + r * d_in + r * d_out)
    return sum(sizes)
