"""The simulations behind the defaults run on the shipped code and come out as documented.

Each bound is some three standard errors of the rate it is about; seeds are fixed.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "simulation.py"


@pytest.fixture(scope="module")
def simulation():
    path = list(sys.path)
    spec = importlib.util.spec_from_file_location("simulation", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path[:] = path
    return module


def test_chi_square_is_too_strict_at_three_a_group_and_permutation_is_not(simulation):
    found = simulation.error(4000)
    chi, permuted, _ = found["mid", (3, 3, 3, 3)]
    assert chi == pytest.approx(0.022, abs=0.008)
    assert permuted == pytest.approx(0.045, abs=0.03)
    assert found["skew", (15, 15, 15, 15)][0] == pytest.approx(0.047, abs=0.012)


def test_brunner_munzel_rejects_too_often_where_the_exact_test_does_not(simulation):
    found = simulation.pairs(2000)
    normal, corrected, exact, apart, undefined, _ = found[4, 4]
    assert exact < corrected < normal
    assert exact == pytest.approx(0.009, abs=0.015)
    assert undefined == pytest.approx(0.011, abs=0.008)
    assert apart == pytest.approx(0.059, abs=0.016)
    assert found[4, 20][3] > 0.07


def test_dunn_holds_its_level_from_five_a_group(simulation):
    rejects, _ = simulation.SECTIONS["dunn"]
    for (_, sizes), (per_pair, any_pair) in rejects(4000).items():
        if min(sizes) > 4:
            assert per_pair == pytest.approx(0.049, abs=0.006), sizes
            assert any_pair < 0.05, sizes


def test_newcombes_interval_covers_where_the_bootstrap_does_not(simulation):
    found = simulation.delta(1000)
    for (sizes, _), (covered, *_others, width, _, _) in found.items():
        assert covered > 0.93, sizes
        assert width < 1.25, sizes
    newcombe, feng, by_t, by_logit, bootstrap, width, _, _ = found[(4, 4), 0.55]
    assert newcombe > 0.95 > by_logit - 0.05
    assert max(feng, by_t, bootstrap) < 0.95
    assert bootstrap < 0.88
    assert width == pytest.approx(1.11, abs=0.03)


def test_eta_is_unbiased_where_epsilon_is_not_and_its_interval_covers(simulation):
    found = simulation.eta(1000)
    epsilon, eta, covered, bootstrap, _ = found[4, 0.0]
    assert epsilon == pytest.approx(0.20, abs=0.01)
    assert eta == pytest.approx(0, abs=0.01)
    assert covered == pytest.approx(0.972, abs=0.012)
    assert bootstrap == 0
    for (size, truth), (_, mean, held, _, _) in found.items():
        assert mean == pytest.approx(truth, abs=0.015), (size, truth)
        assert held > 0.89, (size, truth)


def test_cases_hold_their_level_where_people_do_not(simulation):
    found = simulation.cases(1500)
    for held in ((2, 2, 1, 1), (2, 2, 2, 2), (3, 3, 3)):
        assert all(found[held, icc][1] < 0.09 for icc in (0.0, 0.05, 0.10, 0.30)), held
    ignoring = [found[(2, 2, 2, 2), icc][0] for icc in (0.0, 0.05, 0.10, 0.20)]
    assert ignoring == pytest.approx([0.044, 0.107, 0.184, 0.349], abs=0.03)


def test_few_clusters_need_fewer_degrees_of_freedom(simulation):
    found = simulation.robust(2000)
    normal, one, two, reduced, _ = found[4]
    assert normal == pytest.approx(0.243, abs=0.05)
    assert one == pytest.approx(0.117, abs=0.04)
    assert two == pytest.approx(0.073, abs=0.035)
    assert reduced < 0.08
    assert found[6][0] == pytest.approx(0.151, abs=0.05)
    assert found[40][2] == pytest.approx(0.053, abs=0.03)


def test_feldts_interval_covers(simulation):
    found = simulation.alpha(1500)
    for covered, _, _, _ in found.values():
        assert covered == pytest.approx(0.95, abs=0.02)
    _, width, mean, truth = found[8]
    assert 0.97 < width < 1.10
    assert mean < truth - 0.05


def test_what_is_called_detectable_is_found_in_most_studies(simulation):
    found = simulation.detectable(1500)
    for (kind, sizes), (smallest, power, _) in found.items():
        assert 0 < smallest < 1
        if sizes != (2, 2, 1, 1):
            assert 0.62 < power < 0.90, (kind, sizes)
    assert found["cases of 4, 0.1", (2, 2, 1, 1)][1] < 0.45  # so that it is not said
    assert found["delta", (10, 10)][0] == pytest.approx(0.66, abs=0.01)
    assert found["eta squared", (10, 10, 10, 10)][0] == pytest.approx(0.233, abs=0.002)


def test_an_interval_widened_for_cases_covers_where_the_plain_one_does_not(simulation):
    for (held, icc, truth), (ignoring, widened) in simulation.equivalence(2000).items():
        assert widened > 0.89, (held, icc, truth)
        assert ignoring < (0.87 if icc else 0.94), (held, icc, truth)


def test_tests_of_margins_are_rough_where_few_moved(simulation):
    found = simulation.SECTIONS["moved"][0](400)
    strict, lenient = found[6, 5]
    assert strict < 0.02
    assert lenient > 0.15
    assert found[80, 3] == (pytest.approx(0.045, abs=0.03), pytest.approx(0.052, abs=0.03))


def test_intervals_of_rank_correlations_cover_where_the_usual_ones_do_not(simulation):
    found = simulation.SECTIONS["correlation"][0](400)
    for (n, r), (rho, tau, usual, *_) in found.items():
        if n >= 10:
            assert min(rho, tau) > 0.88, (n, r)
            assert usual < tau + 0.02, (n, r)


def test_honest_people_are_listed_seldom_unless_items_are_much_alike(simulation):
    found = simulation.SECTIONS["straight"][0](200)
    assert found[20,][0] < 12
    assert found[20,][4] > 300


def test_the_simulations_run_from_the_command_line():
    done = subprocess.run(
        [sys.executable, FILE, "alpha", "equivalence", "--quick"],
        capture_output=True,
        text=True,
        check=True,
        cwd=FILE.parents[1],
    )
    assert done.stdout.count("400 replications") == 2
    wrong = subprocess.run(
        [sys.executable, FILE, "nonsense"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "sections are error, pairs" in wrong.stderr
    assert "Traceback" not in wrong.stderr
