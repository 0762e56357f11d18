"""``tutor`` and ``python -m tutor``."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    sys.exit(
        "The tutor runs on Linux and macOS. On Windows, install WSL (wsl --install) and start the tutor in it."
    )

from tutor.cli import main

if __name__ == "__main__":
    main()
