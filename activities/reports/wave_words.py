"""What a wave's states are called: on pages, in reports, in answers."""

from __future__ import annotations

from models.translatable import _
from models.waves.plan import MemberState
from models.waves.state import WaveStatus

MEMBER_STATE: dict[MemberState, str] = {
    MemberState.PLANNED: _("vorgesehen"),
    MemberState.INVITED: _("gefragt"),
    MemberState.NOMINATED: _("benannt"),
    MemberState.GATE: _("in der Beteiligung"),
    MemberState.ADMITTED: _("zugelassen"),
    MemberState.QUALIFIED: _("qualifiziert"),
    MemberState.DECLINED: _("zurückgegeben"),
    MemberState.FAILED: _("ohne Erfolg"),
    MemberState.WITHDRAWN: _("herausgenommen"),
}
WAVE_STATUS: dict[str, str] = {
    WaveStatus.DRAFT: _("noch nicht gestartet"),
    WaveStatus.PREVIEWED: _("noch nicht gestartet"),
    WaveStatus.SCHEDULED: _("geplant"),
    WaveStatus.RUNNING: _("läuft"),
    WaveStatus.PAUSED: _("angehalten"),
    WaveStatus.COMPLETED: _("abgeschlossen"),
    WaveStatus.ABORTED: _("abgebrochen"),
}
