"""The command line where it needs no server: settings, refusals, the data folder, what a command reads."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.configuration import load, refuse_misspelt
from cli.data_folder import DataFolder
from cli.running import MISUSED, Trouble
from cli.serving import refuse_taken_port
from cli.submit import request_of
from cli.up import address_of, embedded_in
from settings import Settings

COMMANDS = ("up", "api", "worker", "migrate", "import", "grant", "units", "unit", "submit", "verify", "rebuild")


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings of whoever runs the tests do not matter, and their logs stay as they are."""
    monkeypatch.setattr("telemetry.configure", lambda *_, **__: None)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ILB_{name.upper()}", raising=False)
    monkeypatch.setenv("ILB_DATA_DIR", str(tmp_path))


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


# --- settings ------------------------------------------------------------------------------------------------


def test_help_lists_every_command() -> None:
    said = CliRunner().invoke(app, ["--help"]).output

    assert [] == [name for name in COMMANDS if f" {name} " not in said]


def test_a_wrong_variable_is_named_and_its_value_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILB_SESSION_SECRET", "too-short")

    with pytest.raises(Trouble, match="ILB_SESSION_SECRET") as trouble:
        load()

    assert "too-short" not in str(trouble.value)
    assert MISUSED == trouble.value.code


def test_a_misspelt_variable_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(Trouble, match=r"ILB_DATABSE_URL is not a setting\. Did you mean ILB_DATABASE_URL"):
        refuse_misspelt(["ILB_DATABSE_URL"], Settings.model_fields)


def test_variables_of_the_backing_services_are_nobodys_mistake() -> None:
    refuse_misspelt(["ILB_DB_PASSWORD", "ILB_UP_UI_PORT", "PATH"], Settings.model_fields)


def test_demo_sign_in_is_refused_beyond_loopback() -> None:
    with pytest.raises(Trouble, match=r"ILB_AUTH=demo .* loopback ILB_HOST, not 0\.0\.0\.0"):
        load(auth="demo", host="0.0.0.0")  # noqa: S104 - refused


def test_an_option_goes_before_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILB_PORT", "8001")

    assert (8001, 8002) == (load().port, load(port=8002).port)


def test_without_other_word_the_data_folders_database_and_temporal_are_meant(tmp_path: Path) -> None:
    (tmp_path / "temporal.port").write_text("7777", encoding="ascii")
    settings = load()

    assert f"sqlite+aiosqlite:///{tmp_path}/ilb.sqlite" == settings.database_url
    assert "127.0.0.1:7777" == settings.temporal_address


def test_a_database_named_by_variable_is_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILB_DATABASE_URL", "postgresql+asyncpg://db/ilb")

    assert "postgresql+asyncpg://db/ilb" == load().database_url


def test_up_uses_its_own_database_whatever_the_variables_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ILB_DATABASE_URL", "postgresql+asyncpg://db/ilb")

    assert embedded_in(DataFolder(tmp_path), load()).database_url.endswith("/ilb.sqlite")


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("::1", "http://[::1]:80"), ("0.0.0.0", "http://127.0.0.1:80")],  # noqa: S104
)
def test_the_printed_address_can_be_opened(host: str, address: str) -> None:
    assert address == address_of(Settings(host=host, port=80))


# --- refusals ------------------------------------------------------------------------------------------------


def test_a_taken_port_is_named() -> None:
    with taken_port() as port, pytest.raises(Trouble, match=f"Port {port} on 127.0.0.1 cannot be used"):
        refuse_taken_port("127.0.0.1", port)


def test_a_foreign_address_is_named() -> None:
    with pytest.raises(Trouble, match=r"no-such-host\.invalid is not an address of this machine"):
        refuse_taken_port("no-such-host.invalid", 8000)


def test_a_missing_database_is_a_sentence_and_no_traceback() -> None:
    result = CliRunner().invoke(app, ["units"])

    assert 1 == result.exit_code
    assert "There is no database" in result.stderr
    assert "ilb up" in result.stderr
    assert "Traceback" not in result.output


def test_looking_for_a_database_does_not_make_one(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["verify"])

    assert [] == list(tmp_path.iterdir())


# --- the data folder -----------------------------------------------------------------------------------------


def test_a_folder_in_use_is_refused_and_free_again_afterwards(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.locked(), pytest.raises(Trouble, match=r"already runs in .* \(process \d+\)"), folder.locked():
        pass

    with folder.locked():
        pass


def test_a_lock_left_by_a_dead_process_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("4194304", encoding="ascii")

    with DataFolder(tmp_path).locked():
        pass


def test_a_folder_stays_the_demo_that_it_was_made(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)

    assert folder.holds_demo(wanted=None)
    assert folder.holds_demo(wanted=None)
    with pytest.raises(Trouble, match="was started with --demo"):
        folder.holds_demo(wanted=False)


def test_the_temporal_port_is_kept_for_the_next_start(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)

    assert folder.temporal_port() == folder.temporal_port()


def test_a_kept_port_that_was_taken_meanwhile_is_exchanged(tmp_path: Path) -> None:
    with taken_port() as port:
        (tmp_path / "temporal.port").write_text(str(port), encoding="ascii")

        assert port != DataFolder(tmp_path).temporal_port()


# --- what a command reads ------------------------------------------------------------------------------------


def test_fields_become_the_request_that_the_api_would_read() -> None:
    request = request_of("confirm_workshop", ["workshop=implementation", "held_on=2026-11-19", "headcount=5-9"])

    assert {"workshop": "implementation", "held_on": "2026-11-19", "headcount": "5-9"}.items() <= (
        request.model_dump(mode="json").items()
    )


@pytest.mark.parametrize(
    ("command", "fields", "sentence"),
    [
        ("fly", [], "There is no command fly. Known: admit_companion"),
        ("resume", ["resumed_on"], "resumed_on is not of the form FIELD=VALUE"),
        ("resume", ["resumed_on=tomorrow"], "resume cannot be given like this: resumed_on: "),
        ("resume", ["wings=2"], "wings: Extra inputs are not permitted"),
        ("adopt_calendar", ["calendar={"], "calendar looks like JSON and is not"),
    ],
)
def test_what_cannot_be_a_command_is_named(command: str, fields: list[str], sentence: str) -> None:
    with pytest.raises(Trouble, match=sentence):
        request_of(command, fields)
