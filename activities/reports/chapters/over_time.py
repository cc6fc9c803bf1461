"""How it came here: stages month by month, what changed since the last report, what was corrected since."""

from __future__ import annotations

from activities.reports.chapters.waiting import over_times
from activities.reports.document import Part, Section, Table
from activities.reports.pictures.multiples import region_curves
from activities.reports.pictures.stacked import stages_over_time
from activities.reports.setting import Setting
from models.organisation import SERVED
from models.reporting.changes import ChangeFigures
from models.reporting.restatement import TOLD_LATE, Restatement
from models.reporting.snapshot import Snapshot
from models.reporting.words import CHANGES, FIGURES, OVER_TIME, WORKSHOPS
from models.translatable import _


def over_time(at: Setting, body: Snapshot) -> Section:
    """Pictures for each kind of office that there is."""
    parts: list[Part] = []
    for key, name, told in over_times(at, body):
        if any(sum(month.stages.values()) + month.not_taking_part for month in told.months):
            title = f"{at.say(OVER_TIME['stages_over_time'])}: {name}"
            parts.append(stages_over_time(at.tongue, at.programme, f"months_{key}", title, told.months))
        if told.curves:
            title = f"{at.say(OVER_TIME['curves'])}: {name}"
            parts.append(region_curves(at.tongue, at.programme, f"curves_{key}", title, told.curves, at.regions))
    return Section("over_time", at.say(_("Im Zeitverlauf")), (), tuple(parts))


# --- since the last report ---------------------------------------------------------------------------------------


def since_last(at: Setting, body: Snapshot) -> Section | None:
    """Nothing in a first report."""
    told = [each.changes for _key, _name, each in over_times(at, body)]
    known = [each for each in told if each is not None]
    if not known:
        return None
    title = at.say(_("Seit dem letzten Bericht vom {day}"), day=at.tongue.day(known[0].since))
    agenturen, shared = (each if each is not None else ChangeFigures(since=known[0].since) for each in told)
    rows = tuple((at.say(words), getattr(agenturen, name), getattr(shared, name)) for name, words in CHANGES.items())
    head = (at.say(_("Dienststellen")), *at.kinds)
    return Section("since_last", title, (), (Table("changes", at.say(_("Veränderungen")), head, rows),))


# --- restatements ------------------------------------------------------------------------------------------------


def restatements(at: Setting, body: Snapshot) -> Section | None:
    """Later corrections of what was issued; both numbers stay visible."""
    if not body.restatements:
        return None
    head = (
        at.say(_("Stichtag")),
        at.say(_("Art")),
        at.say(_("Kennzahl")),
        at.say(_("berichtet")),
        at.say(_("nach Korrektur")),
        at.say(_("Gründe")),
    )
    rows = tuple(
        (each.on, at.kinds[_order(each)], figure_words(at, each.figure), each.was, each.now, reasons_words(at, each))
        for each in body.restatements
    )
    words = at.say(_("Was ausgegeben wurde, bleibt unverändert. Spätere Korrekturen stehen hier als Nachtrag."))
    title = at.say(_("Nachträge zu früheren Berichten"))
    return Section("restatements", title, (words,), (Table("restatements", title, head, rows),))


def _order(each: Restatement) -> int:
    return SERVED.index(each.kind)


def figure_words(at: Setting, path: str) -> str:
    """A figure by its path in ``KindFigures``, as ``workshops/implementation/held``."""
    name, *rest = path.split("/")
    match name, rest:
        case "stages", [key]:
            return at.say(_("Stufe „{stage}“"), stage=at.stage(key))
        case (("milestones" | "voluntary"), [key]):
            return at.milestone(key)
        case "workshops", [kind, which]:
            return f"{at.workshop(kind)}: {at.say(WORKSHOPS[which])}"
        case "sustained", [months]:
            return at.say(_("verstetigt geblieben nach {n} Monaten"), n=int(months))
        case _:
            return at.say(FIGURES.get(name, name))


def reasons_words(at: Setting, each: Restatement) -> str:
    told = {_reason(at, code): number for code, number in each.reasons.items()}
    return ", ".join(f"{words} ({number})" for words, number in told.items())


def _reason(at: Setting, code: str) -> str:
    if code == TOLD_LATE:
        return at.say(_("erst danach mitgeteilt"))
    return next((words for which in ("correct", "withdraw") if (words := at.reason(which, code)) != code), code)
