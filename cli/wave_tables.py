"""Rehearsals and waves as tables of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.running import console, say

if TYPE_CHECKING:
    from api.preview_shapes import PreviewShape
    from api.wave_shapes import WaveWhole


def show_rehearsal(shape: PreviewShape) -> None:
    from rich.table import Table

    screen = console()
    say(shape.summary)
    say(f"Expected end: {shape.goal.sentence}")
    ends = Table("Region", "Expected end", show_edge=False)
    for goal in shape.regions:
        ends.add_row(goal.region or "none", goal.sentence)
    screen.print(ends)
    for group in shape.groups:
        say(f"\n{group.title}: {_offices(len(group.offices))}")
        table = Table("Code", "Office", "Region", "Seats", "Why", show_edge=False)
        for office in group.offices:
            table.add_row(office.unit, office.name, office.region, str(office.seats), office.allocation)
        screen.print(table)
    say(f"\nNot in it: {_offices(len(shape.out))}")
    out = Table("Reason", "Offices", show_edge=False)
    for reason in dict.fromkeys(each.sentence for each in shape.out):
        out.add_row(reason, ", ".join(each.unit for each in shape.out if each.sentence == reason))
    screen.print(out)
    courses = Table("Course", "Seats", "Offices", show_edge=False)
    for course in shape.courses:
        courses.add_row(course.code, course.seats, str(course.offices))
    screen.print(courses)
    for words in (*shape.warnings, *(p.sentence for p in shape.preparations), *(c.sentence for c in shape.collisions)):
        say(f"Note: {words}")
    say(f"\nStart exactly this with --token {shape.preview_token}")


def _offices(number: int) -> str:
    return "1 office" if number == 1 else f"{number} offices"


def show_wave(shape: WaveWhole) -> None:
    from rich.table import Table

    screen = console()
    say(f"Wave {shape.code} ({shape.id}), version {shape.version}")
    say(shape.sentence)
    groups = Table("Group", "Standing", "Offices", show_edge=False)
    for group in shape.groups:
        groups.add_row(group.title, group.sentence, ", ".join(f"{n} {state}" for state, n in group.counts.items()))
    courses = Table("Course", "From", "To", "Seats", "Note", show_edge=False)
    for course in shape.courses:
        courses.add_row(course.code, str(course.starts_on), str(course.ends_on), course.seats, course.note)
    offices = Table("Code", "State", "Standing", "Seats", "Why", show_edge=False)
    for office in shape.offices:
        offices.add_row(office.unit, office.state, office.sentence, str(office.seats), office.allocation or "")
    for title, table in (("Groups", groups), ("Courses", courses), ("Offices", offices)):
        say(f"\n{title}")
        screen.print(table)
    for gate in shape.gates:
        say(f"Gate {gate.unit}: {gate.sentence} ({gate.arithmetic})")
