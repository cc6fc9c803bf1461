"""Figures for operators, by route and command type. Never by person, unit or region."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram("ilb_http_request_seconds", "Duration of requests", ["method", "route", "status"])
COMMANDS = Counter("ilb_commands_total", "Commands by what became of them", ["type", "outcome"])
UNITS = Gauge("ilb_units", "Units by stage of their rollout", ["stage"])
HALTED = Gauge("ilb_streams_halted", "Streams that are halted and wait for an operator")
INTENTS = Gauge("ilb_intents_waiting", "Commands of the system that wait to be submitted")
