"""`antiphon insights export`: a slice as a file, however many rows."""

from __future__ import annotations

from collections.abc import AsyncIterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import reporting_service_pb2 as api
from services.cli import app, output
from services.cli.commands import insights
from services.cli.session import Session
from services.cli.sliced import sliced

_REQUEST: Final = api.ExportSliceRequest
_FORMATS: Final = {
    ".csv": _REQUEST.FORMAT_CSV,
    ".jsonl": _REQUEST.FORMAT_JSONL,
    ".xlsx": _REQUEST.FORMAT_XLSX,
    ".parquet": _REQUEST.FORMAT_PARQUET,
}


@sliced
def export(
    what: analytics.Slice,
    file: Annotated[Path, typer.Argument(help="File to write: .csv, .jsonl, .xlsx or .parquet.")],
    data: app.Data = app.DEFAULT_DATA,
    by: insights.Division = None,
    bucket: insights.Bucket = None,
    tz: insights.Zone = "",
    json: app.Json = False,
) -> None:
    """Writes mentions, or with --by or --bucket sums, into a file, however many."""
    request = _REQUEST(
        slice=what,
        format=form_of(file),
        content=_REQUEST.CONTENT_SUMS if by or bucket else _REQUEST.CONTENT_MENTIONS,
        dimension=insights.dimension(by),
        bucket=insights.length(bucket or ("day" if by else None)),
        time_zone=tz,
    )

    async def work(opened: Session) -> None:
        await save((await opened.reporting()).ExportSlice(request), file, json=json)

    app.call(data, work)


def form_of(file: Path) -> api.ExportSliceRequest.Format:
    """The form that the ending of a file names."""
    form = _FORMATS.get(file.suffix.lower())
    if form is None:
        raise typer.BadParameter(f"{file.name} must end with {', '.join(_FORMATS)}.")
    return form


async def save(pieces: AsyncIterable[Any], file: Path, *, json: bool) -> None:
    """Writes a file that a service streams, and says how many rows it has."""
    count = await _write(pieces, file, quiet=json)
    if json:
        output.print_json({"file": str(file), "rows": count})
    else:
        output.say(f"{count:,} rows are in {file}.")


async def _write(pieces: AsyncIterable[Any], file: Path, *, quiet: bool) -> int:
    """Writes beside the file and puts it in its place when it is whole; how many rows."""
    part = file.with_name(f"{file.name}.part")
    count = 0
    try:
        with part.open("wb") as target, output.bar(quiet=quiet) as progress:
            job = progress.add_task("rows", total=None)
            async for answer in pieces:
                target.write(answer.data)
                count = answer.row_count
                progress.update(job, completed=count, total=max(answer.total_row_count, count))
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return count
