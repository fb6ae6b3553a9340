"""Ends of runs as small pictures to choose from, each with words for those who cannot see it."""

from collections.abc import Sequence

from gmmviz.em import Mixture
from gmmviz.figures.palette import Theme
from gmmviz.figures.thumbnail import mixture_thumbnail
from gmmviz.figures.view import axis_range
from gmmviz.lessons.lesson import mixture_of, points_of
from gmmviz.scenario import Scenario
from gmmviz.thousands import percent


def end_pictures(scenarios: Sequence[Scenario], theme: Theme) -> tuple[str, ...]:
    """SVG text of where each run ended, over its rows; the data have two columns."""
    drawn = []
    for each in scenarios:
        points, mixture = points_of(each.data), mixture_of(each)
        ranges = [axis_range(column) for column in points.x.T]
        words = described(mixture, points.columns)
        drawn.append(
            mixture_thumbnail(mixture.means, mixture.covariances, ranges, theme, words, rows=points.x)
        )
    return tuple(drawn)


def described(mixture: Mixture, columns: Sequence[str]) -> str:
    """Where the components of a mixture are, and how large, in words."""
    means = (
        ", ".join(f"{name} {value:.3g}" for name, value in zip(columns, mean, strict=True))
        for mean in mixture.means
    )
    return "; ".join(
        f"{percent(share)} of the rows around {mean}"
        for share, mean in zip(mixture.weights, means, strict=True)
    )
