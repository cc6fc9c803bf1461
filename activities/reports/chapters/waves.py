"""Qualification waves: offices asked, seats in steps of five, and how far each wave is, region by region."""

from __future__ import annotations

from collections.abc import Iterator

from activities.reports.document import Part, Picture, Section, Table, Value
from activities.reports.pictures.progress import Standing, wave_progress
from activities.reports.setting import Setting
from activities.reports.wave_words import MEMBER_STATE, WAVE_STATUS
from models.reporting.figures import STEP
from models.reporting.snapshot import Snapshot
from models.reporting.waves import WaveFigures, WaveKind
from models.translatable import _
from models.waves.plan import WAY, MemberState

COUNTED = {
    "offices": _("Dienststellen"),
    "asked": _("davon gefragt"),
    "waiting": _("auf der Warteliste"),
    "with_seats": _("mit Plätzen"),
    "with_confirmed": _("davon mit belegten"),
    "granted": _("Plätze zugesagt"),
    "confirmed": _("Plätze belegt"),
}
"""Fields of ``WaveKind``."""


def waves(at: Setting, body: Snapshot) -> Section | None:
    """Nothing where no office of the scope is in a wave."""
    if not body.waves:
        return None
    words = tuple(_sentence(at, wave) for wave in body.waves)
    pictures = [picture for number, wave in enumerate(body.waves, start=1) for picture in _pictures(at, wave, number)]
    parts: list[Part] = [_seats(at, body.waves), *pictures]
    return Section("waves", at.say(_("Qualifizierungswellen")), words, tuple(parts))


def _sentence(at: Setting, wave: WaveFigures) -> str:
    """Where the wave stands, and how many seats are left."""
    status = at.say(WAVE_STATUS[wave.status])
    if wave.ended_on is not None:
        ended = _("{wave}: {status} am {day}.")
        return at.say(ended, wave=wave.code, status=status, day=at.tongue.day(wave.ended_on))
    if not wave.courses:
        return at.say(_("{wave}: {status}; kein Kurs liegt vor ihr."), wave=wave.code, status=status)
    ahead = _("{wave}: {status}; in {n} Kurs, der noch nicht begonnen hat, sind etwa {free} Plätze frei.")
    several = "{wave}: {status}; in {n} Kursen, die noch nicht begonnen haben, sind etwa {free} Plätze frei."
    return at.tongue.count(ahead, several, wave.courses, wave=wave.code, status=status, free=wave.free)


def _seats(at: Setting, found: tuple[WaveFigures, ...]) -> Table:
    head = (at.say(_("Welle")), at.say(_("Art")), *(at.say(words) for words in COUNTED.values()))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (wave.code, kind, *(getattr(its, name) for name in COUNTED))
        for wave in found
        for kind, its in _kinds(at, wave)
        if its.offices
    )
    note = at.say(_("Plätze sind auf Vielfache von {step} gerundet."), step=STEP)
    return Table("wave_seats", at.say(_("Dienststellen und Plätze je Welle")), head, rows, note)


def _kinds(at: Setting, wave: WaveFigures) -> Iterator[tuple[str, WaveKind]]:
    yield from zip(at.kinds, (wave.agenturen, wave.gemeinsame_einrichtungen), strict=True)


def _pictures(at: Setting, wave: WaveFigures, number: int) -> Iterator[Picture]:
    states = [Standing(state.value, at.say(MEMBER_STATE[state]), state not in WAY) for state in MemberState]
    for which, (kind, its) in enumerate(_kinds(at, wave), start=1):
        if its.offices:
            title = at.say(_("Fortschritt der Welle {wave}: {kind}"), wave=wave.code, kind=kind)
            rows = [(at.region(code), counts) for code, counts in its.regions.items()]
            key = f"wave_progress_{number}_{which}"
            yield wave_progress(at.tongue, title, at.say(_("Region")), states, rows, key=key)
