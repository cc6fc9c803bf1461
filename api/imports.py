"""Imports over HTTP: a CSV or XLSX file as the body, or as the field ``file`` of a form."""

from __future__ import annotations

from enum import StrEnum
from functools import partial as partial_of
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from activities.imports import import_people, import_standing, import_units
from activities.queueing import Actor
from api import problems
from api.deps import Caller, CallerDep, DatabaseDep
from api.pages.words import spoken
from models.commands import By
from models.database import Database
from models.errors import Refusal
from models.imports import reading, workbook
from models.imports.report import ImportReport, Outcome, RowResult, RowsInError
from models.permissions import may_administer, reach
from models.remedies import Remedy

router = APIRouter(prefix="/api", tags=["Imports"])

MULTIPART = "multipart/form-data"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileMissing(Refusal):
    """No file was sent."""

    german = "Es wurde keine Datei gesendet."
    remedy = Remedy("Bitte eine Datei wählen.", "Choose a file.")
    for_programs = Remedy(
        "Bitte die Datei im Feld „file“ eines Formulars senden (multipart/form-data).",
        "Send the file in the field „file“ of a form (multipart/form-data).",
    )


HTTP_STATUS: dict[type[Refusal], int] = {
    FileMissing: 422,
    RowsInError: 422,
    reading.FileTooLarge: 413,
    reading.TooManyRows: 413,
    reading.FileEmpty: 422,
    reading.FileNotUtf8: 422,
    reading.NulCharacter: 422,
    reading.WrongHeader: 422,
    reading.ColumnTwice: 422,
    reading.RaggedRow: 422,
    reading.BrokenQuotes: 422,
    reading.FieldTooLong: 422,
    workbook.WorkbookTooLarge: 413,
    workbook.WorkbookBroken: 422,
    workbook.WorkbookEncrypted: 422,
    workbook.WorkbookOutdated: 422,
    workbook.WorkbookWithMacros: 422,
}


class Kind(StrEnum):
    UNITS = "units"
    STANDING = "standing"
    PEOPLE = "people"


SAMPLES = {
    "units": {
        "summary": "The organisation",
        "value": "code,name,kind,parent_code,legal_area,land,city\n"
        "233,Agentur für Arbeit Göttingen,agentur,200,SGB_III,NI,Göttingen\n",
    },
    "standing": {
        "summary": "Milestones reached before the office was tracked",
        "value": "unit_code,milestone,happened_on\n233,manager,2019-04-01\n",
    },
    "people": {
        "summary": "Function holders",
        "value": "issuer,subject,name,email,language,function,scope,since,until\n"
        "demo,rd-200,iLB-Verantwortliche 200,,de,regional_lead,200,2026-01-01,\n",
    },
}
FORM = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}, "examples": SAMPLES},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            MULTIPART: {"schema": FORM},
        },
    }
}
REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"description": "Your function may not import this."},
    413: {"description": "More than 5 MB or 10,000 rows."},
    422: {"description": "The file cannot be read, or rows are in error (see `errors`); nothing was written."},
}


@router.post(
    "/imports/{kind}",
    summary="Import a CSV file (UTF-8, comma or semicolon) or an XLSX file (first visible sheet)",
    openapi_extra=BODY,
    responses=REFUSED,
    response_model=ImportReport,
)
async def import_file(
    request: Request,
    caller: CallerDep,
    database: DatabaseDep,
    kind: Annotated[Kind, Path(description="What the rows are about")],
    dry_run: Annotated[bool, Query(description="Compare only; write nothing")] = False,
    partial: Annotated[bool, Query(description="Write the rows without an error, though others are in error")] = False,
) -> ImportReport | JSONResponse:
    """Each row is new, changed, same, ignored or in error; the file's content says whether it is CSV or XLSX.

    Nothing is written when any row is in error, unless `partial`. A regional lead imports rows of the own region only;
    others do not exist for them.
    """
    within = regions_of(caller, kind)
    report = await run_import(database, kind, await _file(request), within, caller, dry_run=dry_run, partial=partial)
    refusal = report.refusal()
    if refusal is None:
        return report
    language = spoken()
    errors = [_problem_of(row, language) for row in report.rows if row.outcome is Outcome.ERROR]
    return problems.response(refusal, language, errors)


def regions_of(caller: Caller, kind: Kind) -> frozenset[str] | None:
    """Regions that exist for this import, None for all. Raises: NotAllowed."""
    action = f"import_{kind.value}"
    if kind is Kind.UNITS:
        may_administer(caller.grants, action, None, caller.today)
        return None
    return reach(caller.grants, action, caller.today)


async def _file(request: Request) -> bytes:
    """The file's bytes; the size of the request is limited before any route (``api.guards``)."""
    if not request.headers.get("content-type", "").startswith(MULTIPART):
        return await request.body()
    async with request.form(max_files=1, max_fields=10) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise FileMissing
        return await file.read()


async def run_import(
    database: Database,
    kind: Kind,
    data: bytes,
    within: frozenset[str] | None,
    caller: Caller,
    *,
    dry_run: bool,
    partial: bool,
) -> ImportReport:
    """As this person: a standing is recorded as stated in the function that allows it. Raises: refusals of the file."""
    today, now = caller.today, caller.now
    match kind:
        case Kind.UNITS:
            return await import_units(database, data, dry_run=dry_run, partial=partial, today=today, now=now)
        case Kind.STANDING:
            stated_by = partial_of(_actor, caller)
            return await import_standing(
                database,
                data,
                dry_run=dry_run,
                partial=partial,
                within=within,
                stated_by=stated_by,
                today=today,
                now=now,
            )
        case Kind.PEOPLE:
            return await import_people(
                database, data, dry_run=dry_run, partial=partial, within=within, today=today, now=now
            )


def _actor(caller: Caller, region: str | None) -> Actor:
    """The function in which this person states something about offices of the region. Raises: NotAllowed."""
    grant = may_administer(caller.grants, "import_standing", region, caller.today)
    return Actor(By(function=grant.function, scope=grant.scope, acting_for=grant.acting_for), grant.actor_ref)


def _problem_of(row: RowResult, language: str) -> dict[str, Any]:
    reason = row.reason
    return {
        "at": ["line", row.line],
        "code": row.code,
        "type": reason.code if reason else "",
        "message": (reason.de if language == "de" else reason.en) if reason else "",
    }
