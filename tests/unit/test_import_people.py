"""Function holders in a file are compared with the persons and assignments on record."""

from __future__ import annotations

from datetime import date

import pytest

from models.imports.people import Entry, Known, KnownPerson, Particulars, compare_people
from models.imports.reading import Row
from models.imports.report import Checked, Outcome, RowResult
from models.organisation import Function
from models.people import Held, Period, Places
from tests.making import TODAY, day

PLACES = Places(regions={"100", "200"}, teams={"AQ-1": "100", "AQ-2": "200"})
LEAD = Held("a-1", "p-1", Function.REGIONAL_LEAD, "100", Period(day("2025-01-01")))
GONE = Held("a-2", "p-1", Function.AQUA_LEAD, "AQ-1", Period(day("2024-01-01"), day("2024-12-31")))
PERSONS = {
    ("demo", "one"): KnownPerson("p-1", Particulars("Eins", None, "de")),
    ("demo", "two"): KnownPerson("p-2", Particulars("Zwei", "zwei@example.org", "en")),
}
KNOWN = Known(PERSONS, (LEAD, GONE), PLACES, TODAY)


def row(subject: str, function: str = "", scope: str = "", since: str = "", line: int = 2, **more: str) -> Row:
    known = PERSONS.get(("demo", subject))
    name = known.particulars.name if known else "Neu"
    email = (known.particulars.email if known else None) or ""
    language = (known.particulars.language if known else None) or ""
    values = {"issuer": "demo", "subject": subject, "name": name, "email": email, "language": language}
    return Row(line, {**values, "function": function, "scope": scope, "since": since, "until": "", **more})


def checked(*rows: Row, known: Known = KNOWN) -> list[Checked[Entry]]:
    return compare_people(rows, known)


def results(*rows: Row, known: Known = KNOWN) -> list[RowResult]:
    return [c.result for c in checked(*rows, known=known)]


def reason(result: RowResult) -> str | None:
    return result.reason.code if result.reason else None


@pytest.mark.parametrize(
    ("function", "scope"), [("central", "all"), ("first_specialist", "all"), ("auditor", "all"), ("aqua_lead", "AQ-1")]
)
def test_a_function_not_on_record_is_new(function: str, scope: str) -> None:
    (one,) = checked(row("two", function, scope, "2026-01-01"))
    assert one.result.outcome is Outcome.NEW
    assert one.value is not None
    assert Held("", "p-2", Function(function), scope, Period(date(2026, 1, 1))) == one.value.held


def test_a_person_without_a_function_can_be_entered() -> None:
    """Somebody who is to become a responsible manager, for instance."""
    assert results(row("new"))[0].outcome is Outcome.NEW
    assert results(row("one"))[0].outcome is Outcome.SAME


def test_what_is_on_record_is_the_same() -> None:
    assert results(row("one", "regional_lead", "100", "2025-01-01"))[0].outcome is Outcome.SAME


def test_a_new_name_or_end_is_a_change() -> None:
    (result,) = results(row("one", "regional_lead", "100", "2025-01-01", name="Eins neu", until="2026-06-30"))
    assert result.outcome is Outcome.CHANGED
    assert {"name": ("Eins", "Eins neu"), "until": (None, "2026-06-30")} == result.changes


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (row("two", "manager", "111", "2026-01-01"), "manager_by_command"),
        (row("two", "system", "all", "2026-01-01"), "unknown_function"),
        (row("two", "boss", "all", "2026-01-01"), "unknown_function"),
        (row("two", "central", "100", "2026-01-01"), "unknown_scope"),
        (row("two", "regional_lead", "all", "2026-01-01"), "unknown_scope"),
        (row("two", "regional_lead", "300", "2026-01-01"), "unknown_scope"),
        (row("two", "aqua_lead", "AQ-3", "2026-01-01"), "unknown_scope"),
        (row("two", "central", "all", ""), "invalid_day"),
        (row("two", "central", "all", "2026-13-01"), "invalid_day"),
        (row("two", "central", "all", "1999-01-01"), "day_out_of_range"),
        (row("two", "central", "all", "9999-12-31"), "day_out_of_range"),
        (row("two", "central", "all", "2026-02-01", until="2026-01-31"), "until_before_since"),
        (row("two", scope="all"), "function_missing"),
        (row("two", name=""), "invalid_text"),
        (row("two", name="x" * 121), "invalid_text"),
        (row("two", issuer=""), "invalid_text"),
        (row("two", email="zwei"), "invalid_email"),
        (row("two", language="fr"), "unknown_language"),
        (row("one", "regional_lead", "100", "2025-06-01"), "assignment_overlaps"),
        (row("two", "regional_lead", "100", "2026-01-01"), "regional_lead_taken"),
        (row("one", "aqua_lead", "AQ-1", "2024-01-01"), "assignment_ended"),
    ],
)
def test_a_wrong_row_is_refused_by_name(wrong: Row, expected: str) -> None:
    (result,) = results(wrong)
    assert (Outcome.ERROR, expected) == (result.outcome, reason(result))


def test_one_file_hands_over_a_region_in_any_order() -> None:
    ends = row("one", "regional_lead", "100", "2025-01-01", until="2026-03-31")
    begins = row("two", "regional_lead", "100", "2026-04-01", line=3)
    for rows in ((ends, begins), (begins, ends)):
        assert {Outcome.CHANGED, Outcome.NEW} == {r.outcome for r in results(*rows)}


def test_a_region_has_one_lead_within_the_file_too() -> None:
    first = row("one", "regional_lead", "200", "2026-01-01")
    second = row("two", "regional_lead", "200", "2026-02-01", line=3)
    assert [None, "regional_lead_taken"] == [reason(r) for r in results(first, second)]


def test_an_end_cannot_be_moved_into_a_successors_time() -> None:
    leaving = Held("a-1", "p-1", Function.REGIONAL_LEAD, "100", Period(day("2025-01-01"), day("2026-03-31")))
    coming = Held("a-3", "p-2", Function.REGIONAL_LEAD, "100", Period(day("2026-04-01")))
    known = Known(PERSONS, (leaving, coming), PLACES, TODAY)
    stays = row("one", "regional_lead", "100", "2025-01-01", until="2026-04-30")
    assert "regional_lead_taken" == reason(results(stays, known=known)[0])


def test_rows_about_one_person_must_agree() -> None:
    first = row("new", "central", "all", "2026-01-01")
    second = row("new", "auditor", "all", "2026-01-01", line=3, name="Anders")
    assert [None, "person_differs"] == [reason(r) for r in results(first, second)]


def test_a_function_twice_is_refused_the_second_time() -> None:
    rows = [row("one", "regional_lead", "100", "2025-01-01", line=line) for line in (2, 3)]
    assert [None, "duplicate_row"] == [reason(r) for r in results(*rows)]


def test_scopes_of_other_regions_do_not_exist_for_a_regional_lead() -> None:
    """Neither another region, nor its teams, nor a nation-wide function; told apart from unknown ones by nothing."""
    mine = Known(PERSONS, (), PLACES, TODAY, within=frozenset({"100"}))
    foreign = [("regional_lead", "200"), ("aqua_lead", "AQ-2"), ("aqua_lead", "AQ-9"), ("central", "all")]
    rows = [row("two", function, scope, "2026-01-01", line=n) for n, (function, scope) in enumerate(foreign, 2)]
    assert {"unknown_scope"} == {reason(r) for r in results(*rows, known=mine)}
    assert results(row("two", "aqua_lead", "AQ-1", "2026-01-01"), known=mine)[0].outcome is Outcome.NEW


@pytest.mark.parametrize("function", ["", "aqua_lead"])
def test_a_row_about_somebody_whom_the_importer_does_not_see_is_refused_without_facts(function: str) -> None:
    foreign = {
        ("demo", "two"): KnownPerson("p-2", Particulars("Zwei", None, "de"), is_editable=False, is_visible=False)
    }
    known = Known(foreign, (), PLACES, TODAY, within=frozenset({"100"}))
    scope, since = ("AQ-1", "2026-01-01") if function else ("", "")
    (one,) = checked(row("two", function, scope, since), known=known)
    assert ("sign_in_elsewhere", {}, None) == (reason(one.result), one.result.changes, one.value)


def test_particulars_of_a_person_elsewhere_stay_as_they_are() -> None:
    """A regional lead can give them a function in the own region, and learns nothing about them."""
    elsewhere = {("demo", "two"): KnownPerson("p-2", Particulars("Zwei", None, "de"), is_editable=False)}
    known = Known(elsewhere, (), PLACES, TODAY, within=frozenset({"100"}))
    (one,) = checked(row("two", "aqua_lead", "AQ-1", "2026-01-01", name="Anders"), known=known)
    assert (Outcome.NEW, {}) == (one.result.outcome, one.result.changes)
    assert one.value is not None
    assert one.value.particulars is None
