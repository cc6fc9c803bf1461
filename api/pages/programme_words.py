"""An edition of the programme in sentences: what makes a milestone, who holds its step, when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.words import _, later, ngettext, spoken
from models.calendar import Term
from models.organisation import UnitKind
from models.programme import (
    DERIVED,
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    ManagerInPlace,
    Necessity,
    ParticipationDecided,
    Stated,
    Sustained,
    WaitingTime,
    WorkshopConfirmed,
)
from models.wording import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.organisation import Function
    from models.programme import Milestone, Programme

NECESSITIES = {
    Necessity.REQUIRED: later("erforderlich"),
    Necessity.OPTIONAL: later("freiwillig"),
    Necessity.NOT_APPLICABLE: later("entfällt"),
}
KINDS = {
    UnitKind.AGENTUR: later("Agenturen"),
    UnitKind.GEMEINSAME_EINRICHTUNG: later("gemeinsame Einrichtungen"),
}


def term(length: Term) -> str:
    if length.working_days is not None:
        return ngettext("{n} Arbeitstag", "{n} Arbeitstage", length.working_days)
    return ngettext("{n} Monat", "{n} Monate", length.months or 0)


def after(length: Term) -> str:
    """The same behind a preposition: „nach 5 Arbeitstagen“."""
    if length.working_days is not None:
        return ngettext("{n} Arbeitstag", "{n} Arbeitstagen", length.working_days)
    return ngettext("{n} Monat", "{n} Monaten", length.months or 0)


def function(held: Function) -> str:
    return _(FUNCTIONS[held])


def functions(held: Iterable[Function]) -> str:
    return ", ".join(function(each) for each in held)


def title(programme: Programme, key: str) -> str:
    return programme.by_key[key].title.in_language(spoken())


def titles(programme: Programme, keys: Iterable[str]) -> str:
    return ", ".join(_("„{title}“", title=title(programme, key)) for key in keys)


def needed_by(milestone: Milestone) -> str:
    """„Agenturen: erforderlich; gemeinsame Einrichtungen: freiwillig“."""
    return "; ".join(f"{words}: {NECESSITIES[milestone.necessity_for(kind)]}" for kind, words in KINDS.items())


def made_by(programme: Programme, milestone: Milestone) -> str:
    """What makes a milestone reached."""
    evidence, least = milestone.evidence, programme.minimum_companions
    match evidence:
        case ParticipationDecided():
            return _("Die Dienststelle hat entschieden, sich zu beteiligen.")
        case ManagerInPlace():
            return _("Zum ersten Mal ist eine umsetzungsverantwortliche Führungskraft eingetragen.")
        case CompanionsNominated():
            return ngettext("{n} Lernbegleitung ist benannt.", "{n} Lernbegleitende sind benannt.", least)
        case CompanionAdmitted():
            return _("Die erste Lernbegleitung ist zu einem Kurs zugelassen.")
        case CompanionsQualified():
            return ngettext("{n} Lernbegleitung ist qualifiziert.", "{n} Lernbegleitende sind qualifiziert.", least)
        case WorkshopConfirmed():
            return _workshop(evidence)
        case Stated():
            return _("Jemand trägt es ein: {functions}.", functions=functions(evidence.stated_by))
        case WaitingTime():
            return _waiting(programme, evidence)
        case Sustained():
            return _sustained(evidence)


def _workshop(evidence: WorkshopConfirmed) -> str:
    held = _("Der Workshop hat stattgefunden; das bestätigt: {function}.", function=function(evidence.confirmer))
    asked = _(
        "{after} nach dem geplanten Tag wird gefragt, und für die Antwort ist {within} Zeit.",
        after=term(evidence.answer_after),
        within=term(evidence.answer_within),
    )
    return f"{held} {asked}"


def _waiting(programme: Programme, evidence: WaitingTime) -> str:
    return _(
        "{months} nach „{anchor}“ sind vergangen; das geschieht von selbst.",
        months=term(Term(months=evidence.months)),
        anchor=title(programme, evidence.anchor),
    )


def _sustained(evidence: Sustained) -> str:
    said = _("Alles Erforderliche ist erreicht, und Führungskraft und Lernbegleitende sind an diesem Tag da.")
    if not evidence.check_after_months:
        return said
    months = ", ".join(str(each) for each in evidence.check_after_months)
    return f"{said} " + _("Nach {months} Monaten wird nachgesehen, ob es so geblieben ist.", months=months)


def held_by(milestone: Milestone) -> str:
    """Who is asked for the step; empty where it happens by itself."""
    return "" if isinstance(milestone.evidence, DERIVED) else function(milestone.holder)


def opens(programme: Programme, milestone: Milestone) -> str:
    """When the step is asked for."""
    if isinstance(milestone.evidence, DERIVED):
        return ""
    if not milestone.opens_after:
        return _("von Anfang an") if _is_asked(milestone) else _("nie; wer mag, trägt es ein")
    return _("sobald erreicht ist: {titles}", titles=titles(programme, milestone.opens_after))


def _is_asked(milestone: Milestone) -> bool:
    return Necessity.REQUIRED in milestone.necessity.values()


def due(programme: Programme, milestone: Milestone) -> str:
    if isinstance(milestone.evidence, DERIVED) or not _is_asked(milestone):
        return ""
    said = _("{term}, nachdem der Schritt offen ist", term=term(milestone.term))
    if milestone.due_from is None:
        return said
    anchored = _(
        "frühestens {term} nach „{anchor}“",
        term=term(milestone.due_from.term),
        anchor=title(programme, milestone.due_from.anchor),
    )
    return f"{said}, {anchored}"


def rules(programme: Programme) -> tuple[str, ...]:
    """What holds for all milestones."""
    reminders, gate = programme.reminders, programme.gate_terms
    found = [
        _("Fristen zählen die Arbeitstage der Dienststelle: ohne Wochenenden und Feiertage ihres Landes."),
        _(
            "Erinnert wird am Tag der Frist, nach {second} und nach {third}; ab der zweiten Erinnerung auch die "
            "iLB-Verantwortlichen der Region.",
            second=after(Term(working_days=reminders.second)),
            third=after(Term(working_days=reminders.third)),
        ),
        _(
            "Scheiden Lernbegleitende oder die Führungskraft aus, öffnet sich ein Schritt mit einer Frist von {term}; "
            "die Stufe sinkt dadurch nicht.",
            term=after(programme.restore_term),
        ),
        _("Workshops lassen sich bis zu {n} Monate im Voraus planen.", n=programme.plan_horizon_months),
        _("Wer einen Workshop geplant hat, darf ihn nicht selbst bestätigen.")
        if programme.four_eyes
        else _("Wer einen Workshop geplant hat, darf ihn auch bestätigen."),
    ]
    if programme.participation_gate:
        found.append(
            _(
                "Vor einem Kurs wird die Interessenvertretung beteiligt: Sie hat {reply} Zeit, in dringenden Fällen "
                "{urgent}.",
                reply=term(gate.reply_within),
                urgent=term(gate.urgent_reply_within),
            )
        )
    return tuple(found)
