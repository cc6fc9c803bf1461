"""Refusals of a reporting period: what cannot be done to it now, and why."""

from __future__ import annotations

from models.errors import Refusal
from models.remedies import Remedy


class PeriodIsClosed(Refusal):
    """The report {period} is closed since {on}."""

    german = "Der Bericht {period} ist seit dem {on} abgeschlossen."
    remedy = Remedy(
        "Was sich seither geändert hat, erscheint im nächsten Bericht.",
        "What has changed since appears in the next report.",
    )


class RegionNotAsked(Refusal):
    """The region {region} is not part of the report {period}."""

    german = "Die Region {region} gehört nicht zum Bericht {period}."
    remedy = Remedy(
        "Bitte einen Bericht der eigenen Region öffnen; alle stehen unter „Berichte“.",
        "Open a report of your own region; all of them are listed under „Reports“.",
    )


class AttestedAlready(Refusal):
    """This report was attested already, on {on}, perhaps by your substitute."""

    german = "Dieser Bericht wurde am {on} bereits bestätigt, vielleicht von Ihrer Vertretung."
    remedy = Remedy("Bitte neu laden, um die Bestätigung zu sehen.", "Load the page again to see the attestation.")


class AcknowledgedAlready(Refusal):
    """Head office took note of this report on {on}; it stays as it is."""

    german = "Die Zentrale hat diesen Bericht am {on} zur Kenntnis genommen; er bleibt, wie er ist."
    remedy = Remedy(
        "Was sich seither geändert hat, erscheint im nächsten Bericht.",
        "What has changed since appears in the next report.",
    )


class NotAttestedYet(Refusal):
    """The region has not attested this report yet; it has until {due}."""

    german = "Die Region hat diesen Bericht noch nicht bestätigt; sie hat dafür Zeit bis zum {due}."
    remedy = Remedy(
        "Bitte die Bestätigung abwarten; die Region wird von selbst erinnert.",
        "Wait for the attestation; the region is reminded by itself.",
    )


class AskedBackAlready(Refusal):
    """The region was asked about this report on {on} and has not answered yet; it has until {due}."""

    german = (
        "Zu diesem Bericht wurde am {on} zurückgefragt, und die Antwort steht noch aus; die Region hat "
        "Zeit bis zum {due}."
    )
    remedy = Remedy("Bitte die Antwort abwarten.", "Wait for the answer.")
