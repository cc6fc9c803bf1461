"""What to do about a refusal, in both languages; what several of them ask for is said once."""

from __future__ import annotations

from typing import NamedTuple


class Remedy(NamedTuple):
    """One or two sentences, ``str.format`` templates over the facts of the refusal."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        return self.de if language == "de" else self.en


LOAD_AGAIN = Remedy(
    "Bitte die Seite neu laden; sie zeigt den jetzigen Stand.",
    "Load the page again; it shows how things stand now.",
)
GO_ON = Remedy(
    "Hier ist nichts zu tun; bitte mit dem nächsten offenen Schritt weitermachen.",
    "Nothing needs to be done here; go on with the next open step.",
)
OTHER_DAY = Remedy("Bitte einen anderen Tag angeben.", "State another day.")
EARLIER_DAY = Remedy("Bitte einen früheren Tag angeben.", "State an earlier day.")
LATER_DAY = Remedy("Bitte einen späteren Tag angeben.", "State a later day.")
OTHER_PERSON = Remedy("Bitte eine andere Person wählen.", "Choose another person.")
OTHER_CODE = Remedy("Bitte ein anderes Kennzeichen wählen.", "Choose another code.")
CHOOSE_KNOWN = Remedy("Bitte etwas davon wählen: {known}.", "Choose one of these: {known}.")
CHOOSE_LISTED = Remedy("Bitte aus der Liste wählen.", "Choose from the list.")
FIND_UNIT = Remedy(
    "Bitte das Kennzeichen prüfen; die Suche findet Dienststellen auch nach ihrem Namen.",
    "Check the code; the search finds offices by their names, too.",
)
ASK_REGION = Remedy("Bitte die iLB-Verantwortlichen der Region fragen.", "Ask the regional iLB lead.")
ASK_CENTRAL = Remedy("Bitte die Zentrale fragen.", "Ask head office.")
SEND_AGAIN = Remedy(
    "Bitte noch einmal absenden; es wird nichts doppelt eingetragen.",
    "Send it again; nothing will be entered twice.",
)
LATER = Remedy("Bitte in einem Augenblick noch einmal versuchen.", "Try again in a moment.")
OPERATORS = Remedy(
    "Der Betrieb ist verständigt; sobald es geklärt ist, lässt sich hier wieder eintragen.",
    "Those who run the tracker have been told; entries are possible again once they have settled it.",
)
CORRECT_LINE = Remedy("Bitte die Zeile berichtigen.", "Correct the line.")
CORRECT_FILE = Remedy("Bitte die Datei berichtigen und noch einmal einlesen.", "Correct the file and import it again.")
SAME_KEY = Remedy("Bitte mit demselben Schlüssel erneut senden.", "Send it again with the same key.")
