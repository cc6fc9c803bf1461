"""Giving a command to a wave, recording the results of a course: find, permit, look up the key, stamp, submit."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.submitting import outcome_in
from api import problems
from api.giving import OUTCOME_PATIENCE, CommandOutcome, Given, Giving
from api.problems import NotFound, Stale
from api.requests import REQUESTS, asked
from models.chain import wave_stream
from models.errors import KeyReused, Refusal, UnitHalted
from models.permissions import may_wave
from models.queries import records, wave_sights, waves
from models.remedies import OPERATORS, Remedy
from models.waves.commands import WaveSubmission, wave_command_adapter
from models.waves.decide_courses import can_have_result
from models.waves.refusals import UnitNotEligible, UnknownCourse, WaveIsOver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel
    from sqlalchemy.ext.asyncio import AsyncSession

    from api.deps import Caller
    from api.wave_requests import Result
    from api.wave_seeing import WaveSight
    from models.queries.wave_sights import WaveHead
    from models.waves.commands import WaveCommand

AT_ONCE = 20


class WaveHalted(UnitHalted):
    """Nothing can be entered for this wave at present, because its records disagree."""

    german = "Für diese Welle lässt sich zurzeit nichts eintragen, weil ihre Aufzeichnungen sich widersprechen."
    remedy = OPERATORS


class WaveStale(Stale):
    """The wave has changed meanwhile; nothing was entered."""

    german = "Die Welle hat sich inzwischen geändert; es wurde nichts eingetragen."
    remedy = Remedy(
        "Bitte die Angaben noch einmal ansehen und dann absenden.",
        "Look at the answers again, and then send them.",
    )
    for_programs = Remedy(
        "Bitte neu lesen (jetzt Version {version}) und neu entscheiden.",
        "Read it again (version {version} now), and decide anew.",
    )


class NotInCourse(Refusal):
    """The companion {companion} has no seat in this course."""

    german = "Die Lernbegleitung {companion} hat in diesem Kurs keinen Platz."
    remedy = Remedy("Bitte aus denen wählen, die im Kurs stehen.", "Choose one of those who are in the course.")


@dataclass(frozen=True, slots=True)
class WaveGiven:
    """What became of a command: recorded up to ``seq``; None while that is not known yet (202)."""

    wave_id: str
    key: str
    seq: int | None
    replayed: bool = False


async def give_wave(
    giving: Giving, caller: Caller, wave_id: str, request: BaseModel, *, key: str, version: int | None = None
) -> WaveGiven:
    """Give one command to a wave.

    Raises: NotFound, NotAllowed, KeyReused, WaveStale, WaveHalted, WaveIsOver, Busy, any Refusal of the rules,
    EngineUnreachable, RolloutNotRunning.
    """
    body = asked(request)
    body_hash = records.body_hash(wave_id, body)
    stream = wave_stream(wave_id)
    async with giving.database.read() as session:
        if not await wave_sights.offices(session, caller.reading, wave_id):
            raise NotFound
        grant = may_wave(caller.grants, body["type"], caller.today)
        if (known := await wave_sights.accepted(session, key)) is not None:
            if (known.stream, known.body_hash) != (stream, body_hash):
                raise KeyReused
            return WaveGiven(wave_id, key, known.seq, replayed=True)
        head = await wave_sights.head(session, wave_id)
        _refuse_what_cannot_be(head, version)
        command = await _command(session, request)
    stamped = records.envelope(
        key=key, body_hash=body_hash, grant=grant, today=caller.today, accepted_at=caller.now, request_id=None
    )
    receipt = await giving.carry(stream, WaveSubmission(command=command, envelope=stamped))
    return WaveGiven(wave_id, key, receipt.seq if receipt is not None else None)


def _refuse_what_cannot_be(head: WaveHead, version: int | None) -> None:
    if head.halted is not None:
        raise WaveHalted
    if head.state.is_over:  # its workflow has ended, too
        raise WaveIsOver
    if version is not None and version != head.seq:
        raise WaveStale(version=head.seq)


async def _command(session: AsyncSession, request: BaseModel) -> WaveCommand:
    """The command asked for, with what the application knows of a late joiner in place of its code."""
    body = request.model_dump()
    if body["type"] == "add_member":
        code = body.pop("unit")
        candidate = next((c for c in await waves.candidates(session) if c.code == code), None)
        if candidate is None:
            raise UnitNotEligible(unit=code, why="unknown_code")
        body["candidate"] = candidate
    return wave_command_adapter.validate_python(body)


async def outcome_of(giving: Giving, wave_id: str, key: str, language: str) -> CommandOutcome:
    """What became of a command that is not in the journal, from Temporal. Raises: NotFound."""
    try:
        receipt = await outcome_in(giving.client, wave_stream(wave_id), key, OUTCOME_PATIENCE)
    except LookupError as error:
        raise NotFound from error
    except Refusal as refusal:
        return CommandOutcome(wave=wave_id, key=key, state="refused", problem=problems.details(refusal, language))
    if receipt is None:
        await giving.refuse_if_unreachable()
        return CommandOutcome(wave=wave_id, key=key, state="pending")
    return CommandOutcome(wave=wave_id, key=key, state="recorded", seq=receipt.seq)


# --- results ------------------------------------------------------------------------------------------------------


async def give_results(
    giving: Giving, sight: WaveSight, course_id: str, results: Sequence[Result], key: str
) -> dict[str, Given | Refusal]:
    """Record the qualification of each companion at its office; what became of each, by companion.

    Raises: NotAllowed, UnknownCourse. One companion's trouble is its own result.
    """
    may_wave(sight.caller.grants, "record_results", sight.caller.today)
    unit_of, course = seats_in(sight, course_id), sight.state.courses[course_id]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(result: Result) -> Given | Refusal:
        code, child = unit_of.get(result.companion), child_key(key, result.companion)
        try:
            can_have_result(course, result.qualified_on, sight.caller.today)
            async with gate:
                return await _qualify(giving, sight.caller, code, result, child)
        except Exception as error:  # noqa: BLE001 - one companion's trouble is its own result, never everybody's
            return problems.problem_of(error)

    by_companion = {result.companion: result for result in results}
    told = await asyncio.gather(*(one(result) for result in by_companion.values()))
    return dict(zip(by_companion, told, strict=True))


def outcomes(
    sight: WaveSight, course_id: str, told: Mapping[str, Given | Refusal], key: str
) -> dict[str, CommandOutcome]:
    """The same for programs."""
    unit_of, language = seats_in(sight, course_id), sight.caller.language
    found = {}
    for companion, became in told.items():
        code, child = unit_of.get(companion), child_key(key, companion)
        if isinstance(became, Refusal):
            problem = problems.details(became, language)
            found[companion] = CommandOutcome(unit=code, key=child, state="refused", problem=problem)
        else:
            state = "recorded" if became.seq else "pending"
            found[companion] = CommandOutcome(unit=code, key=child, state=state, seq=became.seq)
    return found


async def _qualify(giving: Giving, caller: Caller, code: str | None, result: Result, key: str) -> Given:
    if code is None:
        raise NotInCourse(companion=result.companion)
    body = {"companion": result.companion, "qualified_on": result.qualified_on}
    return await giving.give(caller, code, REQUESTS["record_qualification"].model_validate(body), key=key)


def seats_in(sight: WaveSight, course_id: str) -> dict[str, str]:
    """Companion -> code of the office that sent them to the course. Raises: UnknownCourse."""
    if course_id not in sight.state.courses:
        raise UnknownCourse(course=course_id)
    return {companion: m.code for m in sight.state.in_course(course_id) for companion in m.admitted}


def child_key(key: str, companion: str) -> str:
    """The key of one companion's result; companions' ids may be longer than what is left of a key."""
    return f"{key}/{hashlib.sha256(companion.encode()).hexdigest()[:16]}"
