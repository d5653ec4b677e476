"""The command line that scripts depend on: words, objects, exit codes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import apsw
import pytest

from tests.cli import program
from tests.cli.program import PASSPHRASE, Object, Said, said
from trendy_desktop import __version__
from trendy_desktop.services.founding import found
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import Calendar, Currency, SystemClock
from trendy_desktop.vault import CHEAPEST

INVENTORY = """product_id,quantity,wholesale_cost,sale_price,supplier_id,shelf
SKU-1,10,2.00,5.00,S1,a
SKU-2,3,1.50,9.90,S2,b
SKU-2,1,1,1,S2,c
"""
ORDERS = """date,cust_email,cust_location,product_id,product_quantity
2020-01-06,ann@example.com,1010,SKU-1,2
2020-01-06,ann@example.com,1010,SKU-2,9
2020-01-07,bob@example.com,1020,SKU-1,1
2020-01-07,bob@example.com,1020,NOWHERE,1
2020-01-15,no address,1020,SKU-1,1
"""
SUPPLIES = "date,supplier_id,product_id,quantity\n2020-01-08,S1,SKU-1,5\n2020-01-08,S1,NOWHERE,5\n"


Kind: TypeAlias = type | tuple[type, ...]


class Desk:
    """A folder with files and a shop, and short ways to say something there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (("inventory", INVENTORY), ("orders", ORDERS), ("supplies", SUPPLIES)):
            (folder / f"{name}.csv").write_text(text)

    def say(self, *command: str | Path, code: int = 0, stdin: str = "", **named: str | None) -> Said:
        answer = said("--shop", "shop", *command, folder=self.folder, stdin=stdin, **named)
        assert answer.code == code, answer
        return answer

    def json(self, *command: str | Path, code: int = 0, stdin: str = "", **named: str | None) -> Object:
        answer = self.say("--json", *command, code=code, stdin=stdin, **named)
        return answer.error if code and "error" in answer.object else answer.object

    def copy(self, folder: Path) -> "Desk":
        shutil.copytree(self.folder / "shop", folder / "shop")
        return Desk(folder)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An empty shop whose passphrase is cheap to try."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    profile = ShopProfile("Command Shop", Currency.named("EUR"), Calendar.of("Europe/Vienna"))
    found(desk.folder / "shop", profile, clock=SystemClock(), keyring=None, passphrase=PASSPHRASE, stretch=CHEAPEST)
    return desk


@pytest.fixture(scope="module")
def stocked(founded: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The shop after its three files."""
    desk = founded.copy(tmp_path_factory.mktemp("stocked"))
    for kind, file in (("inventory", "inventory"), ("customer-orders", "orders"), ("supplier-orders", "supplies")):
        desk.json("import", kind, f"{file}.csv")
    return desk


@pytest.fixture
def desk(stocked: Desk, tmp_path: Path) -> Desk:
    return stocked.copy(tmp_path)


def of_kinds(found: object, kinds: Mapping[str, Kind]) -> None:
    """``found`` is an object that has at least these keys, with values of these kinds."""
    assert isinstance(found, dict)
    for name, kind in kinds.items():
        assert isinstance(found[name], kind), (name, found[name])


REFUSED_ROW: dict[str, Kind] = {"line": int, "field": (str, type(None)), "reason": str, "value": (str, type(None))}
REFUSED_LINE: dict[str, Kind] = {
    "line": int,
    "product_id": (str, type(None)),
    "wanted": (int, type(None)),
    "available": (int, type(None)),
    "reason": str,
}


# --- what each command answers --------------------------------------------------------------------------------------


def test_new_shop(tmp_path: Path) -> None:
    named = ("--name", "Τὰ ροῦχα", "--currency", "EUR", "--zone", "Europe/Vienna")
    made = said("new", "shop", *named, "--json", folder=tmp_path).object
    of_kinds(made, {"shop": str, "vault_id": str, "key_place": str, "recovery_words": str})
    assert made["shop"] == str(tmp_path / "shop")
    assert made["key_place"] == "passphrase"
    assert re.fullmatch("[0-9a-f]{32}", str(made["vault_id"]))
    assert len(str(made["recovery_words"]).split()) == 12
    again = said("--json", "new", "shop", *named, folder=tmp_path)
    assert (again.code, again.error["code"]) == (1, "shop_exists")
    (tmp_path / "other").mkdir()
    for_a_person = said("new", "other", *named, folder=tmp_path)
    assert for_a_person.code == 0
    assert "Write these 12 words down" in for_a_person.out
    assert said("--shop", "other", "verify", folder=tmp_path).code == 0
    for changed, word in (
        ({"--currency": "ZZZ"}, "unknown_currency"),
        ({"--zone": "Vienna"}, "unknown_zone"),
        ({"--name": " "}, "bad_name"),
    ):
        pairs = {**dict(zip(named[::2], named[1::2], strict=True)), **changed}
        refused = said("--json", "new", "third", *(x for pair in pairs.items() for x in pair), folder=tmp_path)
        assert (refused.code, refused.error["code"]) == (1, word)
    for passphrase, word in ((None, "no_key_place"), ("abc", "weak_passphrase")):
        refused = said("--json", "new", "third", *named, folder=tmp_path, TRENDY_PASSPHRASE=passphrase)
        assert (refused.code, refused.error["code"]) == (1, word)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "shop"]


def test_imports(founded: Desk, tmp_path: Path) -> None:
    desk = founded.copy(tmp_path)
    rows = desk.json("import", "inventory", "inventory.csv")
    of_kinds(rows, dict.fromkeys(("rows", "added", "changed", "unchanged"), int) | {"refused": list})
    assert [rows[key] for key in ("rows", "added", "changed", "unchanged")] == [3, 2, 0, 0]
    assert rows["unknown_columns"] == ["shelf"]
    assert isinstance(rows["refused"], list)
    of_kinds(rows["refused"][0], REFUSED_ROW)
    assert rows["refused"][0] | {} == rows["refused"][0] | {"line": 4, "reason": "duplicate_row", "value": "SKU-2"}
    same = desk.say("import", "inventory", "inventory.csv")
    assert "3 rows: 0 added, 0 changed, 2 unchanged, 1 refused." in same.out

    booked = desk.json("import", "customer-orders", "orders.csv")
    counts = ("lines", "orders", "booked_orders", "booked_lines", "already_booked", "already_refused", "backordered")
    of_kinds(booked, dict.fromkeys(counts, int) | {"unknown_columns": list, "warnings": list, "refused": list})
    assert [booked[key] for key in counts] == [5, 2, 2, 2, 0, 0, 0]
    assert isinstance(booked["refused"], list)
    for line in booked["refused"]:
        of_kinds(line, REFUSED_LINE)
    assert [(line["line"], line["reason"]) for line in booked["refused"]] == [
        (3, "insufficient_stock"),
        (5, "unknown_product"),
        (6, "bad_email"),
    ]
    again = desk.json("import", "customer-orders", "orders.csv", "--retry-refused")
    assert [again[key] for key in counts] == [5, 2, 0, 0, 2, 0, 0]
    assert len(desk.json("import", "customer-orders", "orders.csv")["refused"]) == 0  # type: ignore[arg-type]

    received = desk.json("import", "supplier-orders", "supplies.csv")
    of_kinds(received, dict.fromkeys(("lines", "booked", "already_booked"), int) | {"refused": list})
    assert [received[key] for key in ("lines", "booked", "already_booked")] == [2, 1, 0]
    assert "2 lines: 0 booked (0 units), 1 already booked" in desk.say("import", "supplier-orders", "supplies.csv").out

    (tmp_path / "more.csv").write_text(ORDERS.replace("SKU-2,9", "SKU-2,8").replace("2020-01-06", "1/13/2020"))
    waiting = desk.json("import", "customer-orders", "more.csv", "--shortage", "backorder", "--dates", "mdy")
    assert waiting["backordered"] == 1
    stock = desk.json("stock", "SKU-2")
    of_kinds(stock, dict.fromkeys(("on_hand", "reserved", "available", "movements"), int))
    assert [stock[key] for key in ("on_hand", "reserved", "available", "movements")] == [0, 0, 0, 2]


def test_reports(desk: Desk, tmp_path: Path) -> None:
    days = ("report", "finance", "--from", "2020-01-01", "--to", "2020-01-19")
    finance = desk.json(*days)
    of_kinds(finance, {"weeks": list, "assets": str})
    weeks = finance["weeks"]
    assert isinstance(weeks, list)
    for week in weeks:
        of_kinds(week, {"week": str, "complete": bool, "orders": int, "amount": str, "refused_amount": str})
        assert {"change_orders", "change_amount"} <= set(week)
    assert [(week["week"], week["complete"], week["orders"], week["amount"]) for week in weeks] == [
        ("2020-W01", False, 0, "0.00"),
        ("2020-W02", True, 2, "15.00"),
        ("2020-W03", True, 0, "0.00"),
    ]
    best = ("report", "marketing", "--period", "month", "--date", "2020-01-31", "--top", "5")
    marketing = desk.json(*best)
    assert marketing["products"] == [
        marketing["products"][0] | {"rank": 1, "product_id": "SKU-1", "units": 3, "amount": "15.00"}  # type: ignore[index]
    ]
    customers = marketing["customers"]
    assert isinstance(customers, list)
    for customer in customers:
        of_kinds(customer, {"rank": int, "hashed_email": str, "amount": str, "orders": int})
    hashed = desk.json("customer", "hash", " ANN@example.com")
    assert hashed == desk.json("customer", "hash", "-", stdin="ann@example.com\n")
    assert hashed["hashed_email"] == customers[0]["hashed_email"]
    assert re.fullmatch("[0-9a-f]{64}", str(hashed["hashed_email"]))
    for command, name in ((days, "finance"), (best, "marketing")):
        for form, start in (("json", b"{"), ("csv", b""), ("pdf", b"%PDF-")):
            out = tmp_path / f"{name}.{form}"
            assert desk.json(*command, "--format", form, "--out", out) == {"out": str(out)}
            assert out.read_bytes().startswith(start)
            assert out.stat().st_size > 50
    assert json.loads((tmp_path / "finance.json").read_bytes())["weeks"] == weeks
    assert json.loads(desk.say(*days).out)["weeks"] == weeks
    assert "Written" in desk.say(*days, "--format", "csv", "--out", tmp_path / "again.csv").out
    for form in ("csv", "pdf"):
        assert desk.json(*days, "--format", form, code=1)["code"] == "out_needed"
    for out in (tmp_path, tmp_path / "nowhere" / "x.csv"):
        assert desk.json(*days, "--out", out, code=1)["code"] == "cannot_write"
    backwards = desk.json("report", "finance", "--from", "2020-02-01", "--to", "2020-01-01", code=1)
    assert backwards["code"] == "bad_period"


def test_practice(desk: Desk) -> None:
    command = ("practice", "orders.csv", "--supplier-orders", "supplies.csv", "--seed", "3", "--out")
    first, second = desk.json(*command, "one"), desk.json(*command, "two")
    of_kinds(first, {"digest": str, "booked_orders": int, "refused": list, "supplier_orders": dict})
    assert first["digest"] == second["digest"]
    assert desk.json(*command, "one", code=1)["code"] == "shop_exists"
    assert said("--shop", "one", "verify", folder=desk.folder, TRENDY_PASSPHRASE=None).code == 0
    assert "Digest" in desk.say(*command, "three", TRENDY_PASSPHRASE=None).out


# --- the vault ------------------------------------------------------------------------------------------------------


def test_the_vault_is_opened_by_what_is_given(desk: Desk) -> None:
    (desk.folder / "secret").write_text(f"{PASSPHRASE}\r\nnot this\n")
    from_file = ("--passphrase-file", "secret")
    assert desk.json("customer", "hash", "a@example.com", *from_file, TRENDY_PASSPHRASE="wrong one") == desk.json(
        "customer", "hash", "a@example.com"
    )
    assert desk.json(*from_file, "customer", "hash", "a@example.com", TRENDY_PASSPHRASE=None)
    for command in (["import", "inventory", "inventory.csv"], ["stock", "SKU-1"]):
        assert desk.json(*command, code=1, TRENDY_PASSPHRASE="a wrong one")["code"] == "wrong_passphrase"
    assert desk.json("stock", "SKU-1", "--passphrase-file", "none", code=1)["code"] == "cannot_read"


def test_a_closed_vault_refuses_people_and_nothing_else(desk: Desk) -> None:
    for command in (
        ["import", "inventory", "inventory.csv"],
        ["import", "customer-orders", "orders.csv"],
        ["import", "supplier-orders", "supplies.csv"],
        ["customer", "hash", "a@example.com"],
        ["key", "words"],
    ):
        assert desk.json(*command, code=1, TRENDY_PASSPHRASE=None)["code"] == "vault_closed"
    assert desk.json("stock", "SKU-1", TRENDY_PASSPHRASE=None)["on_hand"] == 12
    assert desk.json("report", "finance", "--from", "2020-01-01", "--to", "2020-01-31", TRENDY_PASSPHRASE=None)[
        "assets"
    ]
    proven = desk.json("verify", TRENDY_PASSPHRASE=None)
    assert proven["ok"] is True
    assert isinstance(proven["checks"], list)
    assert {check["name"] for check in proven["checks"] if check["skipped"]} >= {"ledger_chain", "sealed_customers"}
    assert "skipped" in desk.say("verify", TRENDY_PASSPHRASE=None).out


def test_the_words_open_it_again(tmp_path: Path) -> None:
    named = ("--name", "N", "--currency", "EUR", "--zone", "UTC")
    words = str(said("--json", "new", "shop", *named, folder=tmp_path).object["recovery_words"])
    desk = Desk(tmp_path)
    (tmp_path / "wrong").write_text(" ".join(reversed(words.split())))
    refused = desk.json("key", "recover", "--words-file", "wrong", code=1, TRENDY_PASSPHRASE="the new one")
    assert refused["code"] == "wrong_recovery_words"
    assert desk.json("key", "recover", "--words-file", "-", code=1, stdin=words, TRENDY_PASSPHRASE=None)["code"] == (
        "no_key_place"
    )
    recovered = desk.json("key", "recover", "--words-file", "-", stdin=words.upper(), TRENDY_PASSPHRASE="the new one")
    assert recovered == {"key_place": "passphrase"}
    assert desk.json("verify", code=1)["code"] == "wrong_passphrase"
    renewed = str(desk.json("key", "words", TRENDY_PASSPHRASE="the new one")["recovery_words"])
    assert renewed != words
    old = desk.json("key", "recover", "--words-file", "-", code=1, stdin=words)
    assert old["code"] == "wrong_recovery_words"
    assert "open again" in desk.say("key", "recover", "--words-file", "-", stdin=renewed).out
    assert desk.json("verify")["ok"] is True


def test_a_fault_is_told_by_verify_itself(desk: Desk) -> None:
    checks = desk.json("verify")["checks"]
    assert isinstance(checks, list)
    for check in checks:
        of_kinds(check, {"name": str, "ok": bool, "skipped": bool, "checked": int, "first_fault": type(None)})
    with closing(apsw.Connection(str(desk.folder / "shop" / "shop.db"))) as books:
        books.execute("UPDATE stock_level SET on_hand = on_hand + 1")
    answer = desk.say("verify", "--json", code=1)
    assert answer.object["ok"] is False
    assert answer.err.startswith("The proof failed at on_hand: SKU-1 has 13 on hand")
    for_a_person = desk.say("verify", code=1)
    assert "FAULT   on_hand" in for_a_person.out
    assert for_a_person.err == answer.err
    (desk.folder / "shop" / "keystore.db").unlink()
    assert {"key_file"} <= {  # without keys it cannot be proven; that it is gone is said by whoever needs it
        check["name"]
        for check in desk.say("verify", "--json", code=1).object["checks"]  # type: ignore[attr-defined]
    }
    (desk.folder / "shop" / "shop.db").write_bytes(b"not a database" * 1000)
    assert desk.json("verify", code=1)["code"] in ("corrupt", "not_the_books")


# --- what cannot be done --------------------------------------------------------------------------------------------


def test_refusals(desk: Desk) -> None:
    (desk.folder / "header.csv").write_text("date,cust_email,cust_location,product\n2020-01-01,a@example.com,x,y\n")
    (desk.folder / "doubt.csv").write_text(ORDERS.replace("2020-01-06", "01/02/2020"))
    (desk.folder / "zip.csv").write_bytes(b"PK\x03\x04" + bytes(50))
    imported = ("import", "customer-orders")
    for command, word, file in (
        ((*imported, "header.csv"), "header_mismatch", "header.csv"),
        ((*imported, "doubt.csv"), "ambiguous_dates", "doubt.csv"),
        ((*imported, "zip.csv"), "not_text", "zip.csv"),
        ((*imported, "missing.csv"), "no_file", "missing.csv"),
        ((*imported, "shop"), "cannot_read", "shop"),
        (("stock", "sku-1"), "unknown_sku", None),
        (("customer", "hash", "nobody"), "bad_email", None),
        (("verify", "--shop", "nowhere"), "no_shop", None),
        (("verify", "--shop", "orders.csv"), "no_shop", None),
        (("practice", "missing.csv", "--seed", "1", "--out", "copy"), "no_file", "missing.csv"),
    ):
        error = desk.json(*command, code=1)
        assert (error["code"], error["file"]) == (word, file), error
    assert desk.json(*imported, "doubt.csv", code=1)["line"] == 2
    assert not (desk.folder / "copy").exists()
    assert said("stock", "X", folder=desk.folder, XDG_DATA_HOME=str(desk.folder), HOME=str(desk.folder)).code == 1


def test_wrong_usage(tmp_path: Path) -> None:
    for command in (
        [],
        ["nothing"],
        ["stock"],
        ["import"],
        ["import", "inventory"],
        ["verify", "--unheard-of"],
        ["new", "x", "--name", "N"],
        ["report", "finance", "--from", "yesterday", "--to", "2020-01-01"],
        ["report", "marketing", "--period", "year", "--date", "2020-01-01", "--top", "3"],
        ["report", "marketing", "--period", "day", "--date", "2020-01-01", "--top", "0"],
        ["import", "customer-orders", "x", "--file-zone", "Nowhere"],
        ["practice", "x", "--seed", "one", "--out", "y"],
    ):
        answer = said(*command, "--json", folder=tmp_path)
        assert (answer.code, answer.error["code"]) == (2, "usage"), command
    for_a_person = said("nothing", folder=tmp_path)
    assert (for_a_person.code, for_a_person.out) == (2, "")
    assert for_a_person.err.count("\n") == 1
    for question in (["--help"], ["import", "--help"], ["report", "finance", "--help"], ["--version"]):
        asked = said(*question, folder=tmp_path)
        assert (asked.code, asked.err) == (0, "")
        assert asked.out.startswith("TrendyThreads Desktop" if question == ["--version"] else "usage: trendy-desktop")
    assert __version__ in said("--version", folder=tmp_path).out
    assert list(tmp_path.iterdir()) == []


def test_no_message_repeats_an_address(desk: Desk) -> None:
    for address in ("carla@example.com", "carla＠example.com", "a <carla@x>"):
        (desk.folder / "header.csv").write_text(f"date,cust_email,{address}\n2020-01-01,{address},{address}\n", "utf-8")
        for command in (
            ["stock", address],
            ["customer", "hash", f"{address} {address}"],
            ["import", "customer-orders", address],
            ["import", "customer-orders", "header.csv"],
            [address],
            ["report", "finance", "--from", address, "--to", address],
        ):
            answer = said("--json", "--shop", "shop", *command, folder=desk.folder)
            assert answer.code in (1, 2)
            assert "carla" not in (answer.out + answer.err).lower(), command


# --- the surroundings -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="Ctrl+C comes otherwise there")
def test_ctrl_c_stops_at_a_whole_chunk(founded: Desk, tmp_path: Path) -> None:
    desk = founded.copy(tmp_path)
    (tmp_path / "many.csv").write_text(
        "product_id,quantity,wholesale_cost,sale_price,supplier_id\n"
        + "".join(f"SKU-{n},1,1.00,2.00,S1\n" for n in range(60_000))
    )
    command = ("--shop", "shop", "--json", "import", "inventory", "many.csv")
    running = program.started(*command, folder=tmp_path)
    with closing(apsw.Connection(str(tmp_path / "shop" / "shop.db"), flags=apsw.SQLITE_OPEN_READONLY)) as books:
        while not books.execute("SELECT count(*) FROM product").get:
            assert running.poll() is None, running.communicate()
            time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    answer = Said(running.returncode, out.decode(), err.decode())
    assert answer.code == 1
    assert answer.object["stopped"] is True
    assert answer.err == "Stopped as asked; the same file again goes on from there.\n"
    added = answer.object["added"]
    assert isinstance(added, int)
    assert 0 < added < 60_000
    assert desk.json("verify")["ok"] is True
    rest = desk.json("import", "inventory", "many.csv")
    assert (rest["added"], rest["unchanged"]) == (60_000 - added, added)


@pytest.mark.skipif(os.name != "posix", reason="signals come otherwise there")
def test_ctrl_c_before_anything_is_booked(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text(ORDERS + "2020-01-07,bob@example.com,1020,SKU-1,1\n" * 300_000)
    running = program.started("--shop", "shop", "--json", "import", "customer-orders", "many.csv", folder=tmp_path)
    time.sleep(0.8)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    answer = Said(running.returncode, out.decode(), err.decode())
    assert (answer.code, answer.error["code"]) == (1, "cancelled")
    assert desk.json("stock", "SKU-1")["movements"] == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_answer_that_cannot_be_written(desk: Desk) -> None:
    for command in (["stock", "SKU-1"], ["verify", "--json"]):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "trendy_desktop", "--shop", "shop", *command],
                stdout=full,
                stderr=subprocess.PIPE,
                env=program.environment(),
                cwd=desk.folder,
                check=False,
            )
        assert done.returncode == 1
        assert done.stderr.decode().count("\n") == 1
        assert "No space left" in done.stderr.decode()


def test_an_answer_that_nobody_reads(desk: Desk) -> None:
    running = program.started("--shop", "shop", "verify", folder=desk.folder)
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == b""
    assert running.wait() == 1
    running.stderr.close()


def test_letters_that_the_terminal_does_not_have(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "greek.csv").write_text(INVENTORY.replace("SKU-1", "ΦΟΡΕΜΑ-1").replace("SKU-2", "ΦΟΡΕΜΑ-2"), "utf-8")
    answer = desk.say("import", "inventory", "greek.csv", PYTHONIOENCODING="ascii")
    assert "1 refused" in answer.out
    assert desk.json("stock", "ΦΟΡΕΜΑ-1", PYTHONIOENCODING="latin-1")["sku"] == "ΦΟΡΕΜΑ-1"
