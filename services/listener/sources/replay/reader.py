"""Chunks of a file in, facts out: what the servicer of `ReplayRecords` feeds.

Everything is told per line, so that one bad record costs one sentence and nothing else, and so that a
broken call goes on after the last record that is safe.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, TypeVar

import msgspec

from antiphon.events.v1 import events_pb2
from services.common.model import clock as clocks
from services.listener.sources import items
from services.listener.sources.items import Stamp
from services.listener.sources.replay import lines, records, table

Format = Literal["json-lines", "csv"]

_Raw = TypeVar("_Raw", lines.Line, table.Row)


class Note(NamedTuple):
    """A sentence about one line of the file."""

    line: int
    problem: str


@dataclass(slots=True)
class Block:
    """What was read since the block before.

    Attributes:
        items: facts in the order of the file.
        ends: for each item the offset after its record.
        lines: for each item the line its record ends on, from 1.
        moments: for each item when it happened, for pacing.
        faults: records that yield no fact.
        notes: records of which something had to be changed; their facts are among `items`.
        offset: offset after the last complete record; all before it is in this block or an earlier one.
        line: lines before that offset.
    """

    offset: int
    line: int
    items: list[events_pb2.MentionItem] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    moments: list[Stamp] = field(default_factory=list)
    faults: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def part(self, start: int, stop: int) -> Block:
        """The items from `start` to before `stop` with the notes on their lines; the last has the rest."""
        final = stop == len(self.items)
        low = self.lines[start - 1] if start else 0
        high = self.line if final else self.lines[stop - 1]
        return Block(
            offset=self.offset if final else self.ends[stop - 1],
            line=high,
            items=self.items[start:stop],
            ends=self.ends[start:stop],
            lines=self.lines[start:stop],
            moments=self.moments[start:stop],
            faults=[note for note in self.faults if low < note.line <= high],
            notes=[note for note in self.notes if low < note.line <= high],
        )


class Reader:
    """Reads one file, or the rest of one."""

    def __init__(
        self,
        form: Format,
        *,
        source: str,
        clock: clocks.Clock,
        columns: Mapping[str, str] | None = None,
        network: str = "",
        start_offset: int = 0,
        start_line: int = 0,
        csv_header: str = "",
    ) -> None:
        """Takes what `ReplaySettings` says; `source` is the provenance of every fact.

        Raises:
            InvalidField: the mapping names a field that a mention does not have, or columns that the
                given header lacks.
        """
        self._clock = clock
        self._builder = records.Builder(columns or {}, network, source)
        self._splitter = lines.LineSplitter(start_offset, start_line)
        self._offset, self._line = start_offset, start_line
        self._decoder = msgspec.json.Decoder()
        self._table = table.Table(self._builder.columns, csv_header) if form == "csv" else None

    @property
    def csv_header(self) -> str:
        """Header line of a CSV file as read; empty before, and for other forms."""
        return self._table.header_line if self._table else ""

    def feed(self, chunk: bytes) -> Block:
        """What the chunk completes.

        Raises:
            InvalidField: the header of a CSV file cannot yield a mention.
        """
        return self._read(self._splitter.feed(chunk), last=False)

    def end(self) -> Block:
        """What is left when the file ends."""
        return self._read(self._splitter.end(), last=True)

    def _read(self, found: Iterable[lines.Line], *, last: bool) -> Block:
        block = Block(self._offset, self._line)
        collected = items.stamp(self._clock.now())
        if self._table is None:
            for line in found:
                self._add(block, line, self._record_of_json, collected)
        else:
            for row in self._table.rows(found, last=last):
                self._add(block, row, _record_of_row, collected)
        self._offset, self._line = block.offset, block.line
        return block

    def _add(
        self,
        block: Block,
        raw: _Raw,
        parse: Callable[[_Raw], Mapping[str, Any] | None],
        collected: items.Stamp,
    ) -> None:
        block.offset, block.line = raw.end, raw.last
        try:
            record = parse(raw)
            if record is None:
                return
            item, moment, note = self._builder.build(record, collected)
        except records.RecordFault as fault:
            block.faults.append(Note(raw.number, str(fault)))
            return
        block.items.append(item)
        block.ends.append(raw.end)
        block.lines.append(raw.last)
        block.moments.append(moment)
        if note:
            block.notes.append(Note(raw.number, note))

    def _record_of_json(self, line: lines.Line) -> Mapping[str, Any] | None:
        if line.problem:
            raise records.RecordFault(line.problem)
        try:
            record = self._decoder.decode(line.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            if not line.content.strip():
                return None
            record = _lenient_json(line.content)
        if not isinstance(record, dict):
            raise records.RecordFault(
                f"is a {_JSON_NAMES.get(type(record), 'value')}, not a JSON object; write one object a line."
            )
        if b"\\u0000" in line.content:
            return _cleaned_object(record)
        return record


def _record_of_row(row: table.Row) -> Mapping[str, Any] | None:
    if row.problem:
        raise records.RecordFault(row.problem)
    return row.record


_JSON_NAMES: Final = {
    list: "list",
    str: "text",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}


def _lenient_json(content: bytes) -> Any:
    """What the fast parser refuses: halves of cut emoji; and the sentence for what nobody can read."""
    try:
        return _cleaned(json.loads(content.decode()))
    except UnicodeDecodeError as error:
        raise records.RecordFault(lines.utf8_problem(error)) from None
    except json.JSONDecodeError as error:
        raise records.RecordFault(f"is not valid JSON at column {error.colno}: {error.msg}.") from None
    except RecursionError:
        raise records.RecordFault("is nested too deeply; write one flat object a line.") from None
    except ValueError as error:
        raise records.RecordFault(f"is not valid JSON: {error}.") from None


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return items.clean(value)
    if isinstance(value, dict):
        return _cleaned_object(value)
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    return value


def _cleaned_object(value: Mapping[str, Any]) -> dict[str, Any]:
    return {items.clean(key): _cleaned(inner) for key, inner in value.items()}
