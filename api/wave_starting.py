"""From a plan to a rehearsal, and from a rehearsal to a wave that begins."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import Depends, Request
from temporalio.service import RPCError

from activities.wave_previews import keep
from activities.waves import Waves, prepare, wave_id_of
from api.problems import Problem
from api.rehearsal_words import difference_words, out_words
from api.wave_giving import WaveGiven
from models.chain import wave_stream
from models.database import Database
from models.errors import KeyReused
from models.imports.codes import TooManyCodes, known_codes, read_codes
from models.permissions import may_wave
from models.queries import records, wave_sights
from models.queries.scope import names
from models.queries.waves import candidates
from models.remedies import Remedy
from models.wave_tables import WavePreviewRow
from models.waves.birth import prepared
from models.waves.difference import Difference, difference, preview_token
from models.waves.plan import MOST_CODES, WavePlan
from models.waves.refusals import EmptyPopulation, PictureHasChanged
from models.waves.rehearsal import Rehearsal, rehearse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from api.deps import Caller
    from api.wave_requests import StartRequest
    from models.permissions import Grant
    from models.waves.population import Candidate

log = structlog.get_logger(__name__)

START_SECONDS = 2.0
ALL_WAVES = "waves"


class UnknownPreview(Problem):
    """There is no such rehearsal, or not any more."""

    german = "Diese Probe gibt es nicht oder nicht mehr."
    remedy = Remedy("Bitte den Plan noch einmal proben.", "Rehearse the plan again.")
    for_programs = Remedy(
        "Bitte den Plan noch einmal proben und das neue preview_token senden.",
        "Rehearse the plan again, and send the new preview_token.",
    )
    status = 404


class NobodyToAsk(EmptyPopulation):
    """No office is left for this wave: the choice means none, or all it means are out."""

    german = EmptyPopulation.german
    remedy = EmptyPopulation.remedy

    def __init__(self, picture: Rehearsal) -> None:
        super().__init__()
        self.picture = picture

    @classmethod
    def code(cls) -> str:
        return EmptyPopulation.code()

    def errors(self, language: str) -> list[dict[str, Any]]:
        """Who would have been meant, and why they are out."""
        return [
            {"at": [out.code], "type": out.reason, "message": out_words(out.reason, language), "code": out.code}
            for out in self.picture.left_out
        ]


class PictureChanged(PictureHasChanged):
    """The picture has changed since the rehearsal; nothing was started."""

    german = PictureHasChanged.german
    remedy = PictureHasChanged.remedy

    def __init__(self, changes: Difference, courses: Mapping[str, str]) -> None:
        super().__init__()
        self.changes = changes
        self.courses = courses

    def errors(self, language: str) -> list[dict[str, Any]]:
        """Office by office, what is different."""
        return [
            {"at": [code], "type": kind, "message": words, "code": code}
            for code, kind, words in difference_words(self.changes, self.courses, language)
        ]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A plan and what it would do. ``names``: of offices by code; ``regions``: of regions by code."""

    plan: WavePlan
    picture: Rehearsal
    token: str
    names: Mapping[str, str]
    regions: Mapping[str, str]


@dataclass
class Starting:
    """Rehearses plans and starts waves; their workflows are started by ``waves``, now or by a worker later."""

    database: Database
    waves: Waves

    async def rehearse(self, caller: Caller, plan: WavePlan, codes_csv: str | None = None) -> Rehearsed:
        """Rehearse, and keep the picture under its token.

        Raises: NotAllowed, EmptyPopulation, refusals of the list of codes.
        """
        grant = may_wave(caller.grants, "preview_wave", caller.today)
        async with self.database.read() as session:
            known = await candidates(session)
            plan = with_codes(plan, codes_csv, known)
            rehearsed = await self._rehearsed(session, caller, plan, known)
        if rehearsed.picture.is_empty:
            raise NobodyToAsk(rehearsed.picture)
        await self._keep(caller, grant, rehearsed)
        return rehearsed

    async def again(self, caller: Caller, token: str) -> tuple[Rehearsed, Difference]:
        """What was rehearsed under ``token``, as it would be now, and what is different. Raises: UnknownPreview."""
        may_wave(caller.grants, "preview_wave", caller.today)
        async with self.database.read() as session:
            plan, before = await _kept(session, token)
            now = await self._rehearsed(session, caller, plan, await candidates(session))
        return now, difference(before, now.picture)

    async def start(self, caller: Caller, asked: StartRequest, key: str) -> WaveGiven:
        """Prepare the wave and let it begin; the same key begins it once.

        Raises: NotAllowed, KeyReused, UnknownPreview, PictureChanged, EmptyPopulation, WaveCodeTaken, refusals of the
        list of codes.
        """
        grant = may_wave(caller.grants, "start_wave", caller.today)
        body_hash = records.body_hash(ALL_WAVES, asked.model_dump(mode="json", exclude_defaults=True))
        wave_id = wave_id_of(key)
        async with self.database.read() as session:
            known = await wave_sights.accepted(session, key)
            if known is not None:
                if (known.stream, known.body_hash) != (wave_stream(wave_id), body_hash):
                    raise KeyReused
                return WaveGiven(wave_id, key, known.seq, replayed=True)
            offices = await candidates(session)
            plan = await self._planned(session, caller, asked, offices)
        envelope = records.envelope(
            key=key, body_hash=body_hash, grant=grant, today=caller.today, accepted_at=caller.now, request_id=None
        )
        begun = prepared(wave_id, plan, offices, envelope)
        async with self.database.write() as connection:
            receipt = await prepare(connection, begun, envelope)
        await self._begin(wave_id)
        return WaveGiven(wave_id, key, receipt.seq)

    async def _begin(self, wave_id: str) -> None:
        """The wave is on record; a worker begins it where we cannot."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await self.waves.start(wave_id)
        except (RPCError, RuntimeError, TimeoutError) as error:
            log.warning("wave_not_begun_yet", stream=wave_stream(wave_id), error=type(error).__name__)

    async def _planned(
        self, session: AsyncSession, caller: Caller, asked: StartRequest, offices: list[Candidate]
    ) -> WavePlan:
        """The plan asked for, if it does what was rehearsed."""
        stored = await _kept(session, asked.preview_token) if asked.preview_token is not None else None
        if asked.plan is not None:
            plan = with_codes(asked.plan, asked.codes_csv, offices)
        elif stored is not None:
            plan = stored[0]
        else:
            raise UnknownPreview
        picture = rehearse(plan, offices, caller.today)
        if stored is not None and preview_token(plan, picture) != asked.preview_token:
            raise PictureChanged(difference(stored[1], picture), {c.id: c.code for c in plan.courses})
        if picture.is_empty:
            raise NobodyToAsk(picture)
        return plan

    async def _rehearsed(
        self, session: AsyncSession, caller: Caller, plan: WavePlan, known: list[Candidate]
    ) -> Rehearsed:
        picture = rehearse(plan, known, caller.today)
        codes = [*(p.code for p in picture.placements), *(out.code for out in picture.left_out)]
        return Rehearsed(
            plan=plan,
            picture=picture,
            token=preview_token(plan, picture),
            names=await wave_sights.names_of(session, codes),
            regions=(await names(session)).regions,
        )

    async def _keep(self, caller: Caller, grant: Grant, rehearsed: Rehearsed) -> None:
        async with self.database.write() as connection:
            await keep(
                connection,
                rehearsed.token,
                plan=rehearsed.plan.model_dump_json(),
                picture=rehearsed.picture.model_dump_json(),
                moment=caller.now,
                actor_ref=grant.actor_ref,
            )


async def _kept(session: AsyncSession, token: str) -> tuple[WavePlan, Rehearsal]:
    row = await session.get(WavePreviewRow, token)
    if row is None:
        raise UnknownPreview
    return WavePlan.model_validate_json(row.plan), Rehearsal.model_validate_json(row.picture)


def with_codes(plan: WavePlan, codes_csv: str | None, known: list[Candidate]) -> WavePlan:
    """The plan with the offices of a list. Raises: TooManyCodes, UnknownCodes, CodeTwice, refusals of reading."""
    if codes_csv is None:
        return plan
    listed = read_codes(codes_csv.encode())
    if len(listed) > MOST_CODES:
        raise TooManyCodes(count=len(listed), limit=MOST_CODES)
    codes = known_codes(listed, {candidate.code for candidate in known})
    return plan.model_copy(update={"filter": plan.filter.model_copy(update={"units": codes})})


async def starting(request: Request) -> Starting:
    found: Starting = request.app.state.starting
    return found


StartingDep = Annotated[Starting, Depends(starting)]
