"""The words of the command line and their meaning."""

import argparse
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from trendy_desktop import __version__
from trendy_desktop.errors import UnknownZone, redact
from trendy_desktop.services.exchange import Shortage
from trendy_desktop.services.reports import Format, PeriodKind
from trendy_desktop.values import BusinessDay, zone_named


class UsageError(Exception):
    """The command line cannot be understood."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Answered(Exception):
    """The parser has answered by itself (--help, --version)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Parser(argparse.ArgumentParser):
    """argparse that raises instead of ending the program, takes whole words only, and repeats no address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **kwargs})

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {redact(message)} (see {self.prog} --help)")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise Answered(status)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The chosen command and its arguments. Raises UsageError or Answered."""
    chosen = _build().parse_args(argv)
    if "command" not in chosen:
        raise UsageError("trendy-desktop: say what to do (see trendy-desktop --help)")
    return chosen


def _build() -> _Parser:
    everywhere = _Parser(add_help=False)
    everywhere.add_argument(
        "--shop", type=Path, metavar="FOLDER", default=argparse.SUPPRESS, help="the shop (default: this user's own)"
    )
    everywhere.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object on stdout, errors too"
    )
    everywhere.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="the vault's passphrase is the first line of FILE (else TRENDY_PASSPHRASE, where there is no keyring)",
    )
    parser = _Parser(prog="trendy-desktop", description="TrendyThreads Desktop, headless.", parents=[everywhere])
    parser.add_argument("--version", action="version", version=f"TrendyThreads Desktop {__version__}")
    words = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    def command(name: str, text: str, among: "argparse._SubParsersAction[_Parser]" = words) -> _Parser:
        """A command by its last word; ``command`` of the result is all of them, such as ``import inventory``."""
        added = among.add_parser(name, help=text, description=text, parents=[everywhere])
        added.set_defaults(command=added.prog.removeprefix(f"{parser.prog} "))
        return added

    def group(name: str, text: str) -> "argparse._SubParsersAction[_Parser]":
        within = words.add_parser(name, help=text, description=text, parents=[everywhere])
        return within.add_subparsers(metavar="WHAT", parser_class=_Parser)

    new = command("new", "make a shop")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="must not exist or be empty")
    new.add_argument("--name", required=True)
    new.add_argument("--currency", required=True, metavar="CODE", help="three letters, such as EUR")
    new.add_argument("--zone", required=True, metavar="ZONE", help="such as Europe/Vienna")

    imports = group("import", "book a file")
    inventory = command("inventory", "what the shop has: products, quantities, costs, prices", imports)
    inventory.add_argument("file", type=Path, metavar="FILE")
    customer = command("customer-orders", "order days of customers", imports)
    _orders(customer)
    _retry(customer)
    supplier = command("supplier-orders", "deliveries of suppliers", imports)
    supplier.add_argument("file", type=Path, metavar="FILE")
    _dates(supplier)
    _retry(supplier)

    practice = command("practice", "replay an order file in a practice copy of the shop")
    _orders(practice)
    practice.add_argument("--supplier-orders", type=Path, metavar="FILE", help="deliveries, before each day's orders")
    practice.add_argument("--seed", type=int, required=True, help="draws the times of files that have none")
    practice.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the copy goes")

    reports = group("report", "the managers' figures")
    finance = command("finance", "weekly orders, amounts and stock assets", reports)
    finance.add_argument("--from", dest="first", type=_day, required=True, metavar="DATE")
    finance.add_argument("--to", dest="last", type=_day, required=True, metavar="DATE")
    _format(finance)
    marketing = command("marketing", "most ordered products and best customers", reports)
    marketing.add_argument("--period", choices=[kind.value for kind in PeriodKind], required=True)
    marketing.add_argument("--date", type=_day, required=True, metavar="DATE", help="a day of the period")
    marketing.add_argument("--top", type=_top, required=True, metavar="X")
    _format(marketing)

    stock = command("stock", "what the shop has of one product")
    stock.add_argument("sku", metavar="SKU")

    customers = group("customer", "customers, without showing them")
    hashed = command("hash", "the name that the books have for an address", customers)
    hashed.add_argument("email", metavar="EMAIL", help="- reads it from stdin")

    command("verify", "prove that books and vault are as they were written")

    keys = group("key", "the vault's key")
    recover = command("recover", "open the vault with its recovery words", keys)
    recover.add_argument("--words-file", type=Path, required=True, metavar="FILE", help="- reads them from stdin")
    command("words", "new recovery words; those before no longer work", keys)

    demo = command("demo", "make the demo shop: a made-up clothing shop with two years of orders")
    demo.add_argument("folder", type=Path, metavar="FOLDER")
    demo.add_argument("--today", type=_day, metavar="DATE", help="as if it were DATE")
    return parser


def _orders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--shortage",
        choices=[way.value for way in Shortage],
        default=Shortage.LINE.value,
        help="what becomes of a line that cannot be filled: refuse it, refuse its order, or let it wait",
    )
    _dates(parser)


def _dates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dates", choices=["iso", "mdy", "dmy"], help="how the file writes dates, where it is in doubt"
    )
    parser.add_argument(
        "--file-zone", type=_zone, metavar="ZONE", help="the zone of the file's times (default: the shop's)"
    )


def _retry(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--retry-refused", action="store_true", help="try lines again that were refused before")


def _format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=[one.value for one in Format], default=Format.JSON.value)
    parser.add_argument("--out", type=Path, metavar="FILE")


def _day(text: str) -> BusinessDay:
    try:
        return BusinessDay.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{redact(text)[:60]!r} is not a date such as 2020-01-31") from None


def _zone(text: str) -> zoneinfo.ZoneInfo:
    try:
        return zone_named(text)
    except UnknownZone:
        raise argparse.ArgumentTypeError(f"{redact(text)[:60]!r} is not a time zone such as Europe/Vienna") from None


def _top(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{redact(text)[:60]!r} is not a number from 1 to 1000")
    return int(text)
