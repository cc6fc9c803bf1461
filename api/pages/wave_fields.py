"""The questions of the form of a new wave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.pages.shown_forms import Field, Option
from api.pages.shown_waves import Checks, CourseFields, ModuleFields
from api.pages.wave_typed import MODULES
from api.pages.words import _, later, spoken
from models.organisation import LAND_NAMES, LegalArea, UnitKind
from models.waves.reasons import REASONS
from models.wording import short_place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.pages.shown_forms import FieldKind
    from api.pages.wave_typed import Typed
    from models.programme import Programme, Text

YES_NO = (Option("true", later("ja")), Option("false", later("nein")))
KINDS = (
    Option(UnitKind.AGENTUR.value, later("Agenturen für Arbeit")),
    Option(UnitKind.GEMEINSAME_EINRICHTUNG.value, later("gemeinsame Einrichtungen")),
)
GROUPS = (
    Option("together", later("alle zusammen")),
    Option("region", later("eine Gruppe je Region")),
    Option("size", later("Gruppen gleicher Größe")),
    Option("listed", later("die unten genannten Gruppen")),
)
THEN = (
    Option("next_group", later("beginnt die nächste Gruppe")),
    Option("pause_for_look", later("wartet die Welle auf Ihren Blick")),
)
REACHED = (Option("admitted", later("zugelassen")), Option("qualified", later("qualifiziert")))
MODES = (
    Option("praesenz", later("Präsenz")),
    Option("online", later("online")),
    Option("selbstlernen", later("Selbstlernen")),
    Option("praxis", later("Praxis")),
)
WORKSHOPS = (
    Option("", later("keiner")),
    Option("implementation", later("Umsetzungsworkshop")),
    Option("consolidation", later("Verstetigungsworkshop")),
)

LAENDER = (Option("", later("offen")), *(Option(land.value, name) for land, name in LAND_NAMES.items()))
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
        hint = _("Buchstaben, Ziffern und Striche; so heißt die Welle überall.")
        return (self.ask("code", "line", _("Kennzeichen der Welle"), hint, max_length=32),)

    def who(self) -> tuple[Checks | Field, ...]:
        every = _("Nichts angekreuzt heißt: alle.")
        return (
            self.tick("regions", _("Regionen"), self.regions, every),
            self.tick("kinds", _("Art der Dienststelle"), KINDS, every),
            self.tick("legal_areas", _("Rechtskreis"), LEGAL_AREAS, every),
            self.tick("stages", _("Stufen"), self.stages, every),
            self.ask(
                "units",
                "list",
                _("Nur diese Dienststellen"),
                _("Kennungen, eine je Zeile, zum Beispiel 244."),
                required=False,
            ),
            self.ask("units_file", "file", _("Oder aus einer Datei"), _("CSV mit der Spalte code."), required=False),
            self.ask("excluded", "list", _("Ohne diese Dienststellen"), _("Kennungen, eine je Zeile."), required=False),
            self.choose(
                "excluded_because", _("Grund für alle genannten"), _options(REASONS["exclude"]), required=False
            ),
        )

    def groups(self) -> tuple[Field, ...]:
        return (
            self.number(
                "pilot_size",
                _("Zur Erprobung zuerst"),
                _("So viele Dienststellen bilden die erste Gruppe."),
                required=False,
            ),
            self.ask(
                "pilot",
                "list",
                _("Oder genau diese zur Erprobung"),
                _("Kennungen, eine je Zeile, anstelle einer Anzahl."),
                required=False,
            ),
            self.choose("group_by", _("Danach"), GROUPS),
            self.number("group_size", _("Größe der Gruppen"), _("Nur bei Gruppen gleicher Größe."), required=False),
            self.ask(
                "group_lists",
                "list",
                _("Genannte Gruppen"),
                _("Eine Gruppe je Zeile: ihre Kennungen, mit Leerzeichen getrennt. Alle anderen bilden die letzte."),
                required=False,
            ),
            self.number("success_percent", _("Weiter, sobald so viele Prozent einer Gruppe"), most="100"),
            self.choose("success_state", _("mindestens … sind"), REACHED),
            self.choose("success_then", _("Dann"), THEN),
        )

    def rules(self) -> tuple[Field, ...]:
        return (
            self.ask("starts_on", "date", _("Start"), _("Leer heißt: sofort."), required=False),
            self.number("nominate_within", _("Frist zum Benennen"), _("Arbeitstage der Dienststelle."), most="60"),
            self.number("window", _("Zugleich gefragte Dienststellen"), most="200"),
            self.number("seats_per_office", _("Höchstens so viele Plätze je Dienststelle"), required=False, most="50"),
            self.choose("gate", _("Beteiligung der Interessenvertretungen"), YES_NO),
            self.choose("urgent", _("Mit verkürzter Frist"), YES_NO),
            self.number(
                "stop_percent",
                _("Anhalten bei mehr als … Prozent ohne Erfolg"),
                _("Leer heißt: nie von selbst."),
                required=False,
                most="100",
            ),
            self.number("stop_asked", _("frühestens nach so vielen gefragten"), required=False),
        )

    # --- courses ----------------------------------------------------------------------------------------------------

    def courses(self, today: date) -> tuple[CourseFields, ...]:
        count = self.typed.courses
        return tuple(self.course(number, today, can_go=count > 1) for number in range(1, count + 1))

    def course(self, number: int, today: date, *, can_go: bool = False) -> CourseFields:
        name, least = f"course-{number}", today.isoformat()
        sites = (Option("", _("offen")), *self.regions)
        fields = (
            self.ask(f"{name}-code", "line", _("Kennzeichen des Kurses"), max_length=32),
            self.ask(f"{name}-starts_on", "date", _("Erster Tag"), least=least),
            self.ask(f"{name}-ends_on", "date", _("Letzter Tag"), least=least),
            self.number(f"{name}-min_seats", _("Plätze mindestens"), _("So viele braucht der Kurs.")),
            self.number(f"{name}-max_seats", _("Plätze höchstens")),
            self.choose(f"{name}-site", _("Ort"), sites, required=False),
            self.choose(f"{name}-land", _("Land"), LAENDER, _("Für Feiertage am Ort des Kurses."), required=False),
            self.number(f"{name}-internal_trainers", _("Interne Trainerinnen und Trainer"), least=0, required=False),
            self.number(f"{name}-external_trainers", _("Externe Trainerinnen und Trainer"), least=0, required=False),
            self.choose(f"{name}-workshop", _("Workshop im Kurs"), WORKSHOPS, required=False),
            self.ask(f"{name}-workshop_on", "date", _("Tag des Workshops"), least=least, required=False),
            Field(f"{name}-id", "hidden", value=self.typed.get(f"{name}-id")),
        )
        regions = self.tick(
            f"{name}-regions", _("Diese Regionen dürfen schicken"), self.regions, _("Nichts angekreuzt heißt: alle.")
        )
        modules = tuple(self._module(f"{name}-module-{row}", row) for row in range(1, MODULES + 1))
        return CourseFields(number, _("Kurs {number}", number=number), fields, regions, modules, can_go)

    def _module(self, name: str, row: int) -> ModuleFields:
        fields = (
            self.ask(
                f"{name}-key", "line", _("Kurzname"), _("Kleinbuchstaben, zum Beispiel grundlagen."), max_length=40
            ),
            self.choose(f"{name}-mode", _("Form"), (Option("", "–"), *MODES)),
            self.ask(f"{name}-from", "date", _("Von"), required=False),
            self.ask(f"{name}-to", "date", _("Bis"), required=False),
        )
        return ModuleFields(_("Modul {number}", number=row), tuple(replace(f, required=False) for f in fields))


def _options(known: Mapping[str, Text]) -> tuple[Option, ...]:
    return tuple(Option(code, text.in_language(spoken())) for code, text in known.items())
