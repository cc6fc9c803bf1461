"""The organisation: offices, their kinds, who lies below whom."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

UnitCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,15}$")]
OpaqueId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class UnitKind(StrEnum):
    """Kinds of office; only Agenturen and gE (SERVED) have a rollout."""

    ZENTRALE = "zentrale"
    REGIONALDIREKTION = "regionaldirektion"
    AGENTUR = "agentur"
    GEMEINSAME_EINRICHTUNG = "gemeinsame_einrichtung"


SERVED = (UnitKind.AGENTUR, UnitKind.GEMEINSAME_EINRICHTUNG)


class LegalArea(StrEnum):
    """Rechtskreis."""

    SGB_II = "SGB_II"
    SGB_III = "SGB_III"


class Land(StrEnum):
    """The 16 Länder by their official short code."""

    BW = "BW"
    BY = "BY"
    BE = "BE"
    BB = "BB"
    HB = "HB"
    HH = "HH"
    HE = "HE"
    MV = "MV"
    NI = "NI"
    NW = "NW"
    RP = "RP"
    SL = "SL"
    SN = "SN"
    ST = "ST"
    SH = "SH"
    TH = "TH"


LAND_NAMES = {
    Land.BW: "Baden-Württemberg",
    Land.BY: "Bayern",
    Land.BE: "Berlin",
    Land.BB: "Brandenburg",
    Land.HB: "Bremen",
    Land.HH: "Hamburg",
    Land.HE: "Hessen",
    Land.MV: "Mecklenburg-Vorpommern",
    Land.NI: "Niedersachsen",
    Land.NW: "Nordrhein-Westfalen",
    Land.RP: "Rheinland-Pfalz",
    Land.SL: "Saarland",
    Land.SN: "Sachsen",
    Land.ST: "Sachsen-Anhalt",
    Land.SH: "Schleswig-Holstein",
    Land.TH: "Thüringen",
}
"""As people call them, in every language."""


class Function(StrEnum):
    """The functions (roles) people hold; a person may hold several. SYSTEM acts from recorded facts only."""

    CENTRAL = "central"
    FIRST_SPECIALIST = "first_specialist"
    REGIONAL_LEAD = "regional_lead"
    AQUA_LEAD = "aqua_lead"
    MANAGER = "manager"
    AUDITOR = "auditor"
    SYSTEM = "system"


class Unit(BaseModel):
    """One office as the organisation lists it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: UnitCode
    name: Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
    kind: UnitKind
    parent_code: UnitCode | None
    legal_area: LegalArea
    land: Land
    city: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


def cyclic_codes(parents: dict[str, str | None]) -> set[str]:
    """Codes that lie on a cycle of ``parents`` (code -> parent code)."""
    safe: set[str] = set()
    cyclic: set[str] = set()
    for start in parents:
        path: list[str] = []
        code: str | None = start
        while code is not None and code in parents and code not in safe and code not in cyclic and code not in path:
            path.append(code)
            code = parents[code]
        if code is not None and code in path:
            cyclic.update(path[path.index(code) :])
        safe.update(set(path) - cyclic)
    return cyclic


def region_of(code: str, kinds: dict[str, UnitKind], parents: dict[str, str | None]) -> str | None:
    """Code of the Regionaldirektion above ``code`` (itself, if it is one); None outside any region.

    ``parents`` must be free of cycles.
    """
    here: str | None = code
    while here is not None and here in kinds:
        if kinds[here] is UnitKind.REGIONALDIREKTION:
            return here
        here = parents.get(here)
    return None
