"""Every entry of a story belongs to exactly one kind."""

from __future__ import annotations

from collections import Counter
from datetime import date

from api.pages.story import SENTENCES
from api.pages.story_filter import KINDS, StoryFilter


def test_every_kind_of_event_is_found_under_one_heading() -> None:
    found = Counter(each for _words, types in KINDS.values() for each in types)
    assert set(SENTENCES) == set(found)
    assert {1} == set(found.values())


def test_older_entries_keep_what_was_chosen() -> None:
    chosen = StoryFilter("people", since=date(2026, 1, 5))
    assert "/units/244?what=people&since=2026-01-05&before=7#journal" == chosen.address("/units/244", before=7)
    assert "/units/244#journal" == StoryFilter().address("/units/244")


def test_an_unknown_kind_keeps_everything() -> None:
    assert (None, False) == (StoryFilter("nothing").types, StoryFilter("nothing").is_narrow)
