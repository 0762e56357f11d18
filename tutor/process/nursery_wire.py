"""The few words between client and nursery."""

from __future__ import annotations

import struct
from typing import Final

STATUS: Final = struct.Struct("!i")  # exit code, or minus the signal
KILL: Final = b"k"
DUMP: Final = b"d"
OPEN: Final = b"o"
PRELOAD: Final = b"p"
