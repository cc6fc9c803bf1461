"""What is wrong with a request is said in the language asked for, to the last word."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from api.malformed import malformed
from models.commands import HeadCount


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Möglich sind: '1-4', '5-9' oder '10+'."), ("en", "Possible are: '1-4', '5-9' or '10+'.")],
)
def test_what_would_be_possible_is_joined_in_the_language(language: str, said: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(HeadCount).validate_python("many")
    assert said == malformed(wrong.value.errors(), language)[0]["message"]
