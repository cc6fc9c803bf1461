"""Where the rollout waits: open steps, what holds offices up, how long things took."""

from __future__ import annotations

from collections.abc import Iterator

from activities.reports.chapters.glance import kinds
from activities.reports.document import Part, Section, Table, Value
from activities.reports.pictures.waits import milestone_waits, spread_table
from activities.reports.setting import Setting
from models.reporting.bottlenecks import Bottleneck
from models.reporting.figures import KindFigures
from models.reporting.snapshot import OverTime, Snapshot
from models.reporting.words import CAUSES, FIGURES, OVER_TIME
from models.translatable import _

Row = tuple[Value, ...]


def waiting(at: Setting, body: Snapshot) -> Section:
    """Bottlenecks and waiting times, for each kind of office."""
    parts: list[Part] = []
    for key, name, over_time in over_times(at, body):
        if over_time.bottlenecks:
            parts.append(bottleneck_table(at, key, name, over_time.bottlenecks))
        if over_time.waits:
            title = f"{at.say(OVER_TIME['waits'])}: {name}"
            parts.append(milestone_waits(at.tongue, at.programme, f"waits_{key}", title, over_time.waits))
    words = () if parts else (at.say(_("Zurzeit wartet keine Dienststelle auf einen Meilenstein.")),)
    return Section("waiting", at.say(OVER_TIME["bottlenecks"]), words, tuple(parts))


def over_times(at: Setting, body: Snapshot) -> Iterator[tuple[str, str, OverTime]]:
    """Key, name and story of each kind of office."""
    both = (("agenturen", body.agenturen), ("gemeinsame_einrichtungen", body.gemeinsame_einrichtungen))
    for (key, over_time), name in zip(both, at.kinds, strict=True):
        yield key, name, over_time


def bottleneck_table(at: Setting, key: str, name: str, found: tuple[Bottleneck, ...]) -> Table:
    head = (
        at.say(_("Meilenstein")),
        at.say(_("wartende Dienststellen")),
        at.say(_("davon nach der Frist")),
        at.say(_("davon niemand zuständig")),
        at.say(_("die Hälfte wartet bis (Tage)")),
        at.say(_("ohne Pausen (Tage)")),
        at.say(_("an der Reihe")),
        at.say(_("Gründe")),
    )
    rows = tuple(
        (
            at.milestone(each.milestone),
            each.offices,
            each.late,
            each.orphans,
            each.gross.median,
            each.net.median,
            _listed({at.function(holder): number for holder, number in each.holders.items()}),
            _listed({reason_words(at, reason): number for reason, number in each.reasons.items() if reason}),
        )
        for each in found
    )
    return Table(f"bottlenecks_{key}", f"{at.say(OVER_TIME['bottlenecks'])}: {name}", head, rows)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def reason_words(at: Setting, reason: str) -> str:
    """``pause/<code>``, ``due_date/<code>``, or nothing."""
    cause, _sep, code = reason.partition("/")
    return f"{at.say(CAUSES[cause])}: {at.reason(cause, code)}" if code else at.say(_("kein Grund angegeben"))


def needs(at: Setting, body: Snapshot) -> Section:
    """Open steps by kind, and reasons of delay; gross and without pauses."""
    parts: list[Part] = []
    for (key, name, _over), figures in zip(over_times(at, body), kinds(body.figures), strict=True):
        if figures.needs:
            parts.append(_needs(at, key, name, figures))
        if figures.delays:
            parts.append(_delays(at, key, name, figures))
    words = () if parts else (at.say(_("Kein Schritt ist offen.")),)
    return Section("needs", at.say(_("Unterstützungsbedarf")), words, tuple(parts))


def _needs(at: Setting, key: str, name: str, figures: KindFigures) -> Table:
    head = (
        at.say(_("Schritt")),
        at.say(_("zuständig")),
        at.say(_("Dienststellen")),
        at.say(_("davon nach der Frist")),
        at.say(_("davon niemand zuständig")),
        at.say(_("die Hälfte offen bis (Tage)")),
        at.say(_("ohne Pausen (Tage)")),
    )
    rows = tuple(
        (
            at.step(each.step, each.milestone),
            at.function(each.holder),
            each.offices,
            each.late,
            each.orphans,
            each.gross.median,
            each.net.median,
        )
        for each in figures.needs
    )
    return Table(f"needs_{key}", f"{at.say(FIGURES['needs'])}: {name}", head, rows)


def _delays(at: Setting, key: str, name: str, figures: KindFigures) -> Table:
    head = (
        at.say(_("Grund")),
        at.say(_("Dienststellen")),
        at.say(_("die Hälfte seit (Tage)")),
        at.say(_("ohne Pausen (Tage)")),
    )
    rows = tuple(
        (reason_words(at, f"{each.cause}/{each.reason}"), each.offices, each.gross.median, each.net.median)
        for each in figures.delays
    )
    return Table(f"delays_{key}", f"{at.say(FIGURES['delays'])}: {name}", head, rows)


def durations(at: Setting, body: Snapshot) -> Section:
    """How long stages took, and whether what was reached has lasted."""
    parts: list[Part] = [_sustained(at, body)]
    for (key, name, _over), figures in zip(over_times(at, body), kinds(body.figures), strict=True):
        if figures.durations:
            spreads = [(at.stage(each.stage), each.gross, each.net) for each in figures.durations]
            title = f"{at.say(FIGURES['durations'])}: {name}"
            parts.append(spread_table(at.tongue, f"durations_{key}", title, at.say(_("Stufe")), spreads))
    return Section("durations", at.say(_("Dauer und Bestand")), (), tuple(parts))


def _sustained(at: Setting, body: Snapshot) -> Table:
    agenturen, shared = kinds(body.figures)
    there = {each.months: each.still for each in shared.sustained}
    rows = tuple(
        (
            at.say(_("nach {n} Monaten"), n=each.months) if each.months else at.say(_("am Tag der Verstetigung")),
            each.still.have,
            each.still.of,
            there[each.months].have if each.months in there else None,
            there[each.months].of if each.months in there else None,
        )
        for each in agenturen.sustained
    )
    agentur, gemeinsam = at.kinds
    of = at.say(_("von"))
    head = (at.say(_("Zeitpunkt")), agentur, f"{agentur}: {of}", gemeinsam, f"{gemeinsam}: {of}")
    return Table("sustained", at.say(FIGURES["sustained"]), head, rows)
