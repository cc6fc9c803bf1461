"""Where an export comes from, as lines: the end of a PDF, the sheet „Export“ of a workbook."""

from __future__ import annotations

from activities.reports.document import Document, Fact
from activities.reports.speaking import Tongue
from models.translatable import _

DEMO = _(
    "Demo: Dienststellen nach öffentlicher Statistik (gE teils abgeleitet). "
    "Personen, Termine und Stände sind frei erfunden."
)


def provenance_facts(document: Document) -> tuple[Fact, ...]:
    say, made = Tongue(document.language).say, document.provenance
    told = [
        Fact(say(_("Exportiert am")), made.made_at),
        Fact(say(_("Funktion")), made.function),
        Fact(say(_("Auswahl")), made.filter),
        Fact(say(_("Stand der Definition")), made.definition),
    ]
    if document.hash:
        told.append(Fact(say(_("Prüfsumme (SHA-256)")), document.hash))
    if made.notice:
        told.append(Fact(say(_("Hinweis")), made.notice))
    return tuple(told)
