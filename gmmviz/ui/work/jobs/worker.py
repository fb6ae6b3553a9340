"""A worker process: walks through generators that the server names, and sends what they yield.

It imports the engine and the standard library only. It ends when the server does: its input is then at its end.
"""

import os
import signal
import sys
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Condition, Thread
from time import monotonic
from typing import Any, BinaryIO

from gmmviz.ui.work.jobs.messages import messages, send

WORKER_NICENESS = 10  # a sweep waits for a person who steps
MIN_PAUSE = 0.1  # s between two sendings
SECONDS_TO_THE_WHOLE = 0.4  # s in which the whole may be found: its parts are not sent then
SENDING_SHARE = 0.05  # of the time at most, where results are large


@dataclass(frozen=True, eq=False)
class Order:
    """What to walk through: steps(points, request, found), under a number that its answers carry.

    `whole` is a place whose value holds all that was found before.
    """

    number: int
    steps: Callable[..., Iterator[tuple[Hashable, Any]]]
    points: Hashable
    request: Any
    found: dict[Hashable, Any]
    whole: Hashable | None = None


@dataclass
class Outbox:
    """What is to be sent: the latest value of each place, and what ended."""

    stream: BinaryIO
    values: dict[Hashable, Any] = field(default_factory=dict)
    ends: list[tuple[Any, ...]] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)
    number: int = 0
    whole: Hashable | None = None
    patience: float = 0.0

    def begin(self, order: Order) -> None:
        """Send what is found for an order from now on."""
        with self.changed:
            self.number, self.whole = order.number, order.whole
            self.patience = 0.0 if order.whole is None else SECONDS_TO_THE_WHOLE

    def put(self, place: Hashable, value: Any) -> None:
        """Send a value soon, unless another replaces it before."""
        with self.changed:
            if place == self.whole:
                self.values = {}
            self.values[place] = value
            self.changed.notify()

    def end(self, done: bool, problem: str = "") -> None:
        """Say how the order ended, and have it sent before another begins."""
        with self.changed:
            self.ends.append(("ended", self.number, done, problem))
            self.changed.notify()
            self.changed.wait_for(lambda: not self.ends)

    def send_all(self) -> None:
        """Send for ever."""
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.values or self.ends)
                self.changed.wait_for(lambda: bool(self.ends), self.patience)
                self.patience = 0.0
                values, ends = self.values, tuple(self.ends)
                self.values = {}
            began = monotonic()
            if values:
                send(self.stream, ("found", self.number, values))
            for end in ends:
                send(self.stream, end)
            spent = monotonic() - began
            with self.changed:
                self.ends = self.ends[len(ends) :]
                self.changed.notify_all()
                pause = max(MIN_PAUSE, spent / SENDING_SHARE)
                self.changed.wait_for(lambda: bool(self.ends), pause)


def main(niceness: int) -> None:
    """Work until the server closes the input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's: it ends its workers
    if hasattr(os, "nice"):
        os.nice(niceness)
    inbox, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints must not come between the messages
    import gmmviz.em.search.resumable  # noqa: F401  # before it is ready, not in its first order

    orders: SimpleQueue[tuple[Order, Any]] = SimpleQueue()
    stopped = [0]
    Thread(target=_read, args=(inbox, orders, stopped), daemon=True).start()
    outbox = Outbox(out)
    Thread(target=_sending, args=(outbox,), daemon=True).start()
    send(out, ("ready",))
    while True:
        order, x = orders.get()
        outbox.begin(order)
        _carry_out(order, x, outbox, stopped)


def _read(inbox: BinaryIO, orders: "SimpleQueue[tuple[Order, Any]]", stopped: list[int]) -> None:
    points: dict[Hashable, Any] = {}
    for message in messages(inbox):
        match message:
            case ("points", key, x):
                points[key] = x
            case ("forget", key):
                points.pop(key, None)
            case ("stop", int(number)):
                stopped[0] = max(stopped[0], number)
            case Order():
                orders.put((message, points[message.points]))
    os._exit(0)


def _sending(outbox: Outbox) -> None:
    try:
        outbox.send_all()
    except OSError:  # the server is gone
        os._exit(0)


def _carry_out(order: Order, x: Any, outbox: Outbox, stopped: list[int]) -> None:
    try:
        for place, value in order.steps(x, order.request, order.found):
            outbox.put(place, value)
            if stopped[0] >= order.number:
                outbox.end(False)
                return
    except Exception as problem:  # reported to the server, which says it on the page
        outbox.end(False, f"{type(problem).__name__}: {problem}")
    else:
        outbox.end(True)
