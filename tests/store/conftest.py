"""Every test that asks for `store` runs twice: on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import itertools
import os
import uuid

import psycopg
import pytest

from tests.store.server import NoServerError, running_server
from wbp_survey.store.connect import open_store


@pytest.fixture(scope="session")
def server():
    """One PostgreSQL per test process. Where none can run: skip, but fail in CI."""
    try:
        with running_server() as running:
            yield running
    except NoServerError as error:
        reason = f"NOT TESTED ON POSTGRESQL: {error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def new_schema(server):
    """A function that gives the address of one more empty schema of the server."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        made = []

        def make():
            made.append(f"wbp_{uuid.uuid4().hex}")
            connection.execute(f"CREATE SCHEMA {made[-1]}")
            return server.url(made[-1])

        yield make
        for schema in made:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def postgresql_url(new_schema):
    """The address of an empty schema."""
    return new_schema()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path):
    """A function that gives the address of one more store that does not exist yet."""
    if request.param == "postgresql":
        return request.getfixturevalue("new_schema")
    numbers = itertools.count(1)
    return lambda: str(tmp_path / f"study-{next(numbers)}.db")


@pytest.fixture
def store_url(new_url):
    """The address of a store that does not exist yet."""
    return new_url()


@pytest.fixture
def store(store_url):
    """An open, empty store."""
    with open_store(store_url, create=True) as opened:
        yield opened
