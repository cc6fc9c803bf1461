"""All pages about persons, functions, AQua teams and substitutions. Addresses with words come before those with ids."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import (
    functions,
    people,
    people_forms,
    person_forgetting,
    substituting,
    substituting_forms,
    team_changing,
    teams,
    teams_forms,
)

router = APIRouter(include_in_schema=False)
PAGES = (
    substituting,
    substituting_forms,
    people_forms,
    person_forgetting,
    people,
    functions,
    teams_forms,
    team_changing,
    teams,
)
for pages in PAGES:
    router.include_router(pages.router)
