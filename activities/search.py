"""Search attributes of ``UnitRollout``, for operators in Temporal's own tools. Codes only, never a name."""

from __future__ import annotations

from temporalio.common import SearchAttributeKey

UNIT = SearchAttributeKey.for_keyword("IlbUnit")
KIND = SearchAttributeKey.for_keyword("IlbKind")
REGION = SearchAttributeKey.for_keyword("IlbRegion")
STAGE = SearchAttributeKey.for_keyword("IlbStage")
SIDE_STATE = SearchAttributeKey.for_keyword("IlbSideState")
HALTED = SearchAttributeKey.for_bool("IlbHalted")

ALL = (UNIT, KIND, REGION, STAGE, SIDE_STATE, HALTED)
