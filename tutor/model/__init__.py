"""The old name of what exercise files import; ``tutor.transformers.models`` is the new one."""
