"""Identifiers are unique, in order, and recognisable."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from wbp_survey.store import ids
from wbp_survey.store.ids import device_id, new_event_id, new_salt


def test_ids_are_in_order_and_never_the_same():
    made = [new_event_id() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_ids_of_several_threads_differ():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_event_id(), range(4000)))
    assert len(set(made)) == len(made)


def test_an_id_is_a_uuid_of_version_7_with_the_time_in_front():
    made = uuid.UUID(str(ids._uuid7()))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert abs((made.int >> 80) - time.time() * 1000) < 5000


def test_ids_stay_in_order_when_the_clock_goes_back(monkeypatch):
    before = ids._uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    after = [ids._uuid7() for _ in range(5000)]
    assert [before, *after] == sorted([before, *after])


def test_salts_are_long_and_never_the_same():
    salts = {new_salt() for _ in range(1000)}
    assert len(salts) == 1000
    assert {len(bytes.fromhex(salt)) for salt in salts} == {32}


def told_by_another_process(**environment):
    done = subprocess.run(
        [sys.executable, "-c", "from wbp_survey.store.ids import device_id; print(device_id())"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_computer_is_the_same_device_in_every_process_and_study(tmp_path):
    assert told_by_another_process() == told_by_another_process(HOME=str(tmp_path)) == device_id()


def test_a_device_is_told_by_a_digest_that_names_nobody():
    assert re.fullmatch("[0-9a-f]{16}", device_id())
    assert platform.node() not in device_id()


def test_another_computer_is_another_device(monkeypatch):
    here = device_id()
    monkeypatch.setattr(platform, "node", lambda: "elders")
    device_id.cache_clear()
    assert device_id() != here
    device_id.cache_clear()


@pytest.mark.skipif(not hasattr(uuid, "uuid7"), reason="the standard library's own, from 3.14")
def test_the_standard_library_makes_the_ids_where_it_can():
    assert uuid.UUID(new_event_id()).version == 7
