"""Planted people: after everything the program does, no file, no log and no output holds a trace of who they are."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.parse
import zlib
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from reportlab.pdfgen import canvas

from tests.faults import canary
from trendy_desktop.vault import normalise_email

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "a passphrase nobody plants"

# Addresses as files spell them. What is searched for are the words of which no other text is made.
PEOPLE = (
    "Zyxanthe.Quillfeather@example.com",
    "WILBERFORCE+boutique@Example.COM",
    "  grizelda_thornapple@sub.example.com ",
    "öykü.çelikbaş@example.com",
    "Ἀλκιβιάδης@example.com",
    "xaver@ypsilantihäuser.example.com",
)
WRONG = (
    "Peregrine Oddlestone <peregrine@oddlestone.example.com>",
    '"drusillawhimple"@example.com',
    "hepzibahplumtree@",
    "ignatius＠fizzlewickham.example.com",
    "tobiassnickerdoodle%40example.com",
    "euphemia@@gramblethwaite.example.com",
)
# Without its sign an address is like any word: only in its own column can it be known for one.
PLAIN = ("mordecaibrundleby at example.com",)
PLACES = ("7 Mimsyborogove Lane", "Frumiousgasse 12/4, 1070 Slithytove", "Żurawiejkowa 3, Brzęczyszczewoszyce")
WORDS = (
    *("zyxanthe", "quillfeather", "wilberforce", "grizelda", "thornapple", "öykü", "çelikbaş", "Ἀλκιβιάδης"),
    *("ypsilantihäuser", "xn--ypsilantihuser", "mordecaibrundleby", "oddlestone", "peregrine", "drusillawhimple"),
    *("hepzibahplumtree", "fizzlewickham", "tobiassnickerdoodle", "gramblethwaite", "mimsyborogove", "frumiousgasse"),
    *("slithytove", "żurawiejkowa", "brzęczyszczewoszyce"),
)


class Scenario:
    """Runs the program in a world of its own, all of which is searched: ``world``. Its input lies outside."""

    def __init__(self, folder: Path) -> None:
        self.world = folder / "world"
        self.input = folder / "input"
        for path in (self.input, *(self.world / name for name in ("home", "temp", "said", "out", "copies"))):
            path.mkdir(parents=True)
        self.shop = self.world / "shop"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(self.world / "home"),
            "TMPDIR": str(self.world / "temp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONSAFEPATH": "1",
            "TRENDY_PASSPHRASE": PASSPHRASE,
        }
        self._count = 0

    def file(self, name: str, text: str, encoding: str = "utf-8") -> str:
        path = self.input / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    def python(self, *arguments: str, code: int | None, stdin: str = "") -> dict[str, object]:
        """Runs Python, keeps what it says on disk to be searched, and returns the JSON on stdout, if that is any."""
        self._count += 1
        done = subprocess.run(
            [sys.executable, *arguments],
            input=stdin.encode(),
            capture_output=True,
            env=self.environment,
            cwd=self.world,
            check=False,
        )
        for stream, content in (("out", done.stdout), ("err", done.stderr)):
            (self.world / "said" / f"{self._count}-{stream}.txt").write_bytes(content)
        assert code is None or done.returncode == code, (arguments[-3:], done.stderr)
        said = json.loads(done.stdout) if "--json" in arguments else {}
        assert isinstance(said, dict)
        return said

    def say(self, *command: str, code: int | None = 0, stdin: str = "") -> dict[str, object]:
        return self.python("-m", "trendy_desktop", "--shop", str(self.shop), *command, code=code, stdin=stdin)

    def both(self, *command: str, code: int | None = 0) -> dict[str, object]:
        """For a program, then for a person."""
        said = self.say("--json", *command, code=code)
        self.say(*command, code=code)
        return said

    def out(self, name: str) -> str:
        return str(self.world / "out" / name)


ORDER_HEADER = "date,cust_email,cust_location,product_id,product_quantity"


def as_field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def orders() -> str:
    """Good lines, refused ones of every kind, and lines whose columns have slipped."""
    lines = [ORDER_HEADER]
    for n, person in enumerate(PEOPLE + WRONG + PLAIN):
        quoted = as_field(person)
        place = f'"{PLACES[n % len(PLACES)]}"'
        lines += [f"2020-01-{n + 2:02},{quoted},{place},SKU-1,1"]
        if person in PLAIN:
            continue
        lines += [
            f"2020-01-{n + 2:02},{quoted},{place},SKU-2,900",
            f"2020-01-{n + 2:02},{quoted},{place},UNHEARD-OF,1",
            f"2020-01-{n + 2:02},{quoted},{place},SKU-1,0",
            f"2020-01-{n + 2:02},{quoted},,SKU-1,1",
            f"no date,{quoted},{place},SKU-1,1",
            f"{quoted},2020-01-02,{place},SKU-1,1",
            f"2020-01-{n + 2:02},,{place},{quoted},1",
            f"2020-01-{n + 2:02},,{place},SKU-1,{quoted}",
            f"2020-01-{n + 2:02},{quoted},{place},SKU-1",
            f"2020-01-{n + 2:02},{quoted},{place},SKU-1,1,{quoted}",
            f'2020-01-{n + 2:02},{quoted},"{PLACES[0] * 20}",SKU-1,1',
        ]
    return "\n".join(lines) + "\n"


def with_addresses_in(columns: str, *good: str) -> str:
    """A file with good lines, and lines that have an address in the place of each field in turn."""
    rows = [list(line.split(",")) for line in good]
    slipped = [
        [*row[:place], as_field(person), *row[place + 1 :]]
        for person in (PEOPLE[0], PEOPLE[3], WRONG[1], WRONG[4], WRONG[5])
        for row in rows
        for place in range(len(row))
    ]
    return "\n".join(
        [f"{columns},{PEOPLE[0]},note of {PEOPLE[1]}"] + [",".join([*row, "", ""]) for row in rows + slipped]
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The whole of what the program does, played once."""
    scenario = Scenario(tmp_path_factory.mktemp("privacy"))
    say, both, file = scenario.say, scenario.both, scenario.file
    say("--json", "new", str(scenario.shop), "--name", "Canary", "--currency", "EUR", "--zone", "Europe/Vienna")
    stock = ["SKU-1,500,1.00,5.00,S1", "SKU-2,5,2.00,9.00,S2"]
    inventory = with_addresses_in("product_id,quantity,wholesale_cost,sale_price,supplier_id", *stock)
    assert both("import", "inventory", file("inventory.csv", inventory))["refused"]
    said = both("import", "customer-orders", file("orders.csv", orders()), "--shortage", "backorder")
    assert said["booked_orders"] == len(PEOPLE), said
    both("import", "customer-orders", file("orders.csv", orders()), "--retry-refused")
    supplies = with_addresses_in(
        "date,supplier_id,product_id,quantity", "2020-02-01,S1,SKU-1,5", "2020-02-02,S2,SKU-2,900"
    )
    said = both("import", "supplier-orders", file("supplies.csv", supplies))
    assert said["booked"] == 2, said
    _refused_files(scenario)
    _while_it_runs(scenario)
    practice = scenario.out("practice")
    both_files = (file("orders.csv", orders()), "--supplier-orders", file("supplies.csv", supplies), "--seed", "3")
    say("--json", "practice", *both_files, "--out", practice)
    say("practice", *both_files, "--out", f"{practice} for a person")
    for name, command in (
        ("finance", ("report", "finance", "--from", "2020-01-01", "--to", "2020-02-29")),
        ("marketing", ("report", "marketing", "--period", "month", "--date", "2020-01-15", "--top", "20")),
    ):
        say("--json", *command)
        for form in ("json", "csv", "pdf"):
            both(*command, "--format", form, "--out", scenario.out(f"{name}.{form}"))
    for person in (PEOPLE[3], WRONG[1], WRONG[4]):
        say("--json", "customer", "hash", "--", person, code=None)
        say("customer", "hash", "-", code=None, stdin=person)
        say("stock", person, code=1)
        say("--json", "stock", person, person, code=2)
        say("verify", f"--{person}", code=2)
    for option in ("--name", "--currency", "--zone"):
        making = {"--name": "N", "--currency": "EUR", "--zone": "UTC", option: PEOPLE[0]}
        say("--json", "new", scenario.out("new"), *(word for pair in making.items() for word in pair), code=1)
    say("report", "finance", "--from", PEOPLE[0], "--to", PEOPLE[1], code=2)
    say("report", "marketing", "--period", PEOPLE[0], "--date", PEOPLE[1], "--top", PEOPLE[3], code=2)
    both("verify")
    both("key", "words")
    _something_unexpected(scenario)
    return scenario


def _refused_files(scenario: Scenario) -> None:
    """Files that are refused as a whole, in words that may tell what is wrong with them."""
    both, file = scenario.both, scenario.file
    person, place = PEOPLE[0], PLACES[0]
    refused = {
        "no header.csv": f'{person},"{place}",2020-01-01\n{PEOPLE[1]},"{place}",2020-01-02\n',
        "wrong header.csv": f"date,cust_email,{person},{PEOPLE[1]}\n2020-01-01,{person},x,y\n",
        "quotes.csv": f'{ORDER_HEADER}\n2020-01-01,"{person},{place},SKU-1,1\n',
        "ambiguous.csv": f"{ORDER_HEADER}\n01/02/2020,{person},{place},SKU-1,1\n03/04/2020,{person},{place},SKU-1,1\n",
        "shifted.csv": f"{ORDER_HEADER}\n" + f"2020-01-01 22:00:00,{person},{place},SKU-1,1\n" * 5,
        "long.csv": f"{ORDER_HEADER}\n2020-01-01,{person},{place * 200},SKU-1,1\n",
        "empty.csv": f"{ORDER_HEADER},{person}\n",
        "slipped.csv": "\n".join([ORDER_HEADER, *(f"2020-01-01,{person},{place},{n}" for n in range(9))]),
    }
    for name, text in refused.items():
        scenario.say("--json", "import", "inventory", file(name, text), code=None)
        scenario.say("import", "customer-orders", file(name, text), code=None)
    both("import", "customer-orders", file("utf16.csv", orders(), "utf-16"), code=1)
    both("import", "customer-orders", file(f"{person}.csv", "\0"), code=1)
    both("import", "customer-orders", str(scenario.input / f"{person} is not here.csv"), code=1)


def _while_it_runs(scenario: Scenario) -> None:
    """Copies of the shop folder in the middle of an import, with its journals."""
    lines = (
        f'2020-03-{n % 28 + 1:02},{n}.{PEOPLE[n % len(PEOPLE)].strip()},"{PLACES[n % 3]}",SKU-1,1' for n in range(4000)
    )
    running = threading.Event()

    def copy() -> None:
        nth = 0
        while not running.wait(0.1) and nth < 8:
            nth += 1
            for path in scenario.shop.iterdir():
                try:
                    shutil.copy(path, scenario.world / "copies" / f"{nth}-{path.name}")
                except FileNotFoundError:
                    continue

    copying = threading.Thread(target=copy)
    copying.start()
    try:
        scenario.say(*("import", "customer-orders", scenario.file("many.csv", f"{ORDER_HEADER}\n" + "\n".join(lines))))
    finally:
        running.set()
        copying.join()
    assert any("wal" in path.name for path in (scenario.world / "copies").iterdir())


def _something_unexpected(scenario: Scenario) -> None:
    """A bug in the midst of a customer's data, and one that says what it has in hand."""
    for fault in (
        "raise RuntimeError(f'{incoming[0].email} {incoming[0].place} {incoming[0]!r} {incoming[0].lines!r}')",
        "raise KeyError(incoming[0].place)",
        "{}[incoming[0].email.split('@')[0]]",
    ):
        script = (
            "import sys\n"
            "from trendy_desktop import __main__ as door\n"
            "from trendy_desktop.services.exchange.booking import OrderBooking\n"
            "def book(self, change, incoming):\n"
            f"    {fault}\n"
            "OrderBooking.book = book\n"
            "door.main()\n"
        )
        command = ("--shop", str(scenario.shop), "import", "customer-orders", scenario.file("orders.csv", orders()))
        said = scenario.python("-c", script, "--json", *command, code=1)
        assert said["error"]["code"] == "internal_error"  # type: ignore[index]


@pytest.mark.timeout(600)
def test_nobody_is_found(played: Scenario) -> None:
    searched = [path for path in played.world.rglob("*") if path.is_file()]
    assert {"shop.db", "keystore.db", "finance.pdf", "marketing.csv"} <= {path.name for path in searched}
    assert any(path.name.endswith("shop.db-wal") for path in searched)
    assert canary.leaks(played.world, WORDS) == []


def test_nobody_can_be_guessed(played: Scenario) -> None:
    """No digest without a key is kept: of an address, or of a file, which may hold a single order."""
    guesses = [normalise_email(person).encode() for person in PEOPLE] + [person.encode() for person in PEOPLE]
    guesses += [path.read_bytes() for path in played.input.iterdir()]
    digests = {hashlib.new(name, guess).digest() for guess in guesses for name in ("md5", "sha1", "sha256", "blake2b")}
    for path in played.shop.iterdir():
        content = path.read_bytes()
        assert not any(digest in content or digest.hex().encode() in content for digest in digests), path


# --- the search finds what is there ---------------------------------------------------------------------------------


def _pdf(word: str) -> bytes:
    drawn = canvas.Canvas("", pageCompression=1)
    drawn.drawString(100, 100, f"for {word}")
    content: bytes = drawn.getpdfdata()  # type: ignore[no-untyped-call]
    return content


LEAKS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16": lambda word: word.encode("utf-16"),
    "upper case": lambda word: word.upper().encode(),
    "hex": lambda word: word.encode().hex().encode(),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64 behind one": lambda word: base64.b64encode(b"." + word.encode() + b"..."),
    "base64 behind two": lambda word: base64.b64encode(b".." + word.encode() + b"."),
    "URL": lambda word: urllib.parse.quote(word).encode(),
    "JSON": lambda word: json.dumps(word).encode(),
    "reversed": lambda word: word[::-1].encode(),
    "zlib": lambda word: b"xyz" + zlib.compress(b"." * 50 + word.encode()) + b"xyz",
}


@pytest.mark.parametrize("way", LEAKS)
def test_a_planted_leak_is_found(way: str, tmp_path: Path) -> None:
    for word in WORDS:
        (tmp_path / "file").write_bytes(bytes(100) + LEAKS[way](word.lower()) + bytes(100))
        assert canary.leaks(tmp_path, WORDS), word


def test_a_leak_in_a_pdf_or_a_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(_pdf("quillfeather"))
    assert canary.leaks(tmp_path, WORDS)
    (tmp_path / "file.pdf").rename(tmp_path / "file.txt")
    (tmp_path / "file.txt").write_bytes(b"")
    assert canary.leaks(tmp_path, WORDS) == []
    (tmp_path / "Quillfeather.txt").write_bytes(b"")
    assert canary.leaks(tmp_path, WORDS)


def test_a_leak_in_the_books_is_found(played: Scenario, tmp_path: Path) -> None:
    shutil.copy(played.shop / "shop.db", tmp_path / "shop.db")
    assert canary.leaks(tmp_path, WORDS) == []
    books = apsw.Connection(str(tmp_path / "shop.db"))
    books.execute("UPDATE supplier SET name = ? WHERE supplier_id = 1", (PLACES[1],))
    books.close()
    assert canary.leaks(tmp_path, WORDS)
