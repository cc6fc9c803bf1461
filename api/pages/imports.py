"""Importing a file: choose it, look at every row, then agree. The file waits on our side between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from activities import uploads as writing
from api.deps import DatabaseDep
from api.imports import FileMissing, Kind, regions_of, run_import
from api.pages.import_words import TITLES, file_kind
from api.pages.kept import take
from api.pages.session import check_token, form_token
from api.pages.shown_forms import Option
from api.pages.shown_imports import ImportsPage
from api.pages.site import site
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, later, spoken
from api.problems import status_of
from models.errors import Refusal
from models.permissions import NotAllowed

if TYPE_CHECKING:
    from models.database import Database
    from models.imports.report import ImportReport

router = APIRouter(include_in_schema=False)

IMPORTS = "/imports"
AGAIN = later("Bitte wählen Sie die Datei noch einmal.")
"""Browsers give a file only once."""


def kinds_for(visit: Visit) -> list[Kind]:
    """What this person may import."""
    found = []
    for kind in Kind:
        try:
            regions_of(visit.caller, kind)
        except NotAllowed:
            continue
        found.append(kind)
    return found


# --- choosing a file -----------------------------------------------------------------------------------------


@router.get(IMPORTS)
async def choose(visit: VisitDep, kind: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Raises: NotAllowed."""
    return await _choosing(visit, take().values.get("kind", kind))


@router.post(IMPORTS)
async def upload(visit: VisitDep, database: DatabaseDep) -> Response:
    """Read the file, and on to what it would do; a file that cannot be read is said at the field."""
    values, name, data = await _sent(visit.request)
    check_token(visit.request, values)
    wanted = values.get("kind", "")
    if wanted not in {kind.value for kind in kinds_for(visit)}:
        again = str(AGAIN) if data is not None else _("Bitte eine Datei wählen.")
        return await _choosing(visit, "", error=again, kind_error=_("Bitte eine der Antworten wählen."), status=422)
    kind = Kind(wanted)
    await visit.session.rollback()
    try:
        if data is None:
            raise FileMissing
        await compared(visit, database, kind, data)
    except Refusal as refusal:
        words = _("Bitte eine Datei wählen.") if data is None else refusal.text(spoken())
        return await _choosing(visit, wanted, error=words, status=status_of(refusal))
    async with database.write() as connection:
        who, now = visit.caller.person_id, visit.caller.now
        token = await writing.keep(connection, data, name=name, kind=wanted, person_id=who, moment=now)
    return RedirectResponse(f"{IMPORTS}/{token}", 303)


async def _sent(request: Request) -> tuple[dict[str, str], str, bytes | None]:
    """What was typed, the file's name and content; None where no file was chosen."""
    async with request.form(max_files=1, max_fields=10) as form:
        values = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return values, "", None
        return values, file.filename.rpartition("/")[2], await file.read()


async def _choosing(visit: Visit, chosen: str, *, error: str = "", kind_error: str = "", status: int = 200) -> Response:
    kinds = kinds_for(visit)
    if not kinds:
        raise NotAllowed
    page = ImportsPage(
        kinds=tuple(file_kind(kind) for kind in kinds),
        options=tuple(Option(kind.value, str(TITLES[kind])) for kind in kinds),
        chosen=chosen or (kinds[0].value if len(kinds) == 1 else ""),
        token=form_token(visit.request),
        error=error,
        kind_error=kind_error,
    )
    title = _("Datei einlesen")
    title = _("Fehler: {title}", title=title) if error or kind_error else title
    return site(visit.request).answer("imports.html", await visit.frame(title), page, status)


async def compared(visit: Visit, database: Database, kind: Kind, data: bytes) -> ImportReport:
    """What the file would do now. Raises: refusals of the file."""
    within = regions_of(visit.caller, kind)
    return await run_import(database, kind, data, within, visit.caller, dry_run=True, partial=False)
