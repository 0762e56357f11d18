"""Imported first in a sandbox: simulates a kernel without Landlock and seccomp."""

from tutor.process import kernel_guard

kernel_guard.install = lambda *_: None
kernel_guard.filter_system_calls = lambda: None
