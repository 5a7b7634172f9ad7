# cython: language_level=3, boundscheck=False, wraparound=False
"""What `plain_texts` does, compiled: a text is looked at where it lies, and made anew only where it differs."""

from cpython.dict cimport PyDict_Next
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_CheckExact
from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcpy

cdef extern from *:
    """
    #define SCATTER 0xFF51AFD7ED558CCDULL
    """
    const uint64_t SCATTER

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
    REMEMBERED_BITS = 10


cdef inline str trimmed(object text):
    cdef Py_ssize_t length
    if not PyUnicode_CheckExact(text):
        raise TypeError(text)
    length = PyUnicode_GET_LENGTH(text)
    if length and (
        Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, 0))
        or Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, length - 1))
    ):
        return text.strip()
    return <str>text


def picked(dict values, tuple names):
    """Those of the values that are not blank, under names of their own and without blanks around them."""
    cdef dict found = {}
    cdef tuple pair
    cdef str text
    for pair in names:
        text = trimmed(values[pair[1]])
        if PyUnicode_GET_LENGTH(text):
            found[pair[0]] = text
    return found


def kept(dict texts, Py_ssize_t most):
    """The texts that are there and not empty, cut; the same dictionary where they all are, and short."""
    cdef dict found
    cdef PyObject* name
    cdef PyObject* value
    cdef Py_ssize_t at = 0
    cdef bint whole = True
    while whole and PyDict_Next(texts, &at, &name, &value):
        whole = PyUnicode_CheckExact(<object>value) and 0 < PyUnicode_GET_LENGTH(<object>value) <= most
    if whole:
        return texts
    found = {}
    for key, text in texts.items():
        if text:
            found[key] = text[:most]
    return found


def first_value(dict values, tuple names):
    """The first value under any of those names, without blanks around it; None where all are empty."""
    cdef str text
    for name in names:
        text = trimmed(values[name])
        if PyUnicode_GET_LENGTH(text):
            return text
    return None


def key_guid(text):
    """A GUID in lower case without braces; None for anything else and for the null GUID.

    One that is named again is kept, for logs name the same few keys often.
    """
    cdef Py_ssize_t length, slot
    cdef const uint8_t* at
    cdef uint64_t print_
    cdef str found
    if text is None:
        return None
    text = trimmed(text)
    length = PyUnicode_GET_LENGTH(text)
    if not PyUnicode_IS_ASCII(text) or length not in (GUID, IN_BRACES):
        return None
    at = PyUnicode_1BYTE_DATA(text)
    if length == IN_BRACES:
        if at[0] != c"{" or at[IN_BRACES - 1] != c"}":
            return None
        at += 1
    memcpy(&print_, at, 8)
    slot = (print_ * SCATTER) >> (64 - REMEMBERED_BITS)
    if _prints[slot] == print_ and _texts[slot] == text:
        return _guids[slot]
    found = bare(at)
    if _prints[slot] == print_:
        _texts[slot], _guids[slot] = text, found
    _prints[slot] = print_
    return found


cdef uint64_t[1 << REMEMBERED_BITS] _prints
cdef list _texts = [None] * (1 << REMEMBERED_BITS)
cdef list _guids = [None] * (1 << REMEMBERED_BITS)

cdef uint8_t[256] _lower
for _letter in range(0x80):
    if chr(_letter) in "0123456789abcdefABCDEF":
        _lower[_letter] = _letter | 0x20  # digits have that bit already


cdef str bare(const uint8_t* at):
    """The GUID of 36 characters there; None where it is none, or all zeros."""
    cdef str found = PyUnicode_New(GUID, 0x7F)
    cdef uint8_t* to = PyUnicode_1BYTE_DATA(found)
    cdef uint8_t digit, digits = 0
    cdef bint wrong = False
    cdef Py_ssize_t i
    for i in range(GUID):
        if i == 8 or i == 13 or i == 18 or i == 23:
            wrong |= at[i] != c"-"
            to[i] = c"-"
        else:
            digit = _lower[at[i]]
            wrong |= not digit
            digits |= digit ^ c"0"
            to[i] = digit
    return None if wrong or not digits else found
