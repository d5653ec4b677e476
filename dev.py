"""The front door: makes the project's own environment in .venv when it is needed, then does what was asked.

    python3 dev.py run                    the window on a demo shop; without a display its screens and a report, in out/
    python3 dev.py run -- ARGS            the program itself with ARGS
    python3 dev.py test [--long] [ARGS]   the tests; --long with many more examples; ARGS go to pytest
    python3 dev.py check                  ruff, mypy, import-linter
    python3 dev.py bench [ARGS]           the measurements beside their floors
    python3 dev.py build                  the program for computers without Python, in dist/trendy-desktop
    python3 dev.py lock [ARGS]            makes the lock files again; ARGS (such as --upgrade) go to uv

Needs Python 3.11 to 3.14 and nothing else; what Debian keeps in packages of its own, it installs there when it is root.
Exit code 3: the environment could not be made, and a line says why.
"""

import ctypes
import datetime
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
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
        install("Python's venv", [f"python3.{sys.version_info.minor}-venv"])
    if not did(sys.executable, "-I", "-m", "venv", "--clear", VENV):
        raise SetupFailed("The environment .venv could not be made; the lines above say why.")


# --- what the system has to bring -----------------------------------------------------------------------------------

# Shared libraries that the wheels leave to the system, and Debian's packages for them.
DRAWING = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FROZEN = {f"libpython3.{sys.version_info.minor}.so.1.0": f"libpython3.{sys.version_info.minor}"}


def is_here(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def need(libraries: "dict[str, str]") -> None:
    """See to it that Linux has these shared libraries. Elsewhere the wheels bring all. Raises SetupFailed."""
    if sys.platform == "linux":
        missing = [library for library in libraries if not is_here(library)]
        if missing:
            install(", ".join(missing), [libraries[library] for library in missing])


def install(what: str, packages: "list[str]") -> None:
    """Install Debian's ``packages`` for ``what`` is missing, or raise SetupFailed with what a person can do."""
    apt = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise SetupFailed(f"Missing: {what}. Install your system's packages for that.")
    if os.geteuid() != 0:
        raise SetupFailed(f"Missing: {what}. Type: sudo {apt}")
    say(f"Installing {', '.join(packages)}.")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    if not (did("apt-get", "update", "-qq") and did(*apt.split(), "-qq")):
        raise SetupFailed(f"Missing: {what}. It could not be installed. Try: {apt}")


def has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def need_qt() -> None:
    """What Qt needs to draw, and to open windows where those of X11 are the only ones."""
    need(DRAWING | X11 if os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") else DRAWING)


# --- the commands ---------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> NoReturn:
    prepare(RUN_LOCK)
    program = [str(PYTHON), "-m", "trendy_desktop"]
    if arguments:
        words = arguments[1:] if arguments[0] == "--" else arguments
        if draws(words):
            need_qt()
        become([*program, *words])
    need_qt()
    os.chdir(ROOT)
    today = time.strftime("%Y-%m-%d")
    shop = f"out/demo-{today}"
    if not Path(shop).exists():
        say(f"Making the demo shop in {shop}; this is done once a day and takes some seconds.")
        Path("out").mkdir(exist_ok=True)
        if not did(*program, "demo", shop):
            sys.exit(1)
    if has_display():
        become([*program, "--shop", shop])
    say("There is no display: the window is drawn into out/screens, the report of last week beside it.")
    if subprocess.call([*program, "screens", "out/screens", "--shop", shop]) != 0:
        sys.exit(1)
    day = datetime.date.fromisoformat(today)
    monday = day - datetime.timedelta(days=day.weekday() + 7)
    year, week, _ = monday.isocalendar()
    period = ["--from", str(monday), "--to", str(monday + datetime.timedelta(days=6))]
    pdf = f"out/finance-{year}-W{week:02}.pdf"
    become([*program, "--shop", shop, "report", "finance", *period, "--format", "pdf", "--out", pdf])


def draws(words: list[str]) -> bool:
    """Whether the program will want Qt: one of its words says so, or it is only told which shop to open."""
    return bool({"screens", "--selftest"} & {*words}) or words == [] or (words[0] == "--shop" and len(words) == 2)


def test(arguments: list[str]) -> NoReturn:
    prepare(DEV_LOCK)
    need_qt()
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
    need_qt()
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "tests.benchmarks", *arguments])


def build(arguments: list[str]) -> NoReturn:
    if arguments:
        usage()
    prepare(DEV_LOCK)
    need(DRAWING | X11 | FROZEN)  # they are put into the folder
    if sys.platform == "linux" and shutil.which("objdump") is None:
        install("objdump", ["binutils"])
    os.chdir(ROOT)
    if not did(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec"):
        sys.exit(1)
    made = Path("dist", "trendy-desktop")
    size = sum(file.lstat().st_size for file in made.rglob("*"))
    print(f"{made}: {size / 1e6:.0f} MB")
    sys.exit(0)


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


COMMANDS = {"run": run, "test": test, "check": check, "bench": bench, "build": build, "lock": lock}


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
