# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What `Index` does with records of the usual shape, one after the other and compiled.

It runs without Python's lock.  Nothing is read beyond the margin of a block, whatever
its bytes say; numbers are little-endian, as they are on every machine that this is
compiled for.
"""

from libc.stdint cimport int16_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define prefetch(address) __builtin_prefetch(address)
    #else
    #define prefetch(address) ((void)(address))
    #endif
    #define HALF 0xFFFFFFFFULL
    #define FRAGMENT 0x0C0001010FULL
    #define FRAGMENT_BITS 0xFFFFFFFFFFULL
    #define SCATTER 0xFF51AFD7ED558CCDULL
    """
    void prefetch(const void* address) noexcept nogil
    const uint64_t HALF
    const uint64_t FRAGMENT         # the start of a fragment of BinXml 1.1, and of a template instance
    const uint64_t FRAGMENT_BITS
    const uint64_t SCATTER

cdef enum:
    CHUNK = 0x10000
    AHEAD = 8                # records
    ARRAY = 38               # where in a record its array of values stands, or a definition in front of it
    TEMPLATE_HEAD = 24
    CACHE = 512              # definitions
    MOST_LAYOUTS = 4097
    MOST_WANTED = 256        # values of an array up to the last that is wanted
    MOST_KINDS = 1024        # of one call
    LONGEST_TEXT = 1024      # bytes
    EVENT_ID = 0x060002      # entries of an array: size in the low half, type above it
    RECORD_ID = 0x0A0008
    FILETIME = 0x110008
    TEXT = 0x01


cdef inline uint64_t word(const uint8_t* at) noexcept nogil:
    cdef uint64_t found
    memcpy(&found, at, 8)
    return found


cdef inline uint32_t half(const uint8_t* at) noexcept nogil:
    cdef uint32_t found
    memcpy(&found, at, 4)
    return found


cdef inline int64_t layout_at(
    const uint8_t* at,
    uint32_t size,
    const int64_t[::1] heads,
    const int64_t[:, ::1] definitions,
    const uint64_t[::1] words,
    const uint64_t[::1] fixed,
) noexcept nogil:
    """The layout of the definition of that size which stands there; 0 if it is none that is known."""
    cdef uint64_t guid = word(at + 4)
    cdef Py_ssize_t number = heads[(guid ^ (guid >> 32) ^ size) & (heads.shape[0] - 1)]
    cdef Py_ssize_t begin, i
    cdef uint64_t differing
    while number >= 0:
        if definitions[number, 1] == size:
            begin, differing = definitions[number, 2], 0
            for i in range(definitions[number, 3]):
                differing |= (word(at + 8 * i) ^ words[begin + i]) & fixed[begin + i]
            if not differing:
                return definitions[number, 4]
        number = definitions[number, 0]
    return 0


cdef struct Texts:
    uint32_t entries[3]
    const uint8_t* begin[3]
    uint64_t fingerprint


cdef inline bint alike(const Texts* one, const Texts* other) noexcept nogil:
    cdef int k
    for k in range(3):
        if one.entries[k] != other.entries[k]:
            return False
        if memcmp(one.begin[k], other.begin[k], one.entries[k] & 0xFFFF) != 0:
            return False
    return True


cdef int kind_of(
    Texts* texts,
    int64_t layout,
    const int64_t* index,
    int16_t* slots,
    Texts* known,
    uint64_t[::1] prints,
    Py_ssize_t* kinds,
) noexcept nogil:
    """The number of the kind that has that layout and those texts, perhaps a new one; -1 where they are unusual."""
    cdef int k, slot
    cdef uint32_t entry
    texts.fingerprint = SCATTER * <uint64_t>layout
    for k in range(3):
        if index[3 + k] < 0:
            continue
        entry = texts.entries[k]
        if entry >> 16 != TEXT or entry & 1 or (entry & 0xFFFF) > LONGEST_TEXT:
            return -1
        texts.fingerprint = printed(texts.begin[k], entry & 0xFFFF, texts.fingerprint)
    slot = <int>(texts.fingerprint >> 32) & (2 * MOST_KINDS - 1)
    while slots[slot] >= 0:
        if prints[slots[slot]] == texts.fingerprint:
            return slots[slot]
        slot = (slot + 1) & (2 * MOST_KINDS - 1)
    if kinds[0] == MOST_KINDS or kinds[0] == prints.shape[0]:
        return -1
    slots[slot] = <int16_t>kinds[0]
    known[kinds[0]] = texts[0]
    prints[kinds[0]] = texts.fingerprint
    kinds[0] += 1
    return slots[slot]


cdef inline uint64_t printed(const uint8_t* at, Py_ssize_t size, uint64_t before) noexcept nogil:
    """The fingerprint of a text behind others."""
    cdef Py_ssize_t i = 0
    cdef uint64_t found = before ^ <uint64_t>size
    cdef uint64_t last = 0
    while i + 8 <= size:
        found = (found ^ word(at + i)) * SCATTER
        found ^= found >> 32
        i += 8
    if i < size:
        memcpy(&last, at + i, size - i)
        found = (found ^ last) * SCATTER
        found ^= found >> 32
    return found


def rows(
    const uint8_t[::1] data,
    const int64_t[::1] at,
    int64_t last_time,
    const int64_t[::1] heads,
    const int64_t[:, ::1] definitions,
    const uint64_t[::1] words,
    const uint64_t[::1] fixed,
    const int64_t[:, ::1] layouts,
    int64_t[:, ::1] columns,
    uint64_t[::1] prints,
    int64_t[::1] others,
):
    """Read System of the records at those positions; how many were read, and of how many kinds.

    Those get a column each in `columns` (place, header id, event id, record id, time,
    number of the kind), kinds the fingerprint of their layout and texts in `prints`.
    Of the rest it is also told how many there are whose definition is not known or that
    are unusual in any way, at the start of `others`, and how many refer to no definition,
    at its end.  What is known is a `native.Tables`.
    """
    if layouts.shape[0] > MOST_LAYOUTS:
        raise ValueError("too many layouts")
    cdef Py_ssize_t count = at.shape[0], read = 0, left = 0, lost = 0, kinds = 0
    cdef Py_ssize_t i, k, place, definition, array, length, wanted, values, slot
    cdef uint64_t head, tail, offset
    cdef int64_t layout, record_id, time
    cdef uint32_t size
    cdef const uint8_t* block = &data[0]
    cdef const uint8_t* record
    cdef const uint8_t* entries
    cdef const int64_t* index
    cdef Py_ssize_t cached[CACHE]       # definitions met last, and their layouts
    cdef int16_t cached_layouts[CACHE]
    cdef int16_t latest[MOST_LAYOUTS]   # the kind of a layout that was met last
    cdef int16_t slots[2 * MOST_KINDS]  # kinds by their fingerprints
    cdef Texts known[MOST_KINDS]
    cdef Texts texts
    cdef Py_ssize_t begins[MOST_WANTED]
    cdef int number
    cdef bint usual
    memset(cached, 0xFF, sizeof(cached))
    memset(latest, 0xFF, sizeof(latest))
    memset(slots, 0xFF, sizeof(slots))
    with nogil:
        for i in range(count):
            place = at[i]
            record = block + place
            if i + AHEAD < count:
                prefetch(block + at[i + AHEAD] + 24)
                prefetch(block + at[i + AHEAD] + 88)

            head, tail = word(record + 24), word(record + 32)
            offset = (tail >> 16) & HALF
            usual = (head & FRAGMENT_BITS) == FRAGMENT and offset <= CHUNK - TEMPLATE_HEAD and offset & 7 == ARRAY & 7
            definition = (place & -CHUNK) + <Py_ssize_t>offset
            if not (usual and ((head >> 48) | (tail & 0xFFFF) << 16) == half(block + definition + 4)):
                lost += 1
                others[count - lost] = place
                continue

            slot = (offset >> 3) & (CACHE - 1)
            if cached[slot] != definition:
                layout, size = 0, half(block + definition + 20)
                if <int64_t>offset + TEMPLATE_HEAD + <int64_t>size <= CHUNK:
                    layout = layout_at(block + definition, size, heads, definitions, words, fixed)
                cached[slot], cached_layouts[slot] = definition, <int16_t>layout
            layout = cached_layouts[slot]
            array = place + ARRAY
            if definition == array:
                array += TEMPLATE_HEAD + half(block + definition + 20)

            usual = layout > 0
            if usual:
                index = &layouts[layout, 0]
                wanted = index[6]
                entries = block + array
                values = half(entries)
                usual = wanted <= values <= CHUNK // 4
            if usual:
                length = 4 + 4 * values
                for k in range(wanted):
                    begins[k] = length
                    length += half(entries + 4 + 4 * k) & 0xFFFF
                usual = (
                    length <= CHUNK
                    and array + length <= place + <Py_ssize_t>half(record + 4)
                    and half(entries + 4 + 4 * index[0]) == EVENT_ID
                    and half(entries + 4 + 4 * index[1]) == RECORD_ID
                    and half(entries + 4 + 4 * index[2]) == FILETIME
                )
            if usual:
                record_id = <int64_t>word(entries + begins[index[1]])
                time = <int64_t>word(entries + begins[index[2]])
                usual = record_id >= 0 and 0 <= time <= last_time
            if usual:
                for k in range(3):
                    texts.entries[k], texts.begin[k] = 0, block
                    if index[3 + k] >= 0:
                        texts.entries[k] = half(entries + 4 + 4 * index[3 + k])
                        texts.begin[k] = entries + begins[index[3 + k]]
                number = latest[layout]
                if number < 0 or not alike(&texts, &known[number]):
                    number = kind_of(&texts, layout, index, slots, known, prints, &kinds)
                usual = number >= 0
            if usual:
                latest[layout] = <int16_t>number
                columns[0, read] = place
                columns[1, read] = <int64_t>word(record + 8)
                columns[2, read] = half(entries + begins[index[0]]) & 0xFFFF
                columns[3, read] = record_id
                columns[4, read] = time
                columns[5, read] = number
                read += 1
            else:
                others[left] = place
                left += 1
    return read, kinds, left, lost
