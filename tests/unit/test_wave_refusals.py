"""Every refusal about a place in a wave and the staff representation's participation, by an example."""

from __future__ import annotations

import pytest

from models import commands as cmd
from models import errors
from models.errors import Refusal, refusals
from models.rollout import refusals as wave
from models.rollout.state import UnitState
from tests import making
from tests.making import GE, command, day, lived, state
from tests.seats import (
    DECLINE,
    PAUSE,
    admit,
    ask,
    in_wave,
    join,
    leave,
    move,
    nominate,
    reply,
)

FRESH = state()
PAUSED = making.after(FRESH, PAUSE)
CLOSED = making.after(FRESH, command("close", closed_on="2026-02-02"))
NOT_TAKING_PART = state(command("decide_participation", takes_part=False, decided_on="2024-02-01"), kind=GE)
UNNEEDED = reply("not_required", reason="agreement")
ASKED = in_wave()
NOMINATED = in_wave(nominate())
REQUESTED = in_wave(nominate(), ask())
REFUSED = in_wave(nominate(), ask(), reply("refused"))
CLEARED = in_wave(nominate(), UNNEEDED)
SEATED = in_wave(nominate(), UNNEEDED, admit())
BOTH_SEATED = in_wave(move(seats=2), nominate(), nominate("c2"), UNNEEDED, admit(), admit("c2"))
LEFT = in_wave(leave())
TWO_NOMINATED = in_wave(nominate(), nominate("c2"), UNNEEDED, admit())

Example = tuple[type[Refusal], UnitState, cmd.Command]

EXAMPLES: list[Example] = [
    (wave.InAnotherWave, ASKED, join(wave="w-2", reservation="s-2")),
    (wave.AlreadyInWave, ASKED, join(reservation="s-2")),
    (wave.ReservationUsed, LEFT, join()),
    (wave.ReservationUsed, making.after(LEFT, join(reservation="s-2")), move(course="k-2")),
    (wave.NothingNeeded, lived(making.QUALIFIED), join()),
    (wave.NothingNeeded, lived(making.ADMITTED), join()),
    (wave.CourseHasBegun, FRESH, join(course_starts_on="2026-03-02")),
    (wave.CourseHasBegun, ASKED, move(course_starts_on="2026-03-01")),
    (wave.NotInWave, FRESH, DECLINE),
    (wave.NotInWave, FRESH, leave()),
    (wave.NotInWave, ASKED, leave(wave="w-2")),
    (wave.NotInWave, ASKED, move(wave="w-2")),
    (wave.NotInWave, FRESH, ask()),
    (wave.NotInWave, making.after(FRESH, nominate()), admit()),
    (wave.OtherReservation, CLEARED, admit(reservation="s-2")),
    (
        wave.OtherReservation,
        CLEARED,
        command("admit_companion", **admit().model_dump(exclude={"type", "course"}), course="k-2"),
    ),
    (wave.NoSeatLeft, TWO_NOMINATED, admit("c2")),
    (wave.SeatsTaken, BOTH_SEATED, move(seats=1)),
    (wave.ParticipationOpen, NOMINATED, admit()),
    (wave.ParticipationOpen, REQUESTED, admit()),
    (wave.ParticipationOpen, REFUSED, admit()),
    (wave.NobodyNominated, ASKED, ask()),
    (wave.NobodyNominated, ASKED, UNNEEDED),
    (wave.NoParticipationNeeded, CLEARED, ask()),
    (wave.NoParticipationNeeded, in_wave(nominate(), ask(), reply("approved")), ask()),
    (wave.ParticipationRequested, REQUESTED, ask()),
    (wave.ParticipationNotRequested, NOMINATED, reply("approved")),
    (wave.ParticipationNotRequested, REFUSED, reply("approved")),
    (wave.ParticipationNotRequested, REFUSED, UNNEEDED),
    (wave.StillTimeToReply, REQUESTED, reply("deemed_approved")),
    (wave.ReasonMisplaced, REQUESTED, reply("refused", reason="agreement")),
    (wave.ReasonMisplaced, REQUESTED, reply("not_required")),
    (
        wave.DueDateIsFixed,
        ASKED,
        command("change_due_date", milestone="companions_nominated", due_on="2026-06-01", reason="capacity"),
    ),
    (errors.UnknownReason, NOMINATED, reply("not_required", reason="nonsense")),
    (errors.UnitIsPaused, PAUSED, join()),
    (errors.UnitIsPaused, making.after(NOMINATED, PAUSE), ask()),
    (errors.NotTakingPart, NOT_TAKING_PART, join()),
    (errors.ParticipationUndecided, state(kind=GE), join()),
    (errors.RolloutEnded, CLOSED, join()),
    (errors.RolloutEnded, CLOSED, leave()),
    (errors.NothingChanges, ASKED, move()),
    (errors.NothingChanges, ASKED, move(seats=1)),
    (errors.NothingChanges, SEATED, admit()),
    (errors.DateInFuture, FRESH, join(asked_on="2026-03-03")),
    (errors.DateInFuture, ASKED, command("decline_wave", declined_on="2026-03-03")),
    (errors.PlanTooFar, FRESH, join(course_starts_on="2028-03-03")),
    (errors.WrongDateOrder, ASKED, command("decline_wave", declined_on="2026-03-01")),
    (errors.WrongDateOrder, NOMINATED, ask("2026-03-01")),
    (errors.WrongDateOrder, REFUSED, ask("2026-03-01")),
    (errors.WrongDateOrder, REQUESTED, reply("approved", "2026-03-01")),
]

LANGUAGES = ("de", "en")


def name_of(value: object) -> str | None:
    return value.__name__ if isinstance(value, type) else getattr(value, "type", None)


@pytest.mark.parametrize(("expected", "unit", "told"), EXAMPLES, ids=name_of)
def test_the_refusal_has_this_name(expected: type[Refusal], unit: UnitState, told: cmd.Command) -> None:
    """Unit and command of the example are answered with the refusal of that name, in both languages."""
    refused = making.refusal(unit, told)
    assert expected is type(refused)
    assert not [text for language in LANGUAGES if "{" in (text := refused.text(language))]


def test_every_refusal_about_waves_has_an_example() -> None:
    """A new refusal needs an example here."""
    ours = {name for name, cls in refusals().items() if cls.__module__ == wave.__name__}
    assert ours == {expected.__name__ for expected, *_ in EXAMPLES} & ours


@pytest.mark.parametrize("told", [leave(), DECLINE, move(course_starts_on="2026-07-06")], ids=name_of)
def test_an_office_at_rest_can_be_moved_and_leave(told: cmd.Command) -> None:
    """A pause is no reason to keep a seat that somebody else needs."""
    paused = making.after(in_wave(), PAUSE)
    assert paused != making.after(paused, told)


def test_the_day_until_which_silence_is_no_approval_is_told() -> None:
    """Ten working days from 2 March: on the sixteenth there is still time."""
    refused = making.refusal(REQUESTED, reply("deemed_approved", "2026-03-16"), today=day("2026-03-16"))
    assert "16.03.2026" in refused.text("de")
