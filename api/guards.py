"""What every request passes before any route: size, origin, time taken; and what every answer carries."""

from __future__ import annotations

from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.origin import SAFE_METHODS, ForeignOrigin, Home, UnknownHost, is_foreign
from api.hearing import hear
from api.metrics import REQUESTS
from api.pages.errors import answer_to
from api.problems import Malformed, Problem, TooLarge, Unexpected, Unreadable
from models.remedies import Remedy

log = structlog.get_logger(__name__)

HEADER_LIMIT = 16 * 1024
BODY_LIMIT = 64 * 1024
UPLOAD_LIMIT = 5 * 1024 * 1024
UPLOADS = ("/api/imports/", "/imports", "/api/waves", "/waves")
"""Files, and plans of waves: thousands of codes are refused by name, not by their bytes."""
METHODS = (*SAFE_METHODS, "POST", "PUT", "PATCH", "DELETE")

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


HSTS = "max-age=31536000; includeSubDomains"
FOR_MACHINES = ("/healthz", "/readyz", "/metrics")
"""Asked by whatever watches over the processes, under whatever address it knows them by."""


class HeadersTooLarge(Unreadable):
    """The request's headers are larger than {limit} bytes."""

    german = "Die Kopfzeilen der Anfrage sind größer als {limit} Bytes."
    remedy = Remedy(
        "Bitte weniger davon senden; im Browser hilft es, die Cookies dieser Adresse zu löschen.",
        "Send less of them; in a browser it helps to delete the cookies of this address.",
    )
    status = 431


class Guards:
    """Pure ASGI: refuses what is too large or foreign, adds headers, measures."""

    def __init__(self, app: ASGIApp, home: Home, leads_to: str | None = None) -> None:
        """``leads_to``: an origin where forms may lead besides our own, the sign-in provider's."""
        self.app = app
        self.home = home
        self.headers = {**HEADERS, "Content-Security-Policy": f"{CSP} {leads_to}" if leads_to else CSP}
        if home.is_secure:
            self.headers["Strict-Transport-Security"] = HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, seen = perf_counter(), [500]
        hear(Request(scope))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen[0] = message["status"]
                self._add_headers(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            await self._guarded(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            method = scope["method"] if scope["method"] in METHODS else "-"  # anything can be sent as a method
            REQUESTS.labels(method, route, seen[0]).observe(perf_counter() - started)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        limit = UPLOAD_LIMIT if scope["path"].startswith(UPLOADS) else BODY_LIMIT
        refusal = _refused(scope, headers, limit, self.home)
        if refusal is not None:
            await answer_to(Request(scope), refusal)(scope, receive, send)
            return
        begun = [False]

        async def watched(message: Message) -> None:
            begun[0] = begun[0] or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, _limited(receive, limit), watched)
        except Exception as error:
            if begun[0]:
                raise
            log.error("unexpected", error=type(error).__name__, at=_place(error))  # noqa: TRY400 - no values in logs
            await answer_to(Request(scope), Unexpected())(scope, receive, send)

    def _add_headers(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")


def _refused(scope: Scope, headers: Headers, limit: int, home: Home) -> Problem | None:
    """Why no route gets to see this request, if none does."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_LIMIT:
        return HeadersTooLarge(limit=HEADER_LIMIT)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        return TooLarge(limit=limit)
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:  # no text of ours has one; PostgreSQL cannot store it
        return Malformed()
    if not home.answers_to(headers.get("host", "")) and scope["path"] not in FOR_MACHINES:
        return UnknownHost()
    if scope["method"] not in SAFE_METHODS and is_foreign(headers, home):
        return ForeignOrigin()
    return None


def _place(error: BaseException) -> str:
    """Where it was raised: file and line, never a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace is not None else "-"


def _limited(receive: Receive, limit: int) -> Receive:
    """A body without a stated length is counted while it comes in."""
    read = [0]

    async def counting() -> Message:
        message = await receive()
        read[0] += len(message.get("body", b""))
        if read[0] > limit:
            raise TooLarge(limit=limit)
        return message

    return counting
