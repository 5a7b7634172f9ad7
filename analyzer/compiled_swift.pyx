# cython: language_level=3, boundscheck=False, wraparound=False
"""What `swift` does, compiled: a value's fields are put where its class keeps them, without a call for each."""

from dataclasses import MISSING, fields

from cpython.object cimport PyObject, PyTypeObject
from cpython.ref cimport Py_INCREF

cdef extern from *:
    """
    #include <structmember.h>
    static Py_ssize_t place_of(PyObject* member) {
        if (!Py_IS_TYPE(member, &PyMemberDescr_Type)) return -1;
        PyMemberDef* found = ((PyMemberDescrObject*)member)->d_member;
        return found->type == T_OBJECT_EX ? found->offset : -1;
    }
    """
    Py_ssize_t place_of(object member)

cdef extern from "Python.h":
    object PyType_GenericAlloc(type kind, Py_ssize_t count)

cdef enum:
    MOST_FIELDS = 64


cdef class Maker:
    """A constructor for a frozen dataclass with slots: same arguments in the same order, equal values.

    TypeError for a class that keeps its fields in any other way, or does more than fill them.
    """

    cdef type _kind
    cdef Py_ssize_t _count, _needed
    cdef Py_ssize_t _places[MOST_FIELDS]
    cdef list _defaults, _factories

    def __init__(self, type kind):
        mine = fields(kind)
        if len(mine) > MOST_FIELDS or hasattr(kind, "__post_init__") or kind.__new__ is not object.__new__:
            raise TypeError(kind)
        self._kind, self._count = kind, len(mine)
        self._needed = sum(f.default is MISSING and f.default_factory is MISSING for f in mine)
        self._defaults = [f.default for f in mine]
        self._factories = [None if f.default_factory is MISSING else f.default_factory for f in mine]
        for number, field in enumerate(mine):
            place = place_of(getattr(kind, field.name, None))
            if place < 0 or not field.init or field.kw_only:
                raise TypeError(kind)
            self._places[number] = place

    def __call__(self, *values):
        cdef Py_ssize_t given = len(values), number
        cdef object made, value, factory
        if given < self._needed or given > self._count:
            return self._kind(*values)
        made = PyType_GenericAlloc(self._kind, 0)
        for number in range(self._count):
            if number < given:
                value = values[number]
            else:
                factory = self._factories[number]
                value = self._defaults[number] if factory is None else factory()
            Py_INCREF(value)
            (<PyObject**>((<char*><PyObject*>made) + self._places[number]))[0] = <PyObject*>value
        return made
