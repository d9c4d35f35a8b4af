"""CSV rows as records under the names of their header."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from services.common.model import errors
from services.listener.sources.replay import columns, lines

MAX_QUOTED_LINES: Final = 2000
"""Lines one quoted record may span before its quote counts as forgotten."""

_SEPARATORS: Final = ",;\t|"

csv.field_size_limit(lines.MAX_RECORD_BYTES)  # the library's own limit of 128 KiB is below our longest text


class Row(NamedTuple):
    """A record of the file.

    Attributes:
        record: its values by column; None for an empty line, the header and what cannot be used.
        number: line it starts on, from 1.
        last: line it ends on.
        end: offset after it.
        problem: why it cannot be used; else empty.
    """

    record: Mapping[str, str] | None
    number: int
    last: int
    end: int
    problem: str = ""


class _StillOpen(Exception):
    pass


class Table:
    """Reads a header, then rows."""

    def __init__(self, wanted: columns.Columns, header_line: str) -> None:
        """`header_line` is given when a file is taken up again in its middle; else empty.

        Raises:
            InvalidField: the header cannot yield a mention.
        """
        self._wanted = wanted
        self._assembler: RowAssembler | None = None
        self.header_line = ""
        if header_line:
            self._assembler = self._begin(header_line)

    def rows(self, found: Iterable[lines.Line], *, last: bool) -> Iterator[Row]:
        """Records that end with these lines; with `last`, also what is left.

        Raises:
            InvalidField: the header cannot yield a mention.
        """
        for line in found:
            if self._assembler is not None:
                yield from self._assembler.add(line)
                continue
            if line.content.strip():
                self._assembler = self._begin(_decode_header(line.content))
            yield Row(None, line.number, line.last, line.end)
        if last and self._assembler is not None:
            yield from self._assembler.end()

    def _begin(self, header_line: str) -> RowAssembler:
        separator = max(_SEPARATORS, key=header_line.count)
        try:
            header = [name.strip() for name in split(header_line.strip("\r\n"), separator)]
        except (ValueError, _StillOpen):
            raise _header_fault(
                "is no CSV header; write the names of the columns, separated by commas."
            ) from None
        if doubles := {name for name in header if header.count(name) > 1}:
            raise _header_fault(f"names {', '.join(sorted(doubles))} more than once; rename one.")
        self._wanted.check_header(header)
        self.header_line = header_line
        return RowAssembler(header, separator)


def _decode_header(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise _header_fault(lines.utf8_problem(error)) from None


def _header_fault(problem: str) -> errors.InvalidField:
    return errors.InvalidField("header", problem)


def split(text: str, separator: str) -> Sequence[str]:
    """The values of one record.

    Raises:
        _StillOpen: a quote is still open at its end.
        ValueError: it is no CSV record.
    """
    pieces = [f"{piece}\n" for piece in text.split("\n")]
    try:
        rows = list(csv.reader(pieces, delimiter=separator, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise _StillOpen from None
        raise ValueError(f"is no CSV record: {error}.") from None
    if len(rows) != 1:
        raise ValueError("holds more than one record between its quotes; close or double a quote.")
    return rows[0]


class RowAssembler:
    """Joins lines into CSV records; a record may hold line ends within quotes.

    A quote that is never closed would swallow the rest of the file. So a record that cannot be right
    costs its first line only, and the lines after it are read again as records of their own.
    """

    def __init__(self, header: Sequence[str], delimiter: str) -> None:
        self._header = header
        self._delimiter = delimiter
        self._open: list[lines.Line] = []
        self._open_bytes = 0

    def add(self, line: lines.Line) -> Iterator[Row]:
        """Records that end with this line."""
        if not self._open and not line.problem and not line.content.strip():
            yield Row(None, line.number, line.last, line.end)
            return
        self._open.append(line)
        self._open_bytes += len(line.content)
        if len(self._open) > 1 and line.content.count(b'"') % 2 == 0 and not self._overlong():
            return
        row = self._parse()
        if row is not None:
            yield from self._settle(row)
        elif self._overlong():
            yield from self._give_up("has a quote that is not closed; close it or double it.")

    def end(self) -> Iterator[Row]:
        """What is left when the file ends."""
        while self._open:
            yield from self._give_up(
                "has a quote that is not closed before the file ends; close it or double it."
            )

    def _overlong(self) -> bool:
        return len(self._open) > MAX_QUOTED_LINES or self._open_bytes > lines.MAX_RECORD_BYTES

    def _settle(self, row: Row) -> Iterator[Row]:
        if row.problem and len(self._open) > 1:
            yield from self._give_up(row.problem)
            return
        self._clear()
        yield row

    def _give_up(self, problem: str) -> Iterator[Row]:
        first, *rest = self._open
        self._clear()
        yield Row(None, first.number, first.last, first.end, problem)
        for line in rest:
            yield from self.add(line)

    def _clear(self) -> None:
        self._open = []
        self._open_bytes = 0

    def _parse(self) -> Row | None:
        """The open lines as a record; None when a quote is still open."""
        first, last = self._open[0], self._open[-1]
        try:
            record, problem = self._record(), ""
        except _StillOpen:
            return None
        except ValueError as error:
            record, problem = None, str(error)
        return Row(record, first.number, last.last, last.end, problem)

    def _record(self) -> Mapping[str, str]:
        for line in self._open:
            if line.problem:
                raise ValueError(line.problem)
        try:
            text = b"\n".join(line.content for line in self._open).decode().replace("\x00", "")
            values = split(text, self._delimiter)
        except UnicodeDecodeError as error:
            raise ValueError(lines.utf8_problem(error)) from None
        if len(values) != len(self._header):
            raise ValueError(
                f"has {len(values)} columns where the header names {len(self._header)}; "
                "quote values that hold the separator."
            )
        return dict(zip(self._header, values, strict=True))
