"""Large and packed files are read by a process of their own: a server goes on answering meanwhile.

Whatever a hostile file makes a reader do, that process does it within its own memory and time, at low priority, and
dies alone.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread
from time import monotonic, sleep

from gmmviz.data.csv.reading import AUTOMATIC, DEFAULT_LIMITS, Reading, UnreadableTable
from gmmviz.data.csv.table import Table, read_table

LARGE = 1 << 20  # bytes: what has fewer is read in place, in less time than a process takes to start
PACKED = (b"\x1f\x8b", b"PK\x03\x04")  # of gzip and ZIP: what they unpack to may be large
PACKED_TO = 10  # bytes of text in one of a packed file, which is what tables pack to
MEMORY, MEMORY_PER_BYTE = 3 << 30, 8  # bytes of address space, and for each byte of text that there may be
SECONDS = 300  # until reading is given up
NICENESS = 5
LOOK = 0.5  # s between two looks at whether somebody still waits
ROOT = Path(__file__).parents[3]
BEGINNING = (
    "import sys\n"
    f"if {str(ROOT)!r} not in sys.path: sys.path.insert(0, {str(ROOT)!r})\n"
    "from gmmviz.data.csv.apart import main\n"
    "main(int(sys.argv[1]))\n"
)
TOO_MUCH = (
    "This file takes more memory or time to read than a table may: something in it is unusual, such as a quote that "
    "never ends. Save the table as CSV from a spreadsheet program, or take a part of it."
)
UNUSUAL = (
    "This file could not be read: something in it is not as it should be ({kind}). Save the table as CSV from a "
    "spreadsheet program."
)
STOPPED = "Reading was stopped, because nobody waited for it any more."
_places = BoundedSemaphore(os.cpu_count() or 1)


def is_read_apart(content: bytes) -> bool:
    """Whether a file may take long to read: large, or packed."""
    return len(content) >= LARGE or content.startswith(PACKED)


def memory_for(size: int, is_packed: bool, least: int = MEMORY) -> int:
    """Bytes of memory that reading a file of so many bytes may take: by the text in it, `least` at least.

    >>> memory_for(1 << 30, False) >> 30, memory_for(100 << 20, True) >> 20, memory_for(12_000, True) >> 30
    (8, 8000, 3)
    """
    text = min(size * (PACKED_TO if is_packed else 1), DEFAULT_LIMITS.size)
    return max(least, MEMORY_PER_BYTE * text)


def read_table_apart(
    content: bytes,
    name: str,
    reading: Reading = AUTOMATIC,
    wanted: Callable[[], bool] = lambda: True,
    memory: int = MEMORY,
) -> Table:
    """What `read_table` finds in the bytes of a file, in a process of its own where that may take long.

    Raises UnreadableTable, also where reading takes more memory than `memory_for` allows, or more than SECONDS, and
    once it is not `wanted` any more.
    """
    if not is_read_apart(content):
        return read_table(content, name, reading)
    most = memory_for(len(content), content.startswith(PACKED), memory)
    command = [sys.executable, "-P", "-c", BEGINNING, str(most)]
    asked = pickle.dumps((content, name, reading), protocol=5)
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each takes address space
    with _places:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=os.environ | one_thread,
            )
        except OSError:  # no process can be had here
            return read_table(content, name, reading)
        out = _answer(process, asked, wanted)
    if process.returncode or not out:
        raise UnreadableTable(TOO_MUCH)
    found = pickle.loads(out)
    if isinstance(found, Table):
        return found
    raise UnreadableTable(str(found))


def _answer(process: "subprocess.Popen[bytes]", asked: bytes, wanted: Callable[[], bool]) -> bytes:
    """What a process answers. Raises UnreadableTable, and ends it, when it takes too long or nobody waits for it."""
    end = monotonic() + SECONDS
    problems: list[str] = []
    answered = Event()

    def watch() -> None:
        while not answered.wait(LOOK):
            if (late := monotonic() > end) or not wanted():
                problems.append(TOO_MUCH if late else STOPPED)
                process.kill()
                return

    Thread(target=watch, name="gmmviz reading", daemon=True).start()
    with process:
        try:
            out, _ = process.communicate(asked)
        finally:
            answered.set()
            process.kill()
    if problems:
        raise UnreadableTable(problems[0])
    return out


def main(memory: int) -> None:
    """Read the file on the input, within so many bytes of memory, and write what was found, or why it was refused."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints must not come between
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    content, name, reading = pickle.load(sys.stdin.buffer)
    limited(memory)
    try:
        found: Table | str = read_table(content, name, reading, DEFAULT_LIMITS)
    except UnreadableTable as problem:
        found = str(problem)
    except MemoryError:
        os._exit(1)
    except Exception as problem:  # of a library that the file surprised: it took neither much memory nor time
        found = UNUSUAL.format(kind=type(problem).__name__)
    pickle.dump(found, out, protocol=5)
    out.close()


def _end_with(parent: int) -> None:
    """End this process when the one that began it has ended: nobody waits for the table then."""
    while os.getppid() == parent:
        sleep(LOOK)
    os._exit(1)


def limited(memory: int) -> None:
    """Bound this process's memory and lower its priority, where the system can."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard)
    )
