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
async def test_the_users_of_the_database_server_do_not_see_each_other(own_postgres: PostgresServer) -> None:
    await run(
        postgres_programs() / "psql",
        f"--dbname={own_postgres.dsn()}",
        f"--file={DEPLOY / 'postgres' / '10-databases.sql'}",
        ILB_DB_PASSWORD="it's a secret",
        TEMPORAL_DB_PASSWORD="another",
    )
    owners = {}
    connection = await asyncpg.connect(own_postgres.dsn())
    for row in await connection.fetch(
        "SELECT datname, rolname, has_database_privilege('temporal', d.oid, 'CONNECT') AS for_temporal"
        " FROM pg_database d JOIN pg_roles r ON r.oid = datdba WHERE datname ~ '^(ilb|temporal(_visibility)?)$'"
    ):
        owners[row["datname"]] = (row["rolname"], row["for_temporal"])
    await connection.close()

    expected = {
        "ilb": ("ilb", False),
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
