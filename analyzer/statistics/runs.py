"""Events close in time as runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def runs(group: NDArray[np.int64], times: NDArray[np.int64], gap: int) -> NDArray[np.int64]:
    """The number of the run of each event: those of one group whose neighbours are at most `gap` apart.

    Groups and times in any order, times and gap in one unit; runs are numbered by group and
    time.
    """
    order = np.lexsort((times, group))
    ordered, moment = group[order], times[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]) | (np.diff(moment) > gap)
    labels = np.empty(len(order), dtype=np.int64)
    labels[order] = np.cumsum(new) - 1
    return labels
