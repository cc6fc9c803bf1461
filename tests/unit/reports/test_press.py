"""Documents are printed in a process of its own, some at a time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from activities.reports.document import Section, Table
from activities.reports.press import Form, Press, PressBusy, PrintingFailed
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


async def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(PrintingFailed):
        await Press(seconds=0.01).printed(making.document(), Form.PDF, making.NOON)


async def test_only_so_many_documents_wait() -> None:
    press = Press(at_once=1, queue=1)
    asked = [press.printed(making.document(), Form.CSV, making.NOON) for _ in range(3)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert [bytes, bytes, PressBusy] == [type(each) for each in results]
