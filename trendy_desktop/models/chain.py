"""The MAC chain over an append-only table: each row's MAC covers the row and the MAC before it.

An edited, inserted or deleted row breaks every MAC after it. The head (length and last MAC) is kept in the books in the
same transaction, and outside them by whoever calls ``heads``, so that a cut tail is found as well.
"""

from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

from trendy_desktop.models.books import Books

ChainName: TypeAlias = Literal["ledger", "audit"]

START = bytes(32)
"""What the first row is chained to."""


class Linker(Protocol):
    """Gives the function that makes a row's MAC out of the one before and the row; the open vault is one."""

    def linker(self, chain: ChainName) -> Callable[[bytes, bytes], bytes]: ...


class Chain:
    """The growing end of one chain within a transaction."""

    def __init__(self, books: Books, name: ChainName, links: Linker | None) -> None:
        self._books = books
        self._name = name
        self._links = links
        self._head: tuple[int, bytes] | None = None
        self._grown = False

    def head(self) -> tuple[int, bytes]:
        """The number of rows so far and the last MAC."""
        if self._head is None:
            length, mac = self._books.the("SELECT length, mac FROM chain WHERE name = ?", (self._name,))
            self._head = (length, mac)
        return self._head

    def link(self) -> Callable[[bytes, bytes], bytes]:
        """``link(previous_mac, row) -> mac``. The vault must be open: services ask it before they change anything."""
        if self._links is None:
            raise RuntimeError("the books cannot be written while the vault is closed")
        return self._links.linker(self._name)

    def grow(self, length: int, mac: bytes) -> None:
        """The chain now has ``length`` rows and ends in ``mac``."""
        self._head = (length, mac)
        self._grown = True

    def keep(self) -> None:
        """Writes the head, if rows were added."""
        if self._grown and self._head is not None:
            length, mac = self._head
            self._books.write("UPDATE chain SET length = ?, mac = ? WHERE name = ?", (length, mac, self._name))


def heads(books: Books) -> dict[str, tuple[int, bytes]]:
    """Length and last MAC of every chain."""
    rows = books.rows("SELECT name, length, mac FROM chain")
    return {name: (length, mac) for name, length, mac in rows}


def mac_at(books: Books, name: str, length: int) -> bytes | None:
    """The MAC of row ``length`` of the chain ``name``, or None if it has none."""
    ledger, log = (
        "SELECT mac FROM stock_movement WHERE movement_id = ?",
        "SELECT mac FROM event WHERE event_id = ?",
    )
    row = books.one(ledger if name == "ledger" else log, (length,))
    return row[0] if row else None
