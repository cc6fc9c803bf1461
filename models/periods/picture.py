"""The read model of one reporting period as plain rows, computed from its state alone (as in ``models.projection``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from models.periods.attestation import Attestation
from models.periods.state import PeriodState

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PeriodPicture:
    """``regions``: rows by the region's code."""

    period: Row
    regions: dict[str, Row]


def period_picture(state: PeriodState) -> PeriodPicture:
    return PeriodPicture(
        period={
            "period_id": state.period,
            "rhythm": state.terms.rhythm.value,
            "status": state.status.value,
            "as_of": state.as_of,
            "known_at": state.known_at,
            "opened_on": state.opened_on,
            "closes_on": state.closes_on,
            "issued_on": state.issued_on,
            "regions": len(state.regions),
            "reported": state.reported,
            "on_time": state.on_time,
        },
        regions={code: {"period_id": state.period, **_region(each)} for code, each in state.regions.items()},
    )


def _region(attestation: Attestation) -> Row:
    return {
        "status": attestation.status.value,
        "opened_on": attestation.opened_on,
        "due_on": attestation.due_on,
        "second_on": attestation.second_on,
        "attested_on": attestation.attested_on,
        "late": attestation.was_late,
        "deviations": _json([each.model_dump(mode="json") for each in attestation.deviations]),
        "texts": _json({topic.value: note for topic, note in attestation.texts.items()}),
        "asked_back_on": attestation.asked_back_on,
        "asked_back_why": attestation.asked_back_why.value if attestation.asked_back_why else None,
        "asked_back_note": attestation.asked_back_note,
        "acknowledged_on": attestation.acknowledged_on,
    }


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
