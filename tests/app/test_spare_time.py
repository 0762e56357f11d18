"""Nothing is collected or imported while keys arrive."""

from __future__ import annotations

import gc
import threading
import time

import pytest

from tutor.app import spare_time
from tutor.app.spare_time import SpareTime


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []
    for name in ("collect", "freeze", "unfreeze"):
        monkeypatch.setattr(gc, name, lambda name=name: done.append(name))
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, spare_time.ENOUGH))
    return done


def test_old_objects_are_collected_when_no_key_is_expected(
    collected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = SpareTime()
    spare.key_came()
    spare.collect()
    assert collected == []
    monkeypatch.setattr(spare_time, "REST", -1)
    spare.collect()
    spare.collect()
    assert collected == ["unfreeze", "collect", "freeze", "collect"]
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, spare_time.ENOUGH - 1))
    spare.collect()
    assert len(collected) == 4


def test_modules_wait_for_a_pause_between_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(spare_time, "BETWEEN", 0.3)
    monkeypatch.setattr(spare_time, "import_module", done.append)
    spare = SpareTime()
    thread = threading.Thread(target=spare.import_ahead, args=(["one", "two"],))
    spare.key_came()
    thread.start()
    for _ in range(5):
        spare.key_came()
        time.sleep(0.01)
    assert done == []
    thread.join(5)
    assert done == ["one", "two"]
