"""Of several functions that one person holds at a place, the one whose step it is."""

from __future__ import annotations

from collections.abc import Sequence

from models import commands as cmd
from models.errors import Refusal
from models.rollout.decide import judge
from models.rollout.state import UnitState
from models.rollout.step_refusals import ConfirmationIsForAqua, FourEyes, NotYourRecord, NotYourStep

OF_ANOTHER_FUNCTION = (ConfirmationIsForAqua, FourEyes, NotYourRecord, NotYourStep)
"""Refusals that say: somebody in another function may."""


def in_its_function(state: UnitState, command: cmd.Command, stamps: Sequence[cmd.Envelope]) -> cmd.Envelope:
    """The first of ``stamps`` whose function the rules let take this step, else the first.

    A regional lead who stands in for an AQua lead confirms as her, although she could do most other things as herself.
    What else is wrong with the command is not asked here: it is told as it is, not as a question of functions.
    """
    return next((stamp for stamp in stamps if not _is_for_another(state, command, stamp)), stamps[0])


def _is_for_another(state: UnitState, command: cmd.Command, stamp: cmd.Envelope) -> bool:
    try:
        judge(state, command, stamp)
    except OF_ANOTHER_FUNCTION:
        return True
    except Refusal:
        return False
    return False
