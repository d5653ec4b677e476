"""The front door: makes the project's own environment in .venv when it is needed, then does what was asked.

    python3 dev.py run                    makes a sample shop, replays order days, writes its finance PDF into out/
    python3 dev.py run -- ARGS            the program itself with ARGS
    python3 dev.py test [--long] [ARGS]   the tests; --long with many more examples; ARGS go to pytest
    python3 dev.py check                  ruff, mypy, import-linter
    python3 dev.py bench [ARGS]           the measurements beside their floors
    python3 dev.py lock [ARGS]            makes the lock files again; ARGS (such as --upgrade) go to uv

Needs Python 3.11 to 3.14 and nothing else. Exit code 3: the environment could not be made, and a line says why.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent


# --- which Python: up to the line below, this is read by old ones too ------------------------------------------------


def become(command: "list[str]") -> NoReturn:
    """End as ``command``: its input, output, signals and exit code are ours."""
    if os.name == "nt":  # there the shell would not wait for what follows an exec
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def hand_over() -> NoReturn:
    """Start again with a Python on PATH that fits; without one say so and exit 3."""
    fits = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)] + ["python3", "python", "py"]
    for python in filter(None, map(shutil.which, names)):
        if subprocess.call([python, "-c", fits], stderr=subprocess.DEVNULL) == 0:
            become([python, str(ROOT / "dev.py"), *sys.argv[1:]])
    wanted = f"Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    print(f"This needs {wanted}; this is {platform.python_version()} and PATH has no other.", file=sys.stderr)
    sys.exit(3)


if not OLDEST <= sys.version_info[:2] <= NEWEST:
    hand_over()

# --- the environment ------------------------------------------------------------------------------------------------

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"  # holds all of RUN_LOCK too, in the same versions


class SetupFailed(Exception):
    """The environment could not be made; the text says what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def did(*command: str | Path) -> bool:
    """Whether ``command`` succeeded. Only its complaints are heard, on stderr; stdin and stdout are the program's."""
    return subprocess.call(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) == 0


def stamp_of(lock: Path) -> Path:
    return VENV / f"{lock.stem}.stamp"


def wanted_stamp(lock: Path) -> str:
    """What .venv was made from: this Python on this machine, and the lock."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{platform.python_version()} {sys.platform} {platform.machine()} {digest}"


def is_ready(lock: Path) -> bool:
    stamp = stamp_of(lock)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted_stamp(lock)


def prepare(lock: Path) -> None:
    """See to it that .venv holds what ``lock`` names. Silent when it does. Raises SetupFailed."""
    if is_ready(lock) or (is_ready(DEV_LOCK) and lock == RUN_LOCK):
        return
    say(f"Setting up .venv from {lock.name}; this is done once and takes a minute or less.")
    if not is_ready(RUN_LOCK):
        make_venv()
    if not did(
        *(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"),
        # Python compiles what it needs when it first needs it; where it may not keep that, all is compiled now.
        "--compile" if sys.dont_write_bytecode else "--no-compile",
        *("--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", lock),
    ):
        raise SetupFailed("The libraries could not be installed. Is there a network? Then type the same again.")
    stamp_of(lock).write_text(wanted_stamp(lock))


def make_venv() -> None:
    """An empty .venv. Debian keeps the parts of venv in a package of their own."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        apt = f"apt-get install --yes --no-install-recommends {package}"
        if shutil.which("apt-get") is None:
            raise SetupFailed("This Python comes without ensurepip. Install your system's package for Python's venv.")
        if os.geteuid() != 0:
            raise SetupFailed(f"Python's venv is missing. Type: sudo {apt}")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        if not (did("apt-get", "update", "-qq") and did(*apt.split(), "-qq")):
            raise SetupFailed(f"Python's venv is missing and could not be installed. Try: {apt}")
    if not did(sys.executable, "-I", "-m", "venv", "--clear", VENV):
        raise SetupFailed("The environment .venv could not be made; the lines above say why.")


# --- the commands ---------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> NoReturn:
    prepare(RUN_LOCK)
    if not arguments:
        os.chdir(ROOT)
        arguments = ["sample", "out"]
    elif arguments[0] == "--":
        arguments = arguments[1:]
    become([str(PYTHON), "-m", "trendy_desktop", *arguments])


def test(arguments: list[str]) -> NoReturn:
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    os.environ.pop("TRENDY_LONG", None)
    if "--long" in arguments:
        os.environ["TRENDY_LONG"] = "1"
        arguments = ["--timeout=3600", *(argument for argument in arguments if argument != "--long")]
    become([str(PYTHON), "-m", "pytest", *arguments])


def check(arguments: list[str]) -> NoReturn:
    if arguments:
        usage()
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    tools = {
        "ruff check": ["-m", "ruff", "check"],
        "ruff format": ["-m", "ruff", "format", "--check"],
        "mypy": ["-m", "mypy"],
        "import-linter": ["-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
    }
    failed = [name for name, how in tools.items() if subprocess.call([PYTHON, *how]) != 0]
    sys.exit(f"Not passed: {', '.join(failed)}" if failed else 0)


def bench(arguments: list[str]) -> NoReturn:
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "tests.benchmarks", *arguments])


def lock(arguments: list[str]) -> NoReturn:
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    # Universal: one file for every platform and Python. No address of a registry gets into it.
    compiling = [
        *(str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"),
        *("--python-version", f"{OLDEST[0]}.{OLDEST[1]}", "--generate-hashes"),
        *("--no-emit-index-url", "--no-header", "--no-annotate", *arguments),
    ]
    made = did(*compiling, "-o", RUN_LOCK.name) and did(
        *(*compiling, "--group", "dev", "-c", RUN_LOCK.name, "-o", DEV_LOCK.name)
    )
    sys.exit(0 if made else 1)


COMMANDS = {"run": run, "test": test, "check": check, "bench": bench, "lock": lock}


def usage() -> NoReturn:
    say((__doc__ or "").strip())
    sys.exit(2)


def main(arguments: list[str]) -> NoReturn:
    if arguments[:1] in (["-h"], ["--help"]):
        print((__doc__ or "").strip())
        sys.exit(0)
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        usage()
    # The package is found from any folder, and no file of that folder is taken for one of its modules.
    os.environ.update(PYTHONPATH=str(ROOT), PYTHONSAFEPATH="1")
    try:
        command(arguments[1:])
    except SetupFailed as failure:
        say(str(failure))
        sys.exit(3)


if __name__ == "__main__":
    main(sys.argv[1:])
