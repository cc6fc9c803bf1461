"""Row by row what a file would do; agreeing to it; and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from activities import uploads as writing
from activities.clock import BERLIN
from api.deps import DatabaseDep
from api.imports import Kind, regions_of, run_import
from api.pages.import_words import OUTCOMES, TITLES, line
from api.pages.imports import IMPORTS, compared, kinds_for
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown import Fact, Link
from api.pages.shown_imports import ImportedPage, ImportPreviewPage, OutcomeChip, Progress
from api.pages.site import site
from api.pages.typed import typed_values
from api.pages.visit import Visit, VisitDep
from api.pages.words import _
from api.problems import NotFound
from models.imports.report import Outcome
from models.permissions import NotAllowed
from models.queries import uploads

if TYPE_CHECKING:
    from models.database import Database
    from models.imports.report import ImportReport, RowResult
    from models.queries.uploads import Upload

router = APIRouter(include_in_schema=False)

AT_ONCE = 100
PATH = IMPORTS + "/{token}"
TokenPath = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the rows is shown: those of one outcome, after so many; ``refusal``: why nothing was imported."""

    outcome: str = ""
    after: int = 0
    refusal: str = ""
    asks_partial: bool = False
    status: int = 200


@router.get(PATH)
async def look(
    visit: VisitDep,
    database: DatabaseDep,
    token: TokenPath,
    outcome: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """What the file would do now, row by row; once it was imported, what became of it."""
    found = await _found(visit, token)
    if found.content is None or _is_under_way(visit, found):
        return await _told(visit, found)
    report = await compared(visit, database, Kind(found.kind), found.content)
    return await _preview(visit, found, report, Asked(outcome, after))


@router.post(PATH)
async def write(visit: VisitDep, database: DatabaseDep, token: TokenPath) -> Response:
    """Import once, however often it is sent, and only what was seen."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    if typed.get("do") == "drop":
        return await _dropped(visit, database, token)
    found = await _found(visit, token)
    if found.content is None or _is_under_way(visit, found):
        return RedirectResponse(f"{IMPORTS}/{token}", 303)
    report = await compared(visit, database, Kind(found.kind), found.content)
    if typed.get("seen") != seen(report):
        return await _seen_otherwise(visit, found, report)
    partial = typed.get("partial") == "yes"
    if report.counts[Outcome.ERROR] and not partial:
        words = _("Einige Zeilen sind fehlerhaft. Bitte entscheiden Sie, ob die übrigen trotzdem eingelesen werden.")
        return await _preview(visit, found, report, Asked(refusal=words, asks_partial=True, status=422))
    return await _written(visit, database, found, partial=partial)


def _is_under_way(visit: Visit, found: Upload) -> bool:
    return found.is_under_way(visit.caller.now, writing.LONGEST)


async def _seen_otherwise(visit: Visit, found: Upload, report: ImportReport) -> Response:
    """The record has changed, unless it was this very import, sent twice at once."""
    await visit.session.rollback()
    now = await _found(visit, found.token)
    if now.content is None or _is_under_way(visit, now):
        return RedirectResponse(f"{IMPORTS}/{found.token}", 303)
    return await _preview(visit, found, report, _changed())


async def _written(visit: Visit, database: Database, found: Upload, *, partial: bool) -> Response:
    caller, kind = visit.caller, Kind(found.kind)
    await visit.session.rollback()
    within = regions_of(caller, kind)
    async with database.write() as connection:
        is_mine = await writing.claim(connection, found.token, caller.now)
    if not is_mine:
        return RedirectResponse(f"{IMPORTS}/{found.token}", 303)
    counts: dict[str, int] | None = None
    try:
        done = await run_import(database, kind, found.content or b"", within, caller, dry_run=False, partial=partial)
        counts = {outcome.value: number for outcome, number in done.counts.items()} if done.written else None
    finally:
        async with database.write() as connection:
            if counts is not None:
                await writing.imported(connection, found.token, counts, caller.now)
            else:
                await writing.release(connection, found.token)
    if counts is None:
        return await _preview(visit, found, done, _changed())
    say_next(visit.request, _("Die Datei ist eingelesen."))
    return RedirectResponse(f"{IMPORTS}/{found.token}", 303)


def _changed() -> Asked:
    words = _("Der Bestand hat sich inzwischen geändert. Bitte sehen Sie sich die Zeilen noch einmal an.")
    return Asked(refusal=words, status=409)


async def _found(visit: Visit, token: str) -> Upload:
    """Raises: NotFound, also for a file of somebody else or of a kind that one may no longer import."""
    if not kinds_for(visit):
        raise NotAllowed
    found = await uploads.find(visit.session, visit.caller.person_id, token)
    if found is None or Kind(found.kind) not in kinds_for(visit):
        raise NotFound
    return found


async def _dropped(visit: Visit, database: Database, token: str) -> Response:
    """However often it is sent. What was imported, or is just being, is not dropped any more. Raises: NotAllowed."""
    if not kinds_for(visit):
        raise NotAllowed
    await visit.session.rollback()
    async with database.write() as connection:
        await writing.drop(connection, token, visit.caller.person_id, visit.caller.now)
    say_next(visit.request, _("Verworfen; es wurde nichts eingelesen."), "information")
    return RedirectResponse(IMPORTS, 303)


def seen(report: ImportReport) -> str:
    """What stands for everything that a preview says."""
    return hashlib.sha256(repr(report.rows).encode()).hexdigest()


async def _preview(visit: Visit, found: Upload, report: ImportReport, asked: Asked) -> Response:
    page = preview_page(found, report, asked, form_token(visit.request))
    title = _("Fehler: {title}", title=page.title) if asked.refusal else page.title
    return site(visit.request).answer("import_preview.html", await visit.frame(title), page, asked.status)


def preview_page(found: Upload, report: ImportReport, asked: Asked, token: str) -> ImportPreviewPage:
    path = f"{IMPORTS}/{found.token}"
    shown = _shown(report, asked.outcome)
    more = {"after": str(asked.after + AT_ONCE), **({"outcome": asked.outcome} if asked.outcome else {})}
    counts = report.counts
    return ImportPreviewPage(
        title=_("Prüfen: {name}", name=found.name),
        trail=(Link(_("Datei einlesen"), IMPORTS),),
        facts=(
            Fact(_("Datei"), found.name),
            Fact(_("Art"), str(TITLES[Kind(found.kind)])),
            Fact(_("Zeilen"), str(len(report.rows))),
        ),
        chips=_chips(report, asked.outcome, path),
        lines=tuple(line(row) for row in shown[asked.after : asked.after + AT_ONCE]),
        more_href=f"{path}?{urlencode(more)}" if asked.after + AT_ONCE < len(shown) else None,
        action=path,
        hidden=((TOKEN, token), ("seen", seen(report))),
        writes=counts[Outcome.NEW] + counts[Outcome.CHANGED],
        errors=counts[Outcome.ERROR],
        refusal=asked.refusal,
        asks_partial=asked.asks_partial,
    )


def _shown(report: ImportReport, outcome: str) -> list[RowResult]:
    """Those of one outcome, or all of them: what is wrong first, then what would change."""
    order = list(OUTCOMES)
    found = [row for row in report.rows if outcome in ("", row.outcome.value)]
    return sorted(found, key=lambda row: (order.index(row.outcome), row.line))


def _chips(report: ImportReport, outcome: str, path: str) -> tuple[OutcomeChip, ...]:
    every = OutcomeChip(_("alle"), len(report.rows), path, "open", not outcome)
    return (
        every,
        *(
            OutcomeChip(str(words), report.counts[each], f"{path}?outcome={each.value}", state, outcome == each.value)
            for each, (words, state) in OUTCOMES.items()
            if report.counts[each]
        ),
    )


def _title(found: Upload) -> str:
    if found.content is not None:
        return _("Wird eingelesen: {name}", name=found.name)
    return _("Eingelesen: {name}", name=found.name)


async def _told(visit: Visit, found: Upload) -> Response:
    if found.imported_at is None:
        raise NotFound
    progress = None
    if found.kind == Kind.STANDING:
        recorded = await uploads.recorded(visit.session, found.imported_at)
        progress = Progress(recorded.total, recorded.done, recorded.refused)
    numbers = (
        Fact(str(words), str(found.counts.get(each.value, 0)))
        for each, (words, _state) in OUTCOMES.items()
        if found.counts.get(each.value)
    )
    page = ImportedPage(
        title=_title(found),
        trail=(Link(_("Datei einlesen"), IMPORTS),),
        imported_at=found.imported_at.astimezone(BERLIN) if found.content is None else None,
        facts=tuple(numbers),
        progress=progress,
        again=Link(_("Noch eine Datei einlesen"), f"{IMPORTS}?kind={found.kind}"),
    )
    return site(visit.request).answer("imported.html", await visit.frame(page.title), page)
