"""The learner's settings for every workspace: ``config.toml`` in the platform's folder for settings.

What somebody chooses inside the app is saved with the workspace and counts more than the file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from tutor.disk import read_text, reason

ENVIRONMENT = "TUTOR_CONFIG"
TEMPLATE = """\
# Settings of the tutor, for every workspace. Remove the # in front of a line to use it.

# editor = "code --wait"       # the command that opens an exercise, before $VISUAL and $EDITOR;
                               # "tutor" is the editor inside the app
# theme = "tutor-light"        # the palette (ctrl+p, theme) shows the names
# timeout = 10.0               # seconds that the code of an exercise may run
# schedule = "thorough"        # of a new workspace: fast, thorough or deep

[keymap]                       # 'tutor config keys' lists the actions and their keys
# "app.search" = "f3"
# "keys" = "question_mark,f1"
"""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of the file. ``keymap`` maps an action to Textual's names of its keys, separated by commas."""

    editor: str = ""
    theme: str = ""
    timeout: float = 10.0
    schedule: str = ""
    keymap: Mapping[str, str] = {}


def path() -> Path:
    """Where the file is; it may not exist. ``TUTOR_CONFIG`` names another one."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("transformer-tutor") / "config.toml"


@cache
def settings() -> Config:
    """The settings, read once; the defaults if the file does not exist or cannot be used."""
    return read()[0]


def read() -> tuple[Config, str]:
    """The settings, and one sentence about a file that cannot be used ("" if all is well)."""
    file = path()
    try:
        found = msgspec.convert(tomllib.loads(read_text(file)), Config)
    except FileNotFoundError:
        return Config(), ""
    except OSError as error:
        return Config(), f"{file} cannot be read ({reason(error)}), so the default settings are used."
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        return Config(), f"{file} cannot be used ({said}), so the default settings are used."
    if not 0.1 <= found.timeout <= 86_400:
        return Config(), f"{file}: timeout must be between 0.1 and 86400 seconds, so the defaults are used."
    return found, ""
