"""A reporting period from its opening to its end: attested, reminded, asked back, issued, closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities.periods import put_issue
from models.chain import whole_ms
from models.commands import By
from models.database import Database
from models.organisation import Function
from models.periods.attestation import AttestationStatus
from models.periods.issue import Outcome, composed
from models.periods.life import PeriodLife
from models.periods.refusals import AcknowledgedAlready, AskedBackAlready, AttestedAlready, NotAttestedYet
from models.periods.state import PeriodStatus
from tests.integration.reporting.periods import NORTH, SOUTH
from tests.workflows.reporting import BOTH, Desk, at_desk, everybody, led
from tests.workflows.running import bare_client, eventually, working_day
from tests.workflows.waving import Clock

pytestmark = pytest.mark.temporal

ONE_DAY = timedelta(days=1)
WORDS: dict[str, dict[str, Any]] = {"attest": {}, "acknowledge": {}, "ask_back": {"reason": "text_unclear"}}
"""Commands, with what belongs to them."""


@asynccontextmanager
async def skipping(environment: WorkflowEnvironment, url: str, *, cached: int = 1000) -> AsyncIterator[Desk]:
    database = Database(url)
    client = await bare_client(environment.client.service_client.config.target_host)
    async with at_desk(client, database, clock=Clock(), cached=cached, environment=environment) as desk:
        yield desk
    await database.dispose()


@pytest.fixture(params=[pytest.param(1000, id="cached"), pytest.param(0, id="replayed")])
async def desk(
    request: pytest.FixtureRequest, environment: WorkflowEnvironment, sqlite_url: str
) -> AsyncIterator[Desk]:
    """Where time can be skipped; both regions are led."""
    async with skipping(environment, sqlite_url, cached=request.param) as opened:
        await led(opened.database, *BOTH)
        yield opened


@pytest.fixture
async def anywhere(environment: WorkflowEnvironment, database_url: str) -> AsyncIterator[Desk]:
    """The same on both databases; nobody leads the south."""
    async with skipping(environment, database_url) as opened:
        await led(opened.database, NORTH)
        yield opened


def status(life: PeriodLife, region: str = NORTH) -> AttestationStatus:
    return life.state.regions[region].status


async def over(handle: WorkflowHandle[Any, Any]) -> None:
    async def look() -> bool:
        return (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED

    await eventually(look)


# --- collected -----------------------------------------------------------------------------------------------------


async def test_once_every_region_is_acknowledged_the_report_is_issued(desk: Desk) -> None:
    reporting = await desk.begin()
    for region in BOTH:
        await reporting.give("attest", region)
    await reporting.give("acknowledge", NORTH)
    await reporting.recorded("region_attested", "region_attested", "region_acknowledged")
    assert await reporting.issue() is None

    await reporting.give("acknowledge", SOUTH)

    await reporting.recorded(*["region_attested"] * 2, *["region_acknowledged"] * 2, "report_issued", "period_closed")
    issue = await reporting.issue()
    assert issue is not None
    assert (2, 2, 2) == (issue.reported.of, issue.reported.have, issue.on_time.have)
    assert [Outcome.ON_TIME] * 2 == [each.outcome for each in issue.regions]
    await reporting.agrees()


async def test_a_region_without_a_lead_does_not_block_the_report(anywhere: Desk) -> None:
    """The north lets its time pass, nobody leads the south: both are asked for five working days, and no longer."""
    reporting = await anywhere.begin()
    due = working_day(anywhere.today(), 5)
    await reporting.skip_to(working_day(anywhere.today(), 3))
    await reporting.recorded("attestation_reminded", "attestation_reminded")
    await reporting.skip_to(due)
    assert PeriodStatus.COLLECTING is (await reporting.life()).state.status

    await reporting.skip_to(due + ONE_DAY)

    await reporting.recorded("attestation_reminded", "attestation_reminded", "report_issued")
    issue = await reporting.issue()
    assert issue is not None
    assert {NORTH: Outcome.MISSING, SOUTH: Outcome.ORPHAN} == {each.region: each.outcome for each in issue.regions}
    assert (2, 0, 0) == (issue.reported.of, issue.reported.have, issue.on_time.have)
    await reporting.agrees()


async def test_a_late_attestation_is_taken_and_changes_nothing_that_was_issued(desk: Desk) -> None:
    reporting = await desk.begin()
    await reporting.give("attest", NORTH)
    await reporting.skip_to(working_day(desk.today(), 5) + ONE_DAY)
    await reporting.until(lambda life: life.state.status is PeriodStatus.ISSUED)
    before = await reporting.issue()

    await reporting.give("attest", SOUTH)

    state = (await reporting.until(lambda life: not life.unrecorded)).state
    assert (2, 1) == (state.reported, state.on_time)
    assert before == await reporting.issue()
    assert before is not None
    assert (1, 1) == (before.reported.have, before.on_time.have)


async def test_whoever_has_not_attested_is_reminded_twice(desk: Desk) -> None:
    """After three working days, and five after the last day; who has attested is left in peace."""
    reporting = await desk.begin()
    await reporting.give("attest", NORTH)
    start = desk.today()
    await reporting.skip_to(working_day(start, 3))
    await reporting.skip_to(working_day(start, 10))
    await reporting.until(lambda life: life.state.regions[SOUTH].reminded == 2 and not life.unrecorded)

    reminders = [e.event for e in await reporting.entries() if e.event.type == "attestation_reminded"]
    assert [(SOUTH, 1), (SOUTH, 2)] == [(event.region, event.level) for event in reminders]
    assert [working_day(start, 3), working_day(start, 10)] == [event.happened_on for event in reminders]


# --- two at once ---------------------------------------------------------------------------------------------------


async def test_of_two_who_attest_at_once_one_wins_and_the_other_reads_why(anywhere: Desk) -> None:
    """The holder and the substitute, in the same moment."""
    reporting = await anywhere.begin()
    substitute = By(function=Function.AQUA_LEAD, scope=NORTH, acting_for=Function.REGIONAL_LEAD)

    answers = await asyncio.gather(
        reporting.give("attest"), reporting.give("attest", who=substitute), return_exceptions=True
    )

    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert [AttestedAlready] == [type(answer) for answer in refused]
    assert [{"on": anywhere.today().isoformat()}] == [answer.facts for answer in refused]  # type: ignore[attr-defined]
    await reporting.recorded("region_attested")


# --- asked back ------------------------------------------------------------------------------------------------------


async def test_a_region_that_is_asked_back_attests_anew(desk: Desk) -> None:
    reporting = await desk.begin()
    due = working_day(desk.today(), 5)
    await reporting.give("attest", deviations=[{"unit_id": "u-RD-N-1", "reason": "in_clarification"}])
    await reporting.give("ask_back", reason="figure_unclear", note_id="n-1")
    life = await reporting.until(lambda life: not life.unrecorded)
    back = life.state.regions[NORTH]
    assert (AttestationStatus.ASKED_BACK, due, "n-1") == (back.status, back.due_on, back.asked_back_note)
    for told in ("acknowledge", "ask_back"):
        with pytest.raises(AskedBackAlready):
            await reporting.give(told, **WORDS[told])

    await reporting.give("attest", texts={"situation": "n-2"})

    life = await reporting.until(lambda life: not life.unrecorded)
    again = life.state.regions[NORTH]
    assert (AttestationStatus.ATTESTED, (), {"situation": "n-2"}) == (again.status, again.deviations, again.texts)


async def test_central_staff_wait_for_the_regions_word(desk: Desk) -> None:
    reporting = await desk.begin()
    for told in ("acknowledge", "ask_back"):
        with pytest.raises(NotAttestedYet):
            await reporting.give(told, **WORDS[told])
    await reporting.give("attest")
    await reporting.give("acknowledge")
    for told, fields in WORDS.items():
        with pytest.raises(AcknowledgedAlready):
            await reporting.give(told, **fields)


# --- the end -------------------------------------------------------------------------------------------------------


async def test_once_everything_is_acknowledged_the_period_is_closed(anywhere: Desk) -> None:
    reporting = await anywhere.begin()
    await everybody(reporting, "attest", "acknowledge")
    await over(reporting.handle)
    assert "period_closed" == (await reporting.types())[-1]
    await reporting.agrees()
    assert 0 == await anywhere.periods.ensure(anywhere.terms)


async def test_what_is_not_attested_by_the_next_report_stays_so(desk: Desk) -> None:
    reporting = await desk.begin()
    closes_on = (await reporting.life()).state.closes_on
    await reporting.skip_to(closes_on)
    assert PeriodStatus.ISSUED is (await reporting.until(lambda life: not life.unrecorded)).state.status
    await reporting.skip_to(closes_on + ONE_DAY)
    await over(reporting.handle)
    ends = [each for each in await reporting.types() if each in ("report_issued", "period_closed")]
    assert ["report_issued", "period_closed"] == ends


# --- what is lost --------------------------------------------------------------------------------------------------


async def test_a_lost_workflow_goes_on_from_sql(anywhere: Desk) -> None:
    reporting = await anywhere.begin()
    await reporting.give("attest")
    await reporting.recorded("region_attested")
    before = (await reporting.life()).state
    await reporting.handle.terminate()

    async def started() -> bool:
        return 1 == await anywhere.periods.ensure(anywhere.terms)

    await eventually(started)
    assert before == (await reporting.life()).state
    await reporting.give("attest", SOUTH)
    await reporting.recorded("region_attested", "region_attested")
    await reporting.agrees()


async def test_an_issue_that_is_on_record_already_stays(desk: Desk) -> None:
    """Temporal was lost between the report and its event: the regions that have attested since do not change it."""
    reporting = await desk.begin()
    await reporting.give("attest", NORTH)
    life = await reporting.until(lambda life: not life.unrecorded)
    first = await put_issue(desk.database, composed(life.state, desk.today(), whole_ms(desk.clock.now())))

    await reporting.give("attest", SOUTH)
    await reporting.skip_to(working_day(desk.today(), 5) + ONE_DAY)

    await reporting.recorded("region_attested", "region_attested", "report_issued")
    issued = (await reporting.life()).state
    assert first.sha256 == issued.issue_sha256
    assert first.issue == await reporting.issue()
