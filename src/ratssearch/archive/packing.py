"""Frozen dataclasses as compact JSON and back, exactly.

Fields that hold their default are left out, so a model may gain a field with a default without a new schema.
Anything else that does not fit the model is refused: an unknown key, a missing one, a value of another type.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ratssearch.errors import ArchiveError

Model = TypeVar("Model")
_Read = Callable[[Any], Any]


def pack(value: Any) -> str:
    """JSON text of a frozen dataclass; plain characters, except where a lone surrogate cannot be stored."""
    plain = _plain(value)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(plain, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text


def unpack(kind: type[Model], text: str) -> Model:
    """The dataclass that pack() wrote; raises ArchiveError for anything else."""
    try:
        read: Callable[[Any], Model] = _reader(kind)  # type: ignore[arg-type]  # a class can be hashed
        return read(json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveError(
            f"A stored {kind.__name__} cannot be read: {error}.",
            hint="It was written by another version; `ratssearch reindex` makes it anew from the stored pages.",
        ) from error


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is tuple:
        return [_plain(part) for part in value]
    if dataclasses.is_dataclass(kind):
        return {
            name: _plain(held)
            for name, default in _defaults(kind)
            if (held := getattr(value, name)) != default or default is dataclasses.MISSING
        }
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass, each with its default."""
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


@cache
def _reader(kind: Any) -> _Read:
    """A function that reads one JSON value as `kind`; built once per type."""
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (part for part in get_args(kind) if part is not type(None))
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if kind is datetime or kind is date:
        return lambda value: kind.fromisoformat(_of(str, value))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        members: dict[Any, Any] = {member.value: member for member in kind}  # quicker than asking the class
        return lambda value: members[_of(str, value)]
    if kind is float:
        return lambda value: float(_of((int, float), value))
    if kind is str:
        return _text
    if kind in (int, bool):
        return lambda value: _of(kind, value)
    raise TypeError(f"no rule for {kind}")


def _dataclass_reader(kind: Any) -> _Read:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}

    def read(value: Any) -> Any:
        return kind(**{name: readers[name](held) for name, held in _of(dict, value).items()})

    return read


def _text(value: Any) -> str:
    """Most of what is stored: worth a way of its own."""
    return value if type(value) is str else str(_of(str, value))


def _tuple_reader(arguments: tuple[Any, ...]) -> _Read:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _reader(arguments[0])
        return lambda value: tuple([each(part) for part in _of(list, value)])
    readers = [_reader(argument) for argument in arguments]
    return lambda value: tuple([read(part) for read, part in zip(readers, _of(list, value), strict=True)])


def _of(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"{value!r:.60} is not of the type {getattr(kind, '__name__', 'number')}")
    return value
