"""The memory of this process, for benchmarks that run each case in a process of its own (Linux)."""

import subprocess
import sys
from collections.abc import Callable, Iterable


def forget_peak() -> None:
    """Let the peak begin anew."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def megabytes(name: str) -> float:
    """A line of /proc/self/status, such as VmRSS (now) or VmHWM (the peak)."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(name))


def each_alone(script: str, cases: Iterable[str], measure: Callable[[str], None]) -> None:
    """Measure the case that the command names; without one, run the script once for each."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    for case in cases:
        subprocess.run([sys.executable, script, case], check=True)
