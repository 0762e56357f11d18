"""Folded text in a section: one line, opened by its key, by a click, or by a search for its words."""

from __future__ import annotations

from pathlib import Path

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tests.app.small_course import write_course
from tutor.app.screens.learn_screen import LearnScreen
from tutor.app.widgets.section_view import SectionView
from tutor.course.load import load_course
from tutor.course.search import Index
from tutor.workspace import create

MUCH = "\n".join(f"- another line about zebras, of which this is number {n}" for n in range(30))
FOLD = f"""\
The zebra is striped.

<details><summary>Why it is *striped*</summary>

Flies seldom land on [stripes](https://example.org/flies).

```python live n=3 name=stripes
stripes = np.zeros(n)
```

</details>

{MUCH}
<details><summary>Its relatives</summary>

The quagga had stripes in front only.

</details>
"""


async def test_a_fold_opens_and_closes_and_is_found(tmp_path: Path, engines: FakeEngines) -> None:
    root = write_course(tmp_path / "course")
    lesson = root / "lessons" / "step-2-code.md"
    lesson.write_text(lesson.read_text().replace("The zebra is striped.\n", FOLD))
    course = load_course(root)
    workspace = create(tmp_path / "learner", course)
    workspace.save_state({"lesson": "step-2-code", "section": "zebras"})
    learner = Learner(course, workspace, engines)
    async with learner.at_work(size=(80, 24)):
        await learner.sees("f ▸ Why it is striped", "f unfold")
        assert "Flies seldom" not in learner.screen and "np.zeros" not in learner.screen
        assert "f ▸" in learner.screen and isinstance(learner.app.screen, LearnScreen)
        copied = learner.app.screen.to_copy()[-1].text
        assert "Flies seldom land" in copied and "quagga" in copied, "outside the app nothing is folded"
        await learner.press("f")
        await learner.sees("f ▾ Why it is striped", "Flies seldom land on stripes", "np.zeros")
        copied = [one.text for one in learner.app.screen.to_copy()]
        assert "stripes = np.zeros(n)\n" in copied, "the block in the fold is the one that is looked at"
        await learner.press("f")
        assert "Flies seldom" not in learner.screen
        [hit, *_] = Index(course).search("quagga").hits
        assert hit.line.startswith("The quagga had stripes")
        await learner.app.screen.go_to("step-2-code", "zebras", hit.line)
        await learner.rest()
        await learner.sees("f ▾ Its relatives", "The quagga had stripes in front")
        await learner.press("p", "n")
        view = learner.app.screen.query_one(SectionView)
        assert view.row_of(hit.line) is not None, "it is open when the reader comes back"
        await learner.press("f")
        assert "Flies seldom" in learner.screen, "the closed one in view comes first"
