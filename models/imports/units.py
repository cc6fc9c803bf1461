"""The organisation in a file, compared with the one on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.errors import Refusal
from models.imports.cells import DuplicateRow, choice, code, text
from models.imports.reading import Columns, Row
from models.imports.report import Checked, Outcome, RowResult, differences, ignored, in_error
from models.organisation import Land, LegalArea, Unit, UnitKind, cyclic_codes, region_of
from models.remedies import Remedy

COLUMNS = Columns(
    required=("code", "name", "kind", "parent_code", "legal_area", "land", "city"),
    # Where a row comes from, for people; not kept.
    optional=("basis",),
)

PARENT_KINDS: dict[UnitKind, tuple[UnitKind, ...]] = {
    UnitKind.ZENTRALE: (),
    UnitKind.REGIONALDIREKTION: (UnitKind.ZENTRALE,),
    UnitKind.AGENTUR: (UnitKind.REGIONALDIREKTION,),
    # The partner on the side of the Bundesagentur.
    UnitKind.GEMEINSAME_EINRICHTUNG: (UnitKind.AGENTUR, UnitKind.REGIONALDIREKTION),
}


class ParentMissing(Refusal):
    """The column parent_code is empty, and every office but head office belongs to another one."""

    german = "Die Spalte parent_code ist leer, und jede Dienststelle außer der Zentrale gehört zu einer anderen."
    remedy = Remedy(
        "Bitte das Kennzeichen der übergeordneten Dienststelle angeben.",
        "State the code of the office above it.",
    )


class UnknownParent(Refusal):
    """The column parent_code names no office, neither in this file nor on record."""

    german = "Das Kennzeichen in der Spalte parent_code gibt es nicht, weder in dieser Datei noch im Bestand."
    remedy = Remedy(
        "Bitte berichtigen oder die übergeordnete Dienststelle mit aufnehmen.",
        "Correct it, or add the office above to the file.",
    )


class CyclicParent(Refusal):
    """The offices above this one lead back to it."""

    german = "Die übergeordneten Dienststellen führen zu dieser zurück."
    remedy = Remedy(
        "Bitte die Spalte parent_code dieser Zeilen berichtigen.",
        "Correct the column parent_code in these lines.",
    )


class ImplausibleParent(Refusal):
    """An office of the kind {kind} cannot belong to one of the kind {parent_kind}."""

    german = "Eine Dienststelle der Art {kind} kann nicht zu einer der Art {parent_kind} gehören."
    remedy = Remedy(
        "Bitte die Art oder die übergeordnete Dienststelle berichtigen.",
        "Correct the kind, or the office above it.",
    )


class KindIsFixed(Refusal):
    """The rollout of this office is running; its kind ({kind}) can no longer change."""

    german = "Der Rollout dieser Dienststelle läuft; ihre Art ({kind}) kann sich nicht mehr ändern."
    remedy = Remedy("Bitte die bisherige Art angeben.", "State the kind that it has.")


class ChildrenDoNotFit(Refusal):
    """Offices on record belong to this one and cannot belong to one of the kind {kind}."""

    german = "Zu dieser Dienststelle gehören andere, die nicht zu einer der Art {kind} gehören können."
    remedy = Remedy(
        "Bitte die bisherige Art angeben oder jene Dienststellen zuerst anders zuordnen.",
        "State the kind that it has, or move those offices first.",
    )


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """An office on record."""

    unit: Unit
    has_rollout: bool = False


def compare_units(rows: Iterable[Row], known: Mapping[str, KnownUnit]) -> list[Checked[Unit]]:
    """What each row would do. A row is judged with the whole file in place, less the rows in error."""
    rows = list(rows)
    units, refused = _parsed(rows)
    candidates = {unit.code: unit for line, unit in units.items() if line not in refused}
    misplaced = _refused_by_place(candidates, known)
    stored = {code: k.unit for code, k in known.items()}
    before, after = regions(stored), regions({**stored, **candidates})
    checked: list[Checked[Unit]] = []
    for row in rows:
        unit = units.get(row.line)
        refusal = refused.get(row.line) or (misplaced.get(unit.code) if unit else None)
        if row.is_empty:
            checked.append(Checked(ignored(row)))
        elif unit is None or refusal is not None:
            checked.append(Checked(in_error(row, row.values["code"], refusal or UnknownParent())))
        else:
            checked.append(_compared(row, unit, known.get(unit.code), (before.get(unit.code), after[unit.code])))
    return checked


def regions(units: Mapping[str, Unit]) -> dict[str, str | None]:
    """Each office's region, derived from the parents."""
    kinds = {unit.code: unit.kind for unit in units.values()}
    parents = {unit.code: unit.parent_code for unit in units.values()}
    return {code: region_of(code, kinds, parents) for code in units}


def _parsed(rows: list[Row]) -> tuple[dict[int, Unit], dict[int, Refusal]]:
    """By line: the office a row describes, and why it is refused on its own or as a second one."""
    units: dict[int, Unit] = {}
    refused: dict[int, Refusal] = {}
    first: dict[str, int] = {}
    for row in rows:
        if row.is_empty:
            continue
        earlier = first.setdefault(row.values["code"], row.line)
        try:
            if earlier != row.line:
                raise DuplicateRow(line=earlier)
            units[row.line] = _unit(row.values)
        except Refusal as refusal:
            refused[row.line] = refusal
    return units, refused


def _unit(values: Mapping[str, str]) -> Unit:
    kind = choice(values, "kind", UnitKind)
    if not values["parent_code"] and kind is not UnitKind.ZENTRALE:
        raise ParentMissing
    return Unit(
        code=code(values, "code"),
        name=text(values, "name", 120),
        kind=kind,
        parent_code=code(values, "parent_code") if values["parent_code"] else None,
        legal_area=choice(values, "legal_area", LegalArea),
        land=choice(values, "land", Land),
        city=text(values, "city", 80),
    )


def _refused_by_place(candidates: dict[str, Unit], known: Mapping[str, KnownUnit]) -> dict[str, Refusal]:
    """Offices that cannot stand where they would; each one taken out of ``candidates`` may strand others."""
    refused: dict[str, Refusal] = {}
    while found := _misplaced(candidates, known):
        refused |= found
        for unit_code in found:
            del candidates[unit_code]
    return refused


def _misplaced(candidates: Mapping[str, Unit], known: Mapping[str, KnownUnit]) -> dict[str, Refusal]:
    merged = {**{c: k.unit for c, k in known.items()}, **candidates}
    cyclic = cyclic_codes({unit.code: unit.parent_code for unit in merged.values()})
    found: dict[str, Refusal] = {}
    for unit in candidates.values():
        stored = known.get(unit.code)
        if stored is not None and stored.has_rollout and unit.kind is not stored.unit.kind:
            found[unit.code] = KindIsFixed(kind=stored.unit.kind.value)
        elif unit.code in cyclic:
            found[unit.code] = CyclicParent()
        elif (refusal := _parent_refused(unit, merged)) is not None:
            found[unit.code] = refusal
    for unit in merged.values():
        parent = candidates.get(unit.parent_code or "")
        if unit.code not in candidates and parent is not None and parent.kind not in PARENT_KINDS[unit.kind]:
            found.setdefault(parent.code, ChildrenDoNotFit(kind=parent.kind.value))
    return found


def _parent_refused(unit: Unit, merged: Mapping[str, Unit]) -> Refusal | None:
    if unit.parent_code is None:
        return None
    parent = merged.get(unit.parent_code)
    if parent is None:
        return UnknownParent()
    if parent.kind not in PARENT_KINDS[unit.kind]:
        return ImplausibleParent(kind=unit.kind.value, parent_kind=parent.kind.value)
    return None


def _compared(row: Row, unit: Unit, known: KnownUnit | None, region: tuple[str | None, str | None]) -> Checked[Unit]:
    if known is None:
        return Checked(RowResult(line=row.line, code=unit.code, outcome=Outcome.NEW), unit)
    changes = differences(known.unit.model_dump(mode="json"), unit.model_dump(mode="json"))
    if region[0] != region[1]:
        changes["region_code"] = region
    outcome = Outcome.CHANGED if changes else Outcome.SAME
    return Checked(RowResult(line=row.line, code=unit.code, outcome=outcome, changes=changes), unit)
