"""Function holders in a file, compared with the persons and assignments on record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.errors import Refusal
from models.imports.cells import DuplicateRow, day, text
from models.imports.reading import Columns, Row
from models.imports.report import CODE_SHOWN, Checked, Outcome, RowResult, differences, ignored, in_error
from models.language import LANGUAGES
from models.organisation import Function
from models.people import (
    EMAIL,
    EMAIL_LIMIT,
    IDENTITY_LIMIT,
    NAME_LIMIT,
    Held,
    Places,
    assignable,
    fits_among,
    new_end,
    period,
    scope_within,
)
from models.remedies import CHOOSE_KNOWN, Remedy

COLUMNS = Columns(
    required=("issuer", "subject", "name", "email", "language", "function", "scope", "since", "until"),
)

Identity = tuple[str, str]
"""Issuer and subject of a sign-in."""
Place = tuple[Function, str, str]
"""Function, scope, and the person where several may hold it: whoever could be in each other's way shares a place."""
Start = tuple[str, Function, str, date]
"""Person, function, scope, first day: what makes an assignment the same one."""


class InvalidEmail(Refusal):
    """The e-mail address is not one."""

    german = "Die E-Mail-Adresse ist keine."
    remedy = Remedy(
        "Bitte wie name@beispiel.de schreiben oder leer lassen.",
        "Write it like name@example.org, or leave it empty.",
    )


class UnknownLanguage(Refusal):
    """There is no such language here."""

    german = "Diese Sprache gibt es hier nicht."
    remedy = CHOOSE_KNOWN


class FunctionMissing(Refusal):
    """Scope and days belong to a function, and none is named."""

    german = "Bereich und Tage gehören zu einer Funktion, und es ist keine genannt."
    remedy = Remedy(
        "Bitte die Funktion angeben oder Bereich und Tage leer lassen.",
        "State the function, or leave scope and days empty.",
    )


class PersonDiffers(Refusal):
    """Line {line} says something else about the same person."""

    german = "Zeile {line} sagt über dieselbe Person etwas anderes."
    remedy = Remedy("Bitte die beiden Zeilen gleich angeben.", "Make the two lines say the same.")


class SignInElsewhere(Refusal):
    """You cannot enter anything for this sign-in."""

    german = "Zu dieser Anmeldung können Sie nichts eintragen."
    remedy = Remedy("Bitte die Zentrale darum bitten.", "Ask head office to do it.")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is kept of a person."""

    name: str
    email: str | None
    language: str | None

    def shown(self) -> dict[str, str | None]:
        return {"name": self.name, "email": self.email, "language": self.language}


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person on record, as the importer sees them.

    A regional lead changes only persons of the own region (``is_editable``); one whom the directory does not show to
    them is not ``is_visible``, and a row about that one is refused without any fact.
    """

    id: str
    particulars: Particulars
    is_editable: bool = True
    is_visible: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is compared with; ``within``: regions that exist for the importer, None for all."""

    persons: Mapping[Identity, KnownPerson]
    held: Collection[Held]
    places: Places
    today: date
    within: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says: a person and, unless it names none, a function. ``held.id`` is empty for a new one.

    ``particulars`` is None where the importer may not change them.
    """

    identity: Identity
    particulars: Particulars | None
    held: Held | None


def compare_people(rows: Iterable[Row], known: Known) -> list[Checked[Entry]]:
    """What each row would do. Ends of functions are taken first, so that one file can hand over a region."""
    rows = list(rows)
    comparison = _Comparison(known)
    for row in rows:
        comparison.read(row)
    comparison.take_ends()
    comparison.take_new_ones()
    return [comparison.result(row) for row in rows]


class _Comparison:
    """One file against what is known. ``standing`` is who would hold what: first as on record, then row by row."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.recorded = {held.id: held for held in known.held}
        self.by_start = {_start(held): held for held in known.held}
        self.standing: dict[Place, dict[str, Held]] = {}
        for held in known.held:
            self._stand(held)
        self.entries: dict[int, Entry] = {}
        self.refused: dict[int, Refusal] = {}
        self._first_words: dict[Identity, tuple[int, Particulars]] = {}
        self._first_lines: dict[tuple[Identity, Start | None], int] = {}

    # --- the steps -----------------------------------------------------------------------------------------

    def read(self, row: Row) -> None:
        """Judge the row on its own and beside earlier ones about the same person or function."""
        if row.is_empty:
            return
        try:
            identity, particulars, held = _said(row, self.known)
            person = self.known.persons.get(identity)
            if person is not None and not person.is_visible:
                raise SignInElsewhere
            line, earlier = self._first_words.setdefault(identity, (row.line, particulars))
            if earlier != particulars:
                raise PersonDiffers(line=line)
            line = self._first_lines.setdefault((identity, _start(held) if held else None), row.line)
            if line != row.line:
                raise DuplicateRow(line=line)
            if held is not None and (match := self.by_start.get(_start(held))) is not None:
                held = self._changed(match, held.period.until)
        except Refusal as refusal:
            self.refused[row.line] = refusal
            return
        may_change = person is None or person.is_editable
        self.entries[row.line] = Entry(identity, particulars if may_change else None, held)

    def take_ends(self) -> None:
        """New last days, all at once; one that runs into somebody else's time is refused."""
        changed = {
            line: entry.held
            for line, entry in self.entries.items()
            if entry.held is not None and entry.held.id and entry.held != self.recorded[entry.held.id]
        }
        for held in changed.values():
            self._stand(held)
        for line, held in changed.items():
            if not self._fits(line, held):
                self._stand(self.recorded[held.id])

    def take_new_ones(self) -> None:
        for line, entry in self.entries.items():
            if entry.held is not None and not entry.held.id:
                new = replace(entry.held, id=f"line {line}")
                if self._fits(line, new):
                    self._stand(new)

    def result(self, row: Row) -> Checked[Entry]:
        if row.is_empty:
            return Checked(ignored(row))
        subject, refusal = row.values["subject"], self.refused.get(row.line)
        if refusal is not None:
            return Checked(in_error(row, subject, refusal))
        entry = self.entries[row.line]
        is_new = entry.identity not in self.known.persons or (entry.held is not None and not entry.held.id)
        changes = self._changes(entry)
        outcome = Outcome.NEW if is_new else Outcome.CHANGED if changes else Outcome.SAME
        return Checked(RowResult(line=row.line, code=subject[:CODE_SHOWN], outcome=outcome, changes=changes), entry)

    # --- details -------------------------------------------------------------------------------------------

    def _stand(self, held: Held) -> None:
        self.standing.setdefault(_place(held), {})[held.id] = held

    def _fits(self, line: int, held: Held) -> bool:
        try:
            fits_among(held, self.standing.get(_place(held), {}).values())
        except Refusal as refusal:
            self.refused[line] = refusal
            return False
        return True

    def _changed(self, recorded: Held, until: date | None) -> Held:
        """What is on record, with another last day. Raises: AssignmentEnded, UntilBeforeSince."""
        if until == recorded.period.until:
            return recorded
        return replace(recorded, period=new_end(recorded.period, until, self.known.today))

    def _changes(self, entry: Entry) -> dict[str, tuple[str | None, str | None]]:
        changes: dict[str, tuple[str | None, str | None]] = {}
        person = self.known.persons.get(entry.identity)
        if person is not None and entry.particulars is not None:
            changes |= differences(person.particulars.shown(), entry.particulars.shown())
        if entry.held is not None and entry.held.id:
            changes |= differences(_until(self.recorded[entry.held.id]), _until(entry.held))
        return changes


def _place(held: Held) -> Place:
    alone = held.function is Function.REGIONAL_LEAD
    return held.function, held.scope, "" if alone else held.person


def _start(held: Held) -> Start:
    return held.person, held.function, held.scope, held.period.since


def _until(held: Held) -> dict[str, str | None]:
    return {"until": None if held.period.until is None else held.period.until.isoformat()}


def _said(row: Row, known: Known) -> tuple[Identity, Particulars, Held | None]:
    values = row.values
    identity = text(values, "issuer", IDENTITY_LIMIT), text(values, "subject", IDENTITY_LIMIT)
    email = values["email"] or None
    if email is not None and (len(email) > EMAIL_LIMIT or not EMAIL.fullmatch(email)):
        raise InvalidEmail
    person = known.persons.get(identity)
    language = values["language"] or (person.particulars.language if person is not None else None)
    if language is not None and language not in LANGUAGES:
        raise UnknownLanguage(known=", ".join(LANGUAGES))
    particulars = Particulars(text(values, "name", NAME_LIMIT), email, language)
    return identity, particulars, _function(values, _person_key(identity, known), known)


def _person_key(identity: Identity, known: Known) -> str:
    """The person's id; for a new person something no id looks like."""
    person = known.persons.get(identity)
    return person.id if person is not None else f"{identity[0]}\n{identity[1]}"


def _function(values: Mapping[str, str], person: str, known: Known) -> Held | None:
    """The function a row names; a row without one is about the person alone (a future manager, for instance)."""
    if not values["function"]:
        if values["scope"] or values["since"] or values["until"]:
            raise FunctionMissing
        return None
    function = assignable(values["function"])
    scope_within(known.places, function, values["scope"], known.within)
    until = day(values, "until") if values["until"] else None
    return Held("", person, function, values["scope"], period(day(values, "since"), until))
