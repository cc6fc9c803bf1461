"""How reporting runs: its rhythm and its terms. All of them are assumptions, hence settings with defaults."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.periods.period import Rhythm


class ReportingTerms(BaseModel):
    """Working days are the region's own.

    ``attest_within``: to attest, from the day on which it is asked for. ``remind_after``: the first reminder comes so
    many days after that day; ``second_after``: the second one so many after the due day, if it has passed.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    rhythm: Rhythm = Rhythm.QUARTERLY
    attest_within: Annotated[int, Field(ge=1, le=30)] = 5
    remind_after: Annotated[int, Field(ge=1, le=30)] = 3
    second_after: Annotated[int, Field(ge=1, le=30)] = 5
