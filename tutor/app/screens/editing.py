"""Opening a file in the learner's own editor from within the app."""

from __future__ import annotations

import subprocess
from pathlib import Path

from textual.app import App, SuspendNotSupported

from tutor.app.editor import Editor, find_editor


def edit(app: App[None], path: Path) -> None:
    """Open ``path``: an editor with a window beside the app, any other in the app's place until it ends."""
    editor = find_editor()
    if isinstance(editor, str):
        app.notify(f"{editor}\nThe file is {path}", severity="warning", markup=False, timeout=12)
        return
    try:
        _start(app, editor, path)
    except SuspendNotSupported:
        app.notify(
            f"This terminal cannot make room for an editor. Open the file yourself: {path}", markup=False
        )
    except OSError as error:
        app.notify(
            f"{editor.command[0]} could not be started ({error.strerror}). The file is {path}",
            severity="error",
            markup=False,
        )


def _start(app: App[None], editor: Editor, path: Path) -> None:
    if not editor.windowed:
        with app.suspend():
            subprocess.run(editor.on(path), check=False)
        app.refresh()
        return
    subprocess.Popen(
        editor.on(path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    app.notify(f"Opened in {Path(editor.command[0]).name}. Saving checks it.", markup=False)
