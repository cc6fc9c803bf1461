"""Who may do what to a region's report: its lead attests it, the Zentrale asks about it and takes note of it."""

from __future__ import annotations

import pytest

from models.organisation import Function
from models.periods.commands import PERIOD_COMMANDS
from models.permissions import REPORT_TABLE, Grant, NotAllowed, may_report
from models.rollout.owed import NATIONAL
from tests.making import REGION, TODAY, days_after

C, R = Function.CENTRAL, Function.REGIONAL_LEAD
OTHERS = (Function.FIRST_SPECIALIST, Function.AQUA_LEAD, Function.MANAGER, Function.AUDITOR, Function.SYSTEM)

#  The row of the domain: Zentrale, regional lead.
DOMAIN = {"attest": R, "ask_back": C, "acknowledge": C}


def grant(function: Function, scope: str | None = None, acting_for: Function | None = None) -> Grant:
    own = REGION if function is R else NATIONAL
    return Grant(function=function, scope=scope or own, actor_ref="a-1", acting_for=acting_for)


def test_the_table_says_the_same() -> None:
    assert {deed: {function} for deed, function in DOMAIN.items()} == {d: set(f) for d, f in REPORT_TABLE.items()}


def test_every_command_is_in_the_table() -> None:
    assert set(PERIOD_COMMANDS) == set(REPORT_TABLE)


@pytest.mark.parametrize("deed", DOMAIN)
def test_only_those_named_may(deed: str) -> None:
    assert DOMAIN[deed] is may_report([grant(C), grant(R)], deed, REGION, TODAY).effective
    others = [grant(function) for function in (*OTHERS, C if DOMAIN[deed] is R else R)]
    with pytest.raises(NotAllowed):
        may_report(others, deed, REGION, TODAY)


def test_no_lead_attests_for_another_region() -> None:
    with pytest.raises(NotAllowed):
        may_report([grant(R, "RD-of-others")], "attest", REGION, TODAY)


def test_a_substitute_attests_in_the_leads_place() -> None:
    substitute = grant(Function.AQUA_LEAD, REGION, acting_for=R)
    assert substitute == may_report([substitute], "attest", REGION, TODAY)
    assert grant(R) == may_report([substitute, grant(R)], "attest", REGION, TODAY)


def test_a_substitution_for_some_offices_attests_nothing() -> None:
    """Whoever answers for two offices answers not for the region."""
    some = Grant(function=Function.AQUA_LEAD, scope=REGION, actor_ref="a-1", acting_for=R, units=frozenset({"u-1"}))
    with pytest.raises(NotAllowed):
        may_report([some], "attest", REGION, TODAY)


def test_a_function_that_has_ended_attests_nothing() -> None:
    ended = Grant(function=R, scope=REGION, actor_ref="a-1", until=days_after(TODAY, -1))
    with pytest.raises(NotAllowed):
        may_report([ended], "attest", REGION, TODAY)
