"""Scene 4: overlap, not size, makes EM slow."""

from __future__ import annotations

import math

import numpy as np

from gmmviz.data.toys.recipes import Recipe, recipe_text
from gmmviz.em import EMRun
from gmmviz.em.kernel.naming import listed
from gmmviz.figures.number_text import number_text
from gmmviz.lessons.board import INK_CODE, Axis, Board, Handle, Layer, Prediction
from gmmviz.lessons.lesson import (
    Lesson,
    Outcome,
    Reveal,
    WhatIf,
    iterations_text,
    points_of,
    run_of,
    scenario,
    with_settings,
)
from gmmviz.scenario import TOY, Scenario
from gmmviz.thousands import count_text, percent

SLOW_ROWS, SLOW_FEW_ROWS = 1_600, 400
KNOWN_SD = 5.0  # sd between the means: shown beforehand
ASKED = (3.0, 2.0, 1.0)
DRAWN = (KNOWN_SD, 4.0, *ASKED)
CLOSER_SD = 0.75  # sd: closer than asked for
SAME_COUNT_FACTOR = 1.5  # factor within which two counts are about the same
SLOW_MAX_ITERATIONS = 20_000  # iterations that a run may take, and the end of the axis
LOG_FACTOR_STILL_RIGHT = math.log(3.0)  # of the logarithm of iterations: within a factor of three
SEED_OF_OTHER_ROWS = 3  # seed of other rows from the same two clouds
LAST_GAINS_OF_THE_RATE = 4  # of the last gains, how many back the rate is read


def at(separation: float, rows: int = SLOW_ROWS, sample: int = 1) -> Scenario:
    """Two round clouds whose means are so many sd apart, fitted from two random rows; `sample` numbers the draw."""
    data = TOY + recipe_text(Recipe(k=2, n=rows, separation=separation, seed=sample))
    return scenario(data, k=2, seed=1, max_iter=SLOW_MAX_ITERATIONS)


def iterations(separation: float, rows: int = SLOW_ROWS, sample: int = 1) -> int:
    """Iterations that such a run takes until it settles."""
    return run_of(at(separation, rows, sample)).states[-1].iteration


def board() -> Board:
    """Distance across, iterations up, one point given."""
    given = Layer(
        "marks",
        (KNOWN_SD,),
        (float(iterations(KNOWN_SD)),),
        name=f"measured at {KNOWN_SD:g} sd",
    )
    start = float(iterations(KNOWN_SD))
    handles = tuple(Handle(f"At {sd:g} sd", sd, start, moves="y", shape="knot") for sd in ASKED)
    across = Axis("distance of the two means, sd", 0.5, 5.5, ticks=(1.0, 2.0, 3.0, 4.0, 5.0))
    up = Axis("iterations", 1.0, SLOW_MAX_ITERATIONS, log=True, ticks=(1.0, 10.0, 100.0, 1_000.0, 10_000.0))
    return Board(across, up, (given,), handles, chain=True, chain_from=(KNOWN_SD, start))


def curve(counts: tuple[int, ...], name: str = "measured", colour: int = INK_CODE) -> tuple[Layer, ...]:
    """Iterations for each distance that is drawn, in ink or in a colour of their own."""
    heights = tuple(map(float, counts))
    return (
        Layer("line", DRAWN, heights, name, colour, outcome=True),
        Layer("marks", DRAWN, heights, component=colour, outcome=True),
    )


def counts_of(rows: int = SLOW_ROWS, sample: int = 1) -> tuple[int, ...]:
    """The iterations of a sample at each distance that is drawn."""
    return tuple(iterations(sd, rows, sample) for sd in DRAWN)


def measured() -> tuple[Layer, ...]:
    """The measured iterations of the scene's own rows."""
    return curve(counts_of())


def rate(run: EMRun) -> float:
    """The part of its distance to the end that a run keeps in each of its last iterations, 0 to 1.

    The distance is that of the log-likelihood. The parameters keep its square root: the share of the information that
    is missing, since owners are not known (Dempster, Laird & Rubin 1977).
    """
    values = [state.log_likelihood for state in run.states]
    before, after = (
        values[-LAST_GAINS_OF_THE_RATE] - values[-LAST_GAINS_OF_THE_RATE - 1],
        values[-1] - values[-2],
    )
    return (after / before) ** (1 / (LAST_GAINS_OF_THE_RATE - 1)) if before > 0 and after > 0 else 0.0


def judge(prediction: Prediction) -> Reveal:
    """The iterations that were marked beside those measured."""
    sd, mine, true = furthest_off(prediction)
    times = max(mine / true, true / mine)
    far, near = rate(run_of(at(KNOWN_SD))), rate(run_of(at(ASKED[-1])))
    return Reveal(
        f"Furthest off is your mark at {sd:g} sd: you expected {iterations_text(mine)}; it takes "
        f"{iterations_text(true)}: a factor of {times:.1f}.",
        f"Near the end each iteration leaves {percent(far)} of what is still to be gained at {KNOWN_SD:g} sd, but "
        f"{percent(near, 1)} at {ASKED[-1]:g} sd: the owners are hardly known, so each step is small. Of the way that "
        f"the means still have it leaves even more: {percent(math.sqrt(far))} and "
        f"{percent(math.sqrt(near), 1)}.",
        Outcome("Iterations against distance.", measured(), at(ASKED[-1])),
        right=math.log(times) <= LOG_FACTOR_STILL_RIGHT,
    )


def furthest_off(prediction: Prediction) -> tuple[float, int, int]:
    """The distance at which a mark was furthest off, the iterations that were marked there, and those measured."""
    marks = [
        (sd, max(1, round(y)), iterations(sd)) for sd, (_, y) in zip(ASKED, prediction.handles, strict=True)
    ]
    return max(marks, key=lambda mark: (abs(math.log(mark[1] / mark[2])), -mark[0]))


def said(prediction: Prediction) -> int | None:
    """About as many as where they were shown, or fewer, or as many as the axis has."""
    counts, known = [y for _, y in prediction.handles], iterations(KNOWN_SD)
    if all(known / SAME_COUNT_FACTOR <= count <= known * SAME_COUNT_FACTOR for count in counts):
        return 0
    return 1 if counts[-1] < known else 2 if counts[-1] >= SLOW_MAX_ITERATIONS / SAME_COUNT_FACTOR else None


def rows_decide() -> Outcome:
    """The same clouds with a quarter of the rows, twice: size beside the luck of a sample, at every distance."""
    many, few, other = counts_of(), counts_of(SLOW_FEW_ROWS), counts_of(SLOW_FEW_ROWS, SEED_OF_OTHER_ROWS)
    luck = max(max(a / b, b / a) for a, b in zip(few, other, strict=True))
    drawn = " and ".join((", ".join(f"{sd:g}" for sd in DRAWN[:-1]), f"{DRAWN[-1]:g} sd"))
    return Outcome(
        f"At {drawn}, {count_text(SLOW_ROWS)} rows take {_listed(many)} iterations, {SLOW_FEW_ROWS} rows take "
        f"{_listed(few)}, "
        f"and {SLOW_FEW_ROWS} other rows from the same clouds {_listed(other)}. Each curve rises as the clouds "
        "meet. Where "
        f"they overlap, chance alone changes the number by a factor of {luck:.0f}: what counts is how "
        f"much the components overlap in the sample, not how many rows it has.",
        (
            *measured(),
            *curve(few, f"with {SLOW_FEW_ROWS} rows", 1),
            *curve(other, f"with {SLOW_FEW_ROWS} other rows", 2),
        ),
        at(ASKED[-1], SLOW_FEW_ROWS),
    )


def _listed(counts: tuple[int, ...]) -> str:
    """Counts in words.

    >>> _listed((7, 13, 38))
    '7, 13 and 38'
    """
    return listed([count_text(count) for count in counts])


def shorter_way() -> Outcome:
    """How far the first iteration goes, of all the way."""
    near = run_of(at(ASKED[-1]))
    first, last = near.states[0].log_likelihood, near.states[-1].log_likelihood
    half = next(state.iteration for state in near.states if state.log_likelihood >= (first + last) / 2)
    return Outcome(
        f"Half of the log-likelihood is gained after {iterations_text(half)}, the rest takes "
        f"{count_text(near.states[-1].iteration - half)}. The way is shorter, but the steps shrink much faster.",
        (*measured(), Layer("marks", (ASKED[-1],), (float(half),), name="half is gained", outcome=True)),
        at(ASKED[-1]),
    )


def it_fails() -> Outcome:
    """How a pair ends that is closer than any that was asked for."""
    near, nearest = ASKED[-1], run_of(at(CLOSER_SD))
    weights = [run_of(at(sd)).states[-1].mixture.weights for sd in (near, CLOSER_SD)]
    shares = [
        " and ".join(percent(w, 1 if w < 0.1 else 0) for w in sorted(each, reverse=True)) for each in weights
    ]
    clouds = np.bincount(np.asarray(points_of(at(CLOSER_SD).data).truth, dtype=np.int64))
    ends = (float(iterations(near)), float(iterations(CLOSER_SD)))
    further = Layer(
        "line", (near, CLOSER_SD), ends, name=f"on to {CLOSER_SD:g} sd", component=1, outcome=True
    )
    return Outcome(
        f"It settles each time, but later, and on something else. At {near:g} sd: "
        f"“{run_of(at(near)).verdict.sentence}”, weights {shares[0]}. At {CLOSER_SD:g} sd: "
        f"“{nearest.verdict.sentence}”, {shares[1]}: a component of about "
        f"{count_text(round(float(weights[1].min()) * SLOW_ROWS))} rows. The clouds have {clouds[0]} and "
        f"{clouds[1]}: so "
        f"near, EM no longer finds them.",
        (*measured(), further, Layer("marks", (CLOSER_SD,), ends[1:], component=1, outcome=True)),
        at(CLOSER_SD),
    )


def stopped_there(prediction: Prediction) -> Outcome:
    """The run that was misjudged most, for as many iterations as it was given."""
    sd, mine, true = furthest_off(prediction)
    own, end = at(sd), run_of(at(sd)).states[-1]
    if mine < true:
        given = with_settings(own, max_iter=mine)
        last = run_of(given).states[-1]
        away = float(((last.mixture.means - end.mixture.means) ** 2).sum(axis=1).max()) ** 0.5
        sentence = (
            f"Stopped after your {iterations_text(mine)} at {sd:g} sd, the "
            f"log-likelihood is {number_text(end.log_likelihood - last.log_likelihood, 3)} below its end, and a mean "
            f"still lies {away:.2f} from where it will be: {count_text(true - mine)} more are to come."
        )
    else:
        given = with_settings(own, max_iter=mine, tol=1e-10)
        last = run_of(given).states[-1]
        sentence = (
            f"At {sd:g} sd EM settles after {iterations_text(true)}. Followed for as many as you gave it, up to "
            f"{count_text(mine)}, it takes {count_text(last.iteration)} and gains "
            f"{last.log_likelihood - end.log_likelihood:.5f} more: there is nothing left to do."
        )
    mark = Layer("marks", (sd,), (float(mine),), name="your iterations, run", component=1, outcome=True)
    return Outcome(sentence, (*measured(), mark), given)


LESSON = Lesson(
    key="slow",
    name="Slow",
    question="How many iterations does EM need if the clouds move together?",
    gesture=f"Drag the three marks. At {KNOWN_SD:g} sd the iterations are measured for you; each line up is ten times "
    "the last.",
    words="EM fits the mixture in iterations: first the shares of all rows (E-step), then each component "
    "from its shares (M-step); sd: standard deviation.",
    board=board,
    run=lambda prediction: at(ASKED[-1]),
    judge=judge,
    what_ifs=(
        WhatIf("As many as before: rows decide", rows_decide),
        WhatIf("Fewer: the way is shorter", shorter_way),
        WhatIf("It fails once they overlap", it_fails),
    ),
    said=said,
    otherwise=stopped_there,
    keep="Overlap, not size, makes EM slow.",
    variation="Switch to the accelerated method under More. How many E-steps does it save?",
    variation_scenario=at(2.0),
    level="change",
    teacher=(
        "Expect predictions that are far too low. Let them say why before the second run.",
        "The square root is worth a sentence: the part of their way that an iteration leaves to the parameters is the "
        "share of information that is missing.",
    ),
)
