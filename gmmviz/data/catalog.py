"""The data sets that come with the app: what each is, what it teaches, and where it is from."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from gmmviz.data.points import Points, coded
from gmmviz.data.toys import makers
from gmmviz.resources import resource

LABELS = ("label", "species", "cultivator")  # columns of the shipped files that hold known classes


@dataclass(frozen=True)
class Dataset:
    """One line of the catalog.

    `k` is the known number of classes; `equal_axes`: one scale for both; `misleads_kmeans`: k-means beside EM is
    what the set is there to show.
    """

    key: str
    title: str
    sentence: str
    teaches: str
    k: int
    equal_axes: bool
    source: str
    licence: str
    maker: Callable[[], Points]
    misleads_kmeans: bool = False


def dataset(key: str) -> Points:
    """The points of a data set of the catalog; ValueError with the choices for any other key."""
    if key not in DATASETS:
        raise ValueError(f"There is no data set '{key}'; choose one of: {', '.join(DATASETS)}.")
    entry = DATASETS[key]
    return replace(entry.maker(), title=entry.title, sentence=entry.sentence, source=entry.source)


def shipped(name: str) -> Points:
    """A CSV of the `datasets` folder, read without pandas: it is known to be plain and complete."""
    with (resource("datasets") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = list(zip(*rows, strict=True))
    truth, truth_names = coded(columns.pop()) if header[-1] in LABELS else (None, ())
    x = np.array(columns, dtype=np.float64).T
    return Points(x, tuple(header[: x.shape[1]]), truth=truth, truth_names=truth_names)


def drawn(maker: Callable[[], makers.Toy]) -> Points:
    """The points of a toy, without its population."""
    return maker().points


def warsaw(author: str) -> str:
    """Source of a set designed at Warsaw University of Technology; its attribution lies beside the file."""
    return (
        f"{author} (Warsaw University of Technology), in M. Gagolewski (2022), A framework for benchmarking "
        "clustering algorithms, SoftwareX 20, 101270"
    )


REGISTERED = (
    Dataset(
        "faithful",
        title="Old Faithful",
        sentence="272 eruptions of a geyser: how long one lasted, how long until the next.",
        teaches=(
            "Two clear clouds: short eruptions with short waits, long ones with long waits. With "
            "three components the start decides the end."
        ),
        k=2,
        equal_axes=False,
        source=(
            "A. Azzalini and A. W. Bowman (1990), A look at some data on the Old Faithful geyser, "
            "Applied Statistics 39, 357-365"
        ),
        licence="published measurements, distributed with R",
        maker=partial(shipped, "faithful"),
    ),
    Dataset(
        "iris",
        title="Iris",
        sentence="150 flowers of three species: length and width of sepals and petals, in cm.",
        teaches=(
            "One species stands apart, the other two run into each other: criteria see two "
            "components or three."
        ),
        k=3,
        equal_axes=False,
        source="R. A. Fisher (1936), The use of multiple measurements in taxonomic problems, "
        "Annals of Eugenics 7, 179-188",
        licence="CC BY 4.0",
        maker=partial(shipped, "iris"),
    ),
    Dataset(
        "wine",
        title="Wine",
        sentence="178 Italian wines of three growers: 13 chemical measurements of each.",
        teaches=(
            "Too few rows for free ellipses in 13 columns: they have 314 parameters and end "
            "anywhere. Axis-aligned ones behave."
        ),
        k=3,
        equal_axes=False,
        source=(
            "M. Forina et al., PARVUS, in the UCI Machine Learning Repository (1991), "
            "https://archive.ics.uci.edu/dataset/109/wine; the copy of scikit-learn"
        ),
        licence="CC BY 4.0",
        maker=partial(shipped, "wine"),
    ),
    Dataset(
        "two-gaussians",
        title="Two Gaussians",
        sentence="200 points around two centres, (0, 0) and (5, 5): the toy of many tutorials.",
        teaches="The easiest case: almost every start ends at the truth within a few iterations.",
        k=2,
        equal_axes=True,
        source="drawn by gmmviz",
        licence="BSD-3-Clause",
        maker=partial(drawn, makers.two_gaussians),
    ),
    Dataset(
        "overlapping",
        title="Overlapping pair",
        sentence="300 points around two centres that are only two standard deviations apart.",
        teaches=(
            "Where clouds run into each other EM is slow, and even the truth would misplace one point in six."
        ),
        k=2,
        equal_axes=True,
        source="drawn by gmmviz",
        licence="BSD-3-Clause",
        maker=partial(drawn, makers.overlapping),
    ),
    Dataset(
        "crossing",
        title="Crossing ellipses",
        sentence="300 points on two long ellipses that cross at their centres.",
        teaches=(
            "A mixture can tell clusters apart by shape alone; k-means, which only has centres, cannot."
        ),
        k=2,
        equal_axes=True,
        source="drawn by gmmviz",
        licence="BSD-3-Clause",
        maker=partial(drawn, makers.crossing),
        misleads_kmeans=True,
    ),
    Dataset(
        "unequal",
        title="Unequal sizes",
        sentence="A wide cloud of 360 points and a tight one of 40 beside it.",
        teaches=(
            "Weights and spreads are estimated too: k-means would hand a slice of the big cloud to "
            "the small one."
        ),
        k=2,
        equal_axes=True,
        source="drawn by gmmviz",
        licence="BSD-3-Clause",
        maker=partial(drawn, makers.unequal),
        misleads_kmeans=True,
    ),
    Dataset(
        "heavy-tails",
        title="Heavy tails",
        sentence="300 points around two centres, with a few far out, as real measurements have.",
        teaches=(
            "Bell-shaped clouds have thin tails: a component grows, or is spent, to reach a few far points."
        ),
        k=2,
        equal_axes=True,
        source="drawn by gmmviz",
        licence="BSD-3-Clause",
        maker=partial(drawn, makers.heavy_tails),
    ),
    Dataset(
        "circles",
        title="Circles",
        sentence="4\u202f000 points on the outlines of four circles that stand apart.",
        teaches=(
            "A component need not be filled: a mixture finds hollow groups too, as long as they stand apart."
        ),
        k=4,
        equal_axes=True,
        source=warsaw("Aleksander Truszczyński"),
        licence="CC BY 4.0",
        maker=partial(shipped, "wut_circles"),
    ),
    Dataset(
        "graph",
        title="Graph",
        sentence="2\u202f500 points of a drawn graph: four round nodes and the six lines between them.",
        teaches="Thin, long and crossing ellipses: free shapes follow lines that circles would chop up.",
        k=10,
        equal_axes=True,
        source=warsaw("Adam Wawrzeńczyk"),
        licence="CC BY 4.0",
        maker=partial(shipped, "wut_graph"),
    ),
    Dataset(
        "labirynth",
        title="Labyrinth",
        sentence="3\u202f546 points in the corridors of a labyrinth, and two small round rooms.",
        teaches=(
            "A bent corridor is no ellipse: several components share one, so components are not clusters."
        ),
        k=6,
        equal_axes=True,
        source=warsaw("Adam Wawrzeńczyk"),
        licence="CC BY 4.0",
        maker=partial(shipped, "wut_labirynth"),
    ),
    Dataset(
        "mk1",
        title="Three clouds",
        sentence="300 points in three round clouds of equal size.",
        teaches="What the model was made for: the clouds are found almost exactly.",
        k=3,
        equal_axes=True,
        source=warsaw("Mateusz Kobyłka"),
        licence="CC BY 4.0",
        maker=partial(shipped, "wut_mk1"),
    ),
    Dataset(
        "olympic",
        title="Olympic rings",
        sentence="5\u202f000 points on five rings that overlap.",
        teaches=("Where the bell shape fails: rings that overlap are cut into pieces, however good the fit."),
        k=5,
        equal_axes=True,
        source=warsaw("Michał Maciąg"),
        licence="CC BY 4.0",
        maker=partial(shipped, "wut_olympic"),
    ),
    Dataset(
        "stripes",
        title="Stripes",
        sentence="5\u202f000 points on two combs whose teeth reach into each other.",
        teaches=(
            "Where the bell shape fails: two ellipses cannot follow combs, and the halves found are "
            "not the combs."
        ),
        k=2,
        equal_axes=False,
        source=warsaw("Michał Maciąg"),
        licence="CC BY 4.0",
        maker=partial(shipped, "wut_stripes"),
    ),
)

DATASETS: dict[str, Dataset] = {entry.key: entry for entry in REGISTERED}
