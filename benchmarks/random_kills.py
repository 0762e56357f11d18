"""Kill a process of the tutor at a random moment, again and again: is a verdict lost, or the next one wrong?

    python benchmarks/random_kills.py [--kills 1000] [--way grader|watch|app] [--seed 0]

In each round a right or a wrong file is saved, and at a random moment around its check one process below the tutor's
own (a worker, a fork server, a spare or a learner's process) is killed. The verdict of that save must come and be
right, and so must the next one. ``grader`` asks a Grader; ``watch`` reads ``tutor check --watch``; ``app`` reads the
screen of the app, which also runs the learner's file for its shapes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tutor.app.app import TutorApp
from tutor.app.screens.practice_screen import PracticeScreen
from tutor.course.load import course_root, load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Exercise
from tutor.grading.grader import Grader
from tutor.views.symbols import STATUS_WORDS
from tutor.workspace import create

PATIENCE = 120.0  # seconds for a verdict: only a lost one takes as long
MOMENTS = 1.2  # seconds after a save, within which somebody is killed
WORDS = {"passed": "passed", "not yet": "failed", "could not be graded": "not_graded"}


def below(root: int) -> dict[int, str]:
    """The processes below this one, and what each is."""
    parents, found, waiting = {}, {}, {root}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    while waiting:
        waiting = {pid for pid, parent in parents.items() if parent in waiting and pid not in found}
        for pid in waiting:
            with contextlib.suppress(OSError):
                command = (Path("/proc") / str(pid) / "cmdline").read_bytes()
                name = "worker" if b"grading.worker" in command else "another"
                if b"fork_server" in command:
                    name = "fork server" if b"fork_server" not in _command(parents[pid]) else "forked process"
                found[pid] = name
    return found


def _command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_bytes()
    return b""


def kill_one(root: int, chance: random.Random, seconds: float, killed: Counter[str]) -> None:
    """Wait, and kill one of the processes: first a kind, so that each kind has its turn."""
    time.sleep(seconds)
    there = below(root)
    if kinds := sorted(set(there.values())):
        kind = chance.choice(kinds)
        pid = chance.choice(sorted(pid for pid, name in there.items() if name == kind))
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            killed[kind] += 1


class Watch:
    """``tutor check --watch`` in a folder of its own."""

    def __init__(self, folder: Path, exercise: Exercise) -> None:
        python = [sys.executable, "-m", "tutor"]
        subprocess.run([*python, "init", str(folder)], check=True, capture_output=True)
        self.file = folder / "exercises" / exercise.filename
        self.process = subprocess.Popen(
            [*python, "check", exercise.short, "--watch", "--workspace", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.words: list[str] = []
        self.news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()
        time.sleep(5)

    @property
    def root(self) -> int:
        """The process whose own are killed."""
        return self.process.pid

    def check(self, text: str) -> str:
        """The status of a save; "" when none came."""
        with self.news:
            before = len(self.words)
            beside = self.file.with_suffix(".new")
            beside.write_text(text, encoding="utf-8")
            beside.replace(self.file)
            self.news.wait_for(lambda: len(self.words) > before, PATIENCE)
            return WORDS[self.words[-1]] if len(self.words) > before else ""

    def close(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"   . (passed|not yet|could not be graded) ", line):
                with self.news:
                    self.words.append(found[1])
                    self.news.notify_all()


class Screen:
    """The app in a thread of this process, without a terminal, at the exercise."""

    def __init__(self, folder: Path, exercise: Exercise) -> None:
        course = load_course(course_root())
        workspace = create(folder, course)
        self.file, self.exercise = workspace.file(exercise), exercise
        self.app = TutorApp(course, workspace)
        self.shown = ""
        self.over, self.open = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self.thread.start()
        self.open.wait(PATIENCE)

    async def _run(self) -> None:
        async with self.app.run_test(size=(120, 36)) as pilot:
            await pilot.pause(2)
            await pilot.press("2")
            await pilot.pause(2)
            self.open.set()
            while not self.over.is_set():
                strips = self.app.screen._compositor.render_strips()
                self.shown = "\n".join("".join(segment.text for segment in strip) for strip in strips)
                await asyncio.sleep(0.1)

    def check(self, text: str) -> str:
        """The status of a save, once the screen shows it; "" when it never did."""
        wanted = hashlib.sha256(text.encode()).hexdigest()
        beside = self.file.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.file)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            verdict = self._practice().checks.states[self.exercise.id].verdict
            if verdict is not None and verdict.digest == wanted:
                if verdict.not_graded:
                    print(verdict.message)
                if STATUS_WORDS[verdict.status] in self.shown:
                    return verdict.status
            time.sleep(0.05)
        print(self.shown)
        return ""

    def close(self) -> None:
        """End it, and say what it told in its corner."""
        told = Counter(notice.message for notice in self.app._notifications)
        print("\n".join(f"said {times} times: {message}" for message, times in told.items()))
        self.over.set()
        self.thread.join()

    def _practice(self) -> PracticeScreen:
        screen = self.app.screen
        assert isinstance(screen, PracticeScreen), screen
        return screen


def grading(grader: Grader, exercise: Exercise, file: Path) -> Callable[[str], str]:
    """The status of a save, by a Grader in this process."""

    def check(text: str) -> str:
        file.write_text(text, encoding="utf-8")
        verdict = grader.check(exercise, file)
        if verdict is not None and verdict.not_graded:
            print(verdict.message)
        return verdict.status if verdict is not None else ""

    return check


def main() -> None:
    """Print how many were killed, lost and wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--way", choices=["grader", "watch", "app"], default="grader")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance, killed, statuses = random.Random(options.seed), Counter[str](), Counter[str]()
    exercise = load_course(course_root()).exercises[0]
    wrong = apply(exercise.solution, load_mistakes(exercise)[0][0])
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as undo:
        folder = Path(name)
        if options.way == "watch":
            watch = Watch(folder / "mine", exercise)
            undo.callback(watch.close)
            check: Callable[[str], str] = watch.check
            root = watch.root
        elif options.way == "app":
            screen = Screen(folder / "mine", exercise)
            undo.callback(screen.close)
            check, root = screen.check, os.getpid()
        else:
            grader = undo.enter_context(Grader(load_course(course_root())))
            check, root = grading(grader, exercise, folder / exercise.filename), os.getpid()
        lost = mistaken = 0
        round_ = 0
        while killed.total() < options.kills:
            round_ += 1
            right = chance.random() < 0.5
            text = (exercise.solution if right else wrong) + f"\n# {round_}\n"
            killer = threading.Thread(
                target=kill_one, args=(root, chance, chance.uniform(0, MOMENTS), killed)
            )
            killer.start()
            status = check(text)
            statuses[status] += 1
            lost += not status or status == "not_graded"
            mistaken += status not in ("", "not_graded", "passed" if right else "failed")
            if not status or status == "not_graded" or mistaken:
                print(f"round {round_}: {status or 'nothing'}", flush=True)
            killer.join()
    print(f"{options.way}: {killed.total()} killed ({dict(killed)}), verdicts {dict(statuses)}")
    print(f"lost {lost}, wrong {mistaken}")


if __name__ == "__main__":
    main()
