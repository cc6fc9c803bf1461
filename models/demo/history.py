"""The history of one office: decided by the real rules, rung by the real clocks, chained like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from models.calendar import WorkingCalendar, add_months
from models.chain import GENESIS, Entry, linked, stream_of
from models.commands import BY_SYSTEM, Envelope
from models.demo.acting import Acting
from models.demo.beats import Beat, announcing, usual
from models.demo.chance import chance
from models.demo.incidents import incidents
from models.demo.office import Office
from models.demo.scene import MONTHS, Scene
from models.demo.setting import Setting
from models.demo.shapes import timeline_of
from models.demo.today import last_turn, quiet_since
from models.demo.workshops import workshops
from models.errors import Refusal
from models.events import Event, RolloutStarted
from models.programme import Programme
from models.rollout.clocks import next_ring, ring
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.state import UnitState

COMPANIONS = (1, 1, 1, 1, 1, 2, 2, 2, 2, 3)
"""How many an office starts with, as often as it stands here."""
CLOCK_HOUR = time(4, 0, tzinfo=UTC)
OPENING = time(7, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """What was recorded in one go, and the state after it."""

    recorded_at: datetime
    entries: tuple[Entry, ...]
    state: UnitState


def history(
    scene: Scene, office: Office, programme: Programme, calendar: WorkingCalendar, today: date, now: datetime
) -> list[Told]:
    """Everything that was recorded about ``office`` until ``now``, which lies on ``today``."""
    s = _setting(scene, office, calendar, today)
    companions = s.chance.choice(COMPANIONS)
    earlier = s.as_of(quiet_since(s))
    days = timeline_of(earlier)
    beats = [
        *usual(earlier, days, companions),
        *workshops(earlier, days),
        *announcing(earlier, days),
        *incidents(earlier, days, companions),
        *last_turn(s, days, companions),
    ]
    started = RolloutStarted(
        happened_on=days.entered,
        recorded_on=days.entered,
        by=BY_SYSTEM,
        unit_id=office.id,
        kind=office.kind,
        region=office.region,
        aqua_team=scene.team_of.get(office.id),
        programme=programme,
        calendar=calendar,
        origin="demo",
    )
    beats.sort(key=lambda beat: beat.day)
    return list(_Telling(s, Acting(scene, office, today, beats)).told(started, beats, now))


def _setting(scene: Scene, office: Office, calendar: WorkingCalendar, today: date) -> Setting:
    """Regions began within the same days, and have a pace of their own."""
    begin = add_months(today, -MONTHS) + timedelta(days=chance(scene.seed, "entry", office.region).randint(0, 9))
    return Setting(
        office=office,
        part=scene.parts[office.id],
        calendar=calendar,
        first_day=calendar.working_day_on_or_after(begin),
        today=today,
        pace=chance(scene.seed, "pace", office.region).uniform(0.8, 1.1),
        chance=chance(scene.seed, office.code),
    )


class _Telling:
    """One office's history while it is told."""

    def __init__(self, s: Setting, acting: Acting) -> None:
        self.s = s
        self.acting = acting
        self.seq = 0
        self.last_hash = GENESIS

    def told(self, started: RolloutStarted, beats: Iterable[Beat], now: datetime) -> Iterator[Told]:
        self.at = self._morning(started.happened_on)
        self.state = fold([started])
        yield self._recorded([started])
        for beat in beats:
            yield from self._rung(beat.day)
            if self.at < datetime.combine(beat.day, OPENING):
                self.at = self._morning(beat.day)
            self.at += timedelta(seconds=self.s.chance.randint(20, 200))
            yield from self._given(beat)
        yield from self._rung((now - timedelta(hours=CLOCK_HOUR.hour)).date())

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, OPENING) + timedelta(seconds=self.s.chance.randint(0, 6 * 3600))

    def _rung(self, until: date) -> Iterator[Told]:
        """The clocks up to that day, each on the morning of its day; what is due at once, at once."""
        while (day := next_ring(self.state)) is not None and day <= until:
            self.at = max(self.at, datetime.combine(day, CLOCK_HOUR)) + timedelta(seconds=2)
            events = ring(self.state, day)
            self.state = fold(events, self.state)
            yield self._recorded(events)

    def _given(self, beat: Beat) -> Iterator[Told]:
        command, by, ref = self.acting.command(beat, self.state)
        envelope = Envelope(
            key=self.acting.key(),
            body_hash=self.acting.body_hash(command),
            today=self.at.date(),
            accepted_at=self.at,
            by=by,
            actor_ref=ref,
        )
        try:
            events = decide(self.state, command, envelope)
        except Refusal:
            if beat.optional:
                return
            raise
        self.state = fold(events, self.state)
        yield self._recorded(events, envelope)

    def _recorded(self, events: list[Event], envelope: Envelope | None = None) -> Told:
        entries = linked(stream_of(self.s.office.id), self.seq, self.last_hash, events, self.at, envelope)
        self.seq, self.last_hash = entries[-1].seq, entries[-1].hash
        return Told(entries[-1].recorded_at, tuple(entries), self.state)
