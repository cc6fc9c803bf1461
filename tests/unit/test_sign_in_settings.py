"""What must be said before people can sign in, and what is wrong with what was said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api.app import sign_in_ways
from cli.configuration import load
from cli.running import MISUSED, Trouble
from settings import AuthMode, Settings

WHOLE: dict[str, Any] = {
    "auth": AuthMode.OIDC,
    "public_url": "https://ilb.example",
    "oidc_issuer": "https://provider.example/realm",
    "oidc_client_id": "tracker",
}


@pytest.mark.parametrize("missing", ["public_url", "oidc_issuer", "oidc_client_id"])
def test_what_a_provider_needs_is_named_when_it_is_missing(missing: str) -> None:
    told = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(ValidationError, match=f"ILB_AUTH=oidc also needs ILB_{missing.upper()}"):
        Settings(**told)


@pytest.mark.parametrize(
    ("name", "url"), [("public_url", "http://ilb.example"), ("oidc_issuer", "http://provider.example")]
)
def test_what_travels_through_a_network_travels_encrypted(name: str, url: str) -> None:
    with pytest.raises(ValidationError, match=f"ILB_{name.upper()} must begin with https://"):
        Settings(**WHOLE | {name: url})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000", "http://a.localhost"]
)
def test_on_loopback_nothing_needs_to_be_encrypted(url: str) -> None:
    assert url == Settings(**WHOLE | {"public_url": url, "oidc_issuer": url}).public_url


@pytest.mark.parametrize("url", ["https://ilb.example/", "https://ilb.example/path", "ilb.example", "https://a@b"])
def test_the_public_address_is_an_origin(url: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        Settings(**WHOLE | {"public_url": url})


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("a secret of more than thirty-two characters\n", encoding="utf-8")
    told = Settings(**WHOLE, oidc_client_secret_file=file, session_secret_file=file)
    assert "a secret of more than thirty-two characters" == told.oidc_client_secret == told.session_secret


@pytest.mark.parametrize("name", ["oidc_client_secret", "session_secret"])
def test_a_secret_is_said_in_one_way(name: str, tmp_path: Path) -> None:
    both: dict[str, Any] = {name: "x" * 40, f"{name}_file": tmp_path / "secret"}
    with pytest.raises(ValidationError, match=f"ILB_{name.upper()} and ILB_{name.upper()}_FILE are both set"):
        Settings(**WHOLE, **both)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, r"ILB_SESSION_SECRET_FILE cannot be read \(No such file or directory\)"),
        (" \n", "ILB_SESSION_SECRET_FILE is empty"),
        ("short", "ILB_SESSION_SECRET_FILE holds fewer than 32 characters"),
    ],
)
def test_a_secret_that_cannot_be_used_is_named_and_not_shown(
    content: str | None, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv("ILB_SESSION_SECRET_FILE", str(file))
    with pytest.raises(Trouble, match=sentence) as trouble:
        load()
    assert MISUSED == trouble.value.code
    assert "short" not in str(trouble.value)


@pytest.mark.parametrize("rate", ["often", "0/minute", "60", "60/fortnight", "1/minute;2/hour"])
def test_a_limit_is_a_number_in_a_time(rate: str) -> None:
    with pytest.raises(ValidationError, match="limit_writes"):
        Settings(limit_writes=rate)


def test_in_production_the_stated_limits_hold_and_in_a_demo_only_those_that_were_asked_for() -> None:
    expected = {"sign_in": "300/minute", "sign_in_failed": "300/minute", "write": "60/minute", "export": "6/hour"}
    expected["feedback"] = "20/hour"
    assert expected == sign_in_ways(Settings(**WHOLE)).rates
    assert {} == sign_in_ways(Settings(auth=AuthMode.DEMO)).rates
    assert {"write": "5/minute"} == sign_in_ways(Settings(auth=AuthMode.DEMO, limit_writes="5/minute")).rates


def test_it_answers_to_its_own_names_and_to_those_it_was_told() -> None:
    home = sign_in_ways(Settings(**WHOLE, trusted_hosts="ilb.intern, 10.0.0.7")).home
    known = ["ilb.example", "ILB.example:443", "ilb.intern", "10.0.0.7:8000", "localhost:8000", "127.0.0.1", "[::1]:80"]
    assert [] == [host for host in known if not home.answers_to(host)]
    assert [] == [
        host for host in ("evil.example", "ilb.example.evil.example", "", "ilb.example@") if home.answers_to(host)
    ]


def test_a_mail_server_may_want_no_password(tmp_path: Path) -> None:
    """The compose file mounts the file, filled or not."""
    (tmp_path / "smtp_password").write_text("\n")
    assert Settings(smtp_password_file=tmp_path / "smtp_password").smtp_password is None
