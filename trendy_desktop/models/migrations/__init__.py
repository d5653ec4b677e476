"""The steps from an empty file to the newest books. A released step is frozen; a change of the schema is a new one."""

from trendy_desktop.models.migrations import step_0001

STEPS: tuple[str, ...] = (step_0001.SQL,)
"""``STEPS[n]`` takes books of version ``n`` (``PRAGMA user_version``) to ``n + 1``."""
