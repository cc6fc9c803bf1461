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
from models.errors import Closing, KeyReused, Refusal, StampTooOld, UnitHalted
from models.permissions import NotAllowed
from models.privacy import NoteLooksPersonal, NoteTooLong, NoteUnreadable

log = structlog.get_logger(__name__)

RETRY_AFTER = "2"


class Problem(Refusal):
    """The request cannot be answered."""

    german = "Die Anfrage kann nicht beantwortet werden."
    status = 400


class SignInRequired(Problem):
    """Please sign in."""

    german = "Bitte melden Sie sich an."
    status = 401


class NotAppointed(Problem):
    """You are signed in, but nobody has given you a function in this tracker."""

    german = "Sie sind angemeldet, haben in diesem Tracker aber keine Funktion."
    status = 403


class NotFound(Problem):
    """There is nothing here that you may see."""

    german = "Hier gibt es nichts, was Sie sehen dürfen."
    status = 404


class Malformed(Problem):
    """The request does not have the expected form; see errors."""

    german = "Die Anfrage hat nicht die erwartete Form; siehe errors."
    status = 422


class NotUtf8(Problem):
    """The request's body is not valid UTF-8."""

    german = "Der Inhalt der Anfrage ist kein gültiges UTF-8."
    status = 400


class Unreadable(Problem):
    """The request cannot be read."""

    german = "Die Anfrage ist nicht lesbar."
    status = 400


class NotJson(Problem):
    """The request's body must be JSON, sent with Content-Type: application/json."""

    german = "Der Inhalt der Anfrage muss JSON sein, gesendet mit Content-Type: application/json."
    status = 415


class MethodNotAllowed(Problem):
    """This address does not know this method; see the header Allow."""

    german = "Diese Adresse kennt diese Methode nicht; siehe Kopfzeile Allow."
    status = 405


class TwoSignIns(Problem):
    """The request carries a session and a token. Send one of them."""

    german = "Die Anfrage enthält eine Sitzung und ein Token. Bitte nur eines davon senden."
    status = 400


class TooLarge(Problem):
    """The request is larger than {limit} bytes."""

    german = "Die Anfrage ist größer als {limit} Bytes."
    status = 413


class Stale(Problem):
    """The unit has changed since you read it (version {version} now). Read it again and decide anew."""

    german = (
        "Die Dienststelle hat sich geändert, seit Sie sie gelesen haben (jetzt Version {version}). Bitte neu laden."
    )
    status = 412


class Busy(Problem):
    """This unit has too many commands in flight. Send the command again with the same key."""

    german = "Für diese Dienststelle sind zu viele Befehle unterwegs. Bitte mit demselben Schlüssel erneut senden."
    status = 429


class Unavailable(Problem):
    """The service is interrupted; whether the command arrived is unknown. Send it again with the same key."""

    german = (
        "Der Dienst ist unterbrochen; ob der Befehl angekommen ist, ist unbekannt. "
        "Bitte mit demselben Schlüssel erneut senden."
    )
    status = 503


class Unexpected(Problem):
    """Something went wrong on our side; it has been logged. Send the request again, with the same key if it had one."""

    german = (
        "Bei uns ist etwas schiefgegangen; es ist protokolliert. Bitte erneut senden, ggf. mit demselben Schlüssel."
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
        "detail": refusal.text(language),
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
