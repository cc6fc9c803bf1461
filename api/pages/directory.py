"""All pages about persons, functions, AQua teams and substitutions. Addresses with words come before those with ids."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import functions, people, people_forms, substituting, substituting_forms, teams, teams_forms

router = APIRouter(include_in_schema=False)
for pages in (substituting, substituting_forms, people_forms, people, functions, teams_forms, teams):
    router.include_router(pages.router)
