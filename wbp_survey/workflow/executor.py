"""Who does heavy work: this computer, or a Dask cluster. What comes out is the same."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from wbp_survey import __version__
from wbp_survey.errors import DataError

CONNECT_TIMEOUT = 5
"""Seconds to wait for a cluster and its first worker."""

_ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")


@contextmanager
def executor_for(address: str | None) -> Iterator[Executor]:
    """Give an executor: the threads of this computer, or the workers of the cluster at `address`.

    A worker that is lost midway has its work done by another. Raises DataError when the cluster
    cannot be reached, has no workers, has another version of wbp-survey, or is lost itself.
    """
    if not address:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            yield pool
        return
    client = _connected(address)
    try:
        _require_workers(client, address)
        with client.get_executor() as executor:
            yield executor
    except Exception as error:
        if not _is_cluster(error):
            raise
        raise DataError.one("CLUSTER_LOST", address, reason=type(error).__name__) from error
    finally:
        client.close()


def worker_version() -> str:
    """Return the version of wbp-survey where this runs."""
    return __version__


def _connected(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise DataError.one("CLUSTER_PACKAGE", address) from error
    connect: Any = distributed.Client  # its own types are not complete
    if not _ADDRESS.fullmatch(address):  # the client takes ten seconds to say so
        raise DataError.one("CLUSTER_UNREACHABLE", address)
    try:
        return connect(address, timeout=CONNECT_TIMEOUT, set_as_default=False)
    except Exception as error:  # an address can be wrong in many ways; none is our bug
        raise DataError.one("CLUSTER_UNREACHABLE", address) from error


def _require_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT_TIMEOUT)
    except TimeoutError as error:
        raise DataError.one("CLUSTER_EMPTY", address) from error
    try:
        found = set(client.run(worker_version).values())
    except Exception as error:  # a worker without this package: the scheduler names no kind
        raise DataError.one("CLUSTER_DIFFERS", address, version=__version__) from error
    if found != {__version__}:
        raise DataError.one("CLUSTER_DIFFERS", address, version=__version__)


def _is_cluster(error: Exception) -> bool:
    """Tell whether it is the cluster that failed, and not the work or the data."""
    return isinstance(error, CancelledError) or type(error).__module__.startswith("distributed")
