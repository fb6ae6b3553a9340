"""Seconds and memory of taking rows away: `python tests/benchmarks/take_away.py`. Each case in its own process."""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # each case imports gmmviz when it begins

from tests.benchmarks.memory import each_alone, forget_peak, megabytes

CASES = {  # rows, columns of numbers, components, words in a further column
    "100,000 x 2, K = 3": (100_000, 2, 3, False),
    "1,000,000 x 2, K = 3": (1_000_000, 2, 3, False),
    "1,000,000 x 2 and a column of words, K = 8": (1_000_000, 2, 8, True),
}


def measure(case: str) -> None:
    """Prints one line: what the session holds anyway, seconds, size, and memory beyond what it holds."""
    from gmmviz.data import points_from_table, read_table
    from gmmviz.data.assigned_rows import rows_of_table
    from gmmviz.em import EMSettings, fit
    from gmmviz.report.rows.rows_csv import rows_csv

    rows, columns, k, words = CASES[case]
    content = written(rows, columns, words)
    table = read_table(content, "rows.csv")
    points = points_from_table(table, [f"x{column}" for column in range(columns)], label="")
    run = fit(points.x, EMSettings(k=k, max_iter=10, start="kmeans++"))
    source = rows_of_table(table, points.columns, content)
    forget_peak()
    before = megabytes("VmRSS")
    start, cpu, size = time.perf_counter(), time.process_time(), 0
    with tempfile.TemporaryFile() as place:
        for block in rows_csv(source, run.states[-1].mixture):
            size += place.write(block)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    print(
        f"{case:45s} {size / 1e6:6.1f} MB in {seconds:5.1f} s ({used:.1f} s of CPU), "
        f"{megabytes('VmHWM') - before:4.0f} MB beyond the {before:.0f} MB held"
    )


def written(rows: int, columns: int, words: bool) -> bytes:
    """A file with clouds that overlap, and a word a row if asked for."""
    rng = np.random.default_rng(0)
    header = [f"x{column}" for column in range(columns)] + ["note"] * words
    lines = [",".join(header)]
    for first in range(0, rows, 10_000):
        n = min(10_000, rows - first)
        x = rng.normal(size=(n, columns)) * 3 + 10 * rng.integers(0, 3, (n, 1))
        cells = np.char.mod("%.5f", x)
        if words:
            cells = np.column_stack([cells, np.char.add("=word", rng.integers(0, 1000, n).astype(str))])
        lines += map(",".join, cells.tolist())
    return "\n".join([*lines, ""]).encode()


if __name__ == "__main__":
    each_alone(__file__, CASES, measure)
