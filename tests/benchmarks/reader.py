"""Seconds and memory of reading files: `python tests/benchmarks/reader.py`. Each case in its own process."""

import resource
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # each case imports gmmviz when it begins

from tests.benchmarks.memory import each_alone, forget_peak, megabytes

CASES = {
    "100,000 x 2": (100_000, 2, ",", ".", 1.0),
    "1,000,000 x 2": (1_000_000, 2, ",", ".", 5.0),
    "1,000,000 x 2, semicolons, decimal commas": (1_000_000, 2, ";", ",", 5.0),
    "1,000,000 x 2, all quoted": (1_000_000, 2, '","', ".", 5.0),
    "200 x 10,000": (200, 10_000, ",", ".", 10.0),
    "100 MB, 12 columns": (1_000_000, 12, ",", ".", None),
    "100 MB, 12 columns, a third blank": (1_400_000, 12, ",blank,", ".", None),
    "100 MB, 6 columns of numbers, 6 of words": (900_000, 12, ",words,", ".", None),
}


def content(rows: int, columns: int, delimiter: str, decimal: str) -> bytes:
    """A file of random numbers with three decimals; in some cases with blanks or words between."""
    part, end = (delimiter[1:-1], "\n") if delimiter == '","' else (delimiter[0], "\n")
    quote = '"' if delimiter == '","' else ""
    rng = np.random.default_rng(0)
    lines = [part.join(f"column{i}" for i in range(columns))]
    for start in range(0, rows, 10_000):
        block = np.char.mod("%.5f", rng.normal(50, 10, (min(10_000, rows - start), columns)))
        if delimiter == ",blank,":
            block[rng.random(block.shape) < 1 / 3] = ""
        if delimiter == ",words,":
            block[:, 1::2] = np.char.add(
                "word", np.char.mod("%d", rng.integers(0, 50_000, block[:, 1::2].shape))
            )
        if decimal == ",":
            block = np.char.replace(block, ".", ",")
        lines += [quote + (quote + part + quote).join(row) + quote for row in block.tolist()]
    return end.join([*lines, ""]).encode()


def measure(case: str) -> None:
    """Prints one line for a case: size, seconds, peak memory of the whole process, also in sizes."""
    import pandas as pd  # noqa: F401  the app has it loaded by then

    from gmmviz.data import read_table

    data = content(*CASES[case][:4])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    forget_peak()
    start, cpu = time.perf_counter(), time.process_time()
    table = read_table(data)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    peak = megabytes("VmHWM")
    size = len(data) / 2**20
    print(
        f"{case:45s} {size:6.1f} MB {seconds:6.2f} s ({used:.2f} s of CPU)  peak {peak:5.0f} MB "
        f"= {peak / size:.1f} x size (before {before / 1024:.0f} MB)  {table.frame.shape}"
    )


if __name__ == "__main__":
    each_alone(__file__, CASES, measure)
