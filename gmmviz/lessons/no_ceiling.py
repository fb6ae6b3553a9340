"""Scene 7: the highest likelihood can be nonsense."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmviz.figures.number_text import number_text
from gmmviz.lessons.board import INK_CODE, Axis, Board, Handle, Layer, Prediction
from gmmviz.lessons.lesson import (
    Lesson,
    Outcome,
    Reveal,
    WhatIf,
    points_of,
    powers_text,
    run_of,
    scenario,
    with_settings,
)
from gmmviz.scenario import Scenario

DATA = "iris"
IRIS_EM = scenario(DATA, k=4, seed=8)
FLOORED_RUN = scenario(DATA, k=4, seed=8, floor=0.15)
NARROWER_FLOORS = tuple(scenario(DATA, k=4, seed=8, floor=width) for width in (0.03, 0.01))
OTHER_COLLAPSES = tuple(
    scenario(DATA, k=4, seed=seed) for seed in (22, 86, 97)
)  # starts that collapse as well
SHARED_SHAPE = scenario(DATA, k=4, family="EEE", seed=8)
SHOWN_ITERATIONS = 12  # iterations that are shown beforehand
SKETCH_POINTS = 5  # of the rest
FLAT_END_SHARE = 0.2  # of what is still gained: less is level
MIN_FALL_SHARE = 0.02  # of the same: a sketch that goes down by less is level, by more it falls
RANGE_SHARE_ABOVE_LAST = (
    0.35  # of the known range, above the last value: so that the axis does not tell the end
)
GAIN_STILL_RIGHT = 0.25  # of what is gained after the iterations shown beforehand: a flat sketch is not right


def values(wanted: Scenario) -> list[float]:
    """The log-likelihood of each iteration of a run."""
    return [state.log_likelihood for state in run_of(wanted).states]


def board() -> Board:
    """The beginning of the curve and knots for the rest."""
    curve = values(IRIS_EM)
    last = len(curve) - 1
    knots = np.linspace(SHOWN_ITERATIONS, last, SKETCH_POINTS + 1)[1:]
    height = curve[SHOWN_ITERATIONS]
    handles = tuple(
        Handle(f"At iteration {knot:.0f}", round(float(knot)), height, moves="y", shape="knot")
        for knot in knots
    )
    known = curve[1 : SHOWN_ITERATIONS + 1]
    span = max(curve) - known[0]
    so_far = Layer("line", tuple(map(float, range(1, SHOWN_ITERATIONS + 1))), tuple(known), name="so far")
    return Board(
        Axis("iteration", 0.0, last + 1.0),
        Axis(
            "log-likelihood",
            known[0] - RANGE_SHARE_ABOVE_LAST * span,
            max(curve) + RANGE_SHARE_ABOVE_LAST * span,
        ),
        (so_far,),
        handles,
        chain=True,
        chain_from=(float(SHOWN_ITERATIONS), height),
    )


def shown(wanted: Scenario, name: str, colour: int = INK_CODE) -> tuple[Layer, ...]:
    """The whole curve of a run, as far as the board shows it, in ink or in a colour of its own."""
    curve = values(wanted)[1 : len(values(IRIS_EM))]
    return (
        Layer("line", tuple(map(float, range(1, len(curve) + 1))), tuple(curve), name, colour, outcome=True),
    )


def thin_component(wanted: Scenario) -> int:
    """The component, from 0, whose determinant is smallest at the end of a run."""
    return int(np.linalg.det(run_of(wanted).states[-1].mixture.covariances).argmin())


def smallest_determinant(wanted: Scenario, iteration: int) -> float:
    """The determinant after an iteration of the component that ends as the thinnest."""
    return float(np.linalg.det(run_of(wanted).states[iteration].mixture.covariances[thin_component(wanted)]))


def judge(prediction: Prediction) -> Reveal:
    """The sketched end beside the real one."""
    curve, run = values(IRIS_EM), run_of(IRIS_EM)
    sketched, last = prediction.handles[-1][1], len(curve) - 1
    gain = curve[-1] - curve[-2]
    return Reveal(
        f"At iteration {last} you drew {number_text(sketched, 0)}; it is {number_text(curve[-1], 0)}, "
        f"{abs(curve[-1] - sketched):.0f} away. {run.verdict.sentence}",
        f"The last iteration alone gained {gain:.0f}. The determinant of the bell that collapses "
        f"was {powers_text(smallest_determinant(IRIS_EM, SHOWN_ITERATIONS))} at iteration {SHOWN_ITERATIONS} and is "
        f"{powers_text(smallest_determinant(IRIS_EM, last))} at the end: a bell without width has a density "
        "without limit.",
        Outcome("The rest of the curve.", shown(IRIS_EM, "measured"), IRIS_EM),
        right=not sketch_falls(prediction)
        and abs(curve[-1] - sketched) <= GAIN_STILL_RIGHT * (curve[-1] - curve[SHOWN_ITERATIONS]),
    )


def sketched_heights(prediction: Prediction) -> list[float]:
    """The sketch from the last iteration that was shown, in the order of its knots."""
    return [values(IRIS_EM)[SHOWN_ITERATIONS], *(y for _, y in prediction.handles)]


def sketch_falls(prediction: Prediction) -> bool:
    """Whether a sketch goes down anywhere, by more than a hair."""
    curve = values(IRIS_EM)
    return bool(
        min(np.diff(sketched_heights(prediction))) < -MIN_FALL_SHARE * (curve[-1] - curve[SHOWN_ITERATIONS])
    )


def said(prediction: Prediction) -> int | None:
    """A sketch that ends flat, or that falls somewhere."""
    if sketch_falls(prediction):
        return 1
    curve, heights = values(IRIS_EM), sketched_heights(prediction)
    little = FLAT_END_SHARE * (curve[-1] - curve[SHOWN_ITERATIONS])
    return 0 if heights[-1] - heights[-2] <= little else None


def thin_rows(wanted: Scenario) -> list[int]:
    """The rows, from 0, of the thinnest component of a run."""
    mixture = run_of(wanted).states[-1].mixture
    owners = mixture.responsibilities(points_of(DATA).x).argmax(axis=1)
    return np.flatnonzero(owners == thin_component(wanted)).tolist()


def levels_off() -> Outcome:
    """The same start with a smallest width, and with one shared shape: no component can shrink onto a few rows."""
    run, width = run_of(FLOORED_RUN), FLOORED_RUN.settings.floor
    return Outcome(
        f"It would with a smallest width: where no component may be thinner than {width:g} cm, "
        f"“{run.verdict.sentence}” at {number_text(values(FLOORED_RUN)[-1], 0)}. With one shape for all it ends at "
        f"{number_text(values(SHARED_SHAPE)[-1], 0)}, since none can shrink alone. Free ellipses have no ceiling."
        f"{_beyond(FLOORED_RUN, SHARED_SHAPE)}",
        shown(FLOORED_RUN, f"no thinner than {width:g} cm", 1),
        FLOORED_RUN,
    )


def _beyond(*wanted: Scenario) -> str:
    """Whether the picture, which has the iterations and heights of the scene's run, shows the ends that are named."""
    axes, last = board(), len(values(IRIS_EM)) - 1
    outside = [each for each in wanted if len(values(each)) - 1 > last or values(each)[-1] > axes.y.high]
    if not outside:
        return ""
    ends = "That end lies" if len(wanted) == 1 else "Those ends lie"
    return f" The picture goes as far as iteration {last}. {ends} beyond it."


def levels_off_later(prediction: Prediction) -> Outcome:
    """The same for a sketch that is level at its end, with what it rose before."""
    outcome, heights = levels_off(), sketched_heights(prediction)
    rise = heights[-1] - heights[0]
    if said(prediction) != 0 or rise < 1.0:
        return outcome
    return replace(
        outcome, sentence=f"Your sketch rises by {rise:.0f} and is level at its end. {outcome.sentence}"
    )


def falls() -> Outcome:
    """The smallest step of the run."""
    curve = values(IRIS_EM)
    steps = np.diff(curve)
    least = int(steps.argmin()) + 1
    mark = Layer("marks", (float(least),), (curve[least],), name="smallest step", outcome=True)
    return Outcome(
        f"It cannot fall: the smallest of its {len(steps)} steps gained {steps.min():.4f}. In any run the "
        f"E-step finds a curve below the log-likelihood that touches it where EM stands (the bound), and the M-step "
        f"goes to the top of that bound.",
        (*shown(IRIS_EM, "measured"), mark),
        IRIS_EM,
    )


def discovery() -> Outcome:
    """The rows that the thin component holds, and those that it holds from other starts."""
    points, rows = points_of(DATA), thin_rows(IRIS_EM)
    kinds = 0 if points.truth is None else len(set(points.truth[rows].tolist()))
    listed = ", ".join(str(row + 1) for row in rows)
    curves = [shown(other, f"start no. {other.settings.seed}", j) for j, other in enumerate(OTHER_COLLAPSES)]
    held = [thin_rows(other) for other in OTHER_COLLAPSES]
    again = len(set(rows) & {row for found in held for row in found})
    return Outcome(
        f"It holds {len(rows)} of {points.n} rows, numbers {listed}, of {kinds} of the 3 species. "
        f"From {len(OTHER_COLLAPSES)} other starts it rises without end as well, on "
        f"{', '.join(str(len(found)) for found in held[:-1])} and {len(held[-1])} rows, {again or 'none'} of them the "
        f"same: no rare group, since any few rows nearly on a plane will do.",
        (*shown(IRIS_EM, "measured"), *(layer for curve in curves for layer in curve)),
        IRIS_EM,
    )


def at_your_height(prediction: Prediction) -> Outcome:
    """The run stopped where it passes the height that was sketched; above its end, what sets how high it gets."""
    curve, height = values(IRIS_EM), prediction.handles[-1][1]
    passed = next((i for i, value in enumerate(curve) if i >= SHOWN_ITERATIONS and value >= height), None)
    if passed is not None:
        stopped, last = with_settings(IRIS_EM, max_iter=passed), len(curve) - 1
        mark = Layer("marks", (float(passed),), (curve[passed],), name="your height is passed", outcome=True)
        on = (
            f"its next iteration gains {curve[passed + 1] - curve[passed]:.1f}, and the last of its {last} "
            if passed < last
            else "it is the last before it collapses, and "
        )
        return Outcome(
            f"Stopped where it passes your height, after {passed} iterations, EM has not settled: {on}"
            f"gains {curve[last] - curve[last - 1]:.1f}. The thinner the bell, the faster it rises.",
            (*shown(IRIS_EM, "measured"), mark),
            stopped,
        )
    ends = [number_text(values(wanted)[-1], 0) for wanted in NARROWER_FLOORS]
    widths = [f"{wanted.settings.floor:g}" for wanted in NARROWER_FLOORS]
    return Outcome(
        f"It gets there only if it may get thinner: here it collapses at {number_text(curve[-1], 0)}. Where no "
        f"component may be thinner than {widths[0]} cm the same start ends at {ends[0]}, with {widths[1]} cm at "
        f"{ends[1]}. Whatever height you name, some width reaches it.{_beyond(*NARROWER_FLOORS)}",
        tuple(
            layer
            for j, (wanted, width) in enumerate(zip(NARROWER_FLOORS, widths, strict=True))
            for layer in shown(wanted, f"no thinner than {width} cm", j + 1)
        ),
        NARROWER_FLOORS[-1],
    )


LESSON = Lesson(
    key="no-ceiling",
    name="No ceiling",
    question="How does the log-likelihood go on?",
    gesture="Four free ellipses on iris: 150 flowers of three species, four lengths of each. Sketch the rest of the "
    "curve by dragging its points.",
    words="The log-likelihood says how probable the rows are under the mixture. A free component may take "
    "any ellipse, however thin.",
    board=board,
    run=lambda prediction: IRIS_EM,
    judge=judge,
    what_ifs=(
        WhatIf("It levels off", levels_off, levels_off_later),
        WhatIf("It falls a little", falls),
        WhatIf("It rises: a rare group was found", discovery),
    ),
    said=said,
    otherwise=at_your_height,
    keep="The highest likelihood can be nonsense.",
    variation="Give one shape to all components, or set a smallest width (at Watch, under More). Does it settle?",
    variation_scenario=SHARED_SHAPE,
    level="change",
    teacher=(
        "Ask what a bell of width zero would have for a height.",
        "The remedy is a choice of the person: fewer components, a shared shape, or a smallest width.",
    ),
)
