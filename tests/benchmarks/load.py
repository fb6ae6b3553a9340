"""A class on one server: real websocket sessions on this machine, bounded in number and time.

    python tests/benchmarks/load.py [sweeps|shared|own|coming] [--seconds 60] [--sessions 100]

Visitors run in one other process, beside the server, so on two cores they take part of what they measure: a
visitor only counts bytes and reads the ends of runs. Prints a table for each scene, with what the machine did before.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.visitor import Server, Visitor, serving, visiting  # noqa: E402  # this checkout's, from any folder

PERIOD = 5.0  # s between two actions of a session
SHARED = "data=toy-clouds_k5_n5000_seed1&k=5"
CHOICES = [(k, start) for k in range(2, 8) for start in range(2)]
K, START = "Number of components K", "Start"
STAGE = "gmmviz.stage"
SWEEPS = 20
SESSIONS_TOGETHER = 25  # sessions that open together
COMING = 300
AT_REST = 0.1  # s of CPU in a second, below which a server has imported what its pages need


@dataclass
class Answers:
    """How long the answers took, in seconds, and how many were asked for."""

    seconds: list[float] = field(default_factory=list)
    asked: int = 0
    failed: int = 0

    def row(self, name: str, server: Server, since: tuple[float, float]) -> str:
        """A line of the table."""
        each = sorted(self.seconds) or [float("nan")]
        own, workers = (now - then for now, then in zip(used(server), since, strict=True))
        answered = max(1, len(self.seconds))
        p95 = each[min(len(each) - 1, int(0.95 * len(each)))]
        return (
            f"{name:28} {self.asked:6} {len(self.seconds):8} {self.failed:6} {statistics.median(each):8.3f} "
            f"{p95:8.3f} {each[-1]:8.3f} {1000 * own / answered:9.0f} {1000 * workers / answered:9.0f} "
            f"{server.resident():8.0f} "
            f"{server.descriptors():5}"
        )


def used(server: Server) -> tuple[float, float]:
    """Seconds of processor time that a server has used, and its worker processes."""
    return server.cpu_seconds(), server.workers_cpu_seconds()


HEAD = (
    f"{'':28} {'asked':>6} {'answered':>8} {'failed':>6} {'p50 s':>8} {'p95 s':>8} {'max s':>8} {'CPU ms/a':>9} "
    f"{'workers':>9} "
    f"{'MB':>8} {'files':>5}"
)


async def at_rest(server: Server) -> None:
    """Wait until the server has come up: a class meets one that was started before it."""
    before = server.cpu_seconds()
    while True:
        await asyncio.sleep(1.0)
        if (now := server.cpu_seconds()) - before < AT_REST:
            return
        before = now


async def opened(stack: AsyncExitStack, server: Server, queries: list[str], page: str = "") -> list[Visitor]:
    """A session for each query, some at a time."""
    visitors: list[Visitor] = []
    for first in range(0, len(queries), SESSIONS_TOGETHER):
        some = [visiting(server, query, page) for query in queries[first : first + SESSIONS_TOGETHER]]
        visitors += await asyncio.gather(*(stack.enter_async_context(each) for each in some))
    return visitors


async def repeat(
    act: Callable[[], Awaitable[float]], period: float, seconds: float, answers: Answers
) -> None:
    """Act every so often, from a random moment on; an act that is late delays the next."""
    end = time.monotonic() + seconds
    await asyncio.sleep(random.random() * period)
    while (began := time.monotonic()) < end:
        answers.asked += 1
        try:
            answers.seconds.append(await act())
        except (TimeoutError, OSError):
            answers.failed += 1
            return
        await asyncio.sleep(max(0.0, period - (time.monotonic() - began)))


async def changing(visitor: Visitor) -> float:
    """Choose a K or a start, of twelve pairs of them."""
    k, start = random.choice(CHOICES)
    if random.random() < 0.5:
        return await visitor.set(K, k)
    return await visitor.set(START, visitor.options[START][start])


async def sweeps(server: Server, sessions: int, seconds: float) -> None:
    """Sessions with a grid each beside one that steps."""
    async with AsyncExitStack() as stack:
        (student,) = await opened(stack, server, ["data=faithful&k=3"])
        for name, count in (("stepping, alone", 0), (f"stepping, beside {sessions} sweeps", sessions)):
            queries = [
                f"data=iris&k=3&grid_families=all&grid_most=20&grid_starts={300 + n}" for n in range(count)
            ]
            for visitor in await opened(stack, server, queries, "choose"):
                await visitor.set("Fit them", True)
                stack.callback(asyncio.create_task(watching(visitor)).cancel)
            answers, since, frame = Answers(), used(server), iter(range(1, 10_000))
            await repeat(lambda: student.rest(next(frame) % 20, STAGE), 1.0, seconds, answers)  # noqa: B023
            print(answers.row(name, server, since), flush=True)


async def watching(visitor: Visitor) -> None:
    """Let the page draw itself anew as often as it wants to."""
    while True:
        await asyncio.sleep(min(visitor.beats.values(), default=1.0))
        await visitor.beat()


async def acting(server: Server, queries: list[str], seconds: float, name: str) -> None:
    """Sessions that each change a setting every few seconds."""
    async with AsyncExitStack() as stack:
        await at_rest(server)
        began = time.monotonic()
        visitors = await opened(stack, server, queries)
        print(f"{len(visitors)} sessions opened in {time.monotonic() - began:.1f} s")
        answers, since = Answers(), used(server)
        await asyncio.gather(*(repeat(lambda v=v: changing(v), PERIOD, seconds, answers) for v in visitors))
        print(answers.row(name, server, since), flush=True)


async def shared(server: Server, sessions: int, seconds: float) -> None:
    """Sessions on one data set of 5,000 points."""
    await acting(server, [SHARED] * sessions, seconds, f"{sessions} on one data set")


async def own(server: Server, sessions: int, seconds: float) -> None:
    """Sessions with 5,000 points of their own each."""
    queries = [f"data=toy-clouds_k5_n5000_seed{seed}&k=5" for seed in range(1, sessions + 1)]
    await acting(server, queries, seconds, f"{sessions} with their own data")


async def coming(server: Server, sessions: int, seconds: float) -> None:
    """Sessions that come, act once and leave; then what is left of them after a while."""
    answers, since = Answers(), used(server)

    async def visit(number: int) -> None:
        query = f"data=toy-clouds_k5_n5000_seed{number}&k=5"
        async with visiting(server, query, ("", "compare")[number % 2]) as visitor:
            if K in visitor.ids:
                answers.asked += 1
                answers.seconds.append(await visitor.set(K, 4))

    for first in range(1, COMING + 1, SESSIONS_TOGETHER):
        await asyncio.gather(*(visit(number) for number in range(first, first + SESSIONS_TOGETHER)))
        if first % 50 == 1 or first + SESSIONS_TOGETHER > COMING:
            print(answers.row(f"after {first + SESSIONS_TOGETHER - 1} came and went", server, since))
    await asyncio.sleep(min(seconds * 2, 120.0))
    print(answers.row("two minutes later", server, since), flush=True)


SCENES = {"sweeps": sweeps, "shared": shared, "own": own, "coming": coming}


def main() -> None:
    """Run the scenes that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", choices=[[], *SCENES], default=list(SCENES))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--sessions", type=int, default=100)
    wanted = parser.parse_args()
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}\n{HEAD}")
    for name in wanted.scenes:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
            sessions = min(wanted.sessions, SWEEPS) if name == "sweeps" else wanted.sessions
            asyncio.run(SCENES[name](server, sessions, wanted.seconds))
            text = server.log.read_text(encoding="utf-8")
            if problems := text.count("Traceback"):
                print(f"{problems} tracebacks:\n{text[-2000:]}")


if __name__ == "__main__":
    main()
