"""Several runs as lanes of one stage: their names, what is said at their ends, and the table of them."""

from collections.abc import Sequence

from gmmviz.em import STARTS, EMRun
from gmmviz.em.kernel.naming import listed
from gmmviz.em.statistics.matching import matched
from gmmviz.figures.curve import Models
from gmmviz.figures.number_text import number_text
from gmmviz.stage.scene import StageLane

LANE_HEADS = ("Lane", "Start", "Iterations", "Below best", "How it ended")
UNSEEN_NATS = 0.005  # two decimals show no difference


def lanes_of(runs: Sequence[EMRun]) -> tuple[StageLane, ...]:
    """A lane for each run; of several runs the same cluster has the same number everywhere."""
    if len(runs) == 1:
        return (StageLane(runs[0]),)
    names = lane_names(runs)
    ends = dict(_comparable_ends(runs))
    best = max(ends.values(), default=0.0)
    below = [number_text(best - ends[lane]) if lane in ends else "" for lane in range(len(runs))]
    return tuple(
        StageLane(
            run,
            name=name,
            result="best"
            if lane in ends and best - ends[lane] < UNSEEN_NATS
            else apart and f"{apart} below the best",
            facts=(
                str(number),
                name,
                number_text(run.states[-1].iteration, 0),
                apart or "–",
                run.verdict.sentence,
            ),
        )
        for lane, (run, number, name, apart) in enumerate(zip(runs, matched(runs), names, below, strict=True))
    )


def _comparable_ends(runs: Sequence[EMRun]) -> list[tuple[int, float]]:
    """Number and last log-likelihood of the lanes that compare: sound ends, if all of these are of one model.

    k-means lowers a sum of squares of its own, so it compares only where there is nothing else.
    """
    models, drawn = models_of(runs)
    sound = [lane for lane, model in enumerate(models) if model is not None and drawn[lane]]
    if len({models[lane] for lane in sound}) > 1:
        return []
    return [(lane, runs[lane].states[-1].log_likelihood) for lane in sound]


def models_of(runs: Sequence[EMRun]) -> Models:
    """Which of some runs compare by log-likelihood; k-means is drawn where there is nothing else."""
    kmeans = [run.settings.is_kmeans for run in runs]
    models = [
        (run.states[0].mixture.k, run.settings.family, run.settings.weights) if run.verdict.compares else None
        for run in runs
    ]
    return Models(models, [not each or all(kmeans) for each in kmeans])


def lane_heads(runs: Sequence[EMRun]) -> tuple[str, ...]:
    """What stands over the table of lanes; a single run has none."""
    return LANE_HEADS if len(runs) > 1 else ()


def lane_names(runs: Sequence[EMRun]) -> list[str]:
    """What each run is called: its start, and K and family where these differ among the runs."""
    models = [f"K = {run.settings.k}, {run.settings.model_name_in(run.states[-1].mixture.d)}" for run in runs]
    starts = [STARTS[run.settings.start].numbered(run.settings.seed) for run in runs]
    if len(set(models)) == 1:
        return starts
    return [f"{model}, {start}" for model, start in zip(models, starts, strict=True)]


def conclusion_of(runs: Sequence[EMRun]) -> str:
    """The sentence of the last frame of several runs; they are compared where they are fits of one model."""
    if len(runs) == 1:
        return ""
    ends = dict(_comparable_ends(runs))
    models, drawn = models_of(runs)
    if not ends and any(model is not None for model in models):
        return "All lanes have ended. They are of different models, so their log-likelihoods do not compare."
    failed = [lane + 1 for lane, model in enumerate(models) if model is None]
    kmeans = [lane + 1 for lane, each in enumerate(drawn) if not each and models[lane] is not None]
    apart = _apart(failed, "has no sound end", "have no sound end") + _apart(
        kmeans, "is k-means", "are k-means"
    )
    if not ends:
        return "No lane has a sound end. Lower K or choose a simpler shape."
    best, lowest = max(ends.values()), min(ends.values())
    highest = [lane + 1 for lane, end in ends.items() if best - end < UNSEEN_NATS]
    if len(ends) == 1:
        return f"Only lane {highest[0]} has an end that compares, at {number_text(best)}.{apart}"
    if len(highest) == len(ends):
        who = (
            f"All {len(ends)} lanes"
            if len(ends) == len(runs)
            else f"Lanes {listed([str(n) for n in highest])}"
        )
        return f"{who} ended at the same log-likelihood, {number_text(best)}.{apart}"
    which = f"Lane {highest[0]}" if len(highest) == 1 else f"{len(highest)} of {len(ends)} lanes"
    return f"{which} ended highest, at {number_text(best)}; the lowest ended {number_text(best - lowest)} below.{apart}"


def _apart(lanes: Sequence[int], one: str, several: str) -> str:
    """Which lanes do not count and why; nothing where there are none.

    >>> _apart([2], "failed", "fail"), _apart([1, 3], "is k-means", "are k-means")
    (' Lane 2 failed: it does not count.', ' Lanes 1 and 3 are k-means: they do not count.')
    """
    if not lanes:
        return ""
    if len(lanes) == 1:
        return f" Lane {lanes[0]} {one}: it does not count."
    return f" Lanes {listed([str(lane) for lane in lanes])} {several}: they do not count."
