"""The questions of the form of a new wave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.pages.shown_forms import Field, Option
from api.pages.shown_waves import Checks, CourseFields, ModuleFields
from api.pages.wave_typed import MODULES
from api.pages.words import spoken
from models.organisation import LAND_NAMES, LegalArea, UnitKind
from models.waves.reasons import REASONS
from models.wording import short_place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.pages.shown_forms import FieldKind
    from api.pages.wave_typed import Typed
    from models.programme import Programme, Text

YES_NO = (Option("true", "ja"), Option("false", "nein"))
KINDS = (
    Option(UnitKind.AGENTUR.value, "Agenturen für Arbeit"),
    Option(UnitKind.GEMEINSAME_EINRICHTUNG.value, "gemeinsame Einrichtungen"),
)
GROUPS = (
    Option("together", "alle zusammen"),
    Option("region", "eine Gruppe je Region"),
    Option("size", "Gruppen gleicher Größe"),
)
THEN = (
    Option("next_group", "beginnt die nächste Gruppe"),
    Option("pause_for_look", "wartet die Welle auf Ihren Blick"),
)
REACHED = (Option("admitted", "zugelassen"), Option("qualified", "qualifiziert"))
MODES = (
    Option("praesenz", "Präsenz"),
    Option("online", "online"),
    Option("selbstlernen", "Selbstlernen"),
    Option("praxis", "Praxis"),
)
WORKSHOPS = (
    Option("", "keiner"),
    Option("implementation", "Umsetzungsworkshop"),
    Option("consolidation", "Verstetigungsworkshop"),
)

LAENDER = (Option("", "offen"), *(Option(land.value, name) for land, name in LAND_NAMES.items()))
LEGAL_AREAS = (Option(LegalArea.SGB_II.value, "SGB II"), Option(LegalArea.SGB_III.value, "SGB III"))


class Questions:
    """Makes fields with what was typed and what is wrong with it."""

    def __init__(
        self, typed: Typed, wrong: Mapping[str, str], regions: Mapping[str, str], programme: Programme
    ) -> None:
        self.typed = typed
        self.wrong = wrong
        self.regions = tuple(Option(code, short_place(name)) for code, name in sorted(regions.items()))
        self.stages = tuple(Option(s.key, s.title.in_language(spoken())) for s in programme.stages)

    # --- one question ---------------------------------------------------------------------------------------------

    def ask(self, name: str, kind: FieldKind, label: str, hint: str = "", **more: Any) -> Field:  # noqa: ANN401 - the fields of Field
        asked = Field(name, kind, label, hint, value=self.typed.get(name), error=self.wrong.get(name, ""))
        return replace(asked, **more)

    def choose(self, name: str, label: str, options: tuple[Option, ...], hint: str = "", **more: Any) -> Field:  # noqa: ANN401 - the fields of Field
        return self.ask(name, "choice", label, hint, options=options, **more)

    def number(self, name: str, label: str, hint: str = "", least: int = 1, **more: Any) -> Field:  # noqa: ANN401 - the fields of Field
        return self.ask(name, "number", label, hint, least=str(least), **more)

    def tick(self, name: str, label: str, options: tuple[Option, ...], hint: str = "") -> Checks:
        return Checks(name, label, options, self.typed.chosen(name), hint, self.wrong.get(name, ""))

    # --- who, in which groups, by which rules -----------------------------------------------------------------------

    def name(self) -> tuple[Field, ...]:
        hint = "Buchstaben, Ziffern und Striche; so heißt die Welle überall."
        return (self.ask("code", "line", "Kennzeichen der Welle", hint, max_length=32),)

    def who(self) -> tuple[Checks | Field, ...]:
        every = "Nichts angekreuzt heißt: alle."
        return (
            self.tick("regions", "Regionen", self.regions, every),
            self.tick("kinds", "Art der Dienststelle", KINDS, every),
            self.tick("legal_areas", "Rechtskreis", LEGAL_AREAS, every),
            self.tick("stages", "Stufen", self.stages, every),
            self.ask(
                "units",
                "list",
                "Nur diese Dienststellen",
                "Kennungen, eine je Zeile, zum Beispiel 244.",
                required=False,
            ),
            self.ask("units_file", "file", "Oder aus einer Datei", "CSV mit der Spalte code.", required=False),
            self.ask("excluded", "list", "Ohne diese Dienststellen", "Kennungen, eine je Zeile.", required=False),
            self.choose("excluded_because", "Grund für alle genannten", _options(REASONS["exclude"]), required=False),
        )

    def groups(self) -> tuple[Field, ...]:
        return (
            self.number(
                "pilot_size", "Zur Erprobung zuerst", "So viele Dienststellen bilden die erste Gruppe.", required=False
            ),
            self.choose("group_by", "Danach", GROUPS),
            self.number("group_size", "Größe der Gruppen", "Nur bei Gruppen gleicher Größe.", required=False),
            self.number("success_percent", "Weiter, sobald so viele Prozent einer Gruppe", most="100"),
            self.choose("success_state", "mindestens … sind", REACHED),
            self.choose("success_then", "Dann", THEN),
        )

    def rules(self) -> tuple[Field, ...]:
        return (
            self.ask("starts_on", "date", "Start", "Leer heißt: sofort.", required=False),
            self.number("nominate_within", "Frist zum Benennen", "Arbeitstage der Dienststelle.", most="60"),
            self.number("window", "Zugleich gefragte Dienststellen", most="200"),
            self.number("seats_per_office", "Höchstens so viele Plätze je Dienststelle", required=False, most="50"),
            self.choose("gate", "Beteiligung der Interessenvertretungen", YES_NO),
            self.choose("urgent", "Mit verkürzter Frist", YES_NO),
            self.number(
                "stop_percent",
                "Anhalten bei mehr als … Prozent ohne Erfolg",
                "Leer heißt: nie von selbst.",
                required=False,
                most="100",
            ),
            self.number("stop_asked", "frühestens nach so vielen gefragten", required=False),
        )

    # --- courses ----------------------------------------------------------------------------------------------------

    def courses(self, today: date) -> tuple[CourseFields, ...]:
        count = self.typed.courses
        return tuple(self.course(number, today, can_go=count > 1) for number in range(1, count + 1))

    def course(self, number: int, today: date, *, can_go: bool = False) -> CourseFields:
        name, least = f"course-{number}", today.isoformat()
        sites = (Option("", "offen"), *self.regions)
        fields = (
            self.ask(f"{name}-code", "line", "Kennzeichen des Kurses", max_length=32),
            self.ask(f"{name}-starts_on", "date", "Erster Tag", least=least),
            self.ask(f"{name}-ends_on", "date", "Letzter Tag", least=least),
            self.number(f"{name}-min_seats", "Plätze mindestens", "So viele braucht der Kurs."),
            self.number(f"{name}-max_seats", "Plätze höchstens"),
            self.choose(f"{name}-site", "Ort", sites, required=False),
            self.choose(f"{name}-land", "Land", LAENDER, "Für Feiertage am Ort des Kurses.", required=False),
            self.number(f"{name}-internal_trainers", "Interne Trainerinnen und Trainer", least=0, required=False),
            self.number(f"{name}-external_trainers", "Externe Trainerinnen und Trainer", least=0, required=False),
            self.choose(f"{name}-workshop", "Workshop im Kurs", WORKSHOPS, required=False),
            self.ask(f"{name}-workshop_on", "date", "Tag des Workshops", least=least, required=False),
            Field(f"{name}-id", "hidden", value=self.typed.get(f"{name}-id")),
        )
        regions = self.tick(
            f"{name}-regions", "Diese Regionen dürfen schicken", self.regions, "Nichts angekreuzt heißt: alle."
        )
        modules = tuple(self._module(f"{name}-module-{row}", row) for row in range(1, MODULES + 1))
        return CourseFields(number, f"Kurs {number}", fields, regions, modules, can_go)

    def _module(self, name: str, row: int) -> ModuleFields:
        fields = (
            self.ask(f"{name}-key", "line", "Kurzname", "Kleinbuchstaben, zum Beispiel grundlagen.", max_length=40),
            self.choose(f"{name}-mode", "Form", (Option("", "–"), *MODES)),
            self.ask(f"{name}-from", "date", "Von", required=False),
            self.ask(f"{name}-to", "date", "Bis", required=False),
        )
        return ModuleFields(f"Modul {row}", tuple(replace(f, required=False) for f in fields))


def _options(known: Mapping[str, Text]) -> tuple[Option, ...]:
    return tuple(Option(code, text.de) for code, text in known.items())
