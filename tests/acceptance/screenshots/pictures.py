"""Which pictures there are: every page, as somebody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.demo.chance import opaque
from tests.acceptance.pages.visiting import post_of

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "screenshots"
LIMIT = 150 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as somebody sees it.

    ``path`` names places of the stage in braces. ``opens`` is a link that opens a dialog first, ``sends`` the button of
    a form that is sent, ``types`` what is typed before into which field, ``at`` what is scrolled to.
    """

    name: str
    username: str | None
    path: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    at: str = ""
    opens: str = ""
    sends: str = ""
    types: tuple[str, str] | None = None
    status: int = 200


DESK, PHONE = (1180, 760), (390, 780)
PERSON = opaque("p", "demo", "aqua-AQ-200-02")
PAGES: dict[str, tuple[str | None, str]] = {
    "start": (None, "/"),
    "signed-out": (None, "/signed-out"),
    "overview": ("zentrale", "/overview"),
    "trend": ("zentrale", "/overview/trend"),
    "needs": ("rd-200", "/regions/200"),
    "changes": ("rd-200", "/regions/200/since?since=2026-06-30"),
    "responsible": ("rd-200", "/regions/200/people"),
    "offices": ("aqua", "/units"),
    "unit": ("rd-200", "/units/244"),
    "command": ("rd-700", "/units/759/commands/correct_date"),
    "several": ("rd-200", "/several"),
    "several-form": ("rd-200", "/several/pause"),
    "answer": ("aqua", "/units/244/workshops/implementation/answer"),
    "receipt": ("{lead}", "{receipt}"),
    "worklist": ("rd-700", "/worklist"),
    "search": ("rd-200", "/search?q=hildsheim"),
    "waves": ("zentrale", "/waves"),
    "wave": ("zentrale", "/waves/{wave}"),
    "wave-ended": ("zentrale", "/waves/{ended}"),
    "wave-new": ("zentrale", "/waves/new"),
    "wave-rehearsed": ("zentrale", "/waves/previews/{rehearsal}"),
    "wave-start": ("zentrale", "/waves/previews/{rehearsal}/start"),
    "wave-command": ("zentrale", "/waves/{wave}/commands/pause_wave"),
    "course": ("fachkraft", "/waves/{wave}/courses/{course}"),
    "course-new": ("fachkraft", "/waves/{wave}/commands/plan_course"),
    "results": ("fachkraft", "/waves/{wave}/courses/{course}/results"),
    "reports": ("rd-200", "/reports"),
    "report": ("rd-200", "/reports/asked?scope=200"),
    "report-issued": ("zentrale", "/reports/{issued}"),
    "report-open": ("rd-700", "/reports/{open}"),
    "attest": ("rd-700", "/reports/{open}/attest"),
    "bottlenecks": ("zentrale", "/bottlenecks"),
    "people": ("rd-200", "/people"),
    "person": ("rd-200", f"/people/{PERSON}"),
    "person-new": ("zentrale", "/people/new"),
    "person-change": ("rd-200", f"/people/{PERSON}/change"),
    "person-forget": ("rd-200", f"/people/{PERSON}/forget"),
    "function": ("zentrale", "/functions/assign"),
    "aqua-teams": ("zentrale", "/aqua-teams"),
    "aqua-team": ("rd-200", "/aqua-teams/AQ-200-02"),
    "aqua-team-new": ("zentrale", "/aqua-teams/new"),
    "coverage": ("rd-200", "/aqua-teams/cover"),
    "substitutions": ("rd-200", "/substitutions"),
    "substitution-new": ("rd-200", f"/substitutions/new?post={post_of('AQ-200-02')}"),
    "import": ("zentrale", "/imports"),
    "import-rows": ("zentrale", "{imported}"),
    "programme": ("auditor", "/programme"),
    "terms": ("auditor", "/terms"),
    "notices": ("rd-200", "/notices"),
    "settings": ("rd-200", "/settings"),
    "accessibility": (None, "/accessibility"),
    "feedback": ("zentrale", "/feedback"),
    "outbox": ("zentrale", "/outbox"),
    "mail": ("zentrale", "{mail}"),
}
"""Every page, on a desk in the light and on a phone in the dark; a test finds one that is missing."""
ALIKE = {
    "/aqua-teams/{code}/change": "aqua-team-new",
    "/aqua-teams/{code}/coverage/{coverage_id}/end": "coverage",
    "/functions/{assignment_id}/end": "function",
    "/no-access": "signed-out",
    "/sign-in": "signed-out",
    "/substitutions/{substitution_id}/end": "substitution-new",
}
"""Pages that are made as another one, which has a picture."""
NO_PAGES = (
    *("/healthz", "/readyz", "/metrics", "/home", "/demo/sign-in", "/sign-in/begin", "/sign-in/callback"),
    *("/feedback/{report_id}", "/outbox/{name}/mail.eml", "/outbox/{name}/termin.ics"),
)
"""Addresses that answer with something else: they lead on, or are for programs."""
NONE: tuple[str, str] | None = None
WRONG = (
    ("command-wrong", "rd-700", "/units/759/commands/correct_date", "Datum berichtigen", NONE),
    ("wave-new-wrong", "zentrale", "/waves/new", "Welle proben", ("[name$=-max_seats]", "0")),
    ("several-wrong", "rd-200", "/several/pause", "Ruhen lassen", NONE),
)
"""Forms that are sent with errors, and come back."""
PICTURES = (
    Picture("missing", "rd-200", "/no-such-page", DESK, status=404),
    Picture("missing-phone", "rd-200", "/no-such-page", PHONE, "dark", status=404),
    Picture("region", "rd-200", "/regions/200", DESK, at="#matrix-agentur"),
    Picture("confirm", "aqua", "/units/244", (1180, 900), opens="Umsetzungsworkshop bestätigen"),
    *(Picture(name, username, path, DESK) for name, (username, path) in PAGES.items()),
    *(Picture(f"{name}-phone", username, path, PHONE, "dark") for name, (username, path) in PAGES.items()),
    *(Picture(name, who, path, DESK, sends=button, types=typed) for name, who, path, button, typed in WRONG),
    *(
        Picture(f"{name}-phone", who, path, PHONE, "dark", sends=button, types=typed)
        for name, who, path, button, typed in WRONG
    ),
)
