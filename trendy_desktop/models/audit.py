"""The audit log: every event, who and when, chained so that an edit or a missing row is found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trendy_desktop.events import Event
from trendy_desktop.models.books import Books
from trendy_desktop.models.chain import Chain
from trendy_desktop.values import Instant, OrderId, StaffId


@dataclass(frozen=True, slots=True)
class EventRow:
    """One audit row: ``timestamp`` says when it happened, ``recorded_at`` when it was written."""

    event_id: int
    user_id: StaffId
    event_type: str
    module: str
    details: str
    timestamp: Instant
    recorded_at: Instant
    mac: bytes

    @property
    def canonical(self) -> bytes:
        return canonical(
            self.event_id, self.user_id, self.event_type, self.module, self.details, self.timestamp, self.recorded_at
        )


def canonical(*fields: object) -> bytes:
    """The bytes of a row that its MAC covers. None holds a raw \\x1f (JSON escapes it), so none runs into another."""
    return "\x1f".join(map(str, fields)).encode()


def append(books: Books, chain: Chain, events: Sequence[Event], *, actor: StaffId, now: Instant) -> None:
    """Writes ``events`` behind the last one."""
    if not events:
        return
    event_id, mac = chain.head()
    link = chain.link()
    rows = []
    for event in events:
        event_id += 1
        timestamp = now if event.at is None else event.at
        fields = (event_id, actor, event.event_type, event.module, event.details(), timestamp, now)
        mac = link(mac, canonical(*fields))
        rows.append((*fields, mac))
    books.write_all("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    chain.grow(event_id, mac)


def every(books: Books) -> Iterator[EventRow]:
    """The whole log, the oldest first."""
    return (EventRow(*row) for row in books.rows("SELECT * FROM event ORDER BY event_id"))


def of_type(books: Books, event_type: str) -> Iterator[EventRow]:
    """The events of one kind, the oldest first."""
    rows = books.rows("SELECT * FROM event WHERE event_type = ? ORDER BY event_id", (event_type,))
    return (EventRow(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class RevealRow:
    """Personal data was shown: when, to whom of the staff, which field (None: the place of delivery), and why."""

    at: Instant
    staff: str
    field: str | None
    reason: str


MOST_REVEALS = 50


def place_reveals(books: Books, order: OrderId) -> tuple[RevealRow, ...]:
    """Who saw the place of delivery of ``order``, the latest first, at most ``MOST_REVEALS``."""
    rows = books.rows(
        """
        SELECT timestamp, name, NULL, details ->> '$.reason' FROM event JOIN staff ON staff_id = user_id
        WHERE event_type = 'PlaceRevealed' AND details ->> '$.order_id' = ? ORDER BY event_id DESC LIMIT ?
        """,
        (order, MOST_REVEALS),
    )
    return tuple(RevealRow(*row) for row in rows)


def customer_reveals(books: Books, code: str) -> tuple[RevealRow, ...]:
    """Who saw which field of the customer ``code``, the latest first, at most ``MOST_REVEALS``."""
    rows = books.rows(
        """
        SELECT timestamp, name, details ->> '$.field', details ->> '$.reason'
        FROM event JOIN staff ON staff_id = user_id
        WHERE event_type = 'CustomerDataRevealed' AND details ->> '$.code' = ? ORDER BY event_id DESC LIMIT ?
        """,
        (code, MOST_REVEALS),
    )
    return tuple(RevealRow(*row) for row in rows)
