"""The control chart: its scores, its signals, and how long it runs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, kstest, norm

from analyzer.statistics import run_length, scores, signals


@pytest.mark.parametrize(("level", "published"), [(4.0, 168.0), (5.0, 465.0)])
def test_run_lengths_are_those_published(level: float, published: float) -> None:
    """With k = 0.5 a two-sided CUSUM runs 168 and 465 (Montgomery, Statistical Quality Control, 9.1)."""
    assert run_length(level) == pytest.approx(published, rel=0.005)


def test_the_chart_runs_as_long_as_it_says() -> None:
    """Simulated with normal scores, the mean run to the first signal is near the computed one."""
    rng, level = np.random.default_rng(5), 2.4
    runs = [np.flatnonzero(signals(rng.normal(size=600).tolist(), level))[0] + 1 for _ in range(1500)]
    assert np.mean(runs) == pytest.approx(run_length(level), rel=0.1)


@pytest.mark.parametrize("rate", [0.1, 2.0])
def test_scores_are_standard_normal_whatever_the_rate(rate: float) -> None:
    """Rare counts or many, unequal exposures: in each of many series scores are normal and independent."""
    p_values, ties = [], []
    for seed in range(40):
        rng = np.random.default_rng([seed, 6])
        exposure = rng.uniform(0.2, 3, 800)
        found = scores(rng.poisson(rate * exposure).tolist(), exposure.tolist(), rng)[1:]
        p_values.append(kstest(found, "norm").pvalue)
        ties.append(np.corrcoef(found[1:], found[:-1])[0, 1])
    assert kstest(p_values, "uniform").pvalue > 0.001
    assert abs(np.mean(ties)) < 3 / (40 * 800) ** 0.5


def test_what_was_not_exposed_or_comes_first_is_not_judged() -> None:
    """The first exposed step has nothing before it, a step without exposure nothing in it."""
    found = scores([0, 2, 0, 3], [0.0, 1.0, 0.0, 1.0], np.random.default_rng(1))
    assert np.isnan(found).tolist() == [True, True, True, False]


def test_a_rise_and_a_fall_are_told_apart() -> None:
    """Scores of 2 in a row signal up, of −2 down; nan between them changes nothing, and it starts anew."""
    assert signals([2.0, float("nan"), 2.0, 2.0], 4.0).tolist() == [0, 0, 0, 1]
    assert signals([-2.0, -2.0, -2.0, -2.0], 4.0).tolist() == [0, 0, -1, 0]


def test_later_weeks_leave_earlier_scores_alone() -> None:
    """With the same chance, a week more changes no score of the weeks before."""
    counts, exposure = [1, 0, 2, 4, 1], [1.0, 2.0, 1.0, 1.0, 3.0]
    whole = scores(counts, exposure, np.random.default_rng(9))
    part = scores(counts[:4], exposure[:4], np.random.default_rng(9))
    assert whole[1:4] == pytest.approx(part[1:])


def test_a_score_lies_within_the_place_of_its_count() -> None:
    """Its normal probability is that of a smaller count plus the drawn part of that of this one."""
    counts, exposure = np.array([2, 0, 3, 1, 9]), np.array([1.0, 2.0, 1.0, 1.0, 3.0])
    found = scores(counts.tolist(), exposure.tolist(), np.random.default_rng(4))
    part = np.random.default_rng(4).uniform(size=5)
    law = binom(np.cumsum(counts), exposure / np.cumsum(exposure))
    assert norm.cdf(found[1:]) == pytest.approx((law.cdf(counts - 1) + part * law.pmf(counts))[1:])
