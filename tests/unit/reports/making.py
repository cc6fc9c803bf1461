"""A small country to report on: two regions, offices of both kinds, some far, some waiting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from activities.reports.document import Document, Provenance, Text
from activities.reports.provenance import DEMO
from activities.reports.report import Around, report
from activities.reports.setting import Setting
from activities.reports.speaking import Tongue
from models.organisation import UnitKind
from models.reporting.asked import AsOf
from models.reporting.restatement import Restatement
from models.reporting.snapshot import Look, Snapshot, canonical, digest_of, national
from models.reporting.unit import UnitAsOf
from models.rollout.facts import Fact
from tests import making
from tests.unit.reporting.looking import unit

ON = making.TODAY
NOON = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
REGIONS = {making.REGION: "Regionaldirektion Nord & Ost", "700": "Regionaldirektion <Bayern>"}


def offices() -> list[UnitAsOf]:
    found = []
    for number in range(1, 25):
        kind = UnitKind.AGENTUR if number % 3 else UnitKind.GEMEINSAME_EINRICHTUNG
        region = making.REGION if number % 2 else "700"
        told: list[Fact | str] = ["@managed@2024-03-01", "manager@2024-03-01"] if number % 4 else []
        if number > 8:
            told += ["participation@2024-01-20", "companions_nominated@2024-05-02", "companion_admitted@2024-07-01"]
        if number > 14:
            told += ["companions_qualified@2025-01-10", "implementation_workshop@2025-02-03"]
        found.append(unit(*told, number=number, kind=kind, region=region))
    return found


@cache
def body() -> Snapshot:
    asked = AsOf(ON, NOON)
    look = Look(asked, offices(), lambda _function, _scope: False)
    earlier = [unit(number=number) for number in range(1, 25)]
    before = Look(AsOf(date(2026, 6, 30), NOON), earlier, lambda _function, _scope: False)
    corrected = Restatement(
        period="2026-Q2",
        on=date(2026, 6, 30),
        scope="all",
        kind=UnitKind.AGENTUR,
        figure="workshops/implementation/held",
        was=42,
        now=43,
        reasons={"told_late": 1},
    )
    made = national(look, making.ILB_1, before)
    return made.model_copy(update={"period": "2026-Q3", "restatements": (corrected,)})


def setting(language: str = "de") -> Setting:
    return Setting(Tongue(language), making.ILB_1, REGIONS)


def document(language: str = "de", words: str = "Es geht voran.") -> Document:
    at = setting(language)
    made = Provenance("23.11.2026, 12:30", "Zentrale", "Bundesweit", "ilb-1/1", at.say(DEMO))
    around = Around(texts=(Text(at.say("Stand"), words),), hash=digest_of(canonical(body())))
    return report(at, body(), around, made)
