"""The shop's file as the query modules see it."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import apsw
from playhouse.apsw_ext import APSWDatabase

Value: TypeAlias = str | int | bytes | None
# A row as the driver gives it; the query function that asked gives it its types at once.
Row: TypeAlias = tuple[Any, ...]


class Books:
    """The shop's file as query modules see it. Each thread has a connection of its own."""

    def __init__(self, database: APSWDatabase) -> None:
        self.database = database

    @property
    def connection(self) -> apsw.Connection:
        connection: apsw.Connection = self.database.connection()
        return connection

    def rows(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows of ``sql``; raises the driver's own errors, which Store translates."""
        return self.connection.execute(sql, params)

    def one(self, sql: str, params: Sequence[Value] = ()) -> Row | None:
        return next(iter(self.connection.execute(sql, params)), None)

    def the(self, sql: str, params: Sequence[Value] = ()) -> Row:
        """The row of ``sql`` that must be there; LookupError if it is not."""
        row = self.one(sql, params)
        if row is None:
            raise LookupError("a row that every shop has is missing")
        return row

    def write(self, sql: str, params: Sequence[Value] = ()) -> int:
        """Runs one statement and returns how many rows it changed."""
        connection = self.connection
        connection.execute(sql, params)
        return connection.changes()

    def write_all(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self.connection.executemany(sql, rows)

    def matching(
        self, sql: str, wanted: Iterable[str] | Iterable[bytes] | Iterable[int], *params: Value
    ) -> Iterator[Row]:
        """The rows of ``sql`` for many keys at once: its first parameter, ``carray(?)``, stands for those wanted."""
        values = tuple(wanted)
        if not values:
            return iter(())
        bound = array("q", values) if isinstance(values[0], int) else values  # type: ignore[type-var]
        return self.connection.execute(sql, (apsw.carray(bound), *params))

    def next_id(self, sql: str) -> int:
        """One more than the largest id that ``sql`` (a ``SELECT max(...)``) finds. Only within a change."""
        row = self.one(sql)
        return (row[0] or 0) + 1 if row else 1
