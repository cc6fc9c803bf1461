"""Reports and unit files to take away: PDF, workbook, CSV, JSON. Whoever may see the page may have the file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Request, Response

from activities.reports.document import Document, Provenance
from activities.reports.press import MEDIA, Form, Press, PressBusy, PrintingFailed, Question
from api.asked import AskedDep
from api.deps import Caller, DatabaseDep, FunctionHolderDep, SessionDep
from api.exports.documents import Reader, asked_question, find, issued_document, issued_question, reader
from api.exports.unit_file import unit_document
from api.pages.frames import is_demo
from api.pages.words import spoken
from api.problems import NotFound
from api.seeing import see
from models.errors import Refusal
from models.queries import regions
from models.reporting.snapshot import digest_of
from models.rollout.owed import NATIONAL

router = APIRouter(prefix="/api", tags=["Berichte"])

HTTP_STATUS: dict[type[Refusal], int] = {PressBusy: 429, PrintingFailed: 503}
ReportId = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z-]+$", description="As 2026-Q3-NRW or 2026-Q3-all")]
Scope = Annotated[str, Path(max_length=16, description="A region's code, or all")]
Kind = Literal["pdf", "xlsx", "csv", "json"]
TYPES: dict[str, Any] = {
    "application/pdf": {},
    MEDIA[Form.XLSX]: {},
    "text/csv": {},
    "application/json": {},
}
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": TYPES, "description": "The file"},
    404: {"description": "Nothing that you may see"},
    429: {"description": "Too many exports"},
}


async def read_by(request: Request, session: SessionDep, caller: FunctionHolderDep) -> Reader:
    return await reader(session, caller, is_demo=is_demo(request))


ReaderDep = Annotated[Reader, Depends(read_by)]


async def press(request: Request) -> Press:
    found: Press = request.app.state.press
    return found


async def counting(request: Request) -> Press:
    """Answers questions that are shown at once: nobody who looks waits for what somebody prints."""
    found: Press = request.app.state.counting
    return found


PressDep = Annotated[Press, Depends(press)]
CountingDep = Annotated[Press, Depends(counting)]


@router.get("/reports/{report_id}.{kind}", summary="A report of a period as a file", responses=FILES)
async def report_file(
    session: SessionDep, database: DatabaseDep, by: ReaderDep, printing: PressDep, report_id: ReportId, kind: Kind
) -> Response:
    """JSON carries the very text that was frozen as ``snapshot``; ``sha256`` is its hash."""
    found = await find(session, by.caller, report_id)
    await session.rollback()  # what follows takes a while and asks this connection nothing
    if kind == "json":
        document = await issued_document(by, found)
        return _json(document.provenance, found.body, found.sha256, report_id)
    question = issued_question(database, by, found)
    return await _file(printing, by.caller, question, Form(kind), f"ilb-bericht-{report_id}")


@router.get("/regions/{code}/report.{kind}", summary="A report of any day, asked for by hand", responses=FILES)
async def asked_file(
    session: SessionDep,
    database: DatabaseDep,
    by: ReaderDep,
    printing: PressDep,
    counting: CountingDep,
    asked: AskedDep,
    code: Scope,
    kind: Kind,
) -> Response:
    """Nothing is stored; asked again with the same ``as_of`` and ``known_at``, it says the same."""
    if code != NATIONAL and code not in {line.code for line in await regions.all_regions(session)}:
        raise NotFound
    await session.rollback()
    name = f"{code}-{asked.on.isoformat()}"
    question = asked_question(database, by, asked, code, with_list=kind != "json")
    if kind == "json":
        made = await counting.made(question)
        return _json(made.document.provenance, made.body, digest_of(made.body), name)
    return await _file(printing, by.caller, question, Form(kind), f"ilb-bericht-{name}")


@router.get("/units/{code}/file.pdf", summary="The unit file: its whole history for an audit", responses=FILES)
async def unit_file(
    session: SessionDep,
    by: ReaderDep,
    printing: PressDep,
    code: Annotated[str, Path(max_length=16)],
) -> Response:
    sight = await see(session, by.caller, code)
    document = await unit_document(session, by, sight)
    await session.rollback()
    return await _file(printing, by.caller, document, Form.PDF, f"ilb-akte-{sight.place.code}")


async def _file(printing: Press, caller: Caller, source: Document | Question, form: Form, name: str) -> Response:
    made = await printing.printed(source, form, caller.now)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form.value}"', "Content-Language": spoken()}
    return Response(made, media_type=MEDIA[form], headers=headers)


def _json(made: Provenance, body: str, sha256: str, name: str) -> Response:
    """The frozen text goes in as it is: whoever takes it out can check the hash."""
    export = {
        "made_at": made.made_at,
        "function": made.function,
        "filter": made.filter,
        "definition": made.definition,
        "notice": made.notice,
    }
    head = orjson.dumps({"report": name, "export": export, "sha256": sha256}).decode()
    written = f'{head[:-1]},"snapshot":{body}}}'
    headers = {"Content-Disposition": f'attachment; filename="ilb-bericht-{name}.json"', "Content-Language": spoken()}
    return Response(written.encode(), media_type="application/json", headers=headers)
