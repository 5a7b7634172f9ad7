"""The trend of a rate, against enumeration and against a regression."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
import statsmodels.api as sm

from analyzer.statistics import slope


@pytest.mark.parametrize("counts", [(0, 1, 3), (2, 2, 0), (1, 1, 1), (4, 0, 0), (0, 0, 2)])
def test_p_sums_over_all_ways_to_fall(counts: tuple[int, ...]) -> None:
    """p is twice the smaller tail of the sum of steps, over all ways in which the events may fall."""
    exposures, total = (2.0, 1.0, 3.0), sum(counts)
    observed = sum(step * n for step, n in enumerate(counts))
    low = high = 0.0
    for way in product(range(3), repeat=total):
        chance = math.prod(exposures[step] / 6 for step in way)
        low += chance * (sum(way) <= observed)
        high += chance * (sum(way) >= observed)
    assert slope(counts, exposures).p == pytest.approx(min(1.0, 2 * min(low, high)), abs=1e-9)


def test_the_factor_is_that_of_a_poisson_regression() -> None:
    """statsmodels' log-linear Poisson model with the exposure as offset finds the same factor."""
    rng = np.random.default_rng(1)
    exposure = rng.uniform(10, 90, 30)
    counts = rng.poisson(exposure * 0.1 * 1.04 ** np.arange(30))
    design = sm.add_constant(np.arange(30.0))
    model = sm.GLM(counts, design, family=sm.families.Poisson(), exposure=exposure).fit()
    found = slope(counts.tolist(), exposure.tolist())
    assert found.factor == pytest.approx(math.exp(model.params[1]), rel=1e-6)
    assert found.p == pytest.approx(model.pvalues[1], abs=0.02)


def test_what_cannot_have_a_trend_has_none() -> None:
    """No events, or one exposed step, give p = 1 and no factor; all at an end give 0 or infinity."""
    for counts, exposures in (((0, 0), (1.0, 1.0)), ((3, 0), (1.0, 0.0))):
        found = slope(counts, exposures)
        assert math.isnan(found.factor)
        assert found.p == 1.0
    assert slope((5, 0), (1.0, 1.0)).factor == 0.0
    assert slope((0, 5), (1.0, 1.0)).factor == math.inf


def test_many_events_are_no_trouble() -> None:
    """Thousands of events without a trend keep p between 0 and 1 and the factor near 1."""
    found = slope([400] * 60, [10.0] * 60)
    assert found.p == pytest.approx(1.0, abs=0.05)
    assert found.factor == pytest.approx(1.0, abs=1e-6)
