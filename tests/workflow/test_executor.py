"""Who does the work: threads here, or workers of a real Dask cluster. The tally is the same."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import Executor
from importlib import import_module

import pytest

from tests.dataset.reads import in_blocks, plain
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import in_order, tally_file
from wbp_survey.errors import DataError
from wbp_survey.workflow import executor
from wbp_survey.workflow.executor import executor_for, worker_version

SCALE = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes of this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as running:
        yield running


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "data.csv"
    rows = (f"{'xyz'[row % 3]},{row % 5 + 1},{row % 9 + 1}\n" for row in range(5000))
    found.write_text("g,a,c\n" + "".join(rows))
    return found


def tallied(path, address):
    with in_blocks(2000), executor_for(address) as pool:
        return plain(tally_file(path, "g", "c", "", ["a"], SCALE, pool))


def refusal(address):
    with pytest.raises(DataError) as caught, executor_for(address):
        pass
    (problem,) = caught.value.problems
    assert problem.place == address
    return problem.code


def slow(number):
    time.sleep(0.05)
    return number


def test_without_an_address_the_threads_of_this_computer_do_the_work(path):
    with executor_for(None) as pool:
        assert isinstance(pool, Executor)
        assert list(in_order(pool, str, range(3))) == ["0", "1", "2"]
    assert tallied(path, None) == plain(tally_file(path, "g", "c", "", ["a"], SCALE))


def test_a_cluster_gives_the_same_tally_bit_for_bit(path, cluster):
    assert tallied(path, cluster.scheduler_address) == tallied(path, None)


def test_a_ragged_row_is_refused_with_its_line_by_a_cluster_too(tmp_path, cluster):
    path = tmp_path / "data.csv"
    path.write_text("g,a,c\n" + "x,1,2\n" * 900 + "x,1\n")
    with pytest.raises(DataError) as caught:
        tallied(path, cluster.scheduler_address)
    assert caught.value.problems[0].place == f"{path}:902"


def test_another_does_the_work_of_a_worker_that_dies_midway(cluster):
    with executor_for(cluster.scheduler_address) as pool:
        done = in_order(pool, slow, range(60))
        assert next(done) == 0
        (victim, *_) = pool._client.run(os.getpid).values()
        os.kill(victim, signal.SIGKILL)
        assert list(done) == list(range(1, 60))


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "tcp://127.0.0.1", "geen adres", "x://y:1"]
)
def test_an_address_where_no_cluster_answers_is_refused_soon(address, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(executor, "CONNECT_TIMEOUT", 1)
    began = time.perf_counter()
    assert refusal(address) == "CLUSTER_UNREACHABLE"
    assert time.perf_counter() - began < 5


def test_a_cluster_without_workers_is_refused(monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(executor, "CONNECT_TIMEOUT", 1)
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as empty:
        assert refusal(empty.scheduler_address) == "CLUSTER_EMPTY"


def test_a_cluster_with_another_version_is_refused(cluster, monkeypatch):
    monkeypatch.setattr(executor, "__version__", "999.0.0")
    assert worker_version() == "999.0.0"
    assert refusal(cluster.scheduler_address) == "CLUSTER_DIFFERS"


def test_a_cluster_whose_workers_lack_the_package_is_refused(cluster, monkeypatch, tmp_path):
    (tmp_path / "only_here.py").write_text("def worker_version():\n    return ''\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(executor, "worker_version", import_module("only_here").worker_version)
    assert refusal(cluster.scheduler_address) == "CLUSTER_DIFFERS"


def lose(running):
    """Have a cluster work, and take it away meanwhile."""
    with executor_for(running.scheduler_address) as pool:
        done = in_order(pool, slow, range(60))
        next(done)
        running.close()
        list(done)


def test_a_cluster_that_is_lost_is_one_clear_sentence():
    distributed = pytest.importorskip("distributed")
    running = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0"
    )
    with pytest.raises(DataError) as caught:
        lose(running)
    assert caught.value.problems[0].code == "CLUSTER_LOST"


def test_what_goes_wrong_in_the_work_itself_is_not_blamed_on_the_cluster(cluster):
    with pytest.raises(ZeroDivisionError), executor_for(cluster.scheduler_address) as pool:
        list(in_order(pool, one_over, [0]))


def one_over(number):
    return 1 / number


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    assert refusal("tcp://127.0.0.1:8786") == "CLUSTER_PACKAGE"
