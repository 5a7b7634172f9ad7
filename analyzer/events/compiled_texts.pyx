# cython: language_level=3, boundscheck=False, wraparound=False
"""What `plain_texts` does, compiled: a text is looked at where it lies, and made anew only where it differs."""

from cpython.dict cimport PyDict_GetItem, PyDict_Next
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    str PyUnicode_New(Py_ssize_t size, unsigned int largest)
    uint8_t* PyUnicode_1BYTE_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    unsigned int PyUnicode_READ_CHAR(object text, Py_ssize_t index)
    bint Py_UNICODE_ISSPACE(unsigned int character)

cdef enum:
    GUID = 36
    IN_BRACES = 38
    REMEMBERED = 1024


cdef inline str trimmed(str text):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if length and (
        Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, 0))
        or Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, length - 1))
    ):
        return text.strip()
    return text


def picked(dict values, tuple names):
    """Some of the values, under names of their own and without blanks around them."""
    cdef dict found = {}
    cdef tuple pair
    for pair in names:
        found[pair[0]] = trimmed(<str>values[pair[1]])
    return found


def kept(dict texts, Py_ssize_t most):
    """The texts that are there and not empty, cut."""
    cdef dict found = {}
    cdef PyObject* name
    cdef PyObject* value
    cdef Py_ssize_t at = 0
    cdef str text
    while PyDict_Next(texts, &at, &name, &value):
        text = <str>value
        if text is not None and PyUnicode_GET_LENGTH(text):
            found[<object>name] = text if PyUnicode_GET_LENGTH(text) <= most else text[:most]
    return found


def first_value(dict values, tuple names):
    """The first value under any of those names, without blanks around it; None where all are empty."""
    cdef str text
    for name in names:
        text = trimmed(<str>values[name])
        if PyUnicode_GET_LENGTH(text):
            return text
    return None


def key_guid(text):
    """A GUID in lower case without braces; None for anything else and for the null GUID.

    Logs name the same few keys again and again, so that what was made last is kept.
    """
    cdef Py_ssize_t slot
    cdef str found
    if text is None:
        return None
    slot = hash(text) & (REMEMBERED - 1)
    if _texts[slot] == text:
        return _guids[slot]
    found = bare(trimmed(<str>text))
    _texts[slot], _guids[slot] = text, found
    return found


cdef list _texts = [None] * REMEMBERED
cdef list _guids = [None] * REMEMBERED


cdef str bare(str text):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), i
    cdef const uint8_t* at
    cdef uint8_t* to
    cdef uint8_t letter, others = 0
    cdef str found
    if not PyUnicode_IS_ASCII(text) or length not in (GUID, IN_BRACES):
        return None
    at = PyUnicode_1BYTE_DATA(text)
    if length == IN_BRACES:
        if at[0] != c"{" or at[IN_BRACES - 1] != c"}":
            return None
        at += 1
    found = PyUnicode_New(GUID, 0x7F)
    to = PyUnicode_1BYTE_DATA(found)
    for i in range(GUID):
        letter = at[i]
        if i == 8 or i == 13 or i == 18 or i == 23:
            if letter != c"-":
                return None
        else:
            others |= letter ^ c"0"
            if not (c"0" <= letter <= c"9"):
                letter |= 0x20
                if not (c"a" <= letter <= c"f"):
                    return None
        to[i] = letter
    return found if others else None
