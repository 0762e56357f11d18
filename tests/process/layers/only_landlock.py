"""Imported into a sandbox before anything else: as if the kernel offered no seccomp."""

from tutor.process import system_call_filter

system_call_filter.install = lambda *_: False
