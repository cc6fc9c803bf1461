"""What can be done to a region's report: attested by the region, asked about or taken note of by central staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.words import later
from models.periods.attestation import AttestationStatus
from models.permissions import NotAllowed, may_report

if TYPE_CHECKING:
    from api.deps import Caller
    from api.pages.words import Said
    from models.queries.reports import Report

ATTEST, ASK_BACK, ACKNOWLEDGE = "attest", "ask-back", "acknowledge"


@dataclass(frozen=True, slots=True)
class ReportDeed:
    """``command`` is its type, ``when`` the standings in which it can be given."""

    command: str
    label: Said
    done: Said
    when: tuple[AttestationStatus, ...]


DEEDS: dict[str, ReportDeed] = {
    ATTEST: ReportDeed(
        "attest",
        later("Ansehen und bestätigen"),
        later("Der Bericht ist bestätigt."),
        (AttestationStatus.OPEN, AttestationStatus.ASKED_BACK),
    ),
    ACKNOWLEDGE: ReportDeed(
        "acknowledge",
        later("Zur Kenntnis nehmen"),
        later("Der Bericht ist zur Kenntnis genommen."),
        (AttestationStatus.ATTESTED,),
    ),
    ASK_BACK: ReportDeed(
        "ask_back",
        later("Zurückfragen"),
        later("Die Region ist gefragt; sie bestätigt erneut."),
        (AttestationStatus.ATTESTED,),
    ),
}


def deeds(caller: Caller, found: Report) -> dict[str, ReportDeed]:
    """What this caller may do to the report now; nothing to a national or closed one."""
    region = found.attestation
    if region is None or found.state.is_closed:
        return {}
    return {
        name: deed
        for name, deed in DEEDS.items()
        if region.status in deed.when and _may(caller, deed.command, found.scope)
    }


def _may(caller: Caller, command: str, region: str) -> bool:
    try:
        may_report(caller.grants, command, region, caller.today)
    except NotAllowed:
        return False
    return True
