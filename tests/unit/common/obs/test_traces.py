from __future__ import annotations

import pytest
import sqlalchemy

from services.common.model import errors
from services.common.obs import traces

SECRET = "Jane's secret"


def caught(run):
    with pytest.raises(BaseException) as info:
        run()
    return info.value


def test_a_trace_says_where_and_what():
    def fail():
        raise KeyError("name")

    text = traces.render(caught(fail))
    assert text.startswith("Traceback (most recent call last):")
    assert "in fail" in text
    assert text.endswith("KeyError: 'name'")


def test_what_a_database_quotes_is_left_out():
    engine = sqlalchemy.create_engine("sqlite://")

    def fail():
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("insert into nowhere values (:text)"), {"text": SECRET})

    error = caught(fail)
    engine.dispose()
    assert SECRET in str(error)
    assert SECRET not in traces.render(error)
    assert "no such table: nowhere" in traces.render(error)


def test_a_long_message_of_others_is_cut_and_ours_is_not():
    assert traces.message_of(ValueError("x" * 1000)) == "x" * traces.MAX_MESSAGE + "…"
    assert traces.message_of(errors.WrongState("x" * 1000)) == "x" * 1000


def test_causes_come_first_and_are_cut_too():
    def fail():
        try:
            raise ValueError(f"first\n{SECRET}")  # noqa: TRY301  # a cause needs both in one place
        except ValueError as error:
            raise errors.StoreUnavailable("The database is away.") from error

    text = traces.render(caught(fail))
    assert (
        text.index("ValueError: first")
        < text.index(traces.CAUSE)
        < text.index("StoreUnavailable: The database")
    )
    assert SECRET not in text


def test_an_error_while_handling_another_shows_both():
    def fail():
        try:
            raise ValueError("first")  # noqa: TRY301  # a context needs both in one place
        except ValueError:
            raise KeyError("second")  # noqa: B904  # the missing `from` is the subject here

    assert traces.CONTEXT in traces.render(caught(fail))


def test_a_hidden_context_stays_hidden():
    def fail():
        try:
            raise ValueError("first")  # noqa: TRY301  # a context needs both in one place
        except ValueError:
            raise KeyError("second") from None

    assert "ValueError" not in traces.render(caught(fail))


def test_every_member_of_a_group_is_shown():
    def fail():
        raise ExceptionGroup("two", [ValueError("one"), KeyError("other")])

    text = traces.render(caught(fail))
    assert "ValueError: one" in text
    assert "KeyError: 'other'" in text


def test_errors_that_cause_each_other_end():
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert traces.render(first).count("ValueError: first") == 1


@pytest.mark.parametrize("given", [None, False, (None, None, None)])
def test_an_event_without_an_error_has_no_trace(given):
    assert traces.add_trace(None, "info", {"event": "x.y", "exc_info": given}) == {"event": "x.y"}
