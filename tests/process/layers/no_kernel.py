"""Imported into a sandbox before anything else: as if the kernel offered neither Landlock nor seccomp."""

from tutor.process import kernel_guard

kernel_guard.install = lambda *_: None
kernel_guard.filter_system_calls = lambda: None
