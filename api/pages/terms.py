"""All words and what they mean, on one page; where a word is used, ``parts/help.html`` says the same."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.deps import MaybeCallerDep, SessionDep
from api.pages.site import site
from api.pages.term_words import TERMS, Term, term
from api.pages.visit import frame_for
from api.pages.words import _

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TermsPage:
    """`terms.html`: all words by the alphabet."""

    terms: tuple[Term, ...]


@router.get("/terms")
async def terms(request: Request, session: SessionDep, caller: MaybeCallerDep) -> Response:
    """Open to everybody: whoever looks for a word may not be signed in."""
    page = TermsPage(tuple(sorted(map(term, TERMS), key=lambda each: each.word.casefold())))
    return site(request).answer("terms.html", await frame_for(request, session, caller, _("Begriffe")), page)
