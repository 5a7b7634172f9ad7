# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What `groups` does by NumPy, compiled: records by kind, event id and hour, without Python's lock."""

from libc.stdint cimport int32_t, int64_t, uint64_t

cdef extern from *:
    """
    #define SCATTER 0xFF51AFD7ED558CCDULL
    """
    const uint64_t SCATTER

cdef enum:
    KIND, EVENT, HOUR, COUNT, FIRST, LAST, START, END


def grouped(
    const int64_t[::1] kind,
    const int64_t[::1] event_id,
    const int64_t[::1] record_id,
    const int64_t[::1] time,
    int64_t hour,
    int32_t[::1] slots,
    int64_t[::1] place,
    int64_t[:, ::1] groups,
):
    """Put into `place` the group of each record, and into `groups` what those are; how many there are.

    Groups are in the order of their first records: kind, event id, hour (0 where no
    length is given), count, first and last id, earliest and latest time.  `slots`
    are of -1 alone, a power of two, and more than the records; `groups` has room for
    one of each record.
    """
    cdef Py_ssize_t n = kind.shape[0], mask = slots.shape[0] - 1, count = 0, i, slot
    if slots.shape[0] <= n or slots.shape[0] & mask or place.shape[0] < n or groups.shape[0] < n:
        raise ValueError("too little room for the groups of so many records")
    if event_id.shape[0] < n or record_id.shape[0] < n or time.shape[0] < n or groups.shape[1] <= END:
        raise ValueError("not all columns are given")
    cdef int64_t at_hour
    cdef int64_t* group = NULL
    cdef int64_t number = 0
    with nogil:
        for i in range(n):
            at_hour = time[i] // hour if hour else 0
            if group == NULL or group[KIND] != kind[i] or group[EVENT] != event_id[i] or group[HOUR] != at_hour:
                slot = slot_of(kind[i], event_id[i], at_hour, mask)
                while True:
                    number = slots[slot]
                    if number < 0:
                        number, slots[slot] = count, <int32_t>count
                        group = &groups[number, 0]
                        group[KIND], group[EVENT], group[HOUR] = kind[i], event_id[i], at_hour
                        group[COUNT] = 0
                        group[FIRST] = group[LAST] = record_id[i]
                        group[START] = group[END] = time[i]
                        count += 1
                        break
                    group = &groups[number, 0]
                    if group[KIND] == kind[i] and group[EVENT] == event_id[i] and group[HOUR] == at_hour:
                        break
                    slot = (slot + 1) & mask
            place[i] = number
            group[COUNT] += 1
            group[FIRST], group[LAST] = min(group[FIRST], record_id[i]), max(group[LAST], record_id[i])
            group[START], group[END] = min(group[START], time[i]), max(group[END], time[i])
    return count


cdef inline Py_ssize_t slot_of(int64_t kind, int64_t event_id, int64_t hour, Py_ssize_t mask) noexcept nogil:
    cdef uint64_t mixed = (<uint64_t>kind * SCATTER + <uint64_t>event_id) * SCATTER + <uint64_t>hour
    mixed = (mixed ^ mixed >> 32) * SCATTER
    return <Py_ssize_t>(mixed >> 32) & mask
