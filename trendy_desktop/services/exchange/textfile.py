"""From the bytes of a delimited text file to its rows: encoding, limits, delimiter, header, and where each row lies.

The file's own bytes stay the store. A row is kept as two offsets and a line number and is parsed again whenever it is
asked for, so that a large file costs little more than its size, and nothing personal is written anywhere.
"""

import codecs
import csv
import hashlib
import re
import stat
import string
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

from trendy_desktop import errors
from trendy_desktop.services.exchange.lines import Refused, refuse_width
from trendy_desktop.services.progress import Progress


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read at most; more refuses the file."""

    size: int = 256 << 20
    """Bytes of the file; offsets are kept in 32 bits."""
    field: int = 1_000
    """Characters of one field."""
    lines: int = 3_000_000
    """Physical lines."""
    columns: int = 100

    @property
    def line_size(self) -> int:
        """Bytes a physical line can have without breaking the other limits: four a character, quotes, delimiter."""
        return self.columns * (4 * self.field + 3)


LIMITS = Limits()


_STEP = 100_000
"""Bytes between two reports of progress."""

_SIGNS = (
    (b"PK\x03\x04", "it is a ZIP archive or an Excel workbook"),
    (b"PK\x05\x06", "it is an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "it is an old Excel workbook"),
    (b"%PDF-", "it is a PDF document"),
    (b"\x1f\x8b", "it is compressed with gzip"),
    (b"SQLite format 3\0", "it is a database"),
    (b"\xff\xfe", "it is written in UTF-16"),
    (b"\xfe\xff", "it is written in UTF-16"),
)
_SIGN_LENGTH = max(len(sign) for sign, _ in _SIGNS)
_DELIMITERS = ",;\t"
# A physical line ends in CR LF, LF or CR alone; the last one may have no end.
_LINE = re.compile(rb"[^\r\n]++(?:\r\n?|\n)?+|\r\n?|\n")
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class _Index:
    """Where rows lie: the offsets of their first and past their last byte, and the physical line they start on."""

    __slots__ = ("ends", "lines", "starts")

    def __init__(self) -> None:
        self.starts = array("I")
        self.ends = array("I")
        self.lines = array("I")

    def __len__(self) -> int:
        return len(self.lines)


class _Layout(NamedTuple):
    """How the rows of a file are to be read."""

    delimiter: str
    headed: bool
    width: int
    places: tuple[int, ...]
    """Where each documented column stands."""
    unknown: tuple[str, ...]


class Table:
    """A file that was read and found to be a table of the documented columns.

    ``len`` is the number of rows as wide as the header; ``misfits`` gives the others. Rows are numbered from 0.
    """

    def __init__(self, data: bytes, encoding: str, layout: _Layout) -> None:
        self.data = data
        self.sha256 = hashlib.sha256(data).digest()
        self.unknown_columns = layout.unknown
        self._encoding = encoding
        self._layout = layout
        self._fitting = _Index()
        self._misfitting = _Index()

    def __len__(self) -> int:
        return len(self._fitting)

    @property
    def lines(self) -> int:
        """The number of all rows, misfits included."""
        return len(self._fitting) + len(self._misfitting)

    def line(self, row: int) -> int:
        """The physical line ``row`` starts on, the first line of the file being 1."""
        return self._fitting.lines[row]

    def end(self, row: int) -> int:
        """The offset past the last byte of ``row``."""
        return self._fitting.ends[row]

    def rows(self, rows: Iterable[int]) -> Iterator[tuple[str, ...]]:
        """The documented fields of ``rows``, trimmed, in documented order."""
        places = self._layout.places
        for record in self._records(self._fitting, rows):
            yield tuple([record[place].strip(string.whitespace) for place in places])

    def misfits(self) -> Iterator[Refused]:
        """The rows with another number of fields than the header."""
        index = self._misfitting
        for line, record in zip(index.lines, self._records(index, range(len(index))), strict=True):
            yield refuse_width(line, [field.strip(string.whitespace) for field in record])

    def add(self, width: int, start: int, end: int, line: int) -> None:
        """Keep where a row of ``width`` fields lies."""
        index = self._fitting if width == self._layout.width else self._misfitting
        index.starts.append(start)
        index.ends.append(end)
        index.lines.append(line)

    def check(self, file: str, columns: tuple[str, ...]) -> None:
        """Raises HeaderMismatch when most rows do not have the header's number of fields."""
        misfits = len(self._misfitting)
        if misfits > len(self):
            raise errors.HeaderMismatch(
                file=file,
                line=self._misfitting.lines[0],
                columns=",".join(columns),
                why=f"{misfits:,} of {self.lines:,} rows do not have its {self._layout.width} fields",
            )

    def _records(self, index: _Index, rows: Iterable[int]) -> Iterator[list[str]]:
        data, starts, ends, encoding = self.data, index.starts, index.ends, self._encoding
        texts = (data[starts[row] : ends[row]].decode(encoding) for row in rows)
        return csv.reader(texts, delimiter=self._layout.delimiter, strict=True, skipinitialspace=True)


def read_table(
    path: Path,
    columns: tuple[str, ...],
    *,
    typed: Callable[[tuple[str, ...]], bool],
    limits: Limits,
    progress: Progress | None,
) -> Table:
    """Read ``path`` as a table of ``columns``, the documented names in documented order.

    ``typed`` says whether a row's fields, in documented order, could be what they should: a file without a header is
    recognised by it. Reports progress up to half of the file's size; the second half is left to the caller, who goes
    over the rows. Raises a FileRefused, or CannotRead.
    """
    file = str(path)
    data = _bytes_of(path, file, limits)
    bom = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    encoding = _encoding_of(data, file)
    source = _Source(data, encoding, bom, file, limits)
    layout = _layout_of(source, columns, typed)
    table = Table(data, encoding, layout)
    mark = 0
    records = source.records(layout.delimiter)
    if layout.headed:
        next(records)
    for record, start, end, line in records:
        table.add(len(record), start, end, line)
        if progress is not None and end >= mark:
            progress.step(end // 2, len(data))
            mark = end + _STEP
    table.check(file, columns)
    return table


def steps(table: Table, progress: Progress | None) -> Iterator[int]:
    """Every row of ``table``; reports progress over the second half of the file's size."""
    size, mark = len(table.data), 0
    for row in range(len(table)):
        if progress is not None and table.end(row) >= mark:
            progress.step((size + table.end(row)) // 2, size)
            mark = table.end(row) + _STEP
        yield row
    if progress is not None:
        progress.step(size, size)


# --- the bytes ----------------------------------------------------------------------------------------------------


def _bytes_of(path: Path, file: str, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise errors.CannotRead(file=file, name=path.name, why="it is not a file")
        with path.open("rb", buffering=0) as stream:
            head = stream.read(_SIGN_LENGTH)
            _refuse_binary(head, file)
            if status.st_size > limits.size:
                raise errors.TooLarge(file=file, why=f"more than {limits.size:,} bytes")
            stream.seek(0)
            data = stream.readall()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise errors.NoFile(file=file) from None
    except OSError as error:
        raise errors.CannotRead(
            file=file, name=path.name, why=error.strerror or "the system does not say why"
        ) from None
    if len(data) > limits.size:
        raise errors.TooLarge(file=file, why=f"more than {limits.size:,} bytes")
    if 0 in data:
        raise errors.NotText(file=file, why="it holds zero bytes, as programs and UTF-16 do")
    return data


def _refuse_binary(head: bytes, file: str) -> None:
    for sign, why in _SIGNS:
        if head.startswith(sign):
            raise errors.NotText(file=file, why=why)


def _encoding_of(data: bytes, file: str) -> str:
    """UTF-8 when all of it is; otherwise Windows-1252, unless it uses bytes that have no meaning there."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        if not data.isascii():
            # In pieces: a copy of the whole file as text could be four times its size.
            for start in range(0, len(data), 1 << 20):
                decoder.decode(data[start : start + (1 << 20)])
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        meaningless = _NOT_CP1252.search(data)
        if data.startswith(codecs.BOM_UTF8) or meaningless:
            raise errors.NotText(file=file, why="it is neither UTF-8 nor Windows-1252") from None
        return "cp1252"
    return "utf-8"


# --- the records --------------------------------------------------------------------------------------------------


class _Source:
    """The text of a file, cut into records as often as asked."""

    def __init__(self, data: bytes, encoding: str, start: int, file: str, limits: Limits) -> None:
        self.data = data
        self.file = file
        self.limits = limits
        self._encoding = encoding
        self._start = start
        # Where the csv module has got to: it takes exactly the physical lines a record needs.
        self._line = 0
        self._end = start

    def records(self, delimiter: str) -> Iterator[tuple[list[str], int, int, int]]:
        """Every record that is not blank, with the offsets of its first and past its last byte and its first line."""
        self._line, self._end = 0, self._start
        start, line = self._start, 1
        reader = csv.reader(self._physical_lines(), delimiter=delimiter, strict=True, skipinitialspace=True)
        try:
            for record in reader:
                if len(record) > 1 or (record and record[0].strip(string.whitespace)):
                    if self._end - start > self.limits.field or len(record) > self.limits.columns:
                        self._check(record, line)
                    yield record, start, self._end, line
                start, line = self._end, self._line + 1
        except csv.Error:
            if self._line == line and self._end - start > csv.field_size_limit():
                self._refuse_field(line)
            raise errors.BrokenQuotes(file=self.file, line=line) from None

    def _physical_lines(self) -> Iterator[str]:
        encoding, limits, longest = self._encoding, self.limits, self.limits.line_size
        for match in _LINE.finditer(self.data, self._start):
            self._line += 1
            if self._line > limits.lines:
                raise errors.TooLarge(file=self.file, why=f"more than {limits.lines:,} lines")
            if match.end() - self._end > longest:
                raise errors.TooLarge(
                    file=self.file, line=self._line, why=f"line {self._line} has more than {longest:,} bytes"
                )
            self._end = match.end()
            yield match.group().decode(encoding)

    def _check(self, record: list[str], line: int) -> None:
        if len(record) > self.limits.columns:
            raise errors.TooLarge(
                file=self.file, line=line, why=f"line {line} has more than {self.limits.columns} columns"
            )
        if max(map(len, record)) > self.limits.field:
            self._refuse_field(line)

    def _refuse_field(self, line: int) -> NoReturn:
        raise errors.TooLarge(
            file=self.file, line=line, why=f"line {line} has a field over {self.limits.field:,} characters"
        )


# --- the header ---------------------------------------------------------------------------------------------------


def _layout_of(source: _Source, columns: tuple[str, ...], typed: Callable[[tuple[str, ...]], bool]) -> _Layout:
    """Find delimiter and header. Raises EmptyFile, BrokenQuotes, HeaderMismatch or TooLarge."""
    firsts: list[tuple[str, tuple[str, ...], int]] = []
    wrong: errors.FileRefused | None = None
    for delimiter in _DELIMITERS:
        try:
            record, _, _, line = next(source.records(delimiter))
        except StopIteration:
            raise errors.EmptyFile(file=source.file) from None
        except errors.FileRefused as refused:
            # Cut by another delimiter its quotes may well be sound and its fields short.
            wrong = wrong or refused
            continue
        firsts.append((delimiter, tuple(field.strip(string.whitespace) for field in record), line))
    if not firsts and wrong is not None:
        raise wrong
    headers = [(delimiter, tuple(name.lower() for name in fields), line) for delimiter, fields, line in firsts]
    for (delimiter, names, _), (_, given, _) in zip(headers, firsts, strict=True):
        if all(names.count(column) == 1 for column in columns):
            unknown = tuple(
                errors.echo(given[place]) or f"column {place + 1}"
                for place, name in enumerate(names)
                if name not in columns
            )
            return _Layout(delimiter, True, len(names), tuple(map(names.index, columns)), unknown)
    _, names, line = max(headers, key=lambda header: len(set(columns).intersection(header[1])))
    if set(columns).intersection(names):
        missing = [column for column in columns if column not in names]
        doubled = [column for column in columns if names.count(column) > 1]
        why = f"missing is {', '.join(missing)}" if missing else f"{doubled[0]} stands there twice"
        raise errors.HeaderMismatch(file=source.file, line=line, columns=",".join(columns), why=why)
    for delimiter, fields, _ in firsts:
        if len(fields) == len(columns) and typed(fields):
            return _Layout(delimiter, False, len(columns), tuple(range(len(columns))), ())
    raise errors.HeaderMismatch(
        file=source.file,
        line=line,
        columns=",".join(columns),
        why=f"line {line} is neither a header nor a row of the file",
    )
