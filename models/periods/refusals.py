"""Refusals of a reporting period: what cannot be done to it now, and why."""

from __future__ import annotations

from models.errors import Refusal


class PeriodIsClosed(Refusal):
    """The report {period} is closed since {on}. What has changed since appears in the next report."""

    german = (
        "Der Bericht {period} ist seit dem {on} abgeschlossen. "
        "Was sich seither geändert hat, erscheint im nächsten Bericht."
    )


class RegionNotAsked(Refusal):
    """The region {region} is not part of the report {period}."""

    german = "Die Region {region} gehört nicht zum Bericht {period}."


class AttestedAlready(Refusal):
    """This report was attested already, on {on}, perhaps by your substitute. Load the page again to see it."""

    german = (
        "Dieser Bericht wurde am {on} bereits bestätigt, vielleicht von Ihrer Vertretung. "
        "Bitte neu laden, um die Bestätigung zu sehen."
    )


class AcknowledgedAlready(Refusal):
    """Central staff took note of this report on {on}; it stays as it is."""

    german = "Die Zentrale hat diesen Bericht am {on} zur Kenntnis genommen; er bleibt, wie er ist."


class NotAttestedYet(Refusal):
    """The region has not attested this report yet; it has until {due}."""

    german = "Die Region hat diesen Bericht noch nicht bestätigt; sie hat dafür Zeit bis zum {due}."


class AskedBackAlready(Refusal):
    """The region was asked about this report on {on} and has not answered yet; it has until {due}."""

    german = "Zu diesem Bericht wurde am {on} zurückgefragt; die Region hat Zeit bis zum {due}."
