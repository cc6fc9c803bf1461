"""Whatever the interface for programs can do, people can do in the browser: each operation names its page.

An operation without an entry fails by its name, as does a page that is no more.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.pages.deeds import DEEDS
from api.pages.report_deeds import DEEDS as REPORT_DEEDS
from api.pages.wave_deeds import WAVE_DEEDS
from models.organisation import Function
from models.permissions import ADMINISTRATION, COMMAND_TABLE, REPORT_TABLE, WAVE_TABLE
from settings import AuthMode, Settings

PAGES = {
    "GET /api/me": "GET /settings",
    "GET /api/worklist": "GET /worklist",
    "GET /api/search": "GET /search",
    "GET /api/regions": "GET /overview",
    "GET /api/regions/{code}": "GET /regions/{code}",
    "GET /api/regions/{code}/figures": "GET /reports/asked",
    "GET /api/regions/{code}/report.{kind}": "GET /reports/asked",
    "GET /api/units": "GET /units",
    "GET /api/units/{code}": "GET /units/{code}",
    "GET /api/units/{code}/file.pdf": "GET /units/{code}",
    "GET /api/units/{code}/journal": "GET /units/{code}",
    "POST /api/units/{code}/commands": "POST /units/{code}/commands/{command}",
    "POST /api/commands": "POST /several/{command}",
    "GET /api/commands/{key}": "GET /units/{code}/workshops/{kind}/receipts/{key}",
    "POST /api/waves/preview": "POST /waves/new",
    "POST /api/waves": "POST /waves/previews/{token}/start",
    "GET /api/waves": "GET /waves",
    "GET /api/waves/{wave_id}": "GET /waves/{wave_id}",
    "GET /api/waves/{wave_id}/journal": "GET /waves/{wave_id}",
    "POST /api/waves/{wave_id}/commands": "POST /waves/{wave_id}/commands/{deed}",
    "POST /api/waves/{wave_id}/courses/{course}/results": "POST /waves/{wave_id}/courses/{course_id}/results",
    "GET /api/people": "GET /people",
    "POST /api/people": "POST /people/new",
    "GET /api/people/{person_id}": "GET /people/{person_id}",
    "PATCH /api/people/{person_id}": "POST /people/{person_id}/change",
    "POST /api/people/{person_id}/forget": "POST /people/{person_id}/forget",
    "GET /api/assignments": "GET /people",
    "POST /api/assignments": "POST /functions/assign",
    "POST /api/assignments/{assignment_id}/end": "POST /functions/{assignment_id}/end",
    "GET /api/aqua-teams": "GET /aqua-teams",
    "POST /api/aqua-teams": "POST /aqua-teams/new",
    "PATCH /api/aqua-teams/{code}": "POST /aqua-teams/{code}/change",
    "POST /api/aqua-teams/{code}/coverage": "POST /aqua-teams/cover",
    "POST /api/aqua-teams/{code}/coverage/{coverage_id}/end": "POST /aqua-teams/{code}/coverage/{coverage_id}/end",
    "GET /api/substitutions": "GET /substitutions",
    "POST /api/substitutions": "POST /substitutions/new",
    "GET /api/substitutions/posts": "GET /substitutions",
    "GET /api/substitutions/candidates": "GET /substitutions/new",
    "POST /api/substitutions/{substitution_id}/end": "POST /substitutions/{substitution_id}/end",
    "POST /api/imports/{kind}": "POST /imports/{token}",
    "GET /api/reports": "GET /reports",
    "GET /api/reports/{report_id}": "GET /reports/{report_id}",
    "GET /api/reports/{report_id}.{kind}": "GET /reports/{report_id}",
    "GET /api/reports/{report_id}/journal": "GET /reports/{report_id}",
    "GET /api/reports/{report_id}/changes": "GET /reports/{report_id}/{deed}",
    "POST /api/reports/{report_id}/commands": "POST /reports/{report_id}/{deed}",
    "GET /api/demo/people": "GET /",
}
FOR_MACHINES = {"GET /api/events", "GET /healthz", "GET /readyz", "GET /metrics"}
"""Pages follow events by themselves; the others are asked by whatever watches over the processes."""
FORMS_OF = {
    "import_units": "POST /imports",
    "import_standing": "POST /imports",
    "import_people": "POST /imports",
    "write_people": "POST /people/new",
    "forget_person": "POST /people/{person_id}/forget",
    "read_people": "GET /people",
    "write_aqua_teams": "POST /aqua-teams/new",
    "read_feedback": "GET /feedback",
}
"""What is done outside an office's rollout, and where."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(auth=AuthMode.DEMO, data_dir=tmp_path_factory.mktemp("app")))


def routes_of(app: FastAPI, *, pages: bool) -> Iterator[str]:
    for included in app.routes:
        for route in getattr(included, "effective_route_contexts", tuple)():
            if route.include_in_schema is not pages:
                yield from (f"{method} {route.path.replace(':path', '')}" for method in route.methods)


def test_every_operation_of_the_interface_has_its_page(app: FastAPI) -> None:
    assert set(routes_of(app, pages=False)) - FOR_MACHINES == PAGES.keys()


def test_every_page_that_is_named_exists(app: FastAPI) -> None:
    assert {*PAGES.values(), *FORMS_OF.values()} <= set(routes_of(app, pages=True))


def test_every_command_that_people_may_give_has_a_form() -> None:
    given_by_people = {name for name, functions in COMMAND_TABLE.items() if functions != {Function.SYSTEM}}
    assert given_by_people == DEEDS.keys()


def test_everything_that_may_be_done_to_a_wave_has_a_form() -> None:
    assert WAVE_TABLE.keys() - {"preview_wave"} == WAVE_DEEDS.keys()


def test_everything_that_may_be_done_to_a_report_has_a_form() -> None:
    assert REPORT_TABLE.keys() == {deed.command for deed in REPORT_DEEDS.values()}


def test_everything_that_may_be_administered_has_a_page() -> None:
    assert ADMINISTRATION.keys() == FORMS_OF.keys()
