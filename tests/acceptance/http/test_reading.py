"""Reading changes nothing: neither rows nor what Temporal knows."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from models.tables import Table
from tests.acceptance.http.test_scope import FILLED, ROLES, ROWS, TEAM
from tests.acceptance.serving import World

PAGES = ("/", "/home", "/overview", "/units", "/units/244", "/regions/200", "/worklist")


async def test_no_get_changes_a_row(country: World) -> None:
    """Every route and every page, for everybody; the whole database is compared."""
    before = await everything(country)
    for route in ROWS:
        method, path = route.split()
        if method != "GET":
            continue
        values = {**FILLED, **(TEAM if "aqua-teams" in path else {})}
        url = path.replace(":path", "").format_map(values)
        for username in ROLES.values():
            assert (await country.as_(username).get(url)).status_code < 500
    for page in PAGES:
        for username in ("zentrale", "aqua", None):
            answer = await country.as_(username).get(page, headers={"Accept": "text/html"})
            assert answer.status_code < 500, page
    assert before == await everything(country)


async def everything(world: World) -> dict[str, tuple[int, str]]:
    """Each table: how many rows, and a fingerprint of all of them."""
    found = {}
    async with world.database.read() as session:
        for table in Table.metadata.sorted_tables:
            rows = (await session.execute(sa.select(table).order_by(*table.primary_key.columns))).all()
            found[table.name] = len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
    return found
