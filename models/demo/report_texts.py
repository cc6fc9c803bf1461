"""What regions wrote in the demo's reports: invented, about offices and the instrument, never about persons."""

from __future__ import annotations

from models.periods.attestation import Topic

TEXTS: dict[Topic, tuple[str, ...]] = {
    Topic.SITUATION: (
        "Die Umsetzungsworkshops des Quartals sind überwiegend gehalten. Zwei Dienststellen ziehen um und ruhen.",
        "Nach der Sommerpause sind alle Termine neu vereinbart. Die Stände stimmen mit unseren Aufzeichnungen überein.",
        "Mehrere Agenturen haben die Lernbegleitung in den Einarbeitungsplan aufgenommen.",
    ),
    Topic.REGIONAL_NEEDS: (
        "Für die Qualifizierung im Frühjahr werden in der Region sechs Plätze gebraucht.",
        "Für Verstetigungsworkshops fehlen Räume; wir bitten um Termine in anderen Häusern.",
    ),
    Topic.NATIONAL_QUESTIONS: (
        "Wie wird die Zuständigkeit der AQua-Teams geregelt, wenn eine gemeinsame Einrichtung zwei Agenturen hat?",
        "Gilt die Frist für den Verstetigungsworkshop auch, wenn die Führungskraft erst kurz im Amt ist?",
    ),
    Topic.DEVELOPMENT: (
        "Ein Austausch der Lernbegleitenden über die Regionen hinweg wird gewünscht.",
        "Die Vorlage für den Umsetzungsworkshop sollte um ein Beispiel aus einem Jobcenter ergänzt werden.",
    ),
}
ASKED_BACK = "Bitte ergänzen Sie, bis wann die genannten Stände geklärt sind."
