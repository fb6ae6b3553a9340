"""The gallery: ten figures with their code and the link that opens each scene: python tests/benchmarks/gallery.py

Writes .github/GALLERY.md, and the figures beside it. What stands there as code is what was run.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.palette import LIGHT
from gmmviz.scenario import from_query, to_query

FOLDER = Path(__file__).resolve().parents[2] / ".github"
SIZE = (680, 420)
PAPER = replace(LIGHT, page="#FFFFFF", panel="#FFFFFF")
HEAD = """# Gallery

Ten scenes. Open a link with `gmmviz open "LINK"`, or put it behind the address of the app. Each figure is a function
of `gmmviz.figures`: rows and a frame of a run in, a Plotly figure out. All code below begins with

```python
import numpy as np
import gmmviz
from gmmviz.em import EMSettings, frame
from gmmviz.figures.view import View


def last(x, run):
    return frame(x, run, 2 * len(run.states) - 1)
```
"""


@dataclass(frozen=True)
class Piece:
    """A scene of the gallery: its name, what it shows, page and link that open it, the code of its figure."""

    name: str
    title: str
    words: str
    page: str
    link: str
    code: str


PIECES = (
    Piece(
        "first-step",
        "The first half-step",
        "Two means begin in one cloud. After Assign every point has its shares: those between have both colours.",
        "",
        "v=1&data=faithful&k=2&family=VVV&start=points&seed=13&frame=1",
        """from gmmviz.figures.scatter import scatter

points = gmmviz.dataset("faithful")
run = gmmviz.fit(points.x, EMSettings(k=2, seed=13))
figure = scatter(points.x, frame(points.x, run, 1), View(columns=points.columns))""",
    ),
    Piece(
        "settled",
        "The end of the same run",
        "Fifteen iterations later each cloud has its component.",
        "",
        "v=1&data=faithful&k=2&family=VVV&start=points&seed=13&frame=9999",
        """from gmmviz.figures.scatter import scatter

points = gmmviz.dataset("faithful")
run = gmmviz.fit(points.x, EMSettings(k=2, seed=13))
figure = scatter(points.x, last(points.x, run), View(columns=points.columns))""",
    ),
    Piece(
        "climbs",
        "Three starts, three climbs",
        "The log-likelihood never falls, and where it stops depends on the start.",
        "compare",
        "v=1&data=faithful&k=3&family=VVV&start=points&seed=7&lane=%7B%22k%22%3A%223%22%2C%22family%22%3A%22VVV%22%2C%22start%22%3A%22points%22%2C%22seed%22%3A%228%22%7D&lane=%7B%22k%22%3A%223%22%2C%22family%22%3A%22VVV%22%2C%22start%22%3A%22points%22%2C%22seed%22%3A%229%22%7D",
        """from gmmviz.figures.curve import log_likelihood_curve

points = gmmviz.dataset("faithful")
runs = [gmmviz.fit(points.x, EMSettings(k=3, seed=seed)) for seed in (7, 8, 9)]
figure = log_likelihood_curve([[state.log_likelihood for state in run.states] for run in runs], None, View())""",
    ),
    Piece(
        "one-column",
        "One column",
        "A histogram shared out to the components, under their densities and the sum of these.",
        "",
        "v=1&data=faithful&column=waiting&k=2&family=VVV&start=points&seed=0&frame=9999",
        """from gmmviz.figures.histogram import histogram

x = gmmviz.dataset("faithful").x[:, 1:]
run = gmmviz.fit(x, EMSettings(k=2))
figure = histogram(x[:, 0], last(x, run), View(columns=("waiting",)))""",
    ),
    Piece(
        "pairs",
        "Four columns in pairs",
        "One species of iris stands apart in every pair; the other two touch in all of them.",
        "",
        "v=1&data=iris&k=3&family=VVV&start=kmeans&seed=1&frame=9999",
        """from gmmviz.figures.pairs import pairs_figure

points = gmmviz.dataset("iris")
run = gmmviz.fit(points.x, EMSettings(k=3, start="kmeans", seed=1))
figure = pairs_figure(points.x, run.states[-1].mixture, points.columns, View())""",
    ),
    Piece(
        "profile",
        "What sets the components apart",
        "The mean of each column in each component, in standard deviations of all rows.",
        "",
        "v=1&data=iris&k=3&family=VVV&start=kmeans&seed=1&frame=9999",
        """from gmmviz.figures.profile_lines import Profile, profile_figure

points = gmmviz.dataset("iris")
mixture = gmmviz.fit(points.x, EMSettings(k=3, start="kmeans", seed=1)).states[-1].mixture
none = np.full(mixture.means.shape, np.nan)
profile = Profile(points.columns, mixture.means, none, none, points.x.mean(axis=0), points.x.std(axis=0))
figure = profile_figure(profile, View())""",
    ),
    Piece(
        "ridges",
        "Densities, column by column",
        "Petals tell the species apart, sepals hardly do.",
        "",
        "v=1&data=iris&k=3&family=VVI&start=kmeans&seed=3&frame=9999",
        """from gmmviz.figures.column_ridges import ridges_figure

points = gmmviz.dataset("iris")
mixture = gmmviz.fit(points.x, EMSettings(k=3, family="VVI", start="kmeans", seed=3)).states[-1].mixture
figure = ridges_figure(mixture, points.columns, points.x.mean(axis=0), points.x.std(axis=0), View())""",
    ),
    Piece(
        "classes",
        "The known classes of the same flowers",
        "What a fit never sees: two of the three species run into each other.",
        "",
        "v=1&data=iris&k=3&family=VVV&start=kmeans&seed=1&plane=petal+length+%28cm%29&plane=petal+width+%28cm%29&frame=9999&color=truth",
        """from gmmviz.figures.scatter import plain_scatter

points = gmmviz.dataset("iris")
view = View(columns=points.columns[2:], color="truth")
figure = plain_scatter(points.x[:, 2:], view, points.truth)""",
    ),
    Piece(
        "principal",
        "Thirteen columns, one plane",
        "The principal plane of the wines: the fit uses all columns, the picture shows two directions.",
        "",
        "v=1&data=wine&scaling=standardise&k=3&family=EEI&start=kmeans&seed=0&plane=principal&frame=9999",
        """import dataclasses

from gmmviz.figures.planes import principal_plane
from gmmviz.figures.scatter import scatter

x = gmmviz.dataset("wine").x
x = (x - x.mean(axis=0)) / x.std(axis=0)
run = gmmviz.fit(x, EMSettings(k=3, family="EEI", start="kmeans"))
plane, end = principal_plane(x), last(x, run)
flat = dataclasses.replace(end, mixture=end.mixture.project(plane))
axes = View(columns=("principal axis 1, sd", "principal axis 2, sd"), equal_axes=True)
figure = scatter(x @ plane, flat, axes)""",
    ),
    Piece(
        "logarithm",
        "A logarithm, read in the column's own units",
        "Fitted and drawn as a logarithm; the axis carries round values of the column itself.",
        "",
        "v=1&data=wine&column=proline&column=color_intensity&log=proline&k=2&family=VVV&start=kmeans&seed=0&frame=9999",
        """from gmmviz.data import restricted_points
from gmmviz.figures.scatter import scatter

points = restricted_points(gmmviz.dataset("wine"), ["proline", "color_intensity"], logs=["proline"])
run = gmmviz.fit(points.x, EMSettings(k=2, start="kmeans"))
figure = scatter(points.x, last(points.x, run), View(columns=points.columns, logged=points.log_columns))""",
    ),
)


def figure_of(piece: Piece) -> str:
    """The picture of a piece as SVG, by the code that stands in the gallery."""
    names: dict[str, object] = {}
    exec(HEAD.partition("```python\n")[2].partition("```")[0] + piece.code, names)
    return svg_text(names["figure"], SIZE, piece.title, PAPER)  # type: ignore[arg-type]


def address(piece: Piece) -> str:
    """The link as the app writes it: a page and a query."""
    return f"/{piece.page}?{to_query(from_query(piece.link))}"


def text() -> str:
    """The gallery as Markdown."""
    parts = [HEAD]
    for number, piece in enumerate(PIECES, 1):
        parts.append(
            f"## {number}. {piece.title}\n\n{piece.words}\n\n![{piece.title}](gallery/{piece.name}.svg)\n\n"
            f'Opens with `gmmviz open "{address(piece)}"`\n\n```python\n{piece.code}\n```\n'
        )
    return "\n".join(parts)


def main() -> None:
    """Write the gallery."""
    (FOLDER / "gallery").mkdir(exist_ok=True)
    for piece in PIECES:
        (FOLDER / "gallery" / f"{piece.name}.svg").write_text(figure_of(piece), encoding="utf-8")
    (FOLDER / "GALLERY.md").write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
