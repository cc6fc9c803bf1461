"""The programme that the offices follow, in words: milestones, stages, clocks, what depends on what. For everybody."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from api.pages import programme_words as words
from api.pages.shown import Fact
from api.pages.site import site
from api.pages.visit import VisitDep
from api.pages.words import _, later, ngettext, spoken
from api.seeing import PROGRAMME
from models.programme import Milestone, Programme
from models.queries.editions import followers

router = APIRouter(include_in_schema=False)

PATH = "/programme"
REASONS = {
    "pause": later("Eine Dienststelle ruht"),
    "due_date": later("Eine Frist wird geändert"),
    "cancel": later("Ein Workshop wird verschoben oder abgesagt"),
    "withdraw": later("Eine Bestätigung wird zurückgenommen"),
    "return": later("Eine Bestätigung geht an die Region zurück"),
    "correct": later("Ein Datum wird berichtigt"),
    "representation": later("Die Beteiligung der Interessenvertretung ist nicht erforderlich"),
}


@dataclass(frozen=True, slots=True)
class MilestoneCard:
    """One milestone: what makes it, and its facts in sentences."""

    key: str
    title: str
    made_by: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage, and which milestones lead into it."""

    title: str
    entered: str


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """`programme.html`: one edition of the programme."""

    title: str
    edition: str
    followed: str
    assumptions: tuple[str, ...]
    stages: tuple[StageLine, ...]
    milestones: tuple[MilestoneCard, ...]
    rules: tuple[str, ...]
    blackouts: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]


@router.get(PATH)
async def programme(visit: VisitDep) -> Response:
    counts = await followers(visit.session)
    page = programme_page(PROGRAMME, counts)
    return site(visit.request).answer("programme.html", await visit.frame(_("Programm")), page)


def programme_page(edition: Programme, counts: dict[str, int]) -> ProgrammePage:
    """``counts``: how many offices follow each edition."""
    language = spoken()
    return ProgrammePage(
        title=edition.title.in_language(language),
        edition=_("Ausgabe {id}, Fassung {version}", id=edition.id, version=edition.version),
        followed=_followed(edition, counts),
        assumptions=tuple(each.in_language(language) for each in edition.assumptions),
        stages=_stages(edition),
        milestones=tuple(_milestone(edition, each) for each in edition.milestones),
        rules=words.rules(edition),
        blackouts=tuple(_days(*each) for each in edition.blackouts),
        reasons=tuple(
            (str(heading), ", ".join(text.in_language(language) for text in edition.reasons_in(key).values()))
            for key, heading in REASONS.items()
        ),
    )


def _followed(edition: Programme, counts: dict[str, int]) -> str:
    every, here = sum(counts.values()), counts.get(f"{edition.id}/{edition.version}", 0)
    if here == every:
        return ngettext("{n} Dienststelle folgt ihr.", "Alle {n} Dienststellen folgen ihr.", here)
    return _("{here} von {every} Dienststellen folgen ihr; die übrigen einer anderen Fassung.", here=here, every=every)


def _stages(edition: Programme) -> tuple[StageLine, ...]:
    return tuple(
        StageLine(
            stage.title.in_language(spoken()),
            _("erreicht mit: {titles}", titles=words.titles(edition, stage.entered_when))
            if stage.entered_when
            else _("hier beginnt jede Dienststelle"),
        )
        for stage in edition.stages
    )


def _milestone(edition: Programme, milestone: Milestone) -> MilestoneCard:
    told = (
        (_("Gilt für"), words.needed_by(milestone)),
        (_("Zuständig für den Schritt"), words.held_by(milestone)),
        (_("Der Schritt ist offen"), words.opens(edition, milestone)),
        (_("Fällig"), words.due(edition, milestone)),
        (_("Setzt voraus"), words.titles(edition, milestone.requires)),
    )
    return MilestoneCard(
        key=milestone.key,
        title=milestone.title.in_language(spoken()),
        made_by=words.made_by(edition, milestone),
        facts=tuple(Fact(label, said) for label, said in told if said),
    )


def _days(first: str, last: str) -> str:
    """„24.12. bis 31.12.“, of every year."""

    def day(text: str) -> str:
        month, number = text.split("-")
        return f"{number}.{month}." if spoken() == "de" else f"{number}/{month}"

    return _("{first} bis {last}", first=day(first), last=day(last))
