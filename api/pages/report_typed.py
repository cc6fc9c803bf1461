"""From what was typed about a report to the request that the API would get, and back to fields that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.pages.attesting import DEVIATION
from api.pages.report_deeds import ACKNOWLEDGE, ASK_BACK, ATTEST
from api.pages.typed import wrong_words
from api.pages.words import spoken
from api.report_requests import AcknowledgeRequest, AskBackRequest, AttestRequest
from models.periods.attestation import AskBackReason, Topic
from models.privacy import NoteLooksPersonal, NoteTooLong, NoteUnreadable, checked_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.report_requests import ReportRequest

NOTE, REVIEWED = "note", "note_reviewed"


def asked(deed: str, typed: Mapping[str, str]) -> ReportRequest:
    """The request that these answers make; they were checked before."""
    reviewed = typed.get(REVIEWED) == "yes"
    if deed == ACKNOWLEDGE:
        return AcknowledgeRequest(type="acknowledge")
    if deed == ASK_BACK:
        note = typed.get(NOTE) or None
        return AskBackRequest(
            type="ask_back", reason=AskBackReason(typed["reason"]), note=note, note_acknowledged=reviewed
        )
    if typed.get("do") != "remarks":
        return AttestRequest(type="attest", texts={})
    body: dict[str, Any] = {
        "type": "attest",
        "deviations": [
            {"unit": name.removeprefix(DEVIATION), "reason": reason}
            for name, reason in typed.items()
            if name.startswith(DEVIATION) and reason
        ],
        "texts": {topic.value: typed[topic.value] for topic in Topic if typed.get(topic.value)},
        "note_acknowledged": reviewed,
    }
    return AttestRequest.model_validate(body)


def wrong_fields(deed: str, typed: Mapping[str, str]) -> dict[str, str]:
    """By field: what is missing, and texts that may not stand."""
    if deed == ASK_BACK and typed.get("reason") not in set(AskBackReason):
        return {"reason": wrong_words("enum")}
    names = {ATTEST: [topic.value for topic in Topic], ASK_BACK: [NOTE]}.get(deed, [])
    if deed == ATTEST and typed.get("do") != "remarks":
        return {}
    told = {name: _wrong_text(typed[name], reviewed=typed.get(REVIEWED) == "yes") for name in names if typed.get(name)}
    return {name: words for name, words in told.items() if words}


def _wrong_text(text: str, *, reviewed: bool) -> str:
    try:
        checked_note(text, acknowledged=reviewed)
    except (NoteTooLong, NoteUnreadable, NoteLooksPersonal) as found:
        return found.text(spoken())
    return ""
