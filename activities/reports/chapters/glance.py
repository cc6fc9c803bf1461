"""How things stand: numbers of offices, stages, milestones, workshops; Agenturen and gE in columns of their own."""

from __future__ import annotations

from activities.reports.document import Section, Table, Value
from activities.reports.setting import Setting
from models.programme import WorkshopKind
from models.reporting.figures import STEP, Figures, KindFigures, Quota
from models.reporting.words import FIGURES, PERSONS, WORKSHOPS
from models.translatable import _

COUNTED = ("offices", "taking_part", "undecided", "not_taking_part", "paused", "merged", "closed")
QUOTAS = ("with_manager", "with_qualified_companion", "with_aqua_team")
ALSO = ("with_seats", "in_need")
Row = tuple[Value, ...]


def standing(at: Setting, figures: Figures) -> Section:
    return Section(
        key="standing",
        title=at.say(_("Auf einen Blick")),
        words=tuple(sentence(at, name, each) for name, each in zip(at.kinds, kinds(figures), strict=True)),
        parts=(_key_figures(at, figures), _stages(at, figures), _milestones(at, figures), _workshops(at, figures)),
    )


def kinds(figures: Figures) -> tuple[KindFigures, KindFigures]:
    return figures.agenturen, figures.gemeinsame_einrichtungen


def sentence(at: Setting, name: str, kind: KindFigures) -> str:
    """The kind in one sentence with the two numbers that matter."""
    stages = at.programme.stages
    offering = sum(kind.stages.get(stage.key, 0) for stage in stages[len(stages) // 2 :])
    return at.say(
        _("{kind}: {offering} von {part} sind mindestens in der Stufe „{stage}“, {need} brauchen Unterstützung."),
        kind=name,
        offering=offering,
        part=kind.taking_part,
        stage=at.stage(stages[len(stages) // 2].key),
        need=kind.in_need,
    )


def _key_figures(at: Setting, figures: Figures) -> Table:
    agenturen, shared = kinds(figures)

    def counted(name: str) -> Row:
        return at.say(FIGURES[name]), getattr(agenturen, name), None, getattr(shared, name), None

    quotas = (_quota_row(at.say(FIGURES[n]), getattr(agenturen, n), getattr(shared, n)) for n in QUOTAS)
    persons = (
        (at.say(words), getattr(agenturen.persons, name), None, getattr(shared.persons, name), None)
        for name, words in PERSONS.items()
    )
    return Table(
        "key_figures",
        at.say(_("Kennzahlen")),
        quota_head(at, at.say(_("Kennzahl"))),
        (*map(counted, COUNTED), *quotas, *map(counted, ALSO), *persons),
        at.say(_("Zahlen von Personen sind auf Vielfache von {step} gerundet."), step=STEP),
    )


def quota_head(at: Setting, about: str) -> tuple[str, ...]:
    agenturen, shared = at.kinds
    of = at.say(_("von"))
    return about, agenturen, f"{agenturen}: {of}", shared, f"{shared}: {of}"


def _quota_row(name: str, agenturen: Quota | None, shared: Quota | None) -> Row:
    return (
        name,
        agenturen.have if agenturen else None,
        agenturen.of if agenturen else None,
        shared.have if shared else None,
        shared.of if shared else None,
    )


def _stages(at: Setting, figures: Figures) -> Table:
    agenturen, shared = kinds(figures)
    rows = (
        (at.stage(stage.key), agenturen.stages.get(stage.key, 0), shared.stages.get(stage.key, 0))
        for stage in at.programme.stages
    )
    return Table("stages", at.say(FIGURES["stages"]), (at.say(_("Stufe")), *at.kinds), tuple(rows))


def _milestones(at: Setting, figures: Figures) -> Table:
    """What has to be reached, then what may be."""
    agenturen, shared = kinds(figures)
    required = [m.key for m in at.programme.milestones if m.key in agenturen.milestones or m.key in shared.milestones]
    rows = [
        _quota_row(at.milestone(key), agenturen.milestones.get(key), shared.milestones.get(key)) for key in required
    ]
    for milestone in at.programme.milestones:
        if any(milestone.key in kind.voluntary for kind in (agenturen, shared)):
            name = f"{at.milestone(milestone.key)} ({at.say(_('freiwillig'))})"
            both = (agenturen.voluntary.get(milestone.key), shared.voluntary.get(milestone.key))
            rows.append((name, both[0], None, both[1], None))
    head = quota_head(at, at.say(_("Meilenstein")))
    return Table("milestones", at.say(FIGURES["milestones"]), head, tuple(rows))


def _workshops(at: Setting, figures: Figures) -> Table:
    agenturen, shared = kinds(figures)
    rows = tuple(
        (f"{at.workshop(workshop)}: {at.say(words)}", getattr(here, name), getattr(there, name))
        for workshop in map(str, WorkshopKind)  # what was stored has its keys by the alphabet
        if (here := agenturen.workshops.get(workshop)) and (there := shared.workshops.get(workshop))
        for name, words in WORKSHOPS.items()
    )
    return Table("workshops", at.say(FIGURES["workshops"]), (at.say(_("Workshop")), *at.kinds), rows)
