import numpy as np
from numpy.typing import NDArray

from analyzer.sources.evtx.columns import IntArray
from analyzer.sources.evtx.learnt import WordArray

def rows(
    data: NDArray[np.uint8],
    at: IntArray,
    last_time: int,
    heads: IntArray,
    definitions: IntArray,
    words: WordArray,
    fixed: WordArray,
    layouts: IntArray,
    columns: IntArray,
    prints: WordArray,
    others: IntArray,
) -> tuple[int, int, int, int]: ...
