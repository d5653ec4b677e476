"""The audit log: every event, who and when, chained so that an edit or a missing row is found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trendy_desktop.events import Event
from trendy_desktop.models.books import Books
from trendy_desktop.models.chain import Chain
from trendy_desktop.values import Instant, StaffId


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
