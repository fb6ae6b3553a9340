"""A worker process as the server sees it: started without the server's main module, closed by closing its input.

The standard library's process pools start their children from the main module, and Streamlit puts the running page in
that place: a child would run a page.
"""

import subprocess
import sys
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from pathlib import Path
from queue import SimpleQueue
from threading import Event, RLock, Thread
from typing import Any, BinaryIO

import gmmviz
from gmmviz.em.kernel.rows import Array
from gmmviz.ui.work.jobs.messages import messages, send
from gmmviz.ui.work.jobs.worker import WORKER_NICENESS, Order

WORKER_ROOT = Path(gmmviz.__file__).parents[1]
WORKER_PROGRAM = (
    "import sys\n"
    f"if {str(WORKER_ROOT)!r} not in sys.path: sys.path.insert(0, {str(WORKER_ROOT)!r})\n"
    "from gmmviz.ui.work.jobs.worker import main\n"
    "main(int(sys.argv[1]))\n"
)
MAX_HELD = 512 * 2**20  # bytes of points that one process keeps
SECONDS_TO_END = 0.3  # s that a process has to end by itself


class CannotStart(Exception):
    """No process can be had here."""


class WorkerProcess:
    """One process: it is `ready` after its imports; its messages are queued, and None when it is gone."""

    def __init__(self, niceness: int = WORKER_NICENESS) -> None:
        command = [sys.executable, "-P", "-c", WORKER_PROGRAM, str(niceness)]
        lower = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) if niceness else 0
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=WORKER_ROOT, creationflags=lower
            )
        except (OSError, ValueError) as problem:
            raise CannotStart(str(problem)) from problem
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.input: BinaryIO = self.process.stdin  # type: ignore[assignment]
        self.output: BinaryIO = self.process.stdout  # type: ignore[assignment]
        self.ready = Event()
        self.gone = Event()
        self.messages: SimpleQueue[tuple[Any, ...] | None] = SimpleQueue()
        self.held: OrderedDict[Hashable, int] = OrderedDict()
        self.writing = RLock()
        Thread(target=self._read, name="gmmviz worker's messages", daemon=True).start()

    def wait_until_ready(self) -> None:
        """Wait for its imports; less where it is gone before."""
        while not (self.ready.wait(0.05) or self.gone.is_set()):
            pass

    def begin(self, order: Order, x: Array) -> None:
        """Hand over the points unless they are there, and the order."""
        with self.writing:
            if order.points in self.held:
                self.held.move_to_end(order.points)
            else:
                self._send(("points", order.points, x))
                self.held[order.points] = x.nbytes
            while sum(self.held.values()) > MAX_HELD and len(self.held) > 1:
                self._send(("forget", self.held.popitem(last=False)[0]))
            self._send(order)

    def forget(self, points: Hashable) -> None:
        """Let go of points that nobody asks for any more."""
        with self.writing:
            if self.held.pop(points, None) is not None:
                self._send(("forget", points))

    def stop(self, number: int) -> None:
        """End an order after its present step."""
        self._send(("stop", number))

    def close(self, patience: float = SECONDS_TO_END) -> None:
        """End the process: by itself, or after `patience` seconds at once."""
        try:
            self.input.close()
        except OSError:  # it is gone, with something not yet read
            self.gone.set()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _send(self, message: Any) -> None:
        """Send; where the process is gone, its reader says so."""
        try:
            with self.writing:
                send(self.input, message)
        except (OSError, ValueError):
            self.gone.set()

    def _read(self) -> None:
        for message in messages(self.output):
            if message == ("ready",):
                self.ready.set()
            else:
                self.messages.put(message)
        self.gone.set()
        self.messages.put(None)
        self.output.close()


def order_of(number: int, task: Any, found: Mapping[Hashable, Any]) -> Order:
    """A task as a process understands it."""
    return Order(number, task.steps, task.points, task.request, dict(found), task.whole)
