"""What each command does. Every one returns an answer: the object for ``--json`` and the words for a person."""

import argparse
import dataclasses
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trendy_desktop.core import Core, demo_shop, found_shop, open_shop
from trendy_desktop.errors import Cancelled, CannotRead, OutNeeded
from trendy_desktop.paths import default_shop
from trendy_desktop.services.exchange import InventoryResult, OrdersResult, RefusedLine, Shortage, SuppliesResult
from trendy_desktop.services.practice import OrderDays
from trendy_desktop.services.reports import FinanceReport, Format, MarketingReport, PeriodKind
from trendy_desktop.values import Period

GOOD_PASSPHRASE = 12
PASSPHRASE = "TRENDY_PASSPHRASE"  # noqa: S105  # the name of the variable


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says. ``text`` is for a person, None where the object itself is. ``complaint``: what is wrong."""

    result: dict[str, object]
    text: str | None
    complaint: str = ""


def run(chosen: argparse.Namespace) -> Answer:
    """Runs the command that ``arguments.parse`` found. Raises ShopError."""
    return _COMMANDS[chosen.command](chosen)


# --- making and opening ---------------------------------------------------------------------------------------------


def _new(chosen: argparse.Namespace) -> Answer:
    passphrase = _passphrase(chosen)
    if passphrase is not None and len(passphrase) < GOOD_PASSPHRASE:
        print(f"This passphrase is short: {GOOD_PASSPHRASE} characters are hard to guess.", file=sys.stderr)
    founded = found_shop(
        chosen.folder,
        name=chosen.name,
        currency=chosen.currency,
        zone=chosen.zone,
        passphrase=passphrase,
    )
    result: dict[str, object] = {
        "shop": str(founded.folder),
        "vault_id": founded.vault_id.hex(),
        "key_place": founded.key_place,
        "recovery_words": founded.recovery_words,
    }
    kept = {
        "keyring": "The vault's key is in this computer's keyring.",
        "passphrase": "The vault opens with your passphrase.",
    }
    return Answer(
        result,
        f"{chosen.name} is in {founded.folder}.\n{kept.get(founded.key_place, '')}\n"
        "Write these 12 words down and keep them apart; they open the vault when all else is lost\n"
        f"and are not shown again:\n\n  {founded.recovery_words}\n",
    )


def _recover(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen, locked=True) as core:
        core.recover(_words_in(chosen.words_file), passphrase=_passphrase(chosen))
        place = core.vault.key_place
    return Answer({"key_place": place}, "The vault is open again.")


def _words(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen) as core:
        words = core.renew_words()
    return Answer(
        {"recovery_words": words}, f"These words open the vault from now on; the old ones do not:\n\n  {words}\n"
    )


# --- files in -------------------------------------------------------------------------------------------------------


def _import_inventory(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen) as core:
        result = core.exchange.import_inventory(chosen.file, progress=_Meter("rows"))
    text = (
        f"{result.rows} rows: {result.added} added, {result.changed} changed, {result.unchanged} unchanged, "
        f"{len(result.refused)} refused."
    )
    return _imported(result, text, result.refused)


def _import_customer_orders(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen) as core:
        result = core.exchange.import_customer_orders(
            chosen.file,
            shortage=Shortage(chosen.shortage),
            dates=chosen.dates,
            file_zone=chosen.file_zone,
            retry_refused=chosen.retry_refused,
            progress=_Meter("orders"),
        )
    return _imported(result, _orders_text(result), result.refused)


def _import_supplier_orders(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen) as core:
        result = core.exchange.import_supplier_orders(
            chosen.file,
            dates=chosen.dates,
            file_zone=chosen.file_zone,
            retry_refused=chosen.retry_refused,
            progress=_Meter("deliveries"),
        )
    text = (
        f"{result.lines} lines: {result.booked} booked ({result.units} units), {result.already_booked} already booked, "
        f"{len(result.refused)} refused."
    )
    return _imported(result, text, result.refused)


def _practice(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen) as core:
        days = OrderDays(
            chosen.file,
            supplies=chosen.supplier_orders,
            shortage=Shortage(chosen.shortage),
            dates=chosen.dates,
            file_zone=chosen.file_zone,
        )
        run = core.practice.run(days, seed=chosen.seed, out=chosen.out, progress=_Meter("orders"))
    answer = _imported(run.orders, f"{_orders_text(run.orders)}\nDigest {run.digest}", run.orders.refused)
    supplies = {"supplier_orders": _listed(run.supplies)} if run.supplies else {}
    return dataclasses.replace(
        answer, result={**answer.result, **supplies, "shop": str(chosen.out), "digest": run.digest}
    )


# --- figures out ----------------------------------------------------------------------------------------------------


def _report_finance(chosen: argparse.Namespace) -> Answer:
    return _report(chosen, lambda core: core.reports.finance(Period(chosen.first, chosen.last)))


def _report_marketing(chosen: argparse.Namespace) -> Answer:
    return _report(chosen, lambda core: core.reports.marketing(PeriodKind(chosen.period), chosen.date, top=chosen.top))


def _report(chosen: argparse.Namespace, make: Callable[[Core], FinanceReport | MarketingReport]) -> Answer:
    form = Format(chosen.format)
    if chosen.out is None and form is not Format.JSON:
        raise OutNeeded(format=form.value)
    with _shop(chosen) as core:
        report = make(core)
        if chosen.out is None:
            return Answer(report.as_json(), None)
        core.reports.write(report, form, chosen.out)
    return Answer({"out": str(chosen.out)}, f"Written: {chosen.out}")


def _stock(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen) as core:
        figures = core.catalog.stock(chosen.sku)
    result: dict[str, object] = {
        "sku": chosen.sku,
        "on_hand": figures.on_hand,
        "reserved": figures.reserved,
        "available": figures.available,
        "movements": figures.movements,
    }
    return Answer(result, "\n".join(f"{name:10} {value}" for name, value in result.items()))


def _customer_hash(chosen: argparse.Namespace) -> Answer:
    given = _first_line(Path("-")) if chosen.email == "-" else chosen.email
    with _shop(chosen) as core:
        hashed = core.hashed_email(given).hex()
    return Answer({"hashed_email": hashed}, hashed)


def _verify(chosen: argparse.Namespace) -> Answer:
    with _shop(chosen) as core:
        verdict = core.audit.verify(progress=_Meter("checks"))
    lines = [
        f"{'skipped' if check.skipped else 'ok' if check.ok else 'FAULT':8}{check.name:18}{check.checked:>10}"
        + (f"  {check.first_fault}" if check.first_fault else "")
        for check in verdict.checks
    ]
    faults = [check for check in verdict.checks if not check.ok]
    complaint = f"The proof failed at {faults[0].name}: {faults[0].first_fault}." if faults else ""
    checks = [dataclasses.asdict(check) for check in verdict.checks]
    return Answer({"ok": verdict.ok, "checks": checks}, "\n".join(lines), complaint)


def _demo(chosen: argparse.Namespace) -> Answer:
    made = demo_shop(chosen.folder, today=chosen.today, progress=_Meter("days"))
    result: dict[str, object] = {
        "shop": str(made.folder),
        "key_place": "demo",
        "orders": made.orders,
        "products": made.products,
    }
    text = f"The demo shop is in {made.folder}: {made.products} products, {made.orders:,} orders, made-up people only."
    return Answer(result, f"{text}\nIts passphrase is published, so keep nothing real in it.")


_COMMANDS: dict[str, Callable[[argparse.Namespace], Answer]] = {
    "new": _new,
    "import inventory": _import_inventory,
    "import customer-orders": _import_customer_orders,
    "import supplier-orders": _import_supplier_orders,
    "practice": _practice,
    "report finance": _report_finance,
    "report marketing": _report_marketing,
    "stock": _stock,
    "customer hash": _customer_hash,
    "verify": _verify,
    "key recover": _recover,
    "key words": _words,
    "demo": _demo,
}


# --- what they share ------------------------------------------------------------------------------------------------


@contextmanager
def _shop(chosen: argparse.Namespace, *, locked: bool = False) -> Iterator[Core]:
    """The shop that was named. With ``locked`` no passphrase is tried."""
    core = open_shop(getattr(chosen, "shop", default_shop()), passphrase=None if locked else _passphrase(chosen))
    try:
        yield core
    finally:
        core.close()


def _passphrase(chosen: argparse.Namespace) -> str | None:
    file = getattr(chosen, "passphrase_file", None)
    return os.environ.get(PASSPHRASE) or None if file is None else _first_line(file)


def _text_of(file: Path) -> str:
    """What stands in ``file``, or on stdin for ``-``."""
    try:
        return sys.stdin.read() if file == Path("-") else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise CannotRead(file=str(file), name=str(file), why=why) from None


def _first_line(file: Path) -> str:
    return _text_of(file).split("\n", 1)[0].rstrip("\r")


def _words_in(file: Path) -> str:
    """The words in ``file`` however they were written down: on one line or twelve, with or without numbers."""
    return " ".join(re.findall(r"[^\W\d_]+", _text_of(file))).lower()


def _listed(result: OrdersResult | SuppliesResult | InventoryResult) -> dict[str, object]:
    return dataclasses.asdict(result)


def _orders_text(result: OrdersResult) -> str:
    parts = [
        f"{result.lines} lines in {result.orders} orders: {result.booked_orders} orders with {result.booked_lines} "
        f"lines booked, {len(result.refused)} lines refused"
    ]
    parts += [f"{count} {what}" for count, what in (
        (result.already_booked, "already booked"),
        (result.already_refused, "refused before"),
        (result.backordered, "waiting for goods"),
    ) if count]  # fmt: skip
    return ", ".join(parts) + "."


def _imported(
    result: OrdersResult | SuppliesResult | InventoryResult, text: str, refused: tuple[RefusedLine, ...]
) -> Answer:
    lines = [text]
    lines += [f"line {one.line}: note: {one.message}" for one in getattr(result, "warnings", ())]
    lines += [f"line {one.line}: {_why(one)}" for one in refused[:MOST_SHOWN]]
    if len(refused) > MOST_SHOWN:
        lines.append(f"... and {len(refused) - MOST_SHOWN} more refused lines; --json lists them all.")
    complaint = "Stopped as asked; the same file again goes on from there." if result.stopped else ""
    return Answer(_listed(result), "\n".join(lines), complaint)


MOST_SHOWN = 20


def _why(one: RefusedLine) -> str:
    if one.wanted is not None and one.available is not None:
        return f"{one.reason}: {one.product_id} wanted {one.wanted}, available {one.available}"
    about = ", ".join(filter(None, (one.field, one.value, one.product_id)))
    return f"{one.reason} ({about})" if about else one.reason


class _Meter:
    """Shows progress on a terminal, at most ten times a second; Ctrl+C stops at the next step."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = 0.0
        self._stop = False
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._on_interrupt)

    def step(self, done: int, total: int) -> None:
        if self._stop:
            raise Cancelled(done=done, total=total)
        if sys.stderr.isatty() and (done >= total or time.monotonic() - self._shown > 0.1):
            self._shown = time.monotonic()
            print(
                f"\r{done:,} of {total:,} {self._what}", end="\n" if done >= total else "", file=sys.stderr, flush=True
            )

    def _on_interrupt(self, *_: object) -> None:
        self._stop = True
