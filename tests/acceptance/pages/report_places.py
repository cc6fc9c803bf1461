"""Pages of reports in more states than links lead to."""

from __future__ import annotations

from tests.acceptance.reporting import month
from tests.acceptance.serving import World


async def half_attested(tracker: World) -> str:
    """A month that nobody attests in 200, and that is attested in 700."""
    period = await month(tracker, 2)
    given = await tracker.as_("rd-700").post(f"/api/reports/{period}-700/commands", json={"type": "attest"})
    assert 200 == given.status_code, given.text
    return period


def report_pages(period: str) -> dict[str, tuple[str, str]]:
    """Who opens what, of a month that is half attested."""
    mine, others = f"/reports/{period}-200", f"/reports/{period}-700"
    return {
        "list": ("rd-200", "/reports"),
        "list of central staff": ("zentrale", "/reports"),
        "list of a manager": ("manager-231", "/reports"),
        "report": ("rd-200", mine),
        "national report": ("zentrale", f"/reports/{period}-all"),
        "any day": ("rd-200", "/reports/asked?scope=200"),
        "attesting": ("rd-200", f"{mine}/attest"),
        "asking back": ("zentrale", f"{others}/ask-back"),
        "acknowledging": ("zentrale", f"{others}/acknowledge"),
        "bottlenecks": ("zentrale", "/bottlenecks?kind=gemeinsame_einrichtung"),
        "who waits": ("rd-200", "/bottlenecks?milestone=companions_qualified"),
    }
