"""The headless commands: what a script needs, over the same services as the window.

Results go to stdout, everything else to stderr. Exit codes: 0 done (also when lines were refused), 1 refused, or a
proof that failed, 2 wrong usage. With ``--json`` stdout holds exactly one JSON object.
"""

import json
import logging
import os
import sys
from collections.abc import Sequence

from trendy_desktop.cli import arguments, commands
from trendy_desktop.cli.arguments import UsageError
from trendy_desktop.errors import ShopError, redact

DONE, REFUSED, WRONG_USAGE = 0, 1, 2

_log = logging.getLogger(__name__)


def main(argv: Sequence[str]) -> int:
    """Runs the command in ``argv`` and returns its exit code."""
    try:
        code = _answered(argv, as_json="--json" in argv)
        sys.stdout.flush()
    except OSError as error:  # of the output; those of the work were answered
        # What is still to be written has nowhere to go, and Python would complain of that once again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"The answer could not be written: {error.strerror}.", file=sys.stderr)
        return REFUSED
    return code


def _answered(argv: Sequence[str], *, as_json: bool) -> int:
    try:
        chosen = arguments.parse(argv)
        answer = commands.run(chosen)
    except UsageError as error:
        return _failed("usage", error.message, code=WRONG_USAGE, as_json=as_json)
    except arguments.Answered as answered:
        return answered.code
    except ShopError as error:
        return _failed(error.code, str(error), as_json=as_json, file=error.file, line=error.line, field=error.field)
    except KeyboardInterrupt:
        return _failed("cancelled", "Stopped.", as_json=as_json)
    except Exception as error:  # noqa: BLE001  # a script is owed an answer whatever happens
        _log.critical("unexpected", exc_info=True)
        return _failed("internal_error", f"Something unexpected went wrong ({type(error).__name__}).", as_json=as_json)
    print(json.dumps(answer.result, indent=None if as_json else 2) if as_json or answer.text is None else answer.text)
    if answer.complaint:
        print(answer.complaint, file=sys.stderr)
    return REFUSED if answer.complaint else DONE


def _failed(
    word: str,
    message: str,
    *,
    as_json: bool,
    code: int = REFUSED,
    file: str | None = None,
    line: int | None = None,
    field: str | None = None,
) -> int:
    said = redact(message)
    print(said, file=sys.stderr)
    if as_json:
        where = {"file": redact(file) if file else None, "line": line, "field": field}
        print(json.dumps({"error": {"code": word, "message": said, **where}}))
    return code
