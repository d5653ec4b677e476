"""What the books remember of a file's lines, so that no line is booked twice and no refusal is lost.

A line's identity is its business day and a keyed hash over its content and its number among equal lines of the file:
the same file again is known line by line, a grown file brings its new lines only, and nobody can guess a line from what
is stored. The day in front keeps together what comes together; hashes alone would scatter over all pages of the table.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trendy_desktop.events import LinesRefused
from trendy_desktop.models import imports, orders
from trendy_desktop.models.orders import NewRefusal, Posting
from trendy_desktop.models.store import Change
from trendy_desktop.services.exchange.lines import OrderLine, Refused
from trendy_desktop.values import BusinessDay, ImportId, OrderId
from trendy_desktop.vault import Vault

_DAY = struct.Struct(">i")
_NO_DAY = _DAY.pack(0)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not booked: where it stands, what it wanted, what there was, and the stable word why."""

    line: int
    product_id: str | None
    wanted: int | None
    available: int | None
    reason: str
    field: str | None = None
    value: str | None = None


class LineMemory:
    """The lines of one file of one ``kind``, and what came of them so far."""

    def __init__(
        self, vault: Vault, kind: str, *, import_id: ImportId | None = None, retry_refused: bool = False
    ) -> None:
        self.import_id = import_id
        self.already_booked = 0
        self.already_refused = 0
        self.refused: list[RefusedLine] = []
        self._retry = retry_refused
        self._identify = vault.line_identity(kind)
        self._identify_bad = vault.line_identity(f"{kind}/refused")
        self._bad_seen: Counter[bytes] = Counter()

    def named(self, day: BusinessDay, lines: Iterable[OrderLine]) -> list[tuple[OrderLine, bytes]]:
        """Each of the good ``lines`` of an order of ``day`` with its identity."""
        front, identify = _DAY.pack(day.number), self._identify
        return [(line, front + identify(line.identity)) for line in lines]

    def name_bad(self, row: Refused) -> bytes:
        """The identity of a line that could not be read; call it once for each such line of the file, in its order."""
        mac = self._identify_bad(row.raw)
        self._bad_seen[mac] += 1
        nth = self._bad_seen[mac]
        return _NO_DAY + (mac if nth == 1 else self._identify_bad(row.raw + f"\x1f{nth}".encode()))

    def is_new(self, known: dict[bytes, int | None], mac: bytes) -> bool:
        """Whether this line is to be decided; counts it if it was decided before."""
        if mac not in known:
            return True
        if known[mac] is None:
            self.already_booked += 1
            return False
        if not self._retry:
            self.already_refused += 1
        return self._retry

    def by_line(self) -> tuple[RefusedLine, ...]:
        """What was refused, in the order of the file."""
        return tuple(sorted(self.refused, key=lambda line: line.line))

    def refuse(self, change: Change, rows: Sequence[Refused]) -> None:
        """Remembers ``rows``, which belong to no order, as refused."""
        named = [(row, self.name_bad(row)) for row in rows]
        known = imports.known(change.books, [mac for _, mac in named])
        refused_id = orders.next_refused_id(change.books)
        refusals: list[NewRefusal] = []
        remembered: list[tuple[bytes, int]] = []
        for row, mac in named:
            if not self.is_new(known, mac):
                continue
            self.refused.append(told(row))
            if mac not in known:
                refusals.append(refusal_of(row, refused_id, import_id=self.import_id))
                remembered.append((mac, refused_id))
                refused_id += 1
        if refusals:
            orders.post(change, Posting(refusals=refusals))
            imports.remember(change, remembered)
            change.record(LinesRefused(import_id=self.import_id, lines=len(refusals)))


def told(row: Refused) -> RefusedLine:
    """``row`` as the result of the import tells it."""
    return RefusedLine(row.line, row.product_id, row.wanted, None, row.reason, row.field, row.value)


def refusal_of(
    row: Refused,
    refused_id: int,
    *,
    import_id: ImportId | None,
    order_id: OrderId | None = None,
    business_day: int | None = None,
) -> NewRefusal:
    """``row`` as the books keep it: nobody can say what it would have cost."""
    return NewRefusal(
        refused_id,
        order_id,
        import_id,
        row.line,
        row.product_id or "",
        None,
        row.wanted,
        None,
        0,
        row.reason,
        business_day,
    )
