"""Seconds and memory of reading files: `python tests/benchmarks/reader.py`. Each case in its own process.

`--compare-with-pandas DIR` reads every CSV below a folder with pandas, writes it anew in four dialects and says where
this reader finds other numbers than pandas.
"""

import csv
import io
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # each case imports gmmviz when it begins

from tests.benchmarks.memory import each_alone, forget_peak, megabytes

if TYPE_CHECKING:
    import pandas as pd

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


DIALECTS = {
    "commas": (",", ".", csv.QUOTE_MINIMAL, "utf-8"),
    "semicolons, decimal commas": (";", ",", csv.QUOTE_MINIMAL, "utf-8-sig"),
    "tabs, UTF-16": ("\t", ".", csv.QUOTE_MINIMAL, "utf-16"),
    "bars, all quoted": ("|", ".", csv.QUOTE_ALL, "utf-8"),
}
MAX_ROWS = 20_000  # of a table that is written anew


def compare(folder: Path) -> None:
    """Prints, for each dialect, how many tables of a folder are read alike, and how the others differ."""
    import pandas as pd

    frames = {}
    for path in sorted(folder.rglob("*.csv*")):
        try:
            frame = pd.read_csv(path, nrows=MAX_ROWS, low_memory=False)
        except (ValueError, OSError) as problem:
            print(f"{path.name}: pandas does not read it ({str(problem)[:60]})")
            continue
        if len(frame) > 1 and frame.select_dtypes("number").nunique().max() > 1:
            frames[path.relative_to(folder).as_posix()] = frame
    for name, dialect in DIALECTS.items():
        differing = {path: said for path, frame in frames.items() if (said := difference(frame, dialect))}
        print(f"{name}: {len(frames) - len(differing):,} of {len(frames):,} alike")
        for path, said in differing.items():
            print(f"    {path}: {said}")


def difference(frame: "pd.DataFrame", dialect: tuple[str, str, int, str]) -> str:
    """How a table differs when it is written in a dialect and read again; nothing if its numbers are all there."""
    from gmmviz.data import Reading, UnreadableTable, read_table
    from gmmviz.data.csv.columns.sentinels import SENTINELS

    delimiter, decimal, quoting, encoding = dialect
    file = io.StringIO()
    frame.to_csv(file, sep=delimiter, decimal=decimal, quoting=quoting, index=False, lineterminator="\n")
    try:
        kept = Reading(kept=tuple(f"{value:g}" for value in SENTINELS))  # pandas takes none as missing
        table = read_table(file.getvalue().encode(encoding), reading=kept)
    except UnreadableTable as refusal:
        return f"refused: {str(refusal)[:80]}"
    if len(table.frame) != len(frame):
        return f"{len(table.frame):,} rows instead of {len(frame):,}"
    for place, name in enumerate(frame.columns):
        if frame[name].dtype.kind not in "if" or frame[name].isna().all():
            continue
        if place >= len(table.columns) or table.columns[place].kind not in ("number", "code"):
            return f'"{name}" is not numeric'
        if table.columns[place].kind == "number":
            found, expected = table.frame.iloc[:, place].to_numpy(), frame[name].to_numpy(dtype=float)
            if not np.array_equal(found, np.where(np.isinf(expected), np.nan, expected), equal_nan=True):
                return f'"{name}" has other numbers'
    return ""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--compare-with-pandas"]:
        compare(Path(sys.argv[2]))
    else:
        each_alone(__file__, CASES, measure)
