"""One object for equal definitions, and one answer for one object.

Hundreds of units carry the same programme and a few calendars by value; a command asks several times what a state owes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from pydantic import BaseModel, WrapValidator

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

KEPT = 32
ANSWERS = 128


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


def remembered(question: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """Keep the last answers about frozen objects, each by the very object it was asked about.

    Comparing states would cost more than most answers, and ``model_copy`` would carry an answer kept inside an object
    over to its changed copy. An answer holds its object, so that no other one can have the same ``id``.
    """
    known: OrderedDict[int, tuple[Asked, Answer]] = OrderedDict()

    @wraps(question)
    def ask(about: Asked) -> Answer:
        found = known.get(id(about))
        if found is not None and found[0] is about:
            return found[1]
        answer = question(about)
        known[id(about)] = (about, answer)
        if len(known) > ANSWERS:
            known.popitem(last=False)
        return answer

    return ask
