"""A right and a careless prediction for each scene: what a test commits."""

from collections.abc import Callable

import numpy as np

from gmmviz.lessons import gaussian_assumption, halves, how_many, no_ceiling, slow, soft, start
from gmmviz.lessons.board import Prediction
from gmmviz.lessons.lesson import Lesson, mixture_of


def careless(lesson: Lesson) -> Prediction:
    """Everything left where it was, and the first guess."""
    board = lesson.board()
    places = tuple((handle.x, handle.y) for handle in board.handles)
    return Prediction(places, guess=0 if board.guesses else -1)


def drawn_at_random(lesson: Lesson, seed: int) -> Prediction:
    """Somewhere on the board; a chain over time rises, or it would be one of the listed answers."""
    rng, board = np.random.default_rng(seed), lesson.board()
    if board.brush:
        n = len(board.layers[0].x)
        return Prediction(rows=tuple(sorted(rng.choice(n, int(rng.integers(1, n)), replace=False).tolist())))
    places = []
    for handle in board.handles:
        x, y = handle.x, handle.y
        if handle.line is not None:
            (x0, y0, x1, y1), part = handle.line, rng.random()
            x, y = x0 + part * (x1 - x0), y0 + part * (y1 - y0)
        else:
            x = rng.uniform(board.x.low, board.x.high) if "x" in handle.moves else x
            low, high = (np.log(v) if board.y.log else v for v in (board.y.low, board.y.high))
            drawn = rng.uniform(low, high)
            y = (np.exp(drawn) if board.y.log else drawn) if "y" in handle.moves else y
        places.append((float(np.clip(round(x), 1, board.x.high // 1) if handle.whole else x), float(y)))
    if lesson.key == "no-ceiling":
        begun = no_ceiling.values(no_ceiling.IRIS_EM)[no_ceiling.SHOWN_ITERATIONS]
        heights = sorted(begun + abs(y - begun) for _, y in places)
        places = [(x, min(y, board.y.high)) for (x, _), y in zip(places, heights, strict=True)]
    return Prediction(tuple(places), guess=int(rng.integers(len(board.guesses))) if board.guesses else -1)


def _two_gaussians() -> Prediction:
    mixture = mixture_of(gaussian_assumption.TWO_COMPONENTS)
    places = []
    for mean, half in zip(mixture.means, gaussian_assumption.half_extents(mixture), strict=True):
        places += [tuple(mean.tolist()), tuple((mean + half / np.sqrt(2.0)).tolist())]
    return Prediction(tuple(places))


def _curve() -> Prediction:
    curve = no_ceiling.values(no_ceiling.IRIS_EM)
    return Prediction(tuple((handle.x, curve[round(handle.x)]) for handle in no_ceiling.board().handles))


RIGHT: dict[str, Callable[[], Prediction]] = {
    "flexible": lambda: Prediction(rows=tuple(halves.wrong_rows(halves.kmeans()).tolist())),
    "soft": lambda: Prediction((tuple(soft.border(soft.mixture_of(soft.UNEQUAL_EM)).tolist()),)),
    "how-many": lambda: Prediction(
        tuple((float(how_many.on_the_geyser().best(name)), 0.0) for name in how_many.CRITERION_NAMES)
    ),
    "slow": lambda: Prediction(tuple((sd, float(slow.iterations(sd))) for sd in slow.ASKED)),
    "start": lambda: Prediction(
        tuple(map(tuple, np.array([[2.0, 55.0], [4.3, 75.0], [4.5, 90.0]]).tolist())),
        guess=start.LOWER_ANSWER,
    ),
    "bells": _two_gaussians,
    "no-ceiling": _curve,
}
