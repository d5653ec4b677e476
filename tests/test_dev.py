"""The front door, tried on a stand-in project with empty locks, so that no network is needed; and the locks."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="makes its stand-in programs as shell scripts")

PROGRAM = """
import sys
print(sys.argv[1:], sys.stdin.read())
sys.exit(7)
"""
PYTEST = """
import os, sys
print(sys.argv[1:], os.environ.get("TRENDY_LONG"), os.getcwd())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose libraries are none and whose program and pytest tell what they were called with."""
    top = tmp_path_factory.mktemp("a shop").resolve()  # with a blank, as people's folders have
    shutil.copy(ROOT / "dev.py", top)
    (top / "trendy_desktop").mkdir()
    (top / "trendy_desktop" / "__main__.py").write_text(PROGRAM)
    (top / "pytest.py").write_text(PYTEST)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (top / lock).touch()
    return top


def dev(project: Path, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project / "dev.py"), *arguments],
        cwd=cwd or project,
        env={**os.environ, **env},
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


def test_plain_run_makes_the_sample(project: Path) -> None:
    assert dev(project, "run").stdout.startswith("['sample', 'out']")


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
    requirements = [Requirement(text) for text in wanted]
    return [str(one) for one in requirements if not any(map(one.specifier.contains, versions.get(one.name, [])))]


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
    return [name for name in names if f"| {name} | {versions[name]} |" not in page]


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
