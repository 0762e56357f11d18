"""One sandbox per start method, and processes in it that are closed after the test."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

import tutor
from tutor.process import Limits, Sandbox, SandboxProcess

HERE = Path(__file__).parent
Open = Callable[..., SandboxProcess]


@pytest.fixture(scope="session", params=["fork", "spawn"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox.start(method=request.param) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def forking() -> Iterator[Sandbox]:
    """For slow tests that are the same for both methods, or about the fork server itself."""
    with Sandbox.start(method="fork") as sandbox:
        yield sandbox


LAYERS = HERE / "layers"


@contextlib.contextmanager
def sandbox_with(layer: str, method: Literal["fork", "spawn"] = "fork") -> Iterator[Sandbox]:
    """A sandbox whose processes first import one of ``layers``, which simulates a system that offers less."""
    with pytest.MonkeyPatch.context() as patch:
        here = Path(tutor.__file__).parents[1]  # use this tree, whatever else is installed
        patch.setenv("PYTHONPATH", os.pathsep.join((str(LAYERS), str(here))))
        with Sandbox.start(preload=(layer,), method=method) as sandbox:
            yield sandbox


def opener(sandbox: Sandbox, opened: list[SandboxProcess]) -> Open:
    def open_(**limits: object) -> SandboxProcess:
        bounds = dataclasses.replace(Limits(importable=(HERE / "code",)), **limits)  # type: ignore[arg-type]
        opened.append(sandbox.open(bounds))
        return opened[-1]

    return open_


@pytest.fixture
def start(sandbox: Sandbox) -> Iterator[Open]:
    """A function that opens a process with the given limits."""
    opened: list[SandboxProcess] = []
    yield opener(sandbox, opened)
    for process in opened:
        process.close()


@pytest.fixture
def fork(forking: Sandbox) -> Iterator[Open]:
    """Like ``start``, but forked only."""
    opened: list[SandboxProcess] = []
    yield opener(forking, opened)
    for process in opened:
        process.close()


@pytest.fixture(scope="session")
def shared(sandbox: Sandbox) -> Iterator[SandboxProcess]:
    """One process for all tests that do not change it."""
    with sandbox.open(Limits(wall=600, cpu=600, importable=(HERE / "code",))) as process:
        yield process


@pytest.fixture
def process(start: Open) -> SandboxProcess:
    """A process with the usual limits."""
    return start()
