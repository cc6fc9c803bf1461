"""Kinds of streams: what folds a stream's events, and which rows follow from its state.

One row of KINDS per kind. The append, ``ilb verify`` and ``ilb rebuild`` know nothing else about any of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import period_model, read_model, wave_model
from models.chain import PERIOD_PREFIX, STREAM_PREFIX, WAVE_PREFIX
from models.periods.evolve import fold_period
from models.periods.picture import period_picture
from models.periods.state import PeriodState
from models.projection import Picture, picture
from models.report_tables import PeriodRegionRow, PeriodRow
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from models.sharing import remembered
from models.tables import CompanionRow, FactRow, ManagerRow, ObligationRow, RolloutRow, Table, WorkshopRow
from models.wave_tables import WaveRow
from models.waves.evolve import fold_wave
from models.waves.picture import wave_picture
from models.waves.state import WaveState

Rows = Mapping[str, Mapping[tuple[Any, ...], Mapping[str, Any]]]
"""Rows by table and key; each row without its key and without the column that names its stream."""


class Writer(Protocol):
    """Carries a read model from one picture (None: there is none yet) to the next."""

    def __call__(
        self,
        connection: AsyncConnection,
        one: str,
        before: Any,  # noqa: ANN401 - a picture of this kind
        new: Any,  # noqa: ANN401 - as above
        /,
        *,
        seq: int,
        at: datetime,
    ) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """One table of a read model: what tells its rows apart within a stream, and which of them hold now.

    What was superseded or closed is history of the read model and not compared with the journal.
    """

    table: type[Table]
    key: tuple[str, ...]
    now: tuple[sa.ColumnElement[bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """``owner`` is the column that names the stream's id in each table of the read model.

    ``load`` reads the head's state, ``dump`` writes it. ``rows`` are those that a picture makes after the entry with
    the given number and time. ``going_on`` selects the ids that need a workflow; None: all of them do.
    """

    prefix: str
    load: Callable[[str], Any]
    dump: Callable[[Any], str]
    fold: Callable[[Iterable[Any], Any], Any]
    picture: Callable[[Any], Any]
    write: Writer
    owner: str
    read_model: tuple[Shown, ...]
    rows: Callable[[str, Any, int, datetime], Rows]
    going_on: sa.Select[str] | None = None

    def id_of(self, stream: str) -> str:
        return stream.removeprefix(self.prefix)


def kind_of(stream: str) -> Kind:
    """The kind of a stream. Raises: KeyError for one that nobody knows."""
    prefix, slash, _ = stream.partition("/")
    return KINDS[prefix + slash]


def _unit_rows(unit_id: str, shown: Picture, seq: int, at: datetime) -> Rows:
    return {
        "rollouts": {(unit_id,): {**shown.rollout, "seq": seq, "updated_at": at}},
        "facts": {(f.milestone, f.happened_on, f.ended_on, f.stated, f.detail): {} for f in shown.facts},
        "obligations": {(key,): row for key, row in shown.obligations.items()},
        "workshops": {(kind,): row for kind, row in shown.workshops.items()},
        "companions": {(companion,): row for companion, row in shown.companions.items()},
        "managers": {(number,): row for number, row in shown.managers.items()},
    }


DEFINITIONS: Final = {"programme", "calendar"}
_said = remembered(BaseModel.model_dump_json)


def _dump_unit(state: UnitState) -> str:
    """The state as JSON; its definitions, nine tenths of it and the same in hundreds of states, are dumped once."""
    rest = state.model_dump_json(exclude=DEFINITIONS)
    return f'{{"programme":{_said(state.programme)},"calendar":{_said(state.calendar)},{rest[1:]}'


UNITS = Kind(
    prefix=STREAM_PREFIX,
    load=UnitState.model_validate_json,
    dump=_dump_unit,
    fold=fold,
    picture=picture,
    write=read_model.write,
    owner="unit_id",
    read_model=(
        Shown(RolloutRow, ("unit_id",)),
        Shown(
            FactRow, ("milestone", "happened_on", "ended_on", "stated", "detail"), (FactRow.superseded_at.is_(None),)
        ),
        Shown(ObligationRow, ("key",), (ObligationRow.closed_at.is_(None),)),
        Shown(WorkshopRow, ("kind",)),
        Shown(CompanionRow, ("companion",)),
        Shown(ManagerRow, ("number",)),
    ),
    rows=_unit_rows,
)

WAVES = Kind(
    prefix=WAVE_PREFIX,
    load=WaveState.model_validate_json,
    dump=partial(WaveState.model_dump_json, exclude_defaults=True),
    fold=fold_wave,
    picture=wave_picture,
    write=wave_model.write,
    owner="wave_id",
    read_model=(Shown(WaveRow, ("wave_id",)), *(Shown(table, key) for table, key in wave_model.TABLES)),
    rows=wave_model.wave_rows,
    going_on=wave_model.GOING_ON,
)

PERIODS = Kind(
    prefix=PERIOD_PREFIX,
    load=PeriodState.model_validate_json,
    dump=PeriodState.model_dump_json,
    fold=fold_period,
    picture=period_picture,
    write=period_model.write,
    owner="reporting_id",
    read_model=(Shown(PeriodRow, ("reporting_id",)), Shown(PeriodRegionRow, ("region_code",))),
    rows=period_model.period_rows,
    going_on=period_model.GOING_ON,
)

KINDS = {kind.prefix: kind for kind in (UNITS, WAVES, PERIODS)}
