"""What lanes, their starts and their shapes are called, in menus, on the wall and where a fit is taken away."""

from gmmviz.data import Points
from gmmviz.em import FAMILIES, STARTS, EMRun, EMSettings
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.number_text import number_text
from gmmviz.report.scores import family_title
from gmmviz.scenario import Lane

ALL_SHAPES = "all"  # the entry of the menu that asks for all shapes


def lane_words(number: int, lane: Lane, d: int) -> str:
    """What a lane is called in the menu."""
    settings = lane.settings
    start = STARTS[settings.start].numbered(settings.seed)
    placed = ", means placed by hand" if lane.forks else ""
    return f"Lane {number + 1}: K = {lane.k}, {settings.model_name_in(d)}, {start}{placed}"


def headline(points: Points, run: EMRun) -> str:
    """One line that says which fit it is."""
    last = run.states[-1]
    shape = run.settings.model_name_in(points.d)
    return (
        f"**{markdown_text(points.title)}**, K = {last.mixture.k}, {shape}: {run.verdict.sentence} "
        f"Log-likelihood {number_text(last.log_likelihood)}."
    )


def tag(title: str, lane: Lane) -> str:
    """One line that says which run it is, for the wall."""
    random = STARTS[lane.settings.start].random
    numbered = f"start no. {lane.settings.seed}" if random else STARTS[lane.settings.start].plain
    start = "placed by hand" if lane.forks else numbered
    kmeans = "k-means, " if lane.settings.is_kmeans else ""
    return f"{title}, {kmeans}K {number_text(lane.k, 0)}, {start}"


def start_words(name: str, settings: EMSettings, placed: bool) -> str:
    """What a start is called: by its number, or that it has none, or that a person placed it."""
    if placed and name == settings.start:
        return "placed by hand"
    start = STARTS[name]
    return f"{start.plain}, no. {settings.seed}" if start.random else f"{start.plain}: always the same"


def family_words(name: str, settings: EMSettings, d: int) -> str:
    """What a shape of d columns is called in its menu; `ALL_SHAPES` asks for all shapes."""
    if settings.is_kmeans and name == settings.family:
        return settings.model_name
    return f"all {len(FAMILIES)} shapes ..." if name == ALL_SHAPES else family_title(name, d)


def component_words(component: int) -> str:
    """What a component, counted from 0, is called in a menu."""
    return f"Component {component + 1}"
