"""Somebody worked here, left, and is forgotten: over the API, on the pages, on the command line."""

from __future__ import annotations

import httpx
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from cli.app import app
from models.people_tables import PersonRow
from tests.acceptance.http.steps import assert_sound, nominate, problem
from tests.acceptance.sign_in.signing import House
from tests.acceptance.sign_in.test_sessions import end_functions


@pytest.fixture(autouse=True)
def logs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that runs in this process sets up logs for nobody but itself."""
    monkeypatch.setattr("telemetry.configure", lambda *_, **__: None)


async def person_of(house: House, subject: str) -> str:
    return str(await house.world.scalar(sa.select(PersonRow.id).where(PersonRow.subject == subject)))


async def forget(house: House, who: httpx.AsyncClient, person: str) -> httpx.Response:
    return await who.post(f"/api/people/{person}/forget", headers={"Origin": house.world.address})


async def test_what_somebody_did_stays_as_that_of_a_former_function(
    house: House, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    subject, unit = await house.appointed("aqua_lead", "AQ-200-02"), await house.unit_of("AQ-200-02")
    person, name = await person_of(house, subject), f"Name von {subject}"
    async with house.signed_in(subject) as gone, house.signed_in() as central:
        body, headers = nominate(house.world.today), {"Origin": house.world.address}
        assert 200 == (await gone.post(f"/api/units/{unit}/commands", json=body, headers=headers)).status_code
        before = (await central.get(f"/units/{unit}")).text
        assert (409, "still_holds_function") == problem(await forget(house, central, person))
        await end_functions(house, subject)
        assert 204 == (await forget(house, central, person)).status_code
        after = (await central.get(f"/units/{unit}")).text
        assert 404 == (await central.get(f"/api/people/{person}")).status_code
        assert 401 == (await gone.get("/api/me")).status_code
    assert 1 == after.count("ehemals Teamleitung AQua") - before.count("ehemals Teamleitung AQua")
    await assert_sound(house.world, unit)
    said = capsys.readouterr()
    assert name not in said.out + said.err + caplog.text


async def test_only_who_keeps_persons_forgets_them(house: House) -> None:
    subject = await house.appointed(None)
    async with house.signed_in(await house.appointed("aqua_lead", "AQ-200-02")) as aqua:
        assert 403 == (await forget(house, aqua, await person_of(house, subject))).status_code


@pytest.mark.parametrize("arguments", [[], ["p", "--subject", "i", "s"]])
def test_the_command_line_wants_one_person_by_one_name(arguments: list[str], sqlite_url: str) -> None:
    result = CliRunner().invoke(app, ["forget", *arguments], env={"ILB_DATABASE_URL": sqlite_url})
    assert (2, True) == (result.exit_code, "Name the person by id or by --subject" in result.stderr)


def test_the_command_line_says_why_somebody_is_not_forgotten(sqlite_url: str) -> None:
    environment = {"ILB_DATABASE_URL": sqlite_url}
    runner = CliRunner()
    account = ["central", "all", "--subject", "iss", "anna", "--name", "Anna"]
    granted = runner.invoke(app, ["grant", *account], env=environment)
    refused = runner.invoke(app, ["forget", "--subject", "iss", "anna"], env=environment)
    unknown = runner.invoke(app, ["forget", "--subject", "iss", "berta"], env=environment)
    assert (0, 1, 1) == (granted.exit_code, refused.exit_code, unknown.exit_code)
    assert "still holds a function" in refused.stderr
    assert "Nobody signs in like that" in unknown.stderr
