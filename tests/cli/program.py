"""The program as a script sees it: started anew for each command, with its exit code, stdout and stderr."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "a passphrase for tests"

Object: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one command."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> Object:
        """The one JSON object on stdout, which is one line."""
        assert self.out.count("\n") == 1, self.out
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def error(self) -> Object:
        """What ``error`` says; its message is also the last line on stderr."""
        error = self.object["error"]
        assert isinstance(error, dict)
        assert list(error) == ["code", "message", "file", "line", "field"]
        assert self.err.endswith(f"{error['message']}\n")
        return error


def environment(**named: str | None) -> dict[str, str]:
    """That of a started program; None takes a variable out."""
    changed = {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "TRENDY_PASSPHRASE": PASSPHRASE, **named}
    return {name: value for name, value in {**os.environ, **changed}.items() if value is not None}


def started(*command: str | Path, folder: Path, **named: str | None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "trendy_desktop", *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**named),
        cwd=folder,
    )


def said(*command: str | Path, folder: Path, stdin: str = "", **named: str | None) -> Said:
    """Runs ``command`` in ``folder``; ``named`` are variables of its environment."""
    done = subprocess.run(
        [sys.executable, "-m", "trendy_desktop", *map(str, command)],
        input=stdin.encode(),
        capture_output=True,
        env=environment(**named),
        cwd=folder,
        timeout=60,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
