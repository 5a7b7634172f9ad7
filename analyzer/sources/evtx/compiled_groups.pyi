import numpy as np
from numpy.typing import NDArray

from analyzer.sources.evtx.columns import IntArray

def grouped(
    kind: IntArray,
    event_id: IntArray,
    record_id: IntArray,
    time: IntArray,
    hour: int,
    slots: NDArray[np.int32],
    place: IntArray,
    groups: IntArray,
) -> int: ...
