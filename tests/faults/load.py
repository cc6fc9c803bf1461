"""Two hundred commands over fifty offices, sent at once; what was answered, and the rest sent again with its key."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx

from activities.clock import berlin_day, now

AT_ONCE = 50
PATIENCE = 10.0
TRIES = 60


@dataclass(frozen=True)
class Sent:
    """One command: its key, its office and the user who sends it."""

    key: str
    unit: str
    user: str


@dataclass
class Load:
    """``answered``: keys whose command was answered with 200; ``wake`` is set when ``until`` of them are."""

    address: str
    commands: list[Sent]
    until: int
    answered: set[str] = field(default_factory=set)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def send_all(self) -> None:
        """Send each command, AT_ONCE in flight; a failure leaves its command unanswered.

        Those are sent again while fewer than ``until`` were answered: a product that has just started may be busy.
        """
        await self._send_each(self.commands)
        while not self.wake.is_set():
            await self._send_each([command for command in self.commands if command.key not in self.answered])

    async def send_unanswered_again(self) -> None:
        """With the same keys, until each has its answer."""
        for _ in range(TRIES):
            missing = [command for command in self.commands if command.key not in self.answered]
            if not missing:
                return
            await self._send_each(missing)
            await asyncio.sleep(0.2)
        message = f"only {len(self.answered)} of {len(self.commands)} commands were ever answered"
        raise AssertionError(message)

    async def _send_each(self, commands: list[Sent]) -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(base_url=self.address, timeout=PATIENCE) as client:

            async def one(command: Sent) -> None:
                async with gate:
                    await self._send(client, command)

            await asyncio.gather(*map(one, commands))

    async def _send(self, client: httpx.AsyncClient, command: Sent) -> None:
        body = {"type": "nominate_companion", "nominated_on": berlin_day(now()).isoformat()}
        headers = {"Authorization": f"Bearer demo:{command.user}", "Idempotency-Key": command.key}
        try:
            answer = await client.post(f"/api/units/{command.unit}/commands", json=body, headers=headers)
        except httpx.TransportError:
            return
        expected = {200, 202, 429, 503}
        assert answer.status_code in expected, f"{answer.status_code}: {answer.text[:300]}"
        if answer.status_code == 200:
            self.answered.add(command.key)
        if len(self.answered) >= self.until:
            self.wake.set()
