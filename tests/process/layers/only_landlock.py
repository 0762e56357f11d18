"""Imported first in a sandbox: simulates a kernel without seccomp."""

from tutor.process import system_call_filter

system_call_filter.install = lambda *_: False
