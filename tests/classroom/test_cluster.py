"""A class graded on a Dask cluster gets the same grades, even if a worker is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tutor.classroom import cluster as cluster_module
from tutor.classroom.cluster import ClusterError, grade_on_cluster
from tutor.classroom.grade import grade_all
from tutor.classroom.submissions import find_submissions
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes

distributed = pytest.importorskip("distributed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ex1 = load_course().exercises[0]
    texts = [ex1.solution, *(apply(ex1.solution, m) for m in load_mistakes(ex1)[0] if m.change)][:12]
    for number, text in enumerate(texts):
        (tmp_path / "class" / f"s{number:02}").mkdir(parents=True)
        (tmp_path / "class" / f"s{number:02}" / ex1.filename).write_text(text)
    return tmp_path / "class"


@pytest.mark.slow
def test_the_table_is_the_same_after_a_worker_was_killed(folder: Path) -> None:
    taught = load_course()
    work = find_submissions(folder, taught.exercises[:1]).work
    plain = grade_all(taught, work, timeout=10, jobs=1)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        done: list[int] = []

        def kill_one() -> None:
            while len(done) < 2:
                time.sleep(0.01)
            worker = next(iter(cluster.workers.values()))
            os.kill(worker.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill_one)
        killer.start()
        found = grade_on_cluster(
            taught.root, work, cluster.scheduler_address, timeout=10, on_grade=done.append
        )
        killer.join()
    assert [(g.work.student, g.word, g.mistake, g.line, g.holds, g.total) for g in found] == [
        (g.work.student, g.word, g.mistake, g.line, g.holds, g.total) for g in plain
    ]


def test_a_scheduler_that_does_not_answer_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "WAIT", 0.5)
    taught = load_course()
    work = find_submissions(folder, taught.exercises[:1]).work
    with pytest.raises(ClusterError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        grade_on_cluster(taught.root, work, "tcp://127.0.0.1:9", timeout=10)
