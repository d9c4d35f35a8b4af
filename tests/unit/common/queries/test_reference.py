import re
from pathlib import Path

import pytest

from services.common import queries
from services.common.queries import fields

PAGE = Path("docs/reference/queries.md").read_text(encoding="utf-8")
CELL = re.compile(r"(?<!\\)\|")
ROW = re.compile(r"^\| `((?:[^`])+)` \|(.*)\|$", re.MULTILINE)


def rows(heading):
    """First and other cells of the tables under a heading."""
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)[1]
    return [(bare(first), [bare(cell) for cell in CELL.split(rest)]) for first, rest in ROW.findall(section)]


def bare(cell):
    return cell.strip().replace("\\|", "|")


SHOWN = [
    (query, cells[0])
    for heading in ("Words", "What binds tighter", "Fields")
    for query, cells in rows(heading)
    if len(cells) == 1
]


@pytest.mark.parametrize(("query", "words"), SHOWN)
def test_the_reference_says_how_a_query_is_read(query, words):
    assert queries.describe(queries.parse(query)) == words


def test_the_reference_has_all_fields_as_the_code_tells_of_them():
    taught = {first: cells for first, cells in rows("Fields") if len(cells) == 2}
    assert taught == {name: [f"`{meaning.example}`", meaning.text] for name, meaning in fields.FIELDS.items()}


@pytest.mark.parametrize(("query", "cells"), rows("When it cannot be read"))
def test_the_reference_says_where_a_query_is_refused(query, cells):
    with pytest.raises(queries.QueryError) as refused:
        queries.parse(query)
    assert [str(refused.value.column), refused.value.fix] == [cells[0], cells[1].strip("`")]
