"""One object for equal definitions: hundreds of units carry the same programme and a few calendars by value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, WrapValidator

KEPT = 32


def shared(name: Callable[[dict[str, Any]], object]) -> WrapValidator:
    """Let equal raw data be validated once and give the same frozen object.

    ``name`` draws a cheap first key from the raw data; whether two are the same is decided by comparing them whole.
    """
    known: dict[object, list[tuple[dict[str, Any], BaseModel]]] = {}

    def validate(value: Any, handler: Callable[[Any], BaseModel]) -> BaseModel:  # noqa: ANN401 - raw input
        if not isinstance(value, dict):
            return handler(value)
        kept = known.setdefault(name(value), [])
        for raw, model in kept:
            if raw == value:
                return model
        model = handler(value)
        del kept[KEPT:]
        kept.insert(0, (value, model))
        return model

    return WrapValidator(validate)
