"""The line of servers that want to start."""

import asyncio

from hocai_lab.queue import Line


def test_turn_lets_a_few_in_and_tells_the_others_their_place() -> None:
    async def scene() -> tuple[list[int], list[str]]:
        line, gate, entered = Line(2), asyncio.Event(), []

        async def person(name: str) -> None:
            async with line.turn(name):
                entered.append(name)
                await gate.wait()

        tasks = [asyncio.create_task(person(name)) for name in "abcd"]
        await asyncio.sleep(0.01)
        places = [line.place_of(name) for name in "abcd"]
        gate.set()
        await asyncio.gather(*tasks)
        return places, entered

    places, entered = asyncio.run(scene())

    assert places == [0, 0, 1, 2]
    assert entered == ["a", "b", "c", "d"]


def test_turn_that_is_given_up_leaves_the_line() -> None:
    async def scene() -> tuple[int, int]:
        line = Line(1)
        async with line.turn("a"):
            waiting = asyncio.create_task(line.wait("b"))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            left = len(line.waiting)
        return left, line.running

    assert asyncio.run(scene()) == (0, 0)


def test_turn_is_passed_on_after_a_failure() -> None:
    async def scene() -> int:
        line = Line(1)
        for _ in range(3):
            try:
                async with line.turn("a"):
                    raise RuntimeError
            except RuntimeError:
                pass
        return line.running

    assert asyncio.run(scene()) == 0
