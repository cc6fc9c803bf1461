"""What docker-compose.yml mounts, run for real against the servers of the tests."""

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from embedded import TemporalDevServer, temporal_binary
from tests.servers import PostgresServer, postgres_programs

DEPLOY = Path(__file__).parents[2] / "deploy"


async def run(*command: str | Path, **environment: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


@pytest.mark.postgres
async def test_the_users_of_the_database_server_do_not_see_each_other(
    own_postgres: PostgresServer, tmp_path: Path
) -> None:
    secrets = {}
    for number, user in enumerate(("ilb", "temporal", "keycloak")):
        file = tmp_path / user
        file.write_text(f"it's a secret {number}")
        secrets[f"{user.upper()}_DB_PASSWORD_FILE"] = str(file)
    await run(
        postgres_programs() / "psql",
        f"--dbname={own_postgres.dsn()}",
        f"--file={DEPLOY / 'postgres' / '10-databases.sql'}",
        **secrets,
    )
    owners = {}
    connection = await asyncpg.connect(own_postgres.dsn())
    for row in await connection.fetch(
        "SELECT datname, rolname, has_database_privilege('temporal', d.oid, 'CONNECT') AS for_temporal"
        " FROM pg_database d JOIN pg_roles r ON r.oid = datdba"
        " WHERE datname ~ '^(ilb|keycloak|temporal(_visibility)?)$'"
    ):
        owners[row["datname"]] = (row["rolname"], row["for_temporal"])
    await connection.close()

    expected = {
        "ilb": ("ilb", False),
        "keycloak": ("keycloak", False),
        "temporal": ("temporal", True),
        "temporal_visibility": ("temporal", True),
    }
    assert expected == owners


@pytest.mark.temporal
async def test_the_namespace_is_created_once(temporal_server: TemporalDevServer) -> None:
    script = ("/bin/sh", DEPLOY / "temporal" / "namespace.sh")
    environment = {
        "PATH": f"{temporal_binary().parent}:{os.environ['PATH']}",
        "TEMPORAL_ADDRESS": temporal_server.address,
        "TEMPORAL_NAMESPACE": "rollout",
    }
    await run(*script, **environment)
    again = await run(*script, **environment)

    client = await Client.connect(temporal_server.address)
    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="rollout"))
    assert 30 == described.config.workflow_execution_retention_ttl.ToTimedelta().days
    assert "is there" in again


async def test_a_program_gets_its_secrets_as_variables(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("it's a $ecret\n")
    program = (
        "/bin/sh",
        DEPLOY / "from-file.sh",
        "/bin/sh",
        "-c",
        'echo "$KC_DB_PASSWORD-${KC_DB_PASSWORD_FILE-gone}"',
    )
    said = await run(*program, SECRETS=str(tmp_path), KC_DB_PASSWORD_FILE=str(tmp_path / "password"))

    assert said == "it's a $ecret-gone\n"
