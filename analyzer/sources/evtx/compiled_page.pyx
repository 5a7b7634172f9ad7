# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What a page of `direct` does, compiled: values of records whose shapes are known become texts.

What a shape is, `shapes` says; this only finds it again and reads by it.  Nothing is read
beyond the chunk, whatever its bytes say.
"""

import array
import struct

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcmp, memcpy

from analyzer.sources.evtx.scalars import sid, string

cdef extern from "Python.h":
    str PyUnicode_New(Py_ssize_t size, unsigned int largest)
    uint8_t* PyUnicode_1BYTE_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

cdef enum:
    RECORD_HEAD = 24
    INSTANCE = 10
    FRAGMENT = 4
    FRAGMENT_TOKEN = 0x0F
    SMALLEST_ARRAY = 4
    NOWHERE = -1
    NAME = 6                 # where in a name its length stands, before its letters
    MOST_SHAPES = 4096


cdef inline uint32_t number(const uint8_t* at) noexcept nogil:
    cdef uint32_t found
    memcpy(&found, at, 4)
    return found


cdef inline str plain(const uint8_t* at, Py_ssize_t size, str last):
    """A text of printable ASCII, white space alone being nothing; None for one that holds anything else.

    It is the `last` of its kind where it says the same.
    """
    cdef Py_ssize_t length = size >> 1, i
    cdef const uint8_t* known = PyUnicode_1BYTE_DATA(last)
    cdef uint16_t unit, others = 0, unprintable = 0
    cdef uint8_t* to
    cdef str found
    if size & 1:
        return None
    if length and length == PyUnicode_GET_LENGTH(last):
        for i in range(length):
            memcpy(&unit, at + 2 * i, 2)
            others |= unit ^ known[i]
        if not others:
            return last
        others = 0
    for i in range(length):
        memcpy(&unit, at + 2 * i, 2)
        others |= unit ^ 0x20
        unprintable |= <uint16_t>(unit - 0x20) > 0x5E
    if unprintable:
        return None
    if not others:
        return ""
    found = PyUnicode_New(length, 0x7F)
    to = PyUnicode_1BYTE_DATA(found)
    for i in range(length):
        to[i] = at[2 * i]
    return found


cdef class Sample:
    """One copy of a definition, by which others are known: they differ in offsets alone."""

    cdef bytes _copy
    cdef tuple _names
    cdef Py_ssize_t[::1] begins, ends, own, others
    cdef Py_ssize_t owns

    def __init__(self, bytes copy, offset, pointers):
        """Take a copy, which stood at an offset, with its pointers at names."""
        own = [pointer.at for pointer in pointers if pointer.follows]
        others = [pointer for pointer in pointers if not pointer.follows]
        # What may differ: the offset of the next definition, pointers, and names' offsets of the next name.
        gaps = [(0, 4)]
        for pointer in pointers:
            gaps.append((pointer.at, pointer.at + (8 if pointer.follows else 4)))
        self._copy, self._names, self.owns = copy, tuple([pointer.name for pointer in others]), len(own)
        self.begins = array.array("q", [end for _, end in gaps])
        ends = [*(begin for begin, _ in gaps[1:]), len(copy)]
        self.ends = array.array("q", [max(begin, end) for (_, begin), end in zip(gaps, ends)])
        self.own = array.array("q", own or [0])
        self.others = array.array("q", [pointer.at for pointer in others] or [0])

    def stands_at(self, bytes chunk, Py_ssize_t offset, met):
        """Whether a copy of it stands at an offset of a chunk."""
        cdef const uint8_t* mine = <const uint8_t*>PyBytes_AS_STRING(self._copy)
        cdef const uint8_t* data = <const uint8_t*>PyBytes_AS_STRING(chunk)
        cdef const uint8_t* at = data + offset
        cdef Py_ssize_t size = PyBytes_GET_SIZE(self._copy), length = PyBytes_GET_SIZE(chunk), i, place
        cdef bytes name
        if offset + size > length:
            return False
        for i in range(self.begins.shape[0]):
            if memcmp(at + self.begins[i], mine + self.begins[i], self.ends[i] - self.begins[i]):
                return False
        for i in range(self.owns):
            if number(at + self.own[i]) != offset + self.own[i] + 4:
                return False
        for i in range(len(self._names)):
            place = number(at + self.others[i])
            name = <bytes>self._names[i]
            if (
                place == offset + self.others[i] + 4
                or place + NAME + PyBytes_GET_SIZE(name) > length
                or memcmp(data + place + NAME, PyBytes_AS_STRING(name), PyBytes_GET_SIZE(name))
            ):
                return False
        return True


cdef class Texts:
    """The data of arrays of one shape: for each its name, how it is spelt, and where it begins and ends."""

    cdef tuple _names, _spellings
    cdef dict _nothing
    cdef list _last
    cdef Py_ssize_t[::1] begins, ends

    def __init__(self, named):
        cdef tuple one
        self._names = tuple([one[0] for one in named])
        self._spellings = tuple([None if one[1] is string else one[1] for one in named])
        self._last = [""] * len(named)
        self._nothing = dict.fromkeys(self._names, "")
        self.begins = array.array("q", [one[2] for one in named] or [0])
        self.ends = array.array("q", [one[3] for one in named] or [0])

    cdef dict read(self, const uint8_t* array):
        cdef dict found = self._nothing.copy()
        cdef Py_ssize_t i, size
        cdef const uint8_t* begin
        cdef object spell, text
        for i in range(len(self._names)):
            begin = array + self.begins[i]
            size = self.ends[i] - self.begins[i]
            spell = self._spellings[i]
            if spell is None:
                text = plain(begin, size, <str>self._last[i])
                if text is None:
                    text = string(PyBytes_FromStringAndSize(<const char*>begin, size))
                else:
                    self._last[i] = text
            else:
                text = spell(PyBytes_FromStringAndSize(<const char*>begin, size))
            found[self._names[i]] = text
        return found


cdef class Body:
    """A `BodyShape`."""

    cdef object event_name, fields
    cdef Texts texts
    cdef Py_ssize_t size, begin, end

    def __init__(self, shape):
        self.size, self.event_name, self.fields = shape.size, shape.event_name, shape.fields
        self.texts = None if shape.readers is None else Texts(shape.readers)
        self.begin, self.end = shape.binary or (NOWHERE, NOWHERE)


cdef class Event:
    """An `EventShape`, and the user of the last record read by it."""

    cdef Body body
    cdef Py_ssize_t size, user, user_end, process, fragment, fragment_end
    cdef bint in_user_data
    cdef bytes last_user
    cdef object last_sid

    def __init__(self, shape):
        self.size, self.in_user_data, self.body = shape.size, shape.in_user_data, Body(shape.body)
        self.user, self.user_end = shape.user or (NOWHERE, NOWHERE)
        self.fragment, self.fragment_end = shape.fragment or (NOWHERE, NOWHERE)
        self.process = NOWHERE if shape.process is None else shape.process
        self.last_user, self.last_sid = b"", None

    cdef object user_of(self, const uint8_t* array):
        cdef Py_ssize_t size = self.user_end - self.user
        if self.user < 0:
            return None
        if (
            self.last_sid is None
            or size != PyBytes_GET_SIZE(self.last_user)
            or memcmp(array + self.user, PyBytes_AS_STRING(self.last_user), size)
        ):
            user = PyBytes_FromStringAndSize(<const char*>array + self.user, size)
            self.last_sid, self.last_user = sid(user), user
        return self.last_sid


cdef class Known:
    """A definition, and the shapes of its arrays, by the bytes with which these begin."""

    cdef object definition
    cdef Py_ssize_t size
    cdef dict events, bodies, in_user_data

    def __init__(self, definition):
        self.definition, self.size = definition, definition.size
        self.events, self.bodies, self.in_user_data = {}, {}, {}

    cdef Event event(self, bytes entries):
        cdef PyObject* found = PyDict_GetItem(self.events, entries)
        if found:
            return <Event>found
        return remembered(self.events, entries, Event(self.definition.event(entries)))

    cdef Body body(self, bytes entries, bint in_user_data):
        cdef dict shapes = self.in_user_data if in_user_data else self.bodies
        cdef PyObject* found = PyDict_GetItem(shapes, entries)
        if found:
            return <Body>found
        return remembered(shapes, entries, Body(self.definition.body(entries, in_user_data)))


cdef object remembered(dict shapes, bytes entries, object shape):
    if len(shapes) >= MOST_SHAPES:
        shapes.clear()
    shapes[entries] = shape
    return shape


cdef class Page:
    """A chunk being read, and the definitions that its records name, by the bytes that name them."""

    cdef bytes _chunk
    cdef const uint8_t* data
    cdef Py_ssize_t length
    cdef object _definition_of
    cdef dict named, known

    def __init__(self, bytes chunk, definition_of, dict known):
        """Read by the definitions that `definition_of` tells; what is known of them is kept in `known`."""
        self._chunk, self._definition_of, self.known = chunk, definition_of, known
        self.data, self.length = <const uint8_t*>PyBytes_AS_STRING(chunk), len(chunk)
        self.named = {}

    def records(self, offsets):
        """The records at ascending offsets; None for each that is not wholly understood."""
        cdef list found = []
        cdef Py_ssize_t offset
        for offset in offsets:
            try:
                found.append(self.record(offset))
            except (ValueError, IndexError, struct.error):
                found.append(None)
        return found

    cdef tuple record(self, Py_ssize_t offset):
        cdef Py_ssize_t at = 0, array, end
        cdef Known definition = self.definition(offset + RECORD_HEAD, FRAGMENT + INSTANCE, &at)
        cdef Event event = definition.event(self.entries(at))
        cdef Body body = event.body
        end = at + event.size
        # What follows is the end of the fragment.
        if end >= self.length or self.data[end] or end >= offset + <Py_ssize_t>number(self.data + offset + 4) - 4:
            return None
        array = at
        if event.fragment >= 0:
            body = self.body(at + event.fragment, at + event.fragment_end, event.in_user_data, &array)
            if body is None:
                return None
        cdef const uint8_t* values = self.data + array
        return (
            event.user_of(self.data + at),
            None if event.process < 0 else number(self.data + at + event.process),
            body.event_name,
            body.fields(self._chunk, array) if body.texts is None else body.texts.read(values),
            None if body.begin < 0 else PyBytes_FromStringAndSize(<const char*>values + body.begin, body.end - body.begin),
        )

    cdef Body body(self, Py_ssize_t at, Py_ssize_t end, bint in_user_data, Py_ssize_t* array):
        """The shape of the body at an offset, and where its array of values is."""
        cdef bint is_fragment = at < self.length and self.data[at] == FRAGMENT_TOKEN
        cdef Known definition = self.definition(at, INSTANCE + (FRAGMENT if is_fragment else 0), array)
        cdef Body body = definition.body(self.entries(array[0]), in_user_data)
        cdef Py_ssize_t left = end - array[0] - body.size
        return body if left == 0 or (left > 0 and not self.data[array[0] + body.size]) else None

    cdef bytes entries(self, Py_ssize_t at):
        """How the array at an offset begins."""
        if at >= self.length:
            raise IndexError(at)
        return self.bytes(at, SMALLEST_ARRAY + 4 * <Py_ssize_t>self.data[at])

    cdef bytes bytes(self, Py_ssize_t at, Py_ssize_t size):
        if at + size > self.length:
            raise IndexError(at)
        return PyBytes_FromStringAndSize(<const char*>self.data + at, size)

    cdef Known definition(self, Py_ssize_t at, Py_ssize_t size, Py_ssize_t* array):
        """The definition that an instance of that size at an offset names; `array` is where its values are."""
        cdef bytes head = self.bytes(at, size)
        cdef PyObject* found = PyDict_GetItem(self.named, head)
        if found:
            array[0] = at + size
            return <Known>found
        definition, begin, is_for_all = self._definition_of(head, at)
        array[0] = begin
        cdef Known known = self.known.get(definition)
        if known is None:
            known = self.known[definition] = Known(definition)
        if is_for_all:
            self.named[head] = known
        return known
