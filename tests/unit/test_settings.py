"""Settings: what is refused at start, and secrets that stand in files."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import AuthMode, Settings

POSTGRES = "postgresql+asyncpg://ilb@db.example:5432/ilb"


def test_the_password_of_the_database_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/word\n")

    settings = Settings(database_url=POSTGRES, database_password_file=file)

    assert settings.database_url == "postgresql+asyncpg://ilb:p%40ss%2Fword@db.example:5432/ilb"


@pytest.mark.parametrize("url", ["postgresql+asyncpg://ilb:one@db/ilb", "sqlite+aiosqlite:///var/ilb.sqlite"])
def test_a_password_needs_a_url_that_lacks_it(url: str) -> None:
    with pytest.raises(ValidationError, match="ILB_DATABASE_PASSWORD needs an ILB_DATABASE_URL with a user"):
        Settings(database_url=url, database_password="another")


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("one")

    with pytest.raises(ValidationError, match="ILB_DATABASE_PASSWORD and ILB_DATABASE_PASSWORD_FILE are both set"):
        Settings(database_url=POSTGRES, database_password="two", database_password_file=file)


@pytest.mark.parametrize("content", [None, " \n"])
def test_a_file_of_a_secret_must_hold_one(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content)

    with pytest.raises(ValidationError, match="ILB_DATABASE_PASSWORD_FILE"):
        Settings(database_url=POSTGRES, database_password_file=file)


@pytest.mark.parametrize("issuer", ["http://keycloak.localhost:8081/realms/ilb", "http://127.0.0.1:8081"])
def test_a_provider_on_this_machine_needs_no_tls(issuer: str) -> None:
    settings = Settings(
        auth=AuthMode.OIDC, oidc_issuer=issuer, oidc_client_id="ilb", public_url="http://localhost:8000"
    )

    assert settings.oidc_issuer == issuer


def test_a_provider_elsewhere_needs_tls() -> None:
    with pytest.raises(ValidationError, match="ILB_OIDC_ISSUER must begin with https://"):
        Settings(
            auth=AuthMode.OIDC,
            oidc_issuer="http://login.example",
            oidc_client_id="ilb",
            public_url="https://ilb.example",
        )


@pytest.mark.parametrize("host", ["0.0.0.0", "ilb.localhost", "192.0.2.1"])  # noqa: S104 - what must be refused
def test_the_demo_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(ValidationError, match="needs a loopback ILB_HOST"):
        Settings(auth=AuthMode.DEMO, host=host)
