"""What stands around the figures of a period's report: who attested and how, which regions are missing, the texts."""

from __future__ import annotations

from collections.abc import Iterable

from activities.reports.document import Fact, Section, Table, Text, Value
from activities.reports.period_words import ATTESTATIONS, DEVIATIONS, OUTCOMES, PERIODS, TOPICS
from activities.reports.report import Around
from activities.reports.setting import Setting
from models.commands import By
from models.periods.attestation import Attestation, DeviationReason, Topic
from models.periods.issue import Issue
from models.queries.reports import Report
from models.rollout.owed import NATIONAL
from models.translatable import _


def around(at: Setting, report: Report, annexes: Iterable[Section] = ()) -> Around:
    region = report.attestation
    if region is not None:
        facts = (*_period(at, report), *attested(at, region))
        outcomes: tuple[Section, ...] = ()
        texts = _texts(at, region, report, named=False)
    else:
        facts = (*_period(at, report), *_rates(at, report))
        outcomes = (_outcomes(at, report.issue),) if report.issue is not None else ()
        texts = tuple(
            text for _code, each in sorted(report.regions.items()) for text in _texts(at, each, report, named=True)
        )
    return Around(facts=facts, texts=texts, annexes=(*outcomes, *annexes), hash=report.sha256)


def _period(at: Setting, report: Report) -> tuple[Fact, ...]:
    state, day = report.state, at.tongue.day
    span = at.say(_("{first} bis {last}"), first=day(state.span.first), last=day(state.span.last))
    status = at.say(PERIODS[state.status])
    if state.issued_on is not None and report.scope == NATIONAL:
        status = f"{status}, {day(state.issued_on)}"
    return Fact(at.say(_("Zeitraum")), span), Fact(at.say(_("Stand des Berichts")), status)


def attested(at: Setting, each: Attestation) -> tuple[Fact, ...]:
    """Where a region's attestation stands, and by which function it was given."""
    told = at.say(ATTESTATIONS[each.status])
    if each.stands and each.attested_on is not None:
        by = by_words(at, each.attested_by) if each.attested_by is not None else ""
        told = at.say(_("{status} am {day} durch {by}"), status=told, day=at.tongue.day(each.attested_on), by=by)
    elif each.is_awaited:
        told = at.say(_("{status}, Frist {day}"), status=told, day=at.tongue.day(each.due_on))
    facts = [Fact(at.say(_("Bestätigung der Region")), told)]
    if each.stands:
        facts.append(Fact(at.say(_("Abweichungen")), deviations_words(at, [d.reason for d in each.deviations])))
    return tuple(facts)


def by_words(at: Setting, by: By) -> str:
    """The function that acted, „i. V.“ where somebody stood in. Never a name."""
    if by.acting_for is None:
        return at.function(by.function.value)
    return at.say(
        _("{function}, i. V. {other}"), function=at.function(by.acting_for.value), other=at.function(by.function.value)
    )


def deviations_words(at: Setting, reasons: Iterable[DeviationReason]) -> str:
    """„keine“, or offices by reason."""
    listed = list(reasons)
    told = [f"{at.say(DEVIATIONS[r])} {listed.count(r)}" for r in DeviationReason if r in listed]
    return ", ".join(told) or at.say(_("keine, unverändert bestätigt"))


def _texts(at: Setting, each: Attestation, report: Report, *, named: bool) -> tuple[Text, ...]:
    """What the region wrote; ``named`` where several regions stand beside each other."""
    before = f"{at.region(each.region)}: " if named else ""
    return tuple(
        Text(before + at.say(TOPICS[topic]), report.notes[each.texts[topic]])
        for topic in Topic
        if each.texts.get(topic) in report.notes
    )


def _rates(at: Setting, report: Report) -> tuple[Fact, ...]:
    """How many regions have reported, and how many in time: as issued, else as it stands."""
    state, issue = report.state, report.issue
    reported, on_time, of = state.reported, state.on_time, len(state.regions)
    if issue is not None:
        reported, on_time, of = issue.reported.have, issue.on_time.have, issue.reported.of
    return (
        Fact(at.say(_("Berichtsquote")), at.say(_("{have} von {of} Regionen"), have=reported, of=of)),
        Fact(at.say(_("Davon pünktlich")), at.say(_("{have} von {of} Regionen"), have=on_time, of=of)),
    )


def _outcomes(at: Setting, issue: Issue) -> Section:
    """By name; a region without a lead could not attest, which is nobody's delay."""
    head = (
        at.say(_("Region")),
        at.say(_("Bestätigung")),
        at.say(_("Frist")),
        at.say(_("bestätigt am")),
        at.say(_("in Vertretung")),
        at.say(_("Abweichungen")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            at.region(each.region),
            at.say(OUTCOMES[each.outcome]),
            each.due_on,
            each.attested_on,
            at.say(_("ja")) if each.in_substitution else "",
            sum(each.deviations.values()),
        )
        for each in sorted(issue.regions, key=lambda each: at.region(each.region))
    )
    title = at.say(_("Bestätigungen der Regionen"))
    return Section("attestations", title, (), (Table("attestations", title, head, rows),))
