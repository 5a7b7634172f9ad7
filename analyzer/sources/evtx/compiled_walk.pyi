import numpy as np
from numpy.typing import NDArray

from analyzer.sources.evtx.columns import IntArray

def walk(words: IntArray, chunks: int, whole: int, places: IntArray, in_order: NDArray[np.uint8]) -> int: ...
def remains(words: IntArray, ends: IntArray, found: IntArray) -> int: ...
