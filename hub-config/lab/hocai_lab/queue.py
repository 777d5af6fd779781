"""A line in front of the hub: a few servers start at once, the others wait and know their place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Line:
    """First come, first served; only for one event loop."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.running = 0
        self.waiting: list[tuple[str, asyncio.Future[None]]] = []

    def place_of(self, name: str) -> int:
        """1 for the next in line, 0 for somebody who does not wait."""
        names = [waiting for waiting, _ in self.waiting]
        return names.index(name) + 1 if name in names else 0

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for a place, hold it for the block, pass it on; giving up while waiting leaves the line."""
        if self.running >= self.places or self.waiting:
            await self.wait(name)
        else:
            self.running += 1
        try:
            yield
        finally:
            self.pass_on()

    async def wait(self, name: str) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (name, mine)
        self.waiting.append(entry)
        try:
            await mine
        except asyncio.CancelledError:
            if entry in self.waiting:
                self.waiting.remove(entry)
            elif mine.done() and not mine.cancelled():
                self.pass_on()  # the place was given to us while we were leaving
            raise

    def pass_on(self) -> None:
        """Give the place to the next who still waits."""
        while self.waiting:
            _, next_one = self.waiting.pop(0)
            if not next_one.done():
                next_one.set_result(None)
                return
        self.running -= 1
