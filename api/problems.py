"""Errors as RFC 9457 problem details: a stable type, what is wrong, what to do next. One place maps names to HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from activities.submitting import EngineUnreachable, OutcomeUnknown, RolloutNotRunning, TooMuchInFlight
from api.malformed import malformed
from api.pages.words import spoken
from models.errors import Closing, Fact, KeyReused, Refusal, StampTooOld, UnitHalted
from models.permissions import NotAllowed
from models.privacy import NoteLooksPersonal, NoteTooLong, NoteUnreadable
from models.remedies import LATER, LOAD_AGAIN, SAME_KEY, SEND_AGAIN, Remedy

log = structlog.get_logger(__name__)

RETRY_AFTER = "2"


class Problem(Refusal):
    """The request cannot be answered."""

    german = "Die Anfrage kann nicht beantwortet werden."
    remedy = LOAD_AGAIN
    status = 400


class SignInRequired(Problem):
    """You are not signed in."""

    german = "Sie sind nicht angemeldet."
    remedy = Remedy("Bitte melden Sie sich an.", "Please sign in.")
    status = 401


class NotAppointed(Problem):
    """You are signed in, but nobody has given you a function in this tracker."""

    german = "Sie sind angemeldet, haben in diesem Tracker aber keine Funktion."
    remedy = Remedy(
        "Bitte die iLB-Verantwortlichen Ihrer Region oder die Zentrale darum bitten.",
        "Ask the iLB lead of your region, or head office, for one.",
    )
    status = 403


class NotFound(Problem):
    """There is nothing here that you may see."""

    german = "Hier gibt es nichts, was Sie sehen dürfen."
    remedy = Remedy(
        "Bitte die Adresse prüfen oder in Ihrer Liste suchen.",
        "Check the address, or look in your list.",
    )
    status = 404


class Unreadable(Problem):
    """The request cannot be read."""

    german = "Die Anfrage ist nicht lesbar."
    remedy = Remedy("Bitte der Beschreibung der Schnittstelle folgen.", "Follow the description of the interface.")
    status = 400


class Malformed(Unreadable):
    """The request does not have the expected form."""

    german = "Die Anfrage hat nicht die erwartete Form."
    remedy = Remedy("Was zu ändern ist, steht unter errors.", "See errors for what to change.")
    status = 422


class NotUtf8(Unreadable):
    """The request's body is not valid UTF-8."""

    german = "Der Inhalt der Anfrage ist kein gültiges UTF-8."
    remedy = Remedy("Bitte als UTF-8 senden.", "Send it as UTF-8.")
    status = 400


class NotJson(Unreadable):
    """The request's body is not JSON."""

    german = "Der Inhalt der Anfrage ist kein JSON."
    remedy = Remedy(
        "Bitte JSON senden, mit Content-Type: application/json.",
        "Send JSON, with Content-Type: application/json.",
    )
    status = 415


class MethodNotAllowed(Unreadable):
    """This address does not know this method."""

    german = "Diese Adresse kennt diese Methode nicht."
    remedy = Remedy("Die Kopfzeile Allow nennt, welche sie kennt.", "The header Allow names those that it knows.")
    status = 405


class TwoSignIns(Unreadable):
    """The request carries a session and a token."""

    german = "Die Anfrage enthält eine Sitzung und ein Token."
    remedy = Remedy("Bitte nur eines davon senden.", "Send one of them.")
    status = 400


class TooLarge(Problem):
    """What was sent is larger than {limit}."""

    german = "Das Gesendete ist größer als {limit}."
    remedy = Remedy(
        "Bitte weniger auf einmal senden, eine Datei zum Beispiel aufteilen.",
        "Send less at once; split a file, for example.",
    )
    status = 413

    def said(self, language: str) -> dict[str, Fact]:
        return {**super().said(language), "limit": f"{int(self.facts['limit']) // 1024} KB"}


class Stale(Problem):
    """The office has changed meanwhile; nothing was entered."""

    german = "Die Dienststelle hat sich inzwischen geändert; es wurde nichts eingetragen."
    remedy = Remedy(
        "Bitte die Angaben noch einmal ansehen und dann absenden.",
        "Look at the answers again, and then send them.",
    )
    for_programs = Remedy(
        "Bitte neu lesen (jetzt Version {version}) und neu entscheiden.",
        "Read it again (version {version} now), and decide anew.",
    )
    status = 412


class Busy(Problem):
    """Too much is under way for this office at the moment."""

    german = "Für diese Dienststelle ist gerade zu viel zugleich unterwegs."
    remedy = SEND_AGAIN
    for_programs = SAME_KEY
    status = 429


class Unavailable(Problem):
    """The service is interrupted at the moment; whether this arrived is not known."""

    german = "Der Dienst ist gerade unterbrochen; ob dies angekommen ist, ist nicht bekannt."
    remedy = SEND_AGAIN
    for_programs = SAME_KEY
    status = 503


class Unexpected(Problem):
    """Something went wrong on our side; those who run the tracker can look it up."""

    german = "Bei uns ist etwas schiefgegangen; der Betrieb kann nachsehen, was."
    remedy = LATER
    for_programs = Remedy(
        "Bitte erneut senden, gegebenenfalls mit demselben Schlüssel.",
        "Send it again, with the same key if it had one.",
    )
    status = 503


STATUS: dict[type[Refusal], int] = {
    NotAllowed: 403,
    KeyReused: 422,
    NoteTooLong: 422,
    NoteUnreadable: 422,
    NoteLooksPersonal: 422,
    StampTooOld: 503,
    UnitHalted: 503,
    Closing: 503,
}
"""HTTP status of refusals that are not a 409; modules add theirs in ``register``."""


def status_of(refusal: Refusal) -> int:
    if isinstance(refusal, Problem):
        return refusal.status
    return next((STATUS[cls] for cls in type(refusal).__mro__ if cls in STATUS), 409)


def details(refusal: Refusal, language: str) -> dict[str, Any]:
    """The body of a problem response."""
    return {
        "type": f"urn:ilb:problem:{refusal.code()}",
        "title": refusal.code().replace("_", " "),
        "status": status_of(refusal),
        "detail": refusal.why(language),
        "remedy": refusal.what_a_program_does(language),
        **({"facts": refusal.facts} if refusal.facts else {}),
    }


def retry_after(refusal: Refusal) -> str:
    """Seconds until it is worth another try."""
    return str(getattr(refusal, "retry_after", RETRY_AFTER))


@runtime_checkable
class Itemised(Protocol):
    """A refusal that says what is wrong where: offices, lines."""

    def errors(self, language: str) -> Sequence[Mapping[str, Any]]: ...


def response(refusal: Refusal, language: str, errors: Sequence[Mapping[str, Any]] | None = None) -> JSONResponse:
    body = details(refusal, language)
    if isinstance(refusal, Itemised):
        errors = refusal.errors(language)
    if errors is not None:
        body["errors"] = list(errors)
    headers = {"Content-Language": language}
    if body["status"] in (429, 503):
        headers["Retry-After"] = retry_after(refusal)
    if body["status"] == SignInRequired.status:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, body["status"], headers, media_type="application/problem+json")


MEANINGS: dict[type[Exception], type[Problem]] = {
    TooMuchInFlight: Busy,
    EngineUnreachable: Unavailable,
    OutcomeUnknown: Unavailable,
    RolloutNotRunning: Unavailable,
    SQLAlchemyError: Unavailable,
    TimeoutError: Unavailable,
    ConnectionError: Unavailable,
}


def problem_of(error: Exception) -> Refusal:
    """The refusal that names ``error`` for a person."""
    if isinstance(error, Refusal):
        return error
    return next((MEANINGS[cls]() for cls in type(error).__mro__ if cls in MEANINGS), Unexpected())


def problem_of_http(error: HTTPException) -> Refusal:
    """The refusal that names what the framework says with a status alone."""
    cause = error.__cause__
    if isinstance(cause, Refusal):  # raised while the body was read
        return cause
    if isinstance(cause, UnicodeDecodeError):
        return NotUtf8()
    return {NotFound.status: NotFound, MethodNotAllowed.status: MethodNotAllowed}.get(error.status_code, Unreadable)()


def install(app: FastAPI) -> None:
    """Answer every error as problem+json; pages install their own look on top (``api.pages.errors``)."""

    async def on_error(_request: Request, error: Exception) -> Response:
        refusal = problem_of(error)
        if isinstance(refusal, Unavailable | Unexpected):
            log.warning("request_failed", error=type(error).__name__, cause=type(error.__cause__).__name__)
        return response(refusal, spoken())

    async def on_validation(request: Request, error: Exception) -> Response:
        language = spoken()
        wrong = error.errors() if isinstance(error, RequestValidationError) else []
        if is_not_json(request, wrong):
            return response(NotJson(), language)
        return response(Malformed(), language, malformed(wrong, language))

    async def on_http(_request: Request, error: Exception) -> Response:
        refusal = problem_of_http(error) if isinstance(error, HTTPException) else Unreadable()
        answer = response(refusal, spoken())
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    named: tuple[type[Exception], ...] = (Refusal, *MEANINGS)
    for cls in named:
        app.add_exception_handler(cls, on_error)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)


def is_not_json(request: Request, wrong: Sequence[Mapping[str, Any]]) -> bool:
    """The body was not understood at all, and its type says why."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = media_type == "application/json" or media_type.endswith("+json")
    return not is_json and any(tuple(each["loc"]) == ("body",) and each["type"] != "missing" for each in wrong)
