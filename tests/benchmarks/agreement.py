"""Ours against scikit-learn and R's mclust: data sets x 14 families x K, and why they differ where they do.

    python tests/benchmarks/agreement.py                (writes its part of .github/AGREEMENT.md)
    python tests/benchmarks/agreement.py --print faithful iris     (prints these data sets only)

With --peers FOLDER, what the peers find is kept there and not computed again. Other scripts have parts of their own in
the same file: this one replaces only what stands between its two marks.

Ours is the best sound optimum of 20 starts. mclust has its one hierarchical start, scikit-learn five k-means starts (up
to K = 4), both with tight tolerances (1e-10 and 1e-9) and no regularisation. Ends within 0.002 nats are the same. A
difference is explained by what our engine makes of their end: polished further, judged spurious, or left where it
is, a lower optimum.
"""

from __future__ import annotations

import argparse
import io
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import FAMILIES, EMSettings, Mixture, family_of, representative
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import Cell, fit_cell
from tests.benchmarks.peers import PEERS, SCIKIT_MOST, fits_of
from tests.benchmarks.public_sets import public_sets
from tests.benchmarks.reproductions import written

DOCUMENT = Path(__file__).resolve().parents[2] / ".github" / "AGREEMENT.md"
BEGIN, END = "<!-- made by tests/benchmarks/agreement.py: begin -->", "<!-- end -->"
SAME = 2e-3  # nats
STARTS = 20
MAX_COMPONENTS = 6  # components

EXPLAINED = {
    "theirs is spurious": "Their end, higher than ours or lower, is an accident of a few rows or of rounding.",
    "theirs stops short": "From their end the likelihood still climbs: a plateau that a tolerance took for an end.",
    "another optimum": "Their start led to a lower optimum; from their end our EM stays there.",
    "VVE": "mclust's M-step of VVE leaves the volumes out of the common orientation; its likelihood can fall.",
    "theirs fails": "They report no fit; ours has a sound one.",
    "ours is lower": "Their optimum is sound and higher: our 20 starts missed it. In VVE we begin from the same "
    "partition, but their M-step leads elsewhere.",
}


@dataclass(frozen=True)
class Difference:
    """Where a peer and we differ: family, K, their log-likelihood less ours, and why."""

    peer: str
    data: str
    family: str
    k: int
    higher: float
    why: str

    def __str__(self) -> str:
        gap = "we have no sound fit" if math.isnan(self.higher) else f"{self.higher:+.3g}"
        return f"{self.family} {self.k}" + ("" if self.why == "theirs fails" else f" ({gap})")


def data_sets() -> Iterator[tuple[str, np.ndarray]]:
    """Twenty public sets, and a toy that is shipped."""
    yield from public_sets().items()
    yield "two-gaussians", gmmviz.dataset("two-gaussians").x


def why(x: np.ndarray, peer: str, cell: Cell, theirs: float, mixture: Mixture) -> str:
    """The reason, as a key of EXPLAINED, why their log-likelihood differs from ours; empty where it does not."""
    ours = -math.inf if cell.best is None or cell.spurious else cell.best.end.log_likelihood
    if abs(theirs - ours) <= SAME:
        return ""
    try:
        end = polished(x, EMSettings(k=cell.k, family=cell.family), mixture)
    except ValueError:
        return "theirs is spurious"  # a mixture that double precision cannot hold
    if peer == "mclust" and cell.family == "VVE" and theirs < ours:
        return "VVE"
    reached = (
        end.log_likelihood if isinstance(end, PolishedFit) else math.inf
    )  # up to where there is no bound
    climbs = reached > theirs + SAME
    if math.isinf(reached) or (isinstance(end, PolishedFit) and end.flags):
        return "theirs stops short" if climbs and theirs <= ours else "theirs is spurious"
    if reached > ours + SAME:
        return "ours is lower"
    return "theirs stops short" if climbs else "another optimum"


def compared(
    name: str, x: np.ndarray, kept: Path | None
) -> tuple[Counter[tuple[str, str]], list[Difference]]:
    """Counts by peer and reason, and all differences, of one data set."""
    peers = fits_of(name, x, MAX_COMPONENTS, kept)
    data, counts, found = SearchData(x), Counter(), []
    for k in range(1, MAX_COMPONENTS + 1):
        for family in dict.fromkeys(representative(each, k, x.shape[1]) for each in FAMILIES):
            *_, cell = fit_cell(data, EMSettings(k=k, family=family), STARTS if k > 1 else 1)
            sound = cell.best is not None and not cell.spurious
            for peer, fits in peers.items():
                if not fits or (
                    peer == "scikit-learn" and (family_of(family).alias is None or k > SCIKIT_MOST)
                ):
                    continue
                if (family, k) not in fits:
                    counts[peer, "theirs fails" if sound else ""] += 1
                    if sound:
                        found.append(Difference(peer, name, family, k, math.nan, "theirs fails"))
                    continue
                theirs, mixture = fits[family, k]
                reason = why(x, peer, cell, theirs, mixture)
                counts[peer, reason] += 1
                if reason:
                    ours = cell.best.end.log_likelihood if sound else math.nan
                    found.append(Difference(peer, name, family, k, theirs - ours, reason))
    return counts, found


def write(wanted: Sequence[str], kept: Path | None) -> None:
    """Print the document's part."""
    began = time.process_time()
    print("# How far we agree with scikit-learn and mclust\n")
    told = (__doc__ or "").split("\n\n")[3].replace("\n", " ").strip()
    print(f"{told} Made by `tests/benchmarks/agreement.py`.\n")
    print("| data | rows x columns | peer | cells | the same | " + " | ".join(EXPLAINED) + " |")
    print("|---|---|---|" + "---|" * (2 + len(EXPLAINED)))
    differences: dict[str, list[Difference]] = defaultdict(list)
    whole: Counter[tuple[str, str]] = Counter()
    for name, x in data_sets():
        if wanted and name not in wanted:
            continue
        counts, found = compared(name, x, kept)
        whole += counts
        for peer in PEERS:
            _row(name, f"{x.shape[0]} x {x.shape[1]}", peer, counts)
        for each in found:
            differences[each.peer].append(each)
        print(f"{name}: {time.process_time() - began:.0f} s of CPU", file=sys.stderr, flush=True)
    for peer in PEERS:
        _row("**all**", "", peer, whole)
    print("\n## What the columns mean\n")
    for reason, sentence in EXPLAINED.items():
        print(f"- **{reason}**: {sentence}")
    print("\n## Every disagreement\n\nFamily, K, and theirs less ours, in nats.\n")
    for peer, found in differences.items():
        print(f"### {peer}\n")
        for data, reason in dict.fromkeys((each.data, each.why) for each in found):
            mine = [str(each) for each in found if (each.data, each.why) == (data, reason)]
            print(f"- {data}, {reason}: {', '.join(mine)}.")
        print()
    print("## To see it\n")
    print(written(), end="")


def _row(name: str, size: str, peer: str, counts: Counter[tuple[str, str]]) -> None:
    """Print a line of the table, if the peer has fits."""
    mine = {reason: count for (each, reason), count in counts.items() if each == peer}
    if mine:
        cells = [sum(mine.values()), mine.get("", 0), *(mine.get(reason, 0) for reason in EXPLAINED)]
        print(f"| {name} | {size} | {peer} | {' | '.join(map(str, cells))} |", flush=True)


def main() -> None:
    """Write the document's part, or print that of some data sets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="*", help="names of data sets; all without")
    parser.add_argument("--print", action="store_true", help="print, and leave the document as it is")
    parser.add_argument("--peers", type=Path, help="a folder that keeps what the peers find")
    given = parser.parse_args()
    if given.print or given.data:
        write(given.data, given.peers)
        return
    part = io.StringIO()
    with redirect_stdout(part):
        write((), given.peers)
    whole = DOCUMENT.read_text()
    before, rest = whole.split(BEGIN)
    after = rest.split(END, 1)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{part.getvalue()}{END}{after}")


if __name__ == "__main__":
    main()
