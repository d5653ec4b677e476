"""The program's log on stderr: never an e-mail address, whatever was logged."""

import logging
import os
import sys
import traceback

from trendy_desktop.errors import redact


class Redacting(logging.Formatter):
    """Hides what looks like an e-mail address; of an exception it keeps its kind and where it happened, no values."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))

    def formatException(self, ei: object) -> str:  # noqa: N802
        return trace(ei[1]) if isinstance(ei, tuple) else ""


def trace(error: BaseException | None) -> str:
    """Where ``error`` came from, line by line, and its kind. Its message is left out: it may hold anything."""
    if error is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(f"  {frame.name} ({frame.filename}:{frame.lineno})" for frame in frames)
    return f"{where}\n{type(error).__name__}"


def set_up() -> None:
    """Sends warnings and worse to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def keep_memory_off_the_disk() -> None:
    """No core dumps: they would hold open keys and whatever personal data is in memory."""
    if os.name == "posix":
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
