"""The demo's people and AQua teams: invented names, real scopes, every sign-in name there."""

from __future__ import annotations

from collections import Counter

from models.demo.staff import AWAY, SPARE, manager_of
from models.organisation import Function
from models.rollout.owed import NATIONAL
from tests.demo_world import offices, world


def test_the_organisation_is_whole() -> None:
    """150 Agenturen and 301 gE play a part."""
    kinds = Counter(office.is_agentur for office in offices())
    assert Counter({True: 150, False: 301}) == kinds
    assert {office.id for office in offices()} == set(world().scene.parts)


def test_about_fifty_aqua_teams_cover_every_office_once_within_its_region() -> None:
    """Neighbouring Agenturen and their gE share a team; no office has two."""
    covered = Counter(unit for team in world().scene.teams for unit in team.offices)
    region = {office.id: office.region for office in offices()}
    assert 45 <= len(world().scene.teams) <= 55
    assert {office.id for office in offices()} == set(covered)
    assert {1} == set(covered.values())
    assert all(region[unit] == team.region for team in world().scene.teams for unit in team.offices)


def test_a_ge_has_the_team_of_its_agentur() -> None:
    """An Agentur and the gE it runs with the municipalities belong together."""
    by_code = {office.code: office.id for office in offices()}
    assert all(
        world().scene.team_of[office.id] == world().scene.team_of[by_code[office.partner]] for office in offices()
    )


def test_every_region_has_exactly_one_lead() -> None:
    """A region without a lead is an alarm, not a demo; there are ten."""
    leads = Counter(post.scope for post in world().scene.staff.posts if post.function is Function.REGIONAL_LEAD)
    assert {office.region for office in offices()} == set(leads)
    assert {1} == set(leads.values())
    assert not any(post.has_left for post in world().scene.staff.posts if post.function is Function.REGIONAL_LEAD)


def test_two_aqua_teams_have_lost_their_lead() -> None:
    """Their steps are orphans."""
    left = [post.scope for post in world().scene.staff.posts if post.has_left]
    assert 2 == len(left)
    assert all(scope.startswith("AQ-") for scope in left)


def test_everybody_has_the_promised_user_name() -> None:
    """zentrale, fachkraft, auditor, rd-<code>, aqua-<team code>; nobody twice."""
    expected = {"zentrale", "fachkraft", "fachkraft-2", "fachkraft-3", "fachkraft-4", "auditor"}
    expected |= {f"rd-{office.region}" for office in offices()} | {f"aqua-{team.code}" for team in world().scene.teams}
    usernames = Counter(post.person.username for post in world().scene.staff.posts)
    assert expected == set(usernames)
    assert {1} == set(usernames.values())


def test_references_and_ids_are_different_for_different_people() -> None:
    """An actor_ref stands for one person only."""
    people = [post.person for post in world().scene.staff.posts]
    people += [manager_of(office, n, before) for n, office in enumerate(offices()) for before in (0, 1)]
    assert len(people) == len({person.ref for person in people}) == len({person.id for person in people})
    assert not {person.ref for person in people} & {person.id for person in people}


def test_everybody_but_the_nation_wide_belongs_to_a_region() -> None:
    """So that regional leads keep them, and find them when they fill a function."""
    kept = {post.person.region for post in world().scene.staff.posts if post.scope != NATIONAL}
    assert {office.region for office in offices()} == kept
    assert {post.person.region for post in world().scene.staff.posts if post.scope == NATIONAL} == {None}


def test_every_region_has_somebody_without_a_function() -> None:
    """Whoever fills a vacant function finds somebody to choose."""
    spare = Counter(person.region for person in world().scene.spare)
    assert dict.fromkeys({office.region for office in offices()}, SPARE) == spare


def test_the_lead_who_is_away_has_a_neighbour_who_stands_in() -> None:
    """Two teams of one region, both with a lead."""
    teams = {team.code: team for team in world().scene.teams}
    away, stands_in = (teams[code] for code in AWAY)
    assert (True, True, away.region) == (away.has_lead, stands_in.has_lead, stands_in.region)
