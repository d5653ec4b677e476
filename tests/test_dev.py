"""The front door, tried on a stand-in project with empty locks, so that no network is needed; and the locks."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="makes its stand-in programs as shell scripts")

PROGRAM = """
import pathlib, sys
print(sys.argv[1:], sys.stdin.read(), flush=True)
word = (sys.argv + [""])[1]
if word == "demo":
    pathlib.Path(sys.argv[2]).mkdir()
else:
    sys.exit({"screens": 0, "--shop": 6}.get(word, 7))
"""
PYTEST = """
import os, sys
print(sys.argv[1:], os.environ.get("TRENDY_LONG"), os.getcwd())
"""
PYINSTALLER = """
import pathlib, sys
pathlib.Path("dist/trendy-desktop").mkdir(parents=True)
pathlib.Path("dist/trendy-desktop/program").write_bytes(bytes(2_000_000))
print("much talk")
sys.exit(0 if sys.argv[-1] == "build.spec" else 1)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose libraries are none and whose program and pytest tell what they were called with."""
    top = tmp_path_factory.mktemp("a shop").resolve()  # with a blank, as people's folders have
    shutil.copy(ROOT / "dev.py", top)
    (top / "trendy_desktop").mkdir()
    (top / "trendy_desktop" / "__main__.py").write_text(PROGRAM)
    (top / "pytest.py").write_text(PYTEST)
    (top / "PyInstaller.py").write_text(PYINSTALLER)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (top / lock).touch()
    return top


def dev(project: Path, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project / "dev.py"), *arguments],
        cwd=cwd or project,
        env={**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": "", **env},
        input="standard input",
        capture_output=True,
        text=True,
        check=False,
    )


def test_run_hands_everything_through_and_sets_up_once(project: Path, tmp_path: Path) -> None:
    (tmp_path / "trendy_desktop.py").write_text("raise SystemExit('taken from the current folder')")
    first = dev(project, "run", "--", "import", "two words", "--json", "--", cwd=tmp_path)
    assert first.stdout == "['import', 'two words', '--json', '--'] standard input\n"
    assert first.returncode == 7
    assert first.stderr.startswith("Setting up .venv from requirements.lock;")
    again = dev(project, "run", "--", "verify", cwd=tmp_path)
    assert (again.stdout, again.stderr) == ("['verify'] standard input\n", "")


def test_plain_run_opens_the_demo_shop(project: Path) -> None:
    """On Wayland, where Qt brings all that a window needs."""
    shutil.rmtree(project / "out", ignore_errors=True)
    first = dev(project, "run", WAYLAND_DISPLAY="wayland-0")
    (shop,) = (project / "out").iterdir()
    assert re.fullmatch(r"demo-\d{4}-\d\d-\d\d", shop.name)
    assert first.stdout == f"['--shop', 'out/{shop.name}'] standard input\n"
    assert first.returncode == 6
    assert f"Making the demo shop in out/{shop.name}" in first.stderr
    again = dev(project, "run", WAYLAND_DISPLAY="wayland-0")
    assert (again.stdout, again.stderr) == (first.stdout, "")


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="there is always a display")
def test_plain_run_without_a_display_draws_the_shop_and_last_week(project: Path) -> None:
    drawn = dev(project, "run")
    screens, report = (ast.literal_eval(line[: line.index("]") + 1]) for line in drawn.stdout.splitlines())
    assert screens[:3] == ["screens", "out/screens", "--shop"]
    shop = screens[3]
    assert report[:5] == ["--shop", shop, "report", "finance", "--from"]
    monday, sunday = date.fromisoformat(report[5]), date.fromisoformat(report[7])
    year, week, _ = monday.isocalendar()
    assert (monday.weekday(), (sunday - monday).days) == (0, 6)
    assert 1 <= (date.fromisoformat(shop.removeprefix("out/demo-")) - sunday).days <= 7
    assert report[8:] == ["--format", "pdf", "--out", f"out/finance-{year}-W{week:02}.pdf"]
    assert drawn.returncode == 6
    assert "There is no display" in drawn.stderr


def test_test_takes_the_developers_lock_and_long_means_more(project: Path, tmp_path: Path) -> None:
    short = dev(project, "test", "-k", "vault", cwd=tmp_path, TRENDY_LONG="1")
    assert short.stdout == f"['-k', 'vault'] None {project}\n"
    assert short.returncode == 0
    long = dev(project, "test", "--long", "-x")
    assert long.stdout == f"['--timeout=3600', '-x'] 1 {project}\n"


def test_a_changed_lock_is_installed_before_anything_runs(project: Path) -> None:
    dev(project, "test")
    lock = project / "requirements.lock"
    lock.write_text("# changed\n")
    (project / "requirements-dev.lock").write_text("# changed\n")
    assert "Setting up" in dev(project, "run", "--").stderr
    assert dev(project, "run", "--").stderr == ""


def test_without_the_libraries_it_says_so(project: Path) -> None:
    lock = project / "requirements-dev.lock"
    kept = lock.read_text()
    lock.write_text(f"no-such-library==1 --hash=sha256:{'0' * 64}\n")
    try:
        failed = dev(project, "test", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    finally:
        lock.write_text(kept)
    assert failed.returncode == 3
    assert failed.stdout == ""
    assert failed.stderr.endswith("Is there a network? Then type the same again.\n")


@pytest.mark.parametrize("arguments", [[], ["walk"], ["check", "everything"]])
def test_wrong_usage_shows_the_commands(project: Path, arguments: list[str]) -> None:
    wrong = dev(project, *arguments)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "python3 dev.py test [--long]" in wrong.stderr


def test_help_is_the_page_itself(project: Path) -> None:
    assert dev(project, "--help").stdout.strip() == ast.get_docstring(ast.parse((ROOT / "dev.py").read_text()))


# --- what Debian keeps in packages of its own -----------------------------------------------------------------------

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the wheels bring all that Qt needs")
AS_USER = (
    "import os, runpy, sys; sys.argv = sys.argv[1:]; os.geteuid = lambda: {}; runpy.run_path({!r}, run_name='__main__')"
)
APT = """#!/bin/sh
echo "$@" >> "${0%/*}/apt.log"
"""


@pytest.fixture
def bare(project: Path, tmp_path: Path) -> Path:
    """The stand-in project on a machine that lacks a library of Qt, with an apt-get that only takes notes."""
    dev(project, "test")  # its environment is copied too
    top = tmp_path / "project"
    shutil.copytree(project, top, symlinks=True)
    text = (top / "dev.py").read_text(encoding="utf-8")
    (top / "dev.py").write_text(text.replace("libGL.so.1", "libno-such.so.1"), encoding="utf-8")
    (top / "apt-get").write_text(APT)
    (top / "apt-get").chmod(0o755)
    return top


def dev_as(user: int, project: Path, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    script = AS_USER.format(user, str(project / "dev.py"))
    return subprocess.run(
        [sys.executable, "-c", script, "dev.py", *arguments],
        env={**os.environ, "PATH": str(path or project), "DISPLAY": "", "WAYLAND_DISPLAY": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@LINUX_ONLY
def test_libraries_of_the_system_are_installed_by_root(bare: Path) -> None:
    done = dev_as(0, bare, "test")
    assert done.returncode == 0
    assert "Installing libgl1.\n" in done.stderr
    assert (bare / "apt.log").read_text() == "update -qq\ninstall --yes --no-install-recommends libgl1 -qq\n"


@LINUX_ONLY
def test_others_are_told_what_to_type(bare: Path, tmp_path: Path) -> None:
    asked = dev_as(1000, bare, "run")
    assert (asked.returncode, asked.stdout) == (3, "")
    assert asked.stderr.endswith(
        "Missing: libno-such.so.1. Type: sudo apt-get install --yes --no-install-recommends libgl1\n"
    )
    elsewhere = dev_as(1000, bare, "run", path=tmp_path)
    assert elsewhere.stderr == "Missing: libno-such.so.1. Install your system's packages for that.\n"
    assert not (bare / "apt.log").exists()


@LINUX_ONLY
def test_a_failed_installation_is_said(bare: Path) -> None:
    (bare / "apt-get").write_text("#!/bin/sh\nexit 100\n")
    failed = dev_as(0, bare, "test")
    assert failed.returncode == 3
    assert failed.stderr.endswith(
        "It could not be installed. Try: apt-get install --yes --no-install-recommends libgl1\n"
    )


@LINUX_ONLY
def test_headless_commands_need_no_library_of_qt(bare: Path) -> None:
    assert dev_as(1000, bare, "run", "--", "--shop", "here", "verify").returncode == 6
    assert dev_as(1000, bare, "run", "--", "import", "inventory").returncode == 7
    for drawing in (["screens", "there"], ["--selftest"], ["--shop", "here"], []):
        assert dev_as(1000, bare, "run", "--", *drawing).returncode == 3


@POSIX_ONLY
def test_build_says_where_and_how_large(bare: Path) -> None:
    text = (bare / "dev.py").read_text(encoding="utf-8")
    (bare / "dev.py").write_text(re.sub(r'f?"lib[^"]+[.]so[.][^"]+"', '"libc.so.6"', text), encoding="utf-8")
    without = dev_as(1000, bare, "build")
    assert (
        without.stderr.endswith("apt-get install --yes --no-install-recommends binutils\n") or sys.platform != "linux"
    )
    (bare / "objdump").write_text("#!/bin/sh\n")
    (bare / "objdump").chmod(0o755)
    built = dev_as(1000, bare, "build")
    assert (built.returncode, built.stdout) == (0, "dist/trendy-desktop: 2 MB\n")


# --- an old Python --------------------------------------------------------------------------------------------------

OLD = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path(sys.argv[0], run_name='__main__')"


def dev_under_an_old_python(path: Path) -> subprocess.CompletedProcess[str]:
    told = f"import sys; sys.argv = [{str(ROOT / 'dev.py')!r}, 'run', '--', 'a b']; " + OLD
    return subprocess.run(
        [sys.executable, "-c", told], env={**os.environ, "PATH": str(path)}, capture_output=True, text=True, check=False
    )


def test_an_old_python_can_read_the_file() -> None:
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 7))
    with pytest.raises(SyntaxError):
        ast.parse("match x:\n    case 1: pass\n", feature_version=(3, 7))


def test_an_old_python_says_what_is_needed(tmp_path: Path) -> None:
    refused = dev_under_an_old_python(tmp_path)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr.startswith("This needs Python 3.11 to 3.14; this is ")


@POSIX_ONLY
def test_an_old_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    for name, script in {
        "python3.14": "exit 1",  # a name on PATH with nothing behind it
        "python3.12": f'[ "$1" = -c ] && exec {sys.executable} "$@"; shift; echo "$@"; exit 9',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    newer = dev_under_an_old_python(tmp_path)
    assert (newer.returncode, newer.stdout) == (9, "run -- a b\n")


# --- the locks ------------------------------------------------------------------------------------------------------

_PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str, str]]:
    """Name, version and marker of every library in a lock."""
    return {(pin["name"], pin["version"], pin["marker"] or "") for pin in _PIN.finditer((ROOT / lock).read_text())}


def not_locked(wanted: list[str], locked: set[tuple[str, str, str]]) -> list[str]:
    """The requirements that no pin meets."""
    versions: dict[str, list[Version]] = {}
    for name, version, _ in locked:
        versions.setdefault(name, []).append(Version(version))
    requirements = {text: Requirement(text) for text in wanted}
    return [
        text
        for text, one in requirements.items()
        if not any(map(one.specifier.contains, versions.get(canonicalize_name(one.name), [])))
    ]


def test_the_locks_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, develop = pins("requirements.lock"), pins("requirements-dev.lock")
    assert not_locked(project["project"]["dependencies"], run) == []
    assert not_locked(project["dependency-groups"]["dev"], develop) == []
    assert run < develop
    assert not_locked(["peewee>=999", "no-such-library"], run) == ["peewee>=999", "no-such-library"]


def unexplained(page: str) -> list[str]:
    """Direct dependencies that have no row with their locked version on ``page``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    versions = {name: version for name, version, _ in pins("requirements-dev.lock")}
    names = [Requirement(text).name for text in wanted]
    return [name for name in names if f"| {name} | {versions[canonicalize_name(name)]} |" not in page]


def test_every_library_has_its_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert unexplained(page) == []
    assert unexplained(page.replace("| peewee |", "| peewees |")) == ["peewee"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_library_is_pinned_with_its_hashes(lock: str) -> None:
    for line, following in zip(lines := (ROOT / lock).read_text().splitlines(), [*lines[1:], ""], strict=True):
        if not line.startswith("    --hash=sha256:"):
            assert _PIN.match(line)
            assert following.startswith("    --hash=sha256:")
