"""The demo's reports: how the regions attested each past period, told by the real rules on their days.

In every period one region is late. In the one before the last central staff asked back. In the last one a region has
still to attest: the one whose lead signs in from the first page. A region that nobody led attests when somebody does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from models.calendar import add_working_days
from models.chain import GENESIS, Entry, linked, period_stream
from models.commands import BY_SYSTEM, By, Envelope
from models.demo.cases import PREPARED
from models.demo.chance import Chance, chance, opaque
from models.demo.report_texts import ASKED_BACK, TEXTS
from models.demo.scene import Scene
from models.demo.staff import Post
from models.organisation import Function
from models.periods.attestation import AskBackReason, Deviation, DeviationReason, Topic
from models.periods.clocks import owes_issue, ring
from models.periods.commands import Acknowledge, AskBack, Attest, PeriodCommand
from models.periods.decide import decide_period
from models.periods.events import PeriodEvent, PeriodOpened, ReportIssued
from models.periods.evolve import fold_period
from models.periods.issue import Issue, composed, without_lead
from models.periods.period import report_id
from models.periods.state import PeriodState
from models.reporting.snapshot import canonical, digest_of
from models.rollout.owed import NATIONAL

CLOCK_HOUR = time(4, 0, tzinfo=UTC)
AT_WORK = time(8, 0, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
WRITES = 0.4
"""Share of the regions that add texts."""
DEVIATES = 0.2
"""Share of the regions that do not confirm everything as it stands."""


Led = Callable[[str, date], bool]
"""Whether somebody led the region on the day."""


@dataclass(frozen=True, slots=True)
class Note:
    """A text, to be stored before the command that names it."""

    id: str
    report: str
    text: str
    actor_ref: str
    created_at: datetime


@dataclass
class Collecting:
    """One period from its opening to today: its entries, its texts, and what was issued, with the text of it."""

    scene: Scene
    opened: PeriodOpened
    opened_at: datetime
    is_led: Led
    state: PeriodState = field(init=False)
    entries: list[Entry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    issue: tuple[Issue, str] | None = None

    def __post_init__(self) -> None:
        self.state = fold_period([self.opened])
        self.entries = linked(self.stream, 0, GENESIS, [self.opened], self.opened_at)

    @property
    def stream(self) -> str:
        return period_stream(self.opened.reporting_id)

    def add(self, events: Sequence[PeriodEvent], at: datetime, envelope: Envelope | None = None) -> None:
        if events:
            last = self.entries[-1]
            self.entries += linked(self.stream, last.seq, last.hash, events, at, envelope)
            self.state = fold_period(events, self.state)

    def ring(self, day: date) -> None:
        """What follows by itself in the morning of a day."""
        at = datetime.combine(day, CLOCK_HOUR)
        self.add(ring(self.state, day), at)
        if owes_issue(self.state, day):
            self._issue(day, at)
            self.add(ring(self.state, day), at)

    def _issue(self, day: date, at: datetime) -> None:
        vacant = {region for region in self.state.regions if not self.is_led(region, day)}
        issue = without_lead(composed(self.state, day, at), vacant)
        body = canonical(issue)
        self.issue = issue, body
        told = ReportIssued(
            happened_on=day,
            recorded_on=day,
            by=BY_SYSTEM,
            sha256=digest_of(body),
            issued_at=at,
            regions=issue.reported.of,
            reported=issue.reported.have,
            on_time=issue.on_time.have,
        )
        self.add([told], at)

    def give(self, post: Post, command: PeriodCommand, at: datetime) -> None:
        """A command of somebody, decided as any other."""
        key = f"demo-{self.state.period}-{command.region}-{len(self.entries)}"
        envelope = Envelope(
            key=key,
            body_hash=hashlib.sha256(command.model_dump_json().encode()).hexdigest(),
            today=at.date(),
            accepted_at=at,
            by=By(function=post.function, scope=post.scope),
            actor_ref=post.person.ref,
        )
        self.add(decide_period(self.state, command, envelope), at, envelope)

    def write(self, post: Post, region: str, name: str, text: str, at: datetime) -> str:
        """Store a text; answers its id."""
        note_id = opaque("n", "demo", self.state.period, region, name)
        report = report_id(self.state.period, region)
        self.notes.append(Note(note_id, report, text, post.person.ref, at))
        return note_id


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody does at a moment."""

    at: datetime
    post: Post
    does: str
    region: str


@dataclass(frozen=True, slots=True)
class Regions:
    """``offices``: ids of each region's offices; ``is_led``: by whom does not matter."""

    offices: Mapping[str, list[str]]
    is_led: Led


def collected(
    scene: Scene, opened: PeriodOpened, opened_at: datetime, now: datetime, *, age: int, regions: Regions
) -> Collecting:
    """The period until ``now``. ``age``: 0 for the last one."""
    told = Collecting(scene, opened, opened_at, regions.is_led)
    turns = sorted(_turns(told, age), key=lambda turn: (turn.at, turn.region))
    day = opened.happened_on
    while day <= now.date() and not told.state.is_closed:
        if datetime.combine(day, CLOCK_HOUR) > max(opened_at, opened.known_at):
            told.ring(day)
        for turn in turns:
            if turn.at.date() == day and opened_at < turn.at <= now and not told.state.is_closed:
                _take(told, turn, regions.offices.get(turn.region, []))
        day += ONE_DAY
    return told


def _turns(told: Collecting, age: int) -> Iterator[Turn]:
    """Who does what when, region by region."""
    regions = sorted(told.state.regions)
    late = regions[(age + 1) % len(regions)]
    asked_back = regions[(age + 2) % len(regions)] if age == 1 else None
    for number, region in enumerate(regions):
        if age == 0 and region == _of_first_page(regions):
            continue
        luck = chance(told.scene.seed, "report", told.state.period, region)
        days = luck.randint(1, 4) + (5 if region == late else 0)
        attests = [days] if region != asked_back else [1, 4]
        yield from _of_region(told, region, attests, number, luck)


def _of_region(told: Collecting, region: str, attests: list[int], number: int, luck: Chance) -> Iterator[Turn]:
    """It attests; asked back, once more; then central staff take note."""
    (lead,) = told.scene.staff.holders(Function.REGIONAL_LEAD, region)[:1] or (None,)
    (central,) = told.scene.staff.holders(Function.CENTRAL, NATIONAL)[:1] or (None,)
    if lead is None or central is None:
        return
    calendar = told.state.regions[region].asked.calendar

    def at(days: int, minutes: int) -> datetime:
        day = add_working_days(calendar, told.opened.happened_on, days)
        return datetime.combine(day, AT_WORK) + timedelta(minutes=minutes)

    while not told.is_led(region, at(attests[0], 0).date()):
        attests = [days + 1 for days in attests]
    for days in attests:
        yield Turn(at(days, 7 * number), lead, "attest", region)
    if len(attests) > 1:
        yield Turn(at(attests[0] + 1, 200 + number), central, "ask_back", region)
    yield Turn(at(attests[-1] + luck.randint(1, 3), 300 + number), central, "acknowledge", region)


def _of_first_page(regions: Sequence[str]) -> str:
    """The region whose lead signs in from the first page; in a demo of few regions, the first one."""
    prepared = PREPARED["rd"].username.removeprefix("rd-")
    return prepared if prepared in regions else regions[0]


def _take(told: Collecting, turn: Turn, offices: Sequence[str]) -> None:
    luck = chance(told.scene.seed, "report", told.state.period, turn.region, turn.does)
    told.give(turn.post, _command(told, turn, luck, offices), turn.at)


def _command(told: Collecting, turn: Turn, luck: Chance, offices: Sequence[str]) -> PeriodCommand:
    match turn.does:
        case "attest":
            return Attest(region=turn.region, deviations=_deviations(luck, offices), texts=_texts(told, turn, luck))
        case "ask_back":
            note_id = told.write(turn.post, turn.region, "question", ASKED_BACK, turn.at)
            return AskBack(region=turn.region, reason=AskBackReason.DEVIATION_UNCLEAR, note_id=note_id)
        case _:
            return Acknowledge(region=turn.region)


def _deviations(luck: Chance, offices: Sequence[str]) -> tuple[Deviation, ...]:
    if luck.random() > DEVIATES or not offices:
        return ()
    chosen = luck.sample(list(offices), k=min(len(offices), luck.randint(1, 2)))
    return tuple(Deviation(unit_id=unit_id, reason=luck.choice(list(DeviationReason))) for unit_id in chosen)


def _texts(told: Collecting, turn: Turn, luck: Chance) -> dict[Topic, str]:
    if luck.random() > WRITES or told.state.regions[turn.region].texts:
        return {}
    topics = luck.sample(list(Topic), k=luck.randint(1, 2))
    return {
        topic: told.write(turn.post, turn.region, topic.value, luck.choice(TEXTS[topic]), turn.at) for topic in topics
    }
