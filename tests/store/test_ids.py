"""Identifiers are unique, in order, and recognisable."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from wbp_survey.store import ids
from wbp_survey.store.connect import open_store
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


def test_a_store_keeps_its_device(store_url):
    with open_store(store_url, create=True) as store:
        device = device_id(store)
    with open_store(store_url) as store:
        assert device_id(store) == device
    assert uuid.UUID(device)


def test_two_files_are_two_devices(tmp_path):
    with (
        open_store(str(tmp_path / "a.db"), create=True) as one,
        open_store(str(tmp_path / "b.db"), create=True) as two,
    ):
        assert device_id(one) != device_id(two)


@pytest.mark.skipif(not hasattr(uuid, "uuid7"), reason="the standard library's own, from 3.14")
def test_the_standard_library_makes_the_ids_where_it_can():
    assert uuid.UUID(new_event_id()).version == 7
