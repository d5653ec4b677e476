"""The rules of the house that no other tool checks. Each has a test on the project and one on a text that breaks it."""

import ast
import io
import os
import re
import string
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trendy_desktop import errors

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "trendy_desktop"
MOST_LINES = 500
NOT_OURS = {".git", ".venv", ".hypothesis", "__pycache__", "out", "build", "dist"}
TEXTS = {".cfg", ".css", ".csv", ".json", ".lock", ".md", ".py", ".sh", ".sql", ".svg", ".toml", ".txt", ".yml", ""}


def our_texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project with what it says."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        for name in names:
            path = Path(folder, name)
            if path.suffix in TEXTS:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8", errors="replace")


def sources(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def complaints(check: Callable[[str], list[str]], texts: Iterator[tuple[Path, str]]) -> list[str]:
    return [f"{path}:{fault}" for path, text in texts for fault in check(text)]


# --- SQL ------------------------------------------------------------------------------------------------------------

_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|PRAGMA|ATTACH)\b"
    r"|\b(FROM|WHERE|SET|VALUES|MATCH|LIMIT|ORDER BY)\b"
)


def built_sql(text: str) -> list[str]:
    """Statements put together from more than constants; a name in capitals is a constant."""
    tree = ast.parse(text)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [
        f"{node.lineno}: SQL is built here; bind the values, or choose between whole statements"
        for node in ast.walk(tree)
        if isinstance(node, ast.expr) and _is_built(node) and _SQL.search(_words(node, constants))
    ]


def _is_built(node: ast.expr) -> bool:
    match node:
        case ast.JoinedStr():
            return any(isinstance(part, ast.FormattedValue) for part in node.values)
        case ast.BinOp(op=ast.Mod()):
            return True
        case ast.BinOp(op=ast.Add()):
            return not (_is_constant(node.left) and _is_constant(node.right))
        case ast.Call(func=ast.Attribute(attr="format" | "format_map" | "replace")):
            return True
    return False


def _is_constant(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper()
        case ast.BinOp(op=ast.Add()):
            return _is_constant(node.left) and _is_constant(node.right)
    return False


def _words(node: ast.expr, constants: dict[str, str]) -> str:
    """The constant text that a built expression holds itself, not that of the calls within."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return constants.get(name, "")
        case ast.JoinedStr(values=parts):
            return " ".join(_words(part, constants) for part in parts)
        case ast.BinOp(left=left, right=right):
            return f"{_words(left, constants)} {_words(right, constants)}"
        case ast.Call(func=ast.Attribute(value=text)):
            return _words(text, constants)
    return ""


def test_no_sql_is_built_from_values() -> None:
    assert complaints(built_sql, sources(PACKAGE)) == []


@pytest.mark.parametrize(
    "broken",
    [
        'run(f"SELECT * FROM product WHERE sku = {sku}")',
        "run(\"SELECT * FROM product WHERE sku = '%s'\" % sku)",
        'run("SELECT * FROM {}".format(table))',
        'run("DELETE FROM product WHERE sku = " + sku)',
        'ALL = "SELECT * FROM {}"\nrun(ALL.format(table))',
        'ALL = "SELECT * FROM %s"\nrun(ALL % table)',
        'run("SELECT a " + COLUMNS + " FROM b WHERE c = " + value)',
        'run(f"PRAGMA user_version = {version}")',
    ],
)
def test_built_sql_is_seen(broken: str) -> None:
    assert built_sql(broken)


@pytest.mark.parametrize(
    "sound",
    [
        'run("SELECT * FROM product WHERE sku = ?", (sku,))',
        'run("SELECT " + _COLUMNS + " FROM product")',
        'print(f"{count} orders from {day}")',
        'run("INSERT INTO customer VALUES (?, ?)", ((f"C-{code}", now) for code in codes))',
    ],
)
def test_sound_sql_is_left_alone(sound: str) -> None:
    assert built_sql(sound) == []


# --- files, docstrings, comments ------------------------------------------------------------------------------------


def too_long(text: str) -> list[str]:
    lines = text.count("\n")
    return [f"{lines} lines; at most {MOST_LINES}"] if lines > MOST_LINES else []


def undocumented(text: str) -> list[str]:
    return [] if ast.get_docstring(ast.parse(text)) else ["1: the module has no docstring"]


_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
_TICKET = re.compile(r"\w+#\d+|\s#\d+\b|\b(issue|ticket|pull request) #?\d+", re.IGNORECASE)


def stray_comments(text: str) -> list[str]:
    """Comments about work to do or about tickets: a comment says why, and what is left stands elsewhere."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [
        f"{token.start[0]}: {token.string}"
        for token in tokens
        if token.type == tokenize.COMMENT and (_UNFINISHED.search(token.string) or _TICKET.search(token.string))
    ]


def test_files_stay_readable() -> None:
    assert complaints(too_long, sources(PACKAGE)) == []
    assert too_long("x\n" * (MOST_LINES + 1))


def test_every_module_says_what_it_is() -> None:
    assert complaints(undocumented, sources(PACKAGE)) == []
    assert undocumented("import os\n")


def test_comments_say_why() -> None:
    assert complaints(stray_comments, sources(PACKAGE)) == []
    assert complaints(stray_comments, sources(ROOT / "tests")) == []


@pytest.mark.parametrize("broken", ["x = 1  # TODO later", "# see #12", "# mended in issue 7", "# shop#12", "# XXX"])
def test_stray_comments_are_seen(broken: str) -> None:
    assert stray_comments(broken + "\n")


# --- what belongs to a machine --------------------------------------------------------------------------------------

_REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|index-url\b(?!\")|://[^\s\"'`]+/(simple|packages|dists)\b|registry\.npmjs"
)
_PLACES = re.compile(r"(?<![\w.])/(?:root|work)/\w|(?<![\w.])/home/[a-z]\w*/|[A-Z]:\\Users\\\w|(?<![\w.])/Users/\w")


def machine_bound(text: str) -> list[str]:
    """Addresses of package registries and paths that exist on one machine only."""
    places = [str(ROOT.parent) + os.sep] if ROOT.parent != Path(ROOT.anchor) else []
    return [
        f"{number}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), 1)
        if _REGISTRY.search(line) or _PLACES.search(line) or any(place in line for place in places)
    ]


def addresses(text: str) -> list[str]:
    return re.findall(r"\w+://\S+|^-.*", text, re.MULTILINE)


def test_nothing_is_bound_to_a_machine() -> None:
    this = Path(__file__).relative_to(ROOT)
    assert complaints(machine_bound, ((path, text) for path, text in our_texts() if path != this)) == []


@pytest.mark.parametrize(
    "broken",
    [
        "see https://pypi.org/project/x",
        "--index-url=x",
        "http://x.example/simple/",
        "/home/anna/shop",
        "/work/x",
        "C:\\Users\\a",
    ],
)
def test_what_is_bound_to_a_machine_is_seen(broken: str) -> None:
    assert machine_bound(broken)


def test_locks_hold_no_address() -> None:
    locks = sorted(ROOT.glob("*.lock"))
    assert len(locks) == 2
    assert [addresses(lock.read_text()) for lock in locks] == [[], []]
    assert addresses("x @ https://example.com/x.whl\n")
    assert addresses("--find-links here\n")


# --- documents ------------------------------------------------------------------------------------------------------

_LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def dead_links(page: Path, text: str) -> list[str]:
    return [link for link in _LINK.findall(text) if not (page.parent / link).exists()]


def test_links_between_documents_lead_somewhere() -> None:
    pages = [(ROOT / path, text) for path, text in our_texts() if path.suffix == ".md"]
    assert [f"{page.name}: {link}" for page, text in pages for link in dead_links(page, text)] == []
    assert dead_links(ROOT / "README.md", "[a](docs/nowhere.md) [b](README.md) [c](https://example.com)") == [
        "docs/nowhere.md"
    ]


# --- failures -------------------------------------------------------------------------------------------------------

WHERE = {"file", "line", "field"}


def families(above: type[errors.ShopError] = errors.ShopError) -> Iterator[type[errors.ShopError]]:
    yield above
    for family in above.__subclasses__():
        yield from families(family)


def facts_of(failure: type[errors.ShopError]) -> set[str]:
    """The facts that the sentence and the hint of ``failure`` name."""
    sentence = f"{failure.__doc__} {failure.hint}"
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def wrongly_raised(text: str) -> list[str]:
    """Failures made with other facts than their sentence names. ``**facts`` are taken as they come."""
    known = {failure.__name__: failure for failure in families()}
    faults = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in known:
                given = {keyword.arg for keyword in node.keywords}
                wanted = facts_of(known[name])
                if node.args or (None not in given and not (wanted <= given and given - wanted <= WHERE)):
                    faults.append(f"{node.lineno}: {name} names {sorted(wanted)}, given are {sorted(map(str, given))}")
            case ast.Raise(exc=ast.Name(id=name)) if name in known and facts_of(known[name]):
                faults.append(f"{node.lineno}: {name} names {sorted(facts_of(known[name]))}, given is nothing")
    return faults


@pytest.mark.parametrize("failure", list(families()), ids=lambda failure: failure.__name__)
def test_every_failure_is_a_sentence(failure: type[errors.ShopError]) -> None:
    assert failure.__dict__.get("__doc__"), "it has no sentence of its own"
    said = str(failure(**dict.fromkeys(facts_of(failure), 1)))  # type: ignore[arg-type]
    assert re.fullmatch(r"[A-Z0-9].*[.]", said)
    assert "None" not in said


def test_codes_are_unique() -> None:
    codes = [failure().code for failure in families()]
    assert len(codes) == len(set(codes))


def test_failures_are_raised_with_the_facts_they_name() -> None:
    assert complaints(wrongly_raised, sources(PACKAGE)) == []


@pytest.mark.parametrize(
    "broken",
    [
        "raise UnknownSku",
        "raise UnknownSku()",
        "raise UnknownSku('A-1')",
        "raise errors.UnknownSku(code='A-1')",
        "raise UnknownSku(sku='A-1', colour='red')",
        "refuse(NoFile(line=3))",
    ],
)
def test_wrong_facts_are_seen(broken: str) -> None:
    assert wrongly_raised(broken)


def test_right_facts_are_left_alone() -> None:
    assert wrongly_raised("raise UnknownSku(sku='A-1', line=3)\nraise DiskFull\nraise DiskFull()") == []


# --- imports --------------------------------------------------------------------------------------------------------

_LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _LINT],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_rooms_import_in_one_direction() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_forbidden_import_is_seen(tmp_path: Path) -> None:
    """One import against each contract; nothing of it is run."""
    planted = {
        "services/stray.py": "import apsw, keyring, peewee, PySide6, reportlab",
        "cli/arguments.py": "import trendy_desktop.views",
        "views/format.py": "import threading, trendy_desktop.models",
        "models/stock.py": "import trendy_desktop.models.orders, trendy_desktop.vault",
        "stray.py": "",
    }
    for path, text in sources(PACKAGE):
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    for name, text in planted.items():
        with (tmp_path / "trendy_desktop" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    result = lint_imports(tmp_path)
    contracts = len(re.findall(r"^\[\[tool\.importlinter\.contracts\]\]", settings, re.MULTILINE))
    assert result.returncode == 1
    assert f"0 kept, {contracts} broken" in result.stdout, result.stdout + result.stderr
