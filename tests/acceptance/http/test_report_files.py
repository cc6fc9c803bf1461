"""Reports and unit files over HTTP: in every form, for those who may see them, with nothing of anybody else."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pypdf
import pytest
import sqlalchemy as sa

from activities.clock import end_of_day
from activities.reports.press import Press
from models.people_tables import PersonRow
from models.tables import HeadRow, UnitRow
from tests.acceptance.http.steps import problem
from tests.acceptance.offices import under_way
from tests.acceptance.reporting import month
from tests.acceptance.serving import World

pytestmark = pytest.mark.temporal

FORMS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "csv": ("text/csv", b"\xef\xbb\xbf"),
    "json": ("application/json", b"{"),
}
NOTICE = "Personen, Termine und Stände sind frei erfunden"


@pytest.fixture(scope="module")
async def period(api: World) -> str:
    """A month that all who only read share."""
    return await month(api, 2)


async def file(world: World, path: str, username: str = "zentrale", language: str = "de", **params: str) -> Any:  # noqa: ANN401 - httpx.Response
    return await world.as_(username, language).get(f"/api{path}", params=params)


def text_of(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("form", FORMS)
async def test_a_report_can_be_taken_away_in_every_form(api: World, period: str, form: str) -> None:
    answer = await file(api, f"/reports/{period}-200.{form}", "rd-200")
    assert 200 == answer.status_code
    media, begins = FORMS[form]
    assert answer.headers["content-type"].startswith(media)
    assert f'attachment; filename="ilb-bericht-{period}-200.{form}"' == answer.headers["content-disposition"]
    assert "no-store" == answer.headers["cache-control"]
    assert answer.content.startswith(begins)


async def test_a_report_is_printed_by_a_program_that_has_loaded_nothing(api: World, period: str) -> None:
    """As in production; the other tests have it printed by one that has loaded everything, which takes less time."""
    near, api.app.state.press = api.app.state.press, Press()
    try:
        answer = await file(api, f"/reports/{period}-200.csv", "rd-200")
    finally:
        api.app.state.press = near
    assert (200, True) == (answer.status_code, answer.content.startswith(FORMS["csv"][1]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scope", ["968", "all"])
async def test_who_may_not_read_a_report_gets_none_of_its_forms(api: World, period: str, form: str, scope: str) -> None:
    """Another region's, or the national one before it is issued; nor whoever leads a team."""
    for username in ("rd-200", "aqua-AQ-200-01"):
        answer = await file(api, f"/reports/{period}-{scope}.{form}", username)
        assert answer.status_code in (401, 404)


async def test_nobody_takes_a_report_away_without_signing_in(api: World, period: str) -> None:
    answer = await api.as_(None).get(f"/api/reports/{period}-200.pdf")
    assert 401 == answer.status_code


async def test_what_is_frozen_is_in_the_json_as_it_was_hashed(api: World, period: str) -> None:
    answer = await file(api, f"/reports/{period}-200.json", "rd-200")
    body = answer.json()
    frozen = answer.text[answer.text.index('"snapshot":') + len('"snapshot":') : -1]
    assert body["sha256"] == hashlib.sha256(frozen.encode()).hexdigest()
    assert ("200", period) == (body["snapshot"]["figures"]["scope"], body["snapshot"]["period"])
    assert NOTICE in body["export"]["notice"]


async def test_asked_twice_the_same_figures_come(api: World, period: str) -> None:
    first, second = [(await file(api, f"/reports/{period}-200.json", "rd-200")).json()["snapshot"] for _ in range(2)]
    assert first == second


async def test_a_list_of_offices_keeps_to_the_readers_scope(api: World, period: str) -> None:
    """Every row of the workbook is an office that the reader may see."""
    for username, scope in (("rd-200", "200"), ("rd-968", "968")):
        made = (await file(api, f"/reports/{period}-{scope}.xlsx", username)).content
        listed = openpyxl.load_workbook(io.BytesIO(made))["Dienststellen"]
        codes = [str(row[1]) for row in listed.iter_rows(min_row=2, values_only=True)]
        async with api.database.read() as session:
            own = set(await session.scalars(sa.select(UnitRow.code).where(UnitRow.region_code == scope)))
        assert codes
        assert set(codes) <= own


async def test_an_export_says_who_asked_by_function_and_never_by_name(api: World, period: str) -> None:
    made = (await file(api, f"/reports/{period}-200.xlsx", "rd-200")).content
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Export"]
    told = {str(row[0]): str(row[1]) for row in sheet.iter_rows(values_only=True, max_col=2)}
    assert "iLB-Verantwortliche/r Niedersachsen-Bremen" == told["Funktion"]
    assert told["Hinweis"].startswith("Demo: ")
    assert period in told["Auswahl"]
    async with api.database.read() as session:
        names = [name for name in await session.scalars(sa.select(PersonRow.name)) if name]
    assert names
    assert not [name for name in names if any(name in words for words in told.values())]


async def test_a_csv_is_what_a_german_excel_opens(api: World, period: str) -> None:
    made = (await file(api, f"/reports/{period}-200.csv", "rd-200")).content
    lines = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert ["Tabelle", "Schlüssel", "Zeilennummer", "Zeile", "Spalte", "Wert"] == lines[0][:6]
    assert all(len(line) == len(lines[0]) for line in lines)
    assert all(NOTICE in line[-1] for line in lines[1:])


async def test_a_report_speaks_the_readers_language(api: World, period: str) -> None:
    made = (await file(api, f"/reports/{period}-200.pdf", "rd-200", "en")).content
    assert f"Report {period}: Regionaldirektion Niedersachsen-Bremen" in text_of(made)


# --- any day -------------------------------------------------------------------------------------------------------


async def test_any_day_can_be_asked_for_and_answers_the_same_again(api: World) -> None:
    midnight = end_of_day(api.today - timedelta(days=1))
    params = {"as_of": api.today.replace(day=1).isoformat(), "known_at": midnight.isoformat()}
    first, second = [(await file(api, "/regions/200/report.json", "rd-200", **params)).json() for _ in range(2)]
    assert first["sha256"] == second["sha256"]
    assert first["snapshot"]["figures"]["on"] == params["as_of"]


async def test_an_aggregate_of_another_region_lists_no_office(api: World) -> None:
    """Figures are for everybody who holds a function, lists are not."""
    made = (await file(api, "/regions/968/report.xlsx", "rd-200")).content
    assert "Dienststellen" not in openpyxl.load_workbook(io.BytesIO(made)).sheetnames


@pytest.mark.parametrize("form", ["json", "csv"])
async def test_offices_are_read_and_counted_where_nobody_waits_for_it(api: World, period: str, form: str) -> None:
    """Neither a report of any day nor a list of offices is read by the process that answers."""
    before = len(api.statements)
    for path in ("/regions/200/report", f"/reports/{period}-200"):
        assert 200 == (await file(api, f"{path}.{form}", "rd-200")).status_code
    assert not [told for told in api.statements[before:] if "FROM facts" in told]


@pytest.mark.parametrize(
    ("path", "params", "status", "name"),
    [
        ("/regions/nowhere/report.pdf", {}, 404, "not_found"),
        ("/regions/200/report.pdf", {"as_of": "2999-01-01"}, 422, "as_of_in_future"),
        ("/regions/200/report.json", {"known_at": "2999-01-01"}, 422, "known_in_future"),
        ("/regions/200/report.json", {"as_of": "2013-01-01"}, 422, "region_not_on_record"),
        ("/regions/all/report.pdf", {"as_of": "2013-01-01"}, 422, "before_the_record"),
        ("/regions/all/report.json", {"as_of": "gestern"}, 422, "malformed"),
        ("/regions/all/report.json", {"as_of": "2026-02-30"}, 422, "malformed"),
        ("/regions/all/report.json", {"as_of": "1066-10-14"}, 422, "malformed"),
        ("/regions/all/report.json", {"as_of": "2999-01-01"}, 422, "as_of_in_future"),
        ("/regions/all/report.json", {"as_of": "2013-01-01"}, 422, "before_the_record"),
        ("/regions/all/report.json", {"known_at": "neulich"}, 422, "malformed"),
        ("/regions/all/report.json", {"known_at": "2026-01-01T12:00:00"}, 422, "malformed"),
        ("/regions/all/report.json", {"known_at": "2999-01-01"}, 422, "known_in_future"),
        ("/regions/all/report.json", {"known_at": "2013-01-01"}, 422, "before_the_record"),
        ("/regions/all/report.json", {"as_of": "2026-03-02", "known_at": "2026-03-01"}, 422, "as_of_in_future"),
        ("/regions/200/report.doc", {}, 422, "malformed"),
        ("/reports/2026-Q9-200.pdf", {}, 404, "not_found"),
        ("/reports/2026-Q3-..%2Fx.pdf", {}, 404, "not_found"),
        ("/units/000/file.pdf", {}, 404, "not_found"),
    ],
)
async def test_what_there_is_not_is_refused_by_name(
    api: World, path: str, params: dict[str, str], status: int, name: str
) -> None:
    answer = await file(api, path, **params)
    assert (status, name) == problem(answer)
    assert "application/problem+json" == answer.headers["content-type"]


# --- the unit file -------------------------------------------------------------------------------------------------


async def test_the_file_of_an_office_tells_everything_up_to_its_last_entry(api: World) -> None:
    unit = await under_way(api, "200")
    answer = await file(api, f"/units/{unit['code']}/file.pdf", "rd-200")
    assert 200 == answer.status_code
    text = text_of(answer.content)
    journal = (await file(api, f"/units/{unit['code']}/journal", limit="500")).json()["items"]
    head = await api.scalar(
        sa.select(HeadRow.hash)
        .join(UnitRow, HeadRow.stream == "unit/" + UnitRow.id)
        .where(UnitRow.code == unit["code"])
    )
    assert head in text.replace(" ", "")
    assert [str(entry["seq"]) for entry in journal] == re.findall(r"Nr\. (\d+), aufgezeichnet", text)
    assert NOTICE in text
    assert "ilb-1/1" in text


async def test_the_file_of_an_office_names_functions_and_nobody(api: World) -> None:
    unit = await under_way(api, "200")
    text = text_of((await file(api, f"/units/{unit['code']}/file.pdf", "rd-200")).content)
    async with api.database.read() as session:
        names = [name for name in await session.scalars(sa.select(PersonRow.name)) if name]
    assert not [name for name in names if name in text]


async def test_the_file_of_an_office_out_of_scope_is_not_there(api: World) -> None:
    unit = await under_way(api, "968")
    assert 404 == (await file(api, f"/units/{unit['code']}/file.pdf", "rd-200")).status_code
