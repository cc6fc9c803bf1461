"""Documents are printed in a process of its own, some at a time."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import dataclass, replace
from typing import Any

import pytest

from activities.reports.document import Section, Table
from activities.reports.press import Form, Made, Press, PressBusy, PrintingFailed
from models.reporting.asked import BeforeTheRecord
from tests.unit.reports import making

BEGINS = {Form.PDF: b"%PDF-1.7", Form.XLSX: b"PK", Form.CSV: b"\xef\xbb\xbf"}


@pytest.mark.parametrize("form", Form)
async def test_each_form_is_printed(form: Form) -> None:
    made = await Press().printed(making.document(), form, making.NOON)
    assert made.startswith(BEGINS[form])


async def test_what_cannot_be_printed_is_refused_by_name() -> None:
    uneven = Table("t", "Liste", ("Was",), (("a", "zu viel"),))
    broken = replace(making.document(), sections=(Section("s", "Teil", (), (uneven,)),))
    with pytest.raises(PrintingFailed):
        await Press().printed(broken, Form.CSV, making.NOON)


@dataclass(frozen=True)
class TooEarly:
    """A question that nobody can answer."""

    async def made(self) -> Made:
        raise BeforeTheRecord(on="2020-01-01", since="2024-01-08")


@dataclass(frozen=True)
class Answered:
    async def made(self) -> Made:
        return Made(making.document(), "{}")


async def test_a_question_is_answered_where_it_is_printed() -> None:
    assert Made(making.document(), "{}") == await Press().made(Answered())
    assert (await Press().printed(Answered(), Form.CSV, making.NOON)).startswith(BEGINS[Form.CSV])


async def test_a_question_that_is_refused_there_is_refused_here_by_the_same_name() -> None:
    with pytest.raises(BeforeTheRecord) as refused:
        await Press().printed(TooEarly(), Form.PDF, making.NOON)
    assert "01.01.2020" in refused.value.text("de")


async def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(PrintingFailed):
        await Press(seconds=0.01).printed(making.document(), Form.PDF, making.NOON)


async def test_who_gives_up_leaves_no_error_that_nobody_hears_of() -> None:
    unheard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))
    with pytest.raises(PrintingFailed):
        await Press(seconds=0.01).printed(making.document(), Form.PDF, making.NOON)
    gc.collect()
    assert not unheard


async def test_only_so_many_documents_wait() -> None:
    press = Press(at_once=1, queue=1)
    asked = [press.printed(making.document(), Form.CSV, making.NOON) for _ in range(3)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert [bytes, bytes, PressBusy] == [type(each) for each in results]
