"""What a start of the program costs and refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from tests.shop import Shop
from trendy_desktop.errors import SqliteTooOld
from trendy_desktop.models.store import OLDEST_SQLITE, Store
from trendy_desktop.paths import books_of

ROOT = Path(__file__).resolve().parent.parent

# What is only needed for some work, and would make every start slower.
HEAVY = {"pandas", "numpy", "reportlab", "matplotlib", "email_validator", "mnemonic"}


def loaded_by(*command: str) -> set[str]:
    """The modules that are loaded when ``command`` has been answered."""
    script = (
        "import contextlib, io, json, sys\n"
        "from trendy_desktop import __main__ as door\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try:\n"
        "        door.main()\n"
        "    except SystemExit as end:\n"
        "        assert end.code == 0, end.code\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return set(json.loads(done.stdout))


def test_a_look_at_the_stock_loads_nothing_heavy(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    shop.exchange.import_inventory(shop.inventory("SKU-1,5,1.00,2.00,S1"))
    shop.core.close()
    loaded = loaded_by("--shop", str(tmp_path / "shop"), "stock", "SKU-1")
    assert "apsw" in loaded
    assert loaded & HEAVY == set()


def test_the_modules_that_are_counted_are_those_of_the_work(tmp_path: Path) -> None:
    """The control: an unusual address needs one of them."""
    shop = Shop(tmp_path / "shop")
    shop.core.close()
    assert "email_validator" in loaded_by("--shop", str(tmp_path / "shop"), "customer", "hash", "ö@example.com")


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2", "3.7.0"])
def test_an_old_sqlite_is_refused(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(tmp_path / "shop")
    shop.core.close()
    before = books_of(tmp_path / "shop").read_bytes()
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: version)
    with pytest.raises(SqliteTooOld, match=f"SQLite {version} has a known fault.*3.51.3 or newer"):
        Store(books_of(tmp_path / "shop"), clock=shop.clock)
    assert books_of(tmp_path / "shop").read_bytes() == before


@pytest.mark.parametrize("version", ["3.51.3", "3.52.0", "3.100.1", "4.0.0"])
def test_a_newer_sqlite_is_taken(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(tmp_path / "shop")
    shop.core.close()
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: version)
    Store(books_of(tmp_path / "shop"), clock=shop.clock).close()


def test_the_sqlite_that_is_locked_is_new_enough() -> None:
    assert tuple(map(int, apsw.sqlite_lib_version().split("."))) >= OLDEST_SQLITE
