from typing import Generic, TypeVar

T = TypeVar("T")

class Maker(Generic[T]):
    def __init__(self, kind: type[T]) -> None: ...
    def __call__(self, *values: object) -> T: ...
