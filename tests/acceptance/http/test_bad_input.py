"""Requests that cannot be: each refused by name, in the reader's language, nothing repeated and nothing written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.acceptance.http.steps import nominate, problem, written
from tests.acceptance.serving import World

UNIT = "/api/units/244/commands"


@pytest.fixture(autouse=True)
async def _nothing_is_written(api: World) -> AsyncIterator[None]:
    before = await written(api)
    yield
    assert before == await written(api)


async def post(api: World, content: bytes, media_type: str = "application/json", url: str = UNIT) -> httpx.Response:
    return await api.as_("rd-200").post(url, content=content, headers={"Content-Type": media_type})


BODIES: dict[str, tuple[bytes, int, str]] = {
    "a million characters": (b'{"note": "' + b"x" * 1_000_000 + b'"}', 413, "too_large"),
    "no UTF-8": (b'{"type": "pause", "note": "Stra\xdfe"}', 400, "not_utf8"),
    "no JSON": (b'{"type": ', 422, "malformed"),
    "NaN": (b'{"type": NaN}', 422, "malformed"),
    "nothing": (b"", 422, "malformed"),
    "null": (b"null", 422, "malformed"),
    "a list": (b"[]", 422, "malformed"),
    "a number": (b"7", 422, "malformed"),
    "ten thousand lists": (b"[" * 10_000, 400, "unreadable"),
    "no type": (b"{}", 422, "malformed"),
    "an unknown type": (b'{"type": "KanarienvogelXyz"}', 422, "malformed"),
    "a type that is no text": (b'{"type": 7}', 422, "malformed"),
    "a byte order mark": (b"\xef\xbb\xbf{}", 422, "malformed"),
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_cannot_be_read_is_refused(api: World, what: str) -> None:
    content, status, name = BODIES[what]
    assert (status, name) == problem(await post(api, content))


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "text/csv", ""])
async def test_a_body_of_another_type_is_refused(api: World, media_type: str) -> None:
    content = json.dumps(nominate(api.today)).encode()
    assert (415, "not_json") == problem(await post(api, content, media_type))


async def test_a_body_without_a_stated_length_is_counted(api: World) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    answer = await api.as_("rd-200").post(UNIT, content=endless(), headers={"Content-Type": "application/json"})
    assert (413, "too_large") == problem(answer)


@pytest.mark.parametrize("key", ["a b", "k" * 101, "<key>", "a\\b", "", "k\u00fc"])
async def test_a_key_that_cannot_be_is_refused(api: World, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    answer = await api.as_("rd-200").post(UNIT, json=nominate(api.today), headers=headers)
    assert (422, "malformed") == problem(answer)
    assert ["header", "Idempotency-Key"] == answer.json()["errors"][0]["at"]


async def test_huge_headers_are_refused(api: World) -> None:
    answer = await api.as_("rd-200").get("/api/me", headers={"X-Much": "x" * 20_000})
    assert (431, "headers_too_large") == problem(answer)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/api/units/..%2f",
            "/api/units/../../etc/passwd",
            "/api/units/%2e%2e%2fme",
            "/api/units/244/",
            "/api/nothing",
        ),
        *("/api/units/244%20", "/api/units/24%C3%A4", "/api/units/%F0%9F%90%A6", "/api//units", "/nothing", "/api"),
        *("/api/units/999", "/api/units/244%0A", "/api/units/BA-Z", "/api/units/200", "/api/units/'--"),
    ],
)
async def test_what_is_not_there_is_not_found(api: World, path: str) -> None:
    """Nor redirected anywhere."""
    assert (404, "not_found") == problem(await api.as_("rd-200").get(path))


@pytest.mark.parametrize(
    "path", ["/api/units/24%004", "/api/units?q=%00", "/api/units?cursor=a%00", "/api/units/a%00/journal"]
)
async def test_a_nul_character_is_refused_before_any_database_sees_it(api: World, path: str) -> None:
    assert (422, "malformed") == problem(await api.as_("rd-200").get(path))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/api/units/244", "/api/units", "/api/me", "/api/worklist"])
async def test_another_method_is_refused(api: World, method: str, path: str) -> None:
    answer = await api.as_("rd-200").request(method, path)
    assert (405, "GET") == (answer.status_code, answer.headers["Allow"])
    if method != "HEAD":
        assert (405, "method_not_allowed") == problem(answer)


async def test_errors_have_the_headers_that_protect_a_browser(api: World) -> None:
    for answer in (await api.as_(None).get("/api/me"), await post(api, BODIES["a million characters"][0])):
        assert "no-store" == answer.headers["Cache-Control"]
        assert "nosniff" == answer.headers["X-Content-Type-Options"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
