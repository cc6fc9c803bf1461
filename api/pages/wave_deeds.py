"""What is done to waves and courses, in words: what it is called, what follows from it, who can undo it."""

from __future__ import annotations

from api.pages.deeds import Deed
from api.pages.words import later as _

WAVE_DEEDS: dict[str, Deed] = {
    "start_wave": Deed(
        _("Welle {wave} starten"),
        _("Welle starten"),
        _("Die Welle ist gestartet."),
        _(
            "Ab dem Starttag werden die Dienststellen der ersten Gruppe gefragt, und ihre Plätze werden reserviert. "
            "Wer benennt, sieht den Schritt mit seiner Frist in der Arbeitsliste."
        ),
        _("Die Zentrale kann die Welle jederzeit anhalten oder abbrechen."),
    ),
    "pause_wave": Deed(
        _("Welle {wave} anhalten"),
        _("Welle anhalten"),
        _("Die Welle ist angehalten."),
        _(
            "Es wird niemand mehr neu gefragt, und es beginnt keine weitere Gruppe. Wer schon gefragt ist, arbeitet "
            "weiter; die Fristen der Dienststellen laufen weiter."
        ),
        _("Mit „Welle fortsetzen“ geht es an derselben Stelle weiter."),
    ),
    "resume_wave": Deed(
        _("Welle {wave} fortsetzen"),
        _("Welle fortsetzen"),
        _("Die Welle läuft weiter."),
        _("Offene Fragen gehen an die Dienststellen, und freie Plätze werden wieder vergeben."),
        _("Sie können die Welle wieder anhalten."),
    ),
    "abort_wave": Deed(
        _("Welle {wave} abbrechen"),
        _("Welle abbrechen"),
        _("Die Welle ist abgebrochen."),
        _(
            "Alle Dienststellen, die noch nicht fertig sind, verlassen die Welle, und ihre Plätze werden frei. "
            "Ein Abbruch macht nichts rückgängig. Was erledigt ist, bleibt erledigt: Benennungen, Zulassungen "
            "und Abschlüsse "
            "gelten weiter."
        ),
        _("Das lässt sich nicht zurücknehmen; eine neue Welle kann dieselben Dienststellen wieder fragen."),
        rare=True,
    ),
    "retry_failed": Deed(
        _("Ohne Erfolg gebliebene Dienststellen der Welle {wave} erneut fragen"),
        _("Erneut fragen"),
        _("Die Dienststellen werden erneut gefragt."),
        _("Nur wer ohne Erfolg geblieben ist, wird noch einmal gefragt, mit einem neuen Platz und einer neuen Frist."),
        _("Einzelne Dienststellen können Sie danach aus der Welle nehmen."),
    ),
    "open_group": Deed(
        _("Nächste Gruppe der Welle {wave} beginnen"),
        _("Nächste Gruppe beginnen"),
        _("Die nächste Gruppe hat begonnen."),
        _("Die Dienststellen der nächsten Gruppe bekommen Plätze, soweit welche frei sind, und werden gefragt."),
        _("Sie können die Welle anhalten, bevor alle gefragt sind."),
    ),
    "add_member": Deed(
        _("Dienststelle in die Welle {wave} aufnehmen"),
        _("Dienststelle aufnehmen"),
        _("Die Dienststelle ist in der Welle."),
        _("Sie reiht sich in die Gruppe ein, die gerade läuft, und bekommt einen Platz, sobald einer frei ist."),
        _("Sie können sie wieder aus der Welle nehmen."),
        rare=True,
    ),
    "withdraw_member": Deed(
        _("Dienststelle aus der Welle {wave} nehmen"),
        _("Dienststelle herausnehmen"),
        _("Die Dienststelle ist nicht mehr in der Welle."),
        _(
            "Ihre Plätze werden frei und dem Nächsten angeboten. Was erledigt ist, bleibt erledigt: Benennungen, "
            "Zulassungen "
            "und Abschlüsse gelten weiter."
        ),
        _("Solange die Welle läuft, können Sie sie wieder aufnehmen."),
        rare=True,
    ),
    "plan_course": Deed(
        _("Kurs zur Welle {wave} hinzufügen"),
        _("Kurs hinzufügen"),
        _("Der Kurs ist geplant."),
        _("Wartende Dienststellen bekommen die neuen Plätze in der festgelegten Reihenfolge."),
        _("Der Kurs lässt sich verschieben oder absagen."),
        rare=True,
    ),
    "move_course": Deed(
        _("Kurs {what} verschieben"),
        _("Kurs verschieben"),
        _("Der Kurs ist verschoben."),
        _(
            "Alle Dienststellen behalten ihre Plätze und erfahren die neuen Tage; "
            "ein Workshop, der zum Kurs gehört, geht mit."
        ),
        _("Der Kurs lässt sich wieder verschieben. Beide Tage bleiben in der Chronik."),
    ),
    "cancel_course": Deed(
        _("Kurs {what} absagen"),
        _("Kurs absagen"),
        _("Der Kurs ist abgesagt."),
        _(
            "Die Dienststellen kommen in einen anderen Kurs, soweit dort Plätze frei sind; die übrigen warten an der "
            "Spitze der Reihe."
        ),
        _("Das lässt sich nicht zurücknehmen; Sie können einen neuen Kurs hinzufügen."),
        rare=True,
    ),
    "close_course": Deed(
        _("Kurs {what} abschließen"),
        _("Kurs abschließen"),
        _("Der Kurs ist abgeschlossen."),
        _("Wer hier noch nicht qualifiziert ist, bleibt in dieser Welle ohne Erfolg und kann erneut gefragt werden."),
        _("Das lässt sich nicht zurücknehmen. Tragen Sie vorher alle Ergebnisse ein."),
        rare=True,
    ),
    "record_module": Deed(
        _("{what} eintragen"),
        _("Modul eintragen"),
        _("Das Modul ist eingetragen."),
        _("Das Modul gilt als durchgeführt. Wer daran teilgenommen hat, wird nicht erfasst."),
        _("Ein falscher Tag wird durch einen neuen Eintrag ersetzt."),
    ),
    "record_results": Deed(
        _("Ergebnisse des Kurses {what} eintragen"),
        _("Ergebnisse eintragen"),
        _("Die Ergebnisse sind eingetragen."),
        _(
            "Wer qualifiziert ist, zählt ab dem genannten Tag in seiner Dienststelle. „Noch nicht“ wird nirgends "
            "gespeichert, und Bewertungen gibt es hier nicht."
        ),
        _("Einen falschen Tag berichtigen die iLB-Verantwortlichen der Region."),
    ),
}
"""Everything that is done to a wave, ``{wave}`` being its code and ``{what}`` the course or module; a test compares."""
