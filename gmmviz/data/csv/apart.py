"""Large and packed files are read by a process of their own: a server goes on answering meanwhile.

Whatever a hostile file makes a reader do, that process does it within its own memory and time, at low priority, and
dies alone.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread
from time import monotonic, sleep

from gmmviz.data.csv.decoding.formats import format_of
from gmmviz.data.csv.reading import AUTOMATIC_READING, DEFAULT_LIMITS, Reading, UnreadableTable
from gmmviz.data.csv.table import Table, read_table

MIN_BYTES_APART = (
    1 << 20
)  # bytes: what has fewer is read in place, in less time than a process takes to start
PACKED_SIGNATURES = (b"\x1f\x8b", b"PK\x03\x04")  # of gzip and ZIP: what they unpack to may be large
UNPACKED_BYTES_PER_BYTE = 10  # bytes of text in one of a packed file, which is what tables pack to
# Bytes of address space, and for each byte of text that there may be
MAX_READER_MEMORY, MEMORY_BYTES_PER_BYTE = 3 << 30, 8
MAX_READING_SECONDS = 300  # until reading is given up
CPU_SECONDS = 15.0  # of processor time that any file may take
CPU_SECONDS_PER_MEGABYTE = 1.5  # and for each megabyte of text that there may be
MAX_FIRST_LINE = 50_000  # characters of a first line: so many columns take long, however few their rows
READER_NICENESS = 5
SECONDS_BETWEEN_WAITING_CHECKS = 0.5  # s between two looks at whether somebody still waits
READER_ROOT = Path(__file__).parents[3]
OWN_GROUP = hasattr(os, "killpg")  # what reads a workbook for it ends with it
READER_PROGRAM = (
    "import sys\n"
    f"if {str(READER_ROOT)!r} not in sys.path: sys.path.insert(0, {str(READER_ROOT)!r})\n"
    "from gmmviz.data.csv.apart import main\n"
    "main(*map(int, sys.argv[1:]))\n"
)
TOO_MUCH = (
    "This file takes more memory or time to read than a table may: something in it is unusual, such as a quote that "
    "never ends. Save the table as CSV from a spreadsheet program, or take a part of it."
)
UNUSUAL_FILE = (
    "This file could not be read: something in it is not as it should be ({kind}). Save the table as CSV from a "
    "spreadsheet program."
)
STOPPED_SENTENCE = "Reading was stopped, because nobody waited for it any more."
MAX_FILES_AT_ONCE = 2 * (
    os.cpu_count() or 1
)  # files that are read at once: some that never end leave room for others
_places = BoundedSemaphore(MAX_FILES_AT_ONCE)


def is_read_apart(content: bytes) -> bool:
    """Whether a file may take long to read: large, packed, of another program, or with very many columns."""
    wide = len(content) > MAX_FIRST_LINE and not any(
        end in content[:MAX_FIRST_LINE] for end in (b"\n", b"\r")
    )
    return len(content) >= MIN_BYTES_APART or _is_packed(content) or wide


def _is_packed(content: bytes) -> bool:
    """Whether there may be more text in a file than it has bytes."""
    return content.startswith(PACKED_SIGNATURES) or format_of(content) is not None


def memory_for(size: int, is_packed: bool, least: int = MAX_READER_MEMORY) -> int:
    """Bytes of memory that reading a file of so many bytes may take: by the text in it, `least` at least.

    >>> memory_for(1 << 30, False) >> 30, memory_for(100 << 20, True) >> 20, memory_for(12_000, True) >> 30
    (8, 8000, 3)
    """
    return max(least, MEMORY_BYTES_PER_BYTE * text_in(size, is_packed))


def text_in(size: int, is_packed: bool) -> int:
    """Bytes of text that a file of so many bytes may hold."""
    return min(size * (UNPACKED_BYTES_PER_BYTE if is_packed else 1), DEFAULT_LIMITS.size)


def cpu_seconds_for(size: int, is_packed: bool) -> int:
    """Seconds of processor time that reading a file of so many bytes may take: by the text in it.

    >>> cpu_seconds_for(50_000, True), cpu_seconds_for(100 << 20, False)
    (16, 165)
    """
    text = text_in(size, is_packed) / 2**20
    return round(min(CPU_SECONDS + CPU_SECONDS_PER_MEGABYTE * text, MAX_READING_SECONDS))


def read_table_apart(
    content: bytes,
    name: str,
    reading: Reading = AUTOMATIC_READING,
    wanted: Callable[[], bool] = lambda: True,
    memory: int = MAX_READER_MEMORY,
) -> Table:
    """What `read_table` finds in the bytes of a file, in a process of its own where that may take long.

    Raises UnreadableTable, also where reading takes more memory than `memory_for` allows, or more than
    MAX_READING_SECONDS, and once it is not `wanted` any more.
    """
    if not is_read_apart(content):
        return read_table(content, name, reading)
    is_packed = _is_packed(content)
    bounds = memory_for(len(content), is_packed, memory), cpu_seconds_for(len(content), is_packed)
    command = [sys.executable, "-P", "-c", READER_PROGRAM, *map(str, bounds)]
    asked = pickle.dumps((content, name, reading), protocol=5)
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each takes address space
    while not _places.acquire(timeout=SECONDS_BETWEEN_WAITING_CHECKS):
        if not wanted():
            raise UnreadableTable(STOPPED_SENTENCE)
    try:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=READER_ROOT,
                env=os.environ | one_thread,
                process_group=0 if OWN_GROUP else None,
            )
        except OSError:  # no process can be had here
            return read_table(content, name, reading)
        out = _answer(process, asked, wanted)
    finally:
        _places.release()
    if process.returncode or not out:
        raise UnreadableTable(TOO_MUCH)
    found = pickle.loads(out)
    if isinstance(found, Table):
        return found
    raise UnreadableTable(str(found))


def _answer(process: "subprocess.Popen[bytes]", asked: bytes, wanted: Callable[[], bool]) -> bytes:
    """What a process answers. Raises UnreadableTable, and ends it, when it takes too long or nobody waits for it."""
    end = monotonic() + MAX_READING_SECONDS
    problems: list[str] = []
    answered = Event()

    def end_process() -> None:
        if process.poll() is None:  # else its number may be another's by now
            _kill(process.pid)

    def watch() -> None:
        while not answered.wait(SECONDS_BETWEEN_WAITING_CHECKS):
            if (late := monotonic() > end) or not wanted():
                problems.append(TOO_MUCH if late else STOPPED_SENTENCE)
                end_process()
                return

    Thread(target=watch, name="gmmviz reading", daemon=True).start()
    with process:
        try:
            out, _ = process.communicate(asked)
        finally:
            answered.set()
            end_process()
    if problems:
        raise UnreadableTable(problems[0])
    return out


def main(memory: int, cpu_seconds: int) -> None:
    """Read the file on the input, within bounds, and write what was found, or why it was refused."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints must not come between
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    content, name, reading = pickle.load(sys.stdin.buffer)
    limited(memory, cpu_seconds)
    try:
        found: Table | str = read_table(content, name, reading, DEFAULT_LIMITS)
    except UnreadableTable as problem:
        found = str(problem)
    except MemoryError:
        os._exit(1)
    except Exception as problem:  # of a library that the file surprised: it took neither much memory nor time
        found = UNUSUAL_FILE.format(kind=type(problem).__name__)
    pickle.dump(found, out, protocol=5)
    out.close()


def _end_with(parent: int) -> None:
    """End this process when the one that began it has ended: nobody waits for the table then."""
    while os.getppid() == parent:
        sleep(SECONDS_BETWEEN_WAITING_CHECKS)
    _kill(os.getpid())


def _kill(process: int) -> None:
    """End a process that reads, and what it has begun."""
    with suppress(OSError):  # it has ended
        if OWN_GROUP:
            os.killpg(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGTERM)


def limited(memory: int, cpu_seconds: int) -> None:
    """Bound this process's bytes of memory and seconds of processor time, and lower its priority, where it can be."""
    if hasattr(os, "nice"):
        os.nice(READER_NICENESS)
    try:
        import resource
    except ImportError:  # Windows
        return
    bounds = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: cpu_seconds, resource.RLIMIT_CORE: 0}
    for kind, most in bounds.items():
        _, hard = resource.getrlimit(kind)
        with suppress(ValueError, OSError):  # macOS bounds no memory
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
