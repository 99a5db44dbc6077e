"""The simulations behind the defaults run on the shipped code and come out as documented."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def simulation():
    path = Path(__file__).parents[2] / "benchmarks" / "simulation.py"
    spec = importlib.util.spec_from_file_location("simulation", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_eta_is_unbiased_where_epsilon_is_not(simulation):
    epsilon, eta, holds = simulation.eta(2000)[4]
    assert epsilon == pytest.approx(0.20, abs=0.01)
    assert eta == pytest.approx(0, abs=0.01)
    assert holds > 0.95


def test_cases_hold_their_level_where_people_do_not(simulation):
    ignoring, permuting = simulation.cases(2000)[0.10]
    assert ignoring == pytest.approx(0.185, abs=0.06)
    assert permuting < 0.09


def test_feldts_interval_covers(simulation):
    coverage, width, _ = simulation.alpha(800)[12]
    assert coverage == pytest.approx(0.95, abs=0.03)
    assert 0.6 < width < 0.8
