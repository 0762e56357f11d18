"""Imported into a sandbox before anything else: as if the kernel offered no Landlock."""

from tutor.process import kernel_guard

kernel_guard._landlock = lambda *_: 0
