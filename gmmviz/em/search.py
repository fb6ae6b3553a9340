"""Many fits, one at a time: restarts, sweeps over K and families, and which runs ended on the same top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from .criteria import CRITERIA, Fitted
from .families import representative
from .rows import as_points
from .run import EMRun, fit
from .settings import EMSettings

POLISHED = 1e-4  # nats: what a polished run may still have to gain
TOGETHER = 10.0 * POLISHED  # nats: polished runs closer than this may be on one top
CLOSE = 0.02  # sd: and are, when their components are this close too
ROUNDS = 4  # of polishing, each with a tolerance a hundred times finer

ENDED = ("settled", "stood still", "still climbing")


@dataclass(frozen=True, eq=False)
class Restart:
    """One run among many: as watched, and its end after polishing, by which runs are compared."""

    run: EMRun
    polished: EMRun

    @property
    def log_likelihood(self) -> float:
        return self.polished.states[-1].log_likelihood


@dataclass(frozen=True, eq=False)
class Cell:
    """The best of several starts for one K and family: its scores by criterion, or why there are none.

    `run` is None where no start could be used or all of them failed; `sentence` says so then.
    """

    settings: EMSettings
    run: EMRun | None
    scores: dict[str, float]
    sentence: str


def polish(x: ArrayLike, run: EMRun) -> EMRun:
    """The run continued, accelerated, until its projected rest is below 1e-4 nats; a failed run as it is.

    Loosely converged runs look like different tops: a plateau can pass for an end. The result has the numbers
    of the run given.
    """
    if run.verdict.kind not in ENDED:
        return run
    end = run
    for round_ in range(1, ROUNDS + 1):
        finer = replace(
            run.settings, accelerate=run.settings.variant == "em", tol=1e-6 * 100.0**-round_, max_iter=2000
        )
        if run.settings.variant == "annealed":
            finer = replace(finer, variant="em", accelerate=True)
        further = fit(x, finer, end.states[-1].mixture)
        if further.verdict.kind not in ENDED:
            return end
        end = further
        last = end.states[-1]
        if last.projected is not None and last.projected - last.log_likelihood < POLISHED:
            break
    return end


def restarts(x: ArrayLike, settings: EMSettings, seeds: Iterable[int]) -> Iterator[Restart]:
    """A polished run for each seed, as they finish. Errors: those of fit, at the first."""
    x = as_points(x)
    for seed in seeds:
        run = fit(x, replace(settings, seed=seed))
        yield Restart(run, polish(x, run))


def sweep(
    x: ArrayLike, settings: EMSettings, ks: Sequence[int], families: Sequence[str], starts: int
) -> Iterator[Cell]:
    """The best of `starts` seeds for every K and family, as they finish; names that coincide are fitted once.

    A run that is flagged as spurious is kept only where no other is left.
    """
    x = as_points(x)
    done: set[tuple[int, str]] = set()
    for k in ks:
        for family in families:
            name = representative(family, k, x.shape[1])
            if (k, name) not in done:
                done.add((k, name))
                yield _cell(x, replace(settings, k=k, family=name), starts)


def _cell(x: ArrayLike, settings: EMSettings, starts: int) -> Cell:
    best: EMRun | None = None
    failure = ""
    for seed in range(settings.seed, settings.seed + (starts if settings.k > 1 else 1)):
        try:
            run = fit(x, replace(settings, seed=seed))
        except ValueError as refused:
            return Cell(settings, None, {}, str(refused))
        if run.verdict.kind not in ENDED:
            failure = run.verdict.sentence
        elif best is None or _rank(run) > _rank(best):
            best = run
    if best is None:
        return Cell(settings, None, {}, failure)
    fitted = Fitted.of(x, best.states[-1].mixture, best.settings)
    scores = {name: float(criterion.score(fitted)) for name, criterion in CRITERIA.items()}
    return Cell(best.settings, best, scores, best.flags[0].sentence if best.flags else best.verdict.sentence)


def _rank(run: EMRun) -> tuple[bool, float]:
    return not run.flags, run.states[-1].log_likelihood


@dataclass(frozen=True, eq=False)
class Top:
    """One optimum: the best run on it, and which of the restarts (by place) ended there."""

    best: EMRun
    members: tuple[int, ...]

    @property
    def log_likelihood(self) -> float:
        return self.best.states[-1].log_likelihood


def tops(found: Sequence[Restart]) -> list[Top]:
    """Restarts grouped by where they ended, best first; runs that failed belong to none.

    Two polished runs are on one top when their log-likelihoods agree to 1e-3 nats and their components to a
    fiftieth of an sd, in whatever order.
    """
    usable = [place for place, restart in enumerate(found) if restart.polished.verdict.kind in ENDED]
    usable.sort(key=lambda place: -found[place].log_likelihood)
    groups: list[list[int]] = []
    for place in usable:
        for group in groups:
            if _same_top(found[group[0]].polished, found[place].polished):
                group.append(place)
                break
        else:
            groups.append([place])
    return [Top(found[group[0]].polished, tuple(group)) for group in groups]


def _same_top(one: EMRun, other: EMRun) -> bool:
    first, second = one.states[-1], other.states[-1]
    if abs(first.log_likelihood - second.log_likelihood) > TOGETHER:
        return False
    sd = np.sqrt(np.diagonal(first.mixture.covariances, axis1=1, axis2=2))[:, None, :]
    apart = np.abs(first.mixture.means[:, None] - second.mixture.means[None]) / sd
    nearest = apart.max(axis=2).argmin(axis=1)
    if len(set(nearest.tolist())) < first.mixture.k:
        return one.verdict.kind == other.verdict.kind == "stood still"
    return bool(apart.max(axis=2)[np.arange(first.mixture.k), nearest].max() < CLOSE)
