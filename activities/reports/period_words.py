"""What is said of reporting periods and attestations: on pages, in exports, in mails."""

from __future__ import annotations

from collections.abc import Mapping

from models.periods.attestation import AskBackReason, AttestationStatus, DeviationReason, Topic
from models.periods.issue import Outcome
from models.periods.state import PeriodStatus
from models.translatable import _

TOPICS: Mapping[Topic, str] = {
    Topic.SITUATION: _("Stand"),
    Topic.REGIONAL_NEEDS: _("Regionale Bedarfe"),
    Topic.NATIONAL_QUESTIONS: _("Bundesweite Fragestellungen"),
    Topic.DEVELOPMENT: _("Weiterentwicklung"),
}
ATTESTATIONS: Mapping[AttestationStatus, str] = {
    AttestationStatus.OPEN: _("Bestätigung steht aus"),
    AttestationStatus.ATTESTED: _("bestätigt"),
    AttestationStatus.ASKED_BACK: _("Rückfrage der Zentrale offen"),
    AttestationStatus.ACKNOWLEDGED: _("bestätigt und zur Kenntnis genommen"),
}
DEVIATIONS: Mapping[DeviationReason, str] = {
    DeviationReason.CORRECTION_FOLLOWS: _("Berichtigung folgt"),
    DeviationReason.IN_CLARIFICATION: _("wird noch geklärt"),
    DeviationReason.NEWS_EXPECTED: _("Neues wird erwartet"),
}
ASK_BACKS: Mapping[AskBackReason, str] = {
    AskBackReason.TEXT_UNCLEAR: _("Ein Text ist unklar"),
    AskBackReason.FIGURE_UNCLEAR: _("Eine Zahl ist unklar"),
    AskBackReason.DEVIATION_UNCLEAR: _("Eine Abweichung ist unklar"),
    AskBackReason.TEXT_INADMISSIBLE: _("Ein Text enthält Angaben, die nicht in den Bericht gehören"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ON_TIME: _("pünktlich bestätigt"),
    Outcome.LATE: _("nach der Frist bestätigt"),
    Outcome.ASKED_BACK: _("Rückfrage offen"),
    Outcome.MISSING: _("nicht bestätigt"),
    Outcome.ORPHAN: _("niemand zuständig"),
}
PERIODS: Mapping[PeriodStatus, str] = {
    PeriodStatus.COLLECTING: _("Bestätigungen werden gesammelt"),
    PeriodStatus.ISSUED: _("ausgegeben"),
    PeriodStatus.CLOSED: _("abgeschlossen"),
}
