"""The lines of an order file gathered into orders, wherever they stand, in little more memory than the file's size."""

import functools
import hashlib
import heapq
import itertools
import zoneinfo
from abc import ABC, abstractmethod
from array import array
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Generic, NamedTuple, TypeVar

from trendy_desktop.services.exchange.dates import (
    Dated,
    DateMode,
    DateReader,
    MidnightWatch,
    SlashOrder,
    is_date,
    slash_order,
)
from trendy_desktop.services.exchange.lines import (
    Fault,
    FileWarning,
    OrderLine,
    Refused,
    code_fault,
    number_fault,
    refuse,
    text_fault,
)
from trendy_desktop.services.exchange.textfile import Limits, read_table, steps
from trendy_desktop.services.progress import Progress
from trendy_desktop.values import BusinessDay, Calendar, Instant, parse_quantity

Order = TypeVar("Order")

MOST_REPEATS = 1_000
"""How many repeated lines are warned of one by one."""

_CACHED = 4_096
"""How many dates are remembered; most lines share theirs with others."""
_NOWHERE = -1
_LINES_PER_CHUNK = 5_000


class _Numbers:
    """Numbers 64-bit keys in the order in which they are first met: a dict in 20 bytes an entry instead of 110.

    Open addressing with linear probing; two of a million digests of 64 bits are equal once in 37 million files.
    """

    def __init__(self) -> None:
        self._keys = array("Q")
        # One more than the number of the key that lives there; 0 is free. At most half are taken.
        self._slots = array("I", bytes(4 * 1024))

    def of(self, key: int) -> int:
        slots, keys = self._slots, self._keys
        slot = self._free_or_equal(slots, key)
        if slots[slot]:
            return slots[slot] - 1
        keys.append(key)
        slots[slot] = len(keys)
        if 2 * len(keys) > len(slots):
            self._slots = array("I", bytes(2 * slots.itemsize * len(slots)))
            for number, known in enumerate(keys, 1):
                self._slots[self._free_or_equal(self._slots, known)] = number
        return len(keys) - 1

    def _free_or_equal(self, slots: "array[int]", key: int) -> int:
        mask = len(slots) - 1
        slot = key & mask
        while slots[slot] and self._keys[slots[slot] - 1] != key:
            slot = (slot + 1) & mask
        return slot


class Gathered(NamedTuple):
    """What all orders have but their lines."""

    at: Instant
    day: BusinessDay
    has_time: bool
    party: str
    """The key under which it was gathered."""


class OrderFile(ABC, Generic[Order]):
    """An order file that was read and checked as a whole. Its columns: a date, who ordered, a product, a quantity.

    An order is the lines of one business day and one party. Its moment is the earliest of its lines'. A line with a
    good date and party belongs to its order even when its product or quantity is refused.
    """

    columns: ClassVar[tuple[str, ...]]

    def __init__(
        self,
        path: Path,
        *,
        calendar: Calendar,
        dates: DateMode | None,
        file_zone: zoneinfo.ZoneInfo | None,
        limits: Limits,
        progress: Progress | None,
    ) -> None:
        self._head = len(self.columns) - 2
        self._calendar = calendar
        self._table = read_table(path, self.columns, typed=self._typed, limits=limits, progress=progress)
        self._dates = DateReader(calendar, order=self._slash_order(dates, str(path)), zone=file_zone)
        self._date_of = functools.lru_cache(_CACHED)(self._dates.read)
        # One entry an order, in the order in which they begin in the file.
        self._ats, self._days, self._timed = array("q"), array("i"), array("B")
        self._firsts, self._counts = array("I"), array("I")
        # One entry a row: the next row of the same order; without meaning for the last.
        self._nexts = array("I", [0]) * len(self._table)
        self._loose = array("I")
        watch = MidnightWatch(calendar)
        watch.active = file_zone is None or file_zone.key != calendar.zone.key
        signs = self._gather(watch, progress)
        if file_zone is None:
            watch.check(str(path))
        # Midnights of the zone that the person named are days: no line of such a file has a time of its own.
        self._has_times = not watch.are_dates
        self._sequence = self._in_time()
        self.lines = self._table.lines
        """The number of data rows, the refused ones included."""
        self.orders = len(self._ats)
        """The number of orders, those with no good line included."""
        self.warnings = (*self._odd(), *self._repeat_warnings(signs))
        self.unknown_columns = self._table.unknown_columns
        self.sha256 = self._table.sha256

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The refused lines that belong to no order, by line."""
        loose = zip(self._loose, self._table.rows(self._loose), strict=True)
        wrong = [refuse(self._table.line(index), self._head_fault(row), row, self.columns) for index, row in loose]
        return tuple(sorted((*wrong, *self._table.misfits()), key=lambda refused: refused.line))

    def chunks(self, orders_per_chunk: int = 500) -> Iterator[list[Order]]:
        """The orders by business day, then moment, then first line; lines in an order by line.

        A chunk ends early where its lines are many, since all of it is held, and booked in one transaction.
        """
        for numbers in self._cut(orders_per_chunk):
            indices = list(itertools.chain.from_iterable(map(self._chain, numbers)))
            rows = zip(indices, self._table.rows(indices), strict=True)
            yield [self._read(number, list(itertools.islice(rows, self._counts[number]))) for number in numbers]

    # --- what differs between kinds of files

    @abstractmethod
    def _party(self, fields: tuple[str, ...]) -> str | Fault:
        """The key under which one party's orders are gathered, or what is wrong with the fields."""

    @abstractmethod
    def _order(
        self, gathered: Gathered, fields: tuple[str, ...], lines: tuple[OrderLine, ...], refused: tuple[Refused, ...]
    ) -> Order:
        """The finished order; ``fields`` are the party's, as its first line has them."""

    def _odd(self) -> tuple[FileWarning, ...]:
        """Warnings of this kind of file."""
        return ()

    # --- reading

    def _typed(self, row: tuple[str, ...]) -> bool:
        party, quantity = self._party(row[1 : self._head]), self._quantity(row)
        return is_date(row[0]) and isinstance(party, str) and isinstance(quantity, int)

    def _slash_order(self, dates: DateMode | None, file: str) -> SlashOrder | None:
        if dates is not None:
            return None if dates == "iso" else dates
        if b"/" not in self._table.data:
            return None
        rows = self._table.rows(range(len(self._table)))
        return slash_order(((self._table.line(index), row[0]) for index, row in enumerate(rows)), file=file)

    def _gather(self, watch: MidnightWatch, progress: Progress | None) -> "array[int]":
        """Chain the rows of every order. Returns a number a row: the same for equal rows of an order, 0 for refused."""
        numbers = _Numbers()
        lasts = array("I")
        signs = array("Q", [0]) * len(self._table)
        head: tuple[str, ...] = ()
        number, dated = _NOWHERE, None
        for index, row in zip(steps(self._table, progress), self._table.rows(range(len(self._table))), strict=True):
            if row[: self._head] != head:
                head = row[: self._head]
                dated = self._date_of(head[0])
                number = self._number(head, dated, index, numbers)
            if dated is None or number == _NOWHERE:
                self._loose.append(index)
                continue
            if self._counts[number]:
                self._nexts[lasts[number]] = index
                lasts[number] = index
            else:
                lasts.append(index)
            self._counts[number] += 1
            quantity = self._quantity(row)
            if isinstance(quantity, int):
                signs[index] = hash((row[-2], quantity, dated.at)) & 0xFFFF_FFFF_FFFF_FFFF or 1
                if watch.active:
                    watch.see(dated, head, self._table.line(index), head[0])
        return signs

    def _number(self, head: tuple[str, ...], dated: Dated | None, index: int, numbers: "_Numbers") -> int:
        """The number of the order ``head`` belongs to, a new one when it begins there; _NOWHERE for a faulty head."""
        party = self._party(head[1:])
        if dated is None or isinstance(party, Fault):
            return _NOWHERE
        digest = hashlib.blake2b(f"{dated.day.number}\x1f{party}".encode(), digest_size=8).digest()
        number = numbers.of(int.from_bytes(digest))
        if number == len(self._ats):
            self._ats.append(dated.at)
            self._days.append(dated.day.number)
            self._timed.append(dated.has_time)
            self._firsts.append(index)
            self._counts.append(0)
        elif dated.at < self._ats[number]:
            self._ats[number] = dated.at
            self._timed[number] = dated.has_time
        return number

    def _in_time(self) -> "array[int]":
        """The orders' numbers by day, then moment; equal ones stay as they begin in the file."""
        by_day: dict[int, array[int]] = defaultdict(lambda: array("I"))
        for number, day in enumerate(self._days):
            by_day[day].append(number)
        sequence = array("I")
        for _, numbers in sorted(by_day.items()):
            sequence.extend(sorted(numbers, key=self._ats.__getitem__))
        return sequence

    def _cut(self, orders_per_chunk: int) -> "Iterator[array[int]]":
        numbers, lines = array("I"), 0
        for number in self._sequence:
            if numbers and (len(numbers) == orders_per_chunk or lines + self._counts[number] > _LINES_PER_CHUNK):
                yield numbers
                numbers, lines = array("I"), 0
            numbers.append(number)
            lines += self._counts[number]
        if numbers:
            yield numbers

    def _chain(self, number: int) -> Iterator[int]:
        """The rows of an order, by line."""
        index = self._firsts[number]
        yield index
        for _ in range(self._counts[number] - 1):
            index = self._nexts[index]
            yield index

    def _repeat_warnings(self, signs: "array[int]") -> Iterator[FileWarning]:
        repeats = heapq.nsmallest(MOST_REPEATS + 1, self._repeats(signs))
        for line, earlier in repeats[:MOST_REPEATS]:
            yield FileWarning(line, "duplicate_line", f"Line {line} says the same as line {earlier}; both count.")
        if len(repeats) > MOST_REPEATS:
            line = repeats[-1][0]
            yield FileWarning(line, "more_warnings", f"From line {line} on, more lines repeat an earlier one.")

    def _repeats(self, signs: "array[int]") -> Iterator[tuple[int, int]]:
        """Every line that repeats an earlier one of its order, with the first that says the same."""
        for number, count in enumerate(self._counts):
            if count > 1:
                earlier: dict[int, int] = {}
                for index in self._chain(number):
                    first = earlier.setdefault(signs[index], index) if signs[index] else index
                    if first != index:
                        yield self._table.line(index), self._table.line(first)

    # --- reading again

    def _read(self, number: int, rows: list[tuple[int, tuple[str, ...]]]) -> Order:
        day = BusinessDay(self._days[number])
        fields = rows[0][1][1 : self._head]
        party = str(self._party(fields))
        named = f"{day}\x1f{party}"
        equal: dict[str, int] = {}
        lines: list[OrderLine] = []
        refused: list[Refused] = []
        for index, row in rows:
            line, sku, quantity = self._table.line(index), row[-2], self._quantity(row)
            if isinstance(quantity, int):
                goods = f"{named}\x1f{sku}\x1f{quantity}{self._time_of(row[0])}"
                equal[goods] = occurrence = equal.get(goods, 0) + 1
                lines.append(OrderLine(line, sku, quantity, f"{goods}\x1f{occurrence}".encode()))
            else:
                refused.append(refuse(line, quantity, row, self.columns))
        gathered = Gathered(Instant(self._ats[number]), day, bool(self._timed[number]) and self._has_times, party)
        return self._order(gathered, fields, tuple(lines), tuple(refused))

    def _time_of(self, text: str) -> str:
        """What the time adds to a line's identity: nothing where it is only a day, however that is written."""
        dated = self._date_of(text) if self._has_times else None
        if dated is None or not dated.has_time or dated.at == self._calendar.start_of(dated.day):
            return ""
        return f"\x1f{dated.at}"

    def _quantity(self, row: tuple[str, ...]) -> int | Fault:
        """The quantity of a good line, at least 1, or what is wrong with its product or quantity."""
        reason = code_fault(row[-2])
        if reason is not None:
            return Fault(self.columns[-2], reason)
        return parse_quantity(row[-1]) or Fault(self.columns[-1], number_fault(row[-1]))

    def _head_fault(self, row: tuple[str, ...]) -> Fault:
        """What is wrong with the date or the party of a row that belongs to no order."""
        reason = text_fault(row[0], len(row[0])) or (None if self._date_of(row[0]) else "bad_date")
        party = self._party(row[1 : self._head])
        if reason is None and isinstance(party, Fault):
            return party
        return Fault(self.columns[0], reason or "bad_date")
