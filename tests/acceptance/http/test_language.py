"""What people read: German unless they ask for English, true on the day they ask."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from activities.calendars import build_calendar
from activities.clock import BERLIN
from models import wording
from models.language import day, translations
from models.organisation import Land
from models.programme import shipped
from tests.acceptance.serving import World

VACANT = "759"
"""The prepared case: its responsible manager left some working days ago."""


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), BERLIN)


async def status(country: World, language: str) -> dict[str, str]:
    found: dict[str, str] = (await country.as_("rd", language).get(f"/api/units/{VACANT}")).json()["status"]
    return found


def working_days(start: date, end: date) -> int:
    """After ``start`` up to ``end``, counted by hand; the closed days are Bavaria's and the programme's."""
    closed = {*build_calendar(Land.BY, start.year, end.year, shipped().blackouts).closed}
    days = (start + timedelta(n) for n in range(1, (end - start).days + 1))
    return sum(each.weekday() < 5 and each not in closed for each in days)


@pytest.mark.parametrize("days", [0, 7])
async def test_a_vacancy_names_step_holder_and_since_when_in_both_languages(country: World, days: int) -> None:
    """Today, and a week later though nothing has happened."""
    before, on = await country.head(VACANT), country.today + timedelta(days)
    with country.at(noon(on)):
        german, english = await status(country, "de"), await status(country, "en")
    since, due = date.fromisoformat(german["since"]), date.fromisoformat(german["due"])
    count = working_days(since, on)
    assert german["sentence"] == (
        f"Benennung der umsetzungsverantwortlichen Führungskraft fehlt seit {count} Arbeitstagen, "
        f"zuständig: iLB-Verantwortliche/r Bayern. Frist: {day(due, 'de')}."
    )
    assert english["sentence"] == (
        f"Appointment of the responsible manager has been missing for {count} working days, "
        f"held by: Regional iLB lead Bayern. Due: {day(due, 'en')}."
    )
    assert before == await country.head(VACANT)


async def test_after_its_date_the_sentence_asks_for_support(country: World) -> None:
    """Four weeks on, the list can be filtered by it; no event was needed."""
    due = date.fromisoformat((await status(country, "de"))["due"])
    with country.at(noon(due + timedelta(1))):
        late = await status(country, "de")
        query = {"status": "support_needed", "q": VACANT}
        listed = (await country.as_("rd").get("/api/units", params=query)).json()["items"]
    assert ("support_needed", due.isoformat()) == (late["code"], late["since"])
    assert late["sentence"].endswith(f"Unterstützung nötig seit {day(due, 'de')}.")
    assert [(VACANT, late)] == [(unit["code"], unit["status"]) for unit in listed]


async def test_a_day_begins_at_midnight_in_berlin(country: World) -> None:
    """At 23:30 in summer it is still today there, though not yet tomorrow in London."""
    with country.at(datetime.combine(country.today, time(23, 59), BERLIN)):
        before = await status(country, "de")
    with country.at(datetime.combine(country.today + timedelta(1), time(0, 0), BERLIN)):
        after = await status(country, "de")
    is_working_day = working_days(country.today, country.today + timedelta(1)) == 1
    assert is_working_day is (before["sentence"] != after["sentence"])


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (None, "de"),
        ("", "de"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr", "de"),
        ("de;q=0.4, en;q=0.5", "en"),
        ("de, en", "de"),
        ("en;q=0", "de"),
        ("en;q=0, de;q=0.1", "de"),
        ("en;q=x", "de"),
        ("*", "de"),
        (",;,=", "de"),
    ],
)
async def test_english_is_for_those_who_prefer_it(country: World, accepted: str | None, expected: str) -> None:
    headers = {"Accept-Language": accepted} if accepted is not None else {"Accept-Language": ""}
    answer = await country.as_(None).get("/api/me", headers=headers)
    words = {"de": "Sie sind nicht angemeldet.", "en": "You are not signed in."}
    assert (words[expected], expected) == (answer.json()["detail"], answer.headers["Content-Language"])


def messages() -> Iterator[str]:
    """Texts of ``models.wording`` that are marked for translation, or counted."""
    for node in ast.walk(ast.parse(inspect.getsource(wording))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in ("_", "say", "count"):
                yield from (a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_text_has_english_words() -> None:
    """The German text is the message's id; without English it would be shown as it is."""
    texts = set(messages())
    assert 35 < len(texts)
    names = {"System"}
    singular = {text for text in texts if translations("en").gettext(text) == text} - names
    counted = {text for text in singular if translations("en").ngettext(text, text, 1) != text}
    assert set() == singular - counted


def test_every_plural_has_english_words() -> None:
    tree = ast.parse(inspect.getsource(wording))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == "count"]
    assert calls
    for call in calls:
        one, many = (
            ast.literal_eval(a.args[0]) if isinstance(a, ast.Call) else ast.literal_eval(a) for a in call.args[:2]
        )
        for number in (1, 2):
            assert translations("en").ngettext(one, many, number) not in (one, many)
