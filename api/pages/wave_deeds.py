"""What is done to waves and courses, in words: what it is called, what follows from it, who can undo it."""

from __future__ import annotations

from api.pages.deeds import Deed

KEEPS = "Was erledigt ist, bleibt erledigt: Benennungen, Zulassungen und Abschlüsse gelten weiter."


WAVE_DEEDS: dict[str, Deed] = {
    "start_wave": Deed(
        "Welle {wave} starten",
        "Welle starten",
        "Die Welle ist gestartet.",
        "Ab dem Starttag werden die Dienststellen der ersten Gruppe gefragt, und ihre Plätze werden reserviert. "
        "Wer benennt, sieht den Schritt mit seiner Frist in der Arbeitsliste.",
        "Die Zentrale kann die Welle jederzeit anhalten oder abbrechen.",
    ),
    "pause_wave": Deed(
        "Welle {wave} anhalten",
        "Welle anhalten",
        "Die Welle ist angehalten.",
        "Es wird niemand mehr neu gefragt, und es beginnt keine weitere Gruppe. Wer schon gefragt ist, arbeitet "
        "weiter; die Fristen der Dienststellen laufen weiter.",
        "Mit „Welle fortsetzen“ geht es an derselben Stelle weiter.",
    ),
    "resume_wave": Deed(
        "Welle {wave} fortsetzen",
        "Welle fortsetzen",
        "Die Welle läuft weiter.",
        "Offene Fragen gehen an die Dienststellen, und freie Plätze werden wieder vergeben.",
        "Sie können die Welle wieder anhalten.",
    ),
    "abort_wave": Deed(
        "Welle {wave} abbrechen",
        "Welle abbrechen",
        "Die Welle ist abgebrochen.",
        "Alle Dienststellen, die noch nicht fertig sind, verlassen die Welle, und ihre Plätze werden frei. "
        "Ein Abbruch macht nichts rückgängig. " + KEEPS,
        "Das lässt sich nicht zurücknehmen; eine neue Welle kann dieselben Dienststellen wieder fragen.",
        rare=True,
    ),
    "retry_failed": Deed(
        "Ohne Erfolg gebliebene Dienststellen der Welle {wave} erneut fragen",
        "Erneut fragen",
        "Die Dienststellen werden erneut gefragt.",
        "Nur wer ohne Erfolg geblieben ist, wird noch einmal gefragt, mit einem neuen Platz und einer neuen Frist.",
        "Einzelne Dienststellen können Sie danach aus der Welle nehmen.",
    ),
    "open_group": Deed(
        "Nächste Gruppe der Welle {wave} beginnen",
        "Nächste Gruppe beginnen",
        "Die nächste Gruppe hat begonnen.",
        "Die Dienststellen der nächsten Gruppe bekommen Plätze, soweit welche frei sind, und werden gefragt.",
        "Sie können die Welle anhalten, bevor alle gefragt sind.",
    ),
    "add_member": Deed(
        "Dienststelle in die Welle {wave} aufnehmen",
        "Dienststelle aufnehmen",
        "Die Dienststelle ist in der Welle.",
        "Sie reiht sich in die Gruppe ein, die gerade läuft, und bekommt einen Platz, sobald einer frei ist.",
        "Sie können sie wieder aus der Welle nehmen.",
        rare=True,
    ),
    "withdraw_member": Deed(
        "Dienststelle aus der Welle {wave} nehmen",
        "Dienststelle herausnehmen",
        "Die Dienststelle ist nicht mehr in der Welle.",
        "Ihre Plätze werden frei und dem Nächsten angeboten. " + KEEPS,
        "Solange die Welle läuft, können Sie sie wieder aufnehmen.",
        rare=True,
    ),
    "plan_course": Deed(
        "Kurs zur Welle {wave} hinzufügen",
        "Kurs hinzufügen",
        "Der Kurs ist geplant.",
        "Wartende Dienststellen bekommen die neuen Plätze in der festgelegten Reihenfolge.",
        "Der Kurs lässt sich verschieben oder absagen.",
        rare=True,
    ),
    "move_course": Deed(
        "Kurs {what} verschieben",
        "Kurs verschieben",
        "Der Kurs ist verschoben.",
        "Alle Dienststellen behalten ihre Plätze und erfahren die neuen Tage; "
        "ein Workshop, der zum Kurs gehört, geht mit.",
        "Der Kurs lässt sich wieder verschieben. Beide Tage bleiben in der Chronik.",
    ),
    "cancel_course": Deed(
        "Kurs {what} absagen",
        "Kurs absagen",
        "Der Kurs ist abgesagt.",
        "Die Dienststellen kommen in einen anderen Kurs, soweit dort Plätze frei sind; die übrigen warten an der "
        "Spitze der Reihe.",
        "Das lässt sich nicht zurücknehmen; Sie können einen neuen Kurs hinzufügen.",
        rare=True,
    ),
    "close_course": Deed(
        "Kurs {what} abschließen",
        "Kurs abschließen",
        "Der Kurs ist abgeschlossen.",
        "Wer hier noch nicht qualifiziert ist, bleibt in dieser Welle ohne Erfolg und kann erneut gefragt werden.",
        "Das lässt sich nicht zurücknehmen. Tragen Sie vorher alle Ergebnisse ein.",
        rare=True,
    ),
    "record_module": Deed(
        "{what} eintragen",
        "Modul eintragen",
        "Das Modul ist eingetragen.",
        "Das Modul gilt als durchgeführt. Wer daran teilgenommen hat, wird nicht erfasst.",
        "Ein falscher Tag wird durch einen neuen Eintrag ersetzt.",
    ),
    "record_results": Deed(
        "Ergebnisse des Kurses {what} eintragen",
        "Ergebnisse eintragen",
        "Die Ergebnisse sind eingetragen.",
        "Wer qualifiziert ist, zählt ab dem genannten Tag in seiner Dienststelle. „Noch nicht“ wird nirgends "
        "gespeichert, und Bewertungen gibt es hier nicht.",
        "Einen falschen Tag berichtigen die iLB-Verantwortlichen der Region.",
    ),
}
"""Everything that is done to a wave, ``{wave}`` being its code and ``{what}`` the course or module; a test compares."""
