"""What ``build.spec`` keeps by name is what the program uses. A build itself is tried by its ``--selftest``."""

import ast
from pathlib import Path

from trendy_desktop.services.reports import pdf
from trendy_desktop.vault import keystore
from trendy_desktop.views import theme

ROOT = Path(__file__).resolve().parent.parent


def kept(name: str) -> object:
    """The constant ``name`` of the specification."""
    for node in ast.parse((ROOT / "build.spec").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    raise KeyError(name)


def modules_of_qt(text: str) -> set[str]:
    """The modules of Qt that a source imports."""
    return {
        node.module.removeprefix("PySide6.")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("PySide6.")
    }


def test_modules_of_qt() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "trendy_desktop").rglob("*.py"))
    assert set().union(*map(modules_of_qt, sources)) == kept("QT")
    assert modules_of_qt("def f():\n    from PySide6.QtPdf import QPdfDocument") == {"QtPdf"}


def test_faces() -> None:
    faces = [f"SourceSansPro{face}".removesuffix("Regular") for face in theme._FACES]
    assert tuple(theme._FACES) == kept("FACES")
    assert {pdf.REGULAR, pdf.SEMIBOLD} <= {*faces}


def test_keyrings() -> None:
    """Of each system's the first; the others of Linux need what its own Python has."""
    keyrings = kept("KEYRINGS")
    assert isinstance(keyrings, dict)
    assert {system: backends[0] for system, backends in keyrings.items()} == {
        system: trusted[0][0] for system, trusted in keystore._TRUSTED.items()
    }
