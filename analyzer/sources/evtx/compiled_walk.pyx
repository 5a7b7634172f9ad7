# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What `walk` does with chunks that are in order, one record after the other and compiled.

It runs without Python's lock.  Nothing is read beyond the margin of a block, whatever
its bytes say; numbers are little-endian, as they are on every machine that this is
compiled for.
"""

from libc.stdint cimport int64_t, uint8_t

cdef extern from *:
    """
    #define CHUNK_MAGIC 0x6B6E6843666C45LL
    #define MAGIC_AND_EIGHTS 0x7FFFFFFFFLL
    #define HALF 0xFFFFFFFFLL
    """
    const int64_t CHUNK_MAGIC
    const int64_t MAGIC_AND_EIGHTS  # the magic of a record, and the last three bits of its size
    const int64_t HALF

cdef enum:
    CHUNK = 0x10000
    WORDS = 0x2000           # 64-bit words of a chunk
    FREE = 6                 # the word of a chunk's head whose low half says where records end
    FIRST = 64               # the word at which a chunk's first record begins
    RECORD_MAGIC = 0x2A2A
    SMALLEST_RECORD = 4      # words
    MOST_RECORDS = 2032      # of a chunk
    TOGETHER = 16            # chunks that are walked by turns, so that memory is asked for several places at once


def walk(
    const int64_t[::1] words, Py_ssize_t chunks, Py_ssize_t whole, int64_t[::1] places, uint8_t[::1] in_order
):
    """Put the positions of the records of chunks that are in order into `places`; how many there are.

    Of so many `chunks`, only the first `whole` can be in order; `in_order` says which
    are.  `places` has room for 2,032 records a chunk and, at its end, for 16 chunks more.
    """
    if places.shape[0] < (chunks + TOGETHER) * MOST_RECORDS or in_order.shape[0] < chunks:
        raise ValueError("too little room for the records of so many chunks")
    cdef Py_ssize_t scratch = places.shape[0] - TOGETHER * MOST_RECORDS
    cdef Py_ssize_t total = 0, first = 0, chunk, start, side, one, i
    cdef Py_ssize_t at[TOGETHER]
    cdef Py_ssize_t counts[TOGETHER]
    cdef bint ended[TOGETHER]
    cdef int64_t head, size
    cdef bint left
    with nogil:
        while first < chunks:
            side = min(<Py_ssize_t>TOGETHER, chunks - first)
            for one in range(side):
                at[one] = (first + one) * WORDS + FIRST
                counts[one] = 0
                ended[one] = False
            left = True
            while left:
                left = False
                for one in range(side):
                    if ended[one]:
                        continue
                    head = words[at[one]]
                    size = head >> 35
                    ended[one] = (
                        (head & MAGIC_AND_EIGHTS) != RECORD_MAGIC
                        or size < SMALLEST_RECORD
                        or at[one] + size > (first + one + 1) * WORDS
                    )
                    if not ended[one]:
                        places[scratch + one * MOST_RECORDS + counts[one]] = at[one] * 8
                        counts[one] += 1
                        at[one] += size
                        left = True
            for one in range(side):
                chunk = first + one
                start = chunk * WORDS
                in_order[chunk] = (
                    chunk < whole
                    and words[start] == CHUNK_MAGIC
                    and (words[start + FREE] & HALF) == (at[one] - start) * 8
                )
                if in_order[chunk]:
                    for i in range(counts[one]):
                        places[total + i] = places[scratch + one * MOST_RECORDS + i]
                    total += counts[one]
            first += side
    return total


def remains(const int64_t[::1] words, const int64_t[::1] ends, int64_t[::1] found):
    """Put into `found` where whole records stand behind the places where chunks' records end; how many.

    What it has no room for is left out.
    """
    cdef Py_ssize_t chunk, at, end, count = 0
    cdef int64_t head, size
    with nogil:
        for chunk in range(ends.shape[0]):
            at = (ends[chunk] + 7) >> 3
            end = (ends[chunk] // CHUNK + 1) * WORDS
            while at < end and count < found.shape[0]:
                head = words[at]
                size = head >> 35
                if (
                    (head & MAGIC_AND_EIGHTS) == RECORD_MAGIC
                    and size >= SMALLEST_RECORD
                    and at + size <= end
                    and (words[at + size - 1] >> 32 & HALF) == size * 8
                ):
                    found[count] = at * 8
                    count += 1
                    at += size
                else:
                    at += 1
    return count
