"""Several runs as lanes of one stage: their names, what is said at their ends, and the table of them."""

from collections.abc import Sequence

from gmmviz.em import STARTS, EMRun
from gmmviz.em.statistics.matching import matched
from gmmviz.figures.curve import Models
from gmmviz.figures.number_text import number_text
from gmmviz.stage.scene import StageLane

HEADS = ("Lane", "Start", "Iterations", "Below best", "How it ended")
SAME_END_NATS = 0.005  # nats: two decimals show no difference
SOUND = ("settled", "still climbing")  # verdicts of ends that others can be measured by


def lanes_of(runs: Sequence[EMRun]) -> tuple[StageLane, ...]:
    """A lane for each run; of several runs the same cluster has the same number everywhere."""
    if len(runs) == 1:
        return (StageLane(runs[0]),)
    best = max(_end(run) for run in runs)
    names = lane_names(runs)
    return tuple(
        StageLane(
            run,
            name=name,
            result="best"
            if best - _end(run) < SAME_END_NATS
            else f"{number_text(best - _end(run))} below the best",
            facts=(
                str(number),
                name,
                number_text(run.states[-1].iteration, 0),
                number_text(best - _end(run)),
                run.verdict.sentence,
            ),
        )
        for number, (run, name) in enumerate(zip(matched(runs), names, strict=True), start=1)
    )


def models_of(runs: Sequence[EMRun]) -> Models:
    """Which of some runs compare by log-likelihood; k-means is drawn where there is nothing else."""
    kmeans = [run.settings.is_kmeans for run in runs]
    models = [
        (run.states[0].mixture.k, run.settings.family, run.settings.weights)
        if run.verdict.kind in SOUND
        else None
        for run in runs
    ]
    return Models(models, [not each or all(kmeans) for each in kmeans])


def lane_heads(runs: Sequence[EMRun]) -> tuple[str, ...]:
    """What stands over the table of lanes; a single run has none."""
    return HEADS if len(runs) > 1 else ()


def lane_names(runs: Sequence[EMRun]) -> list[str]:
    """What each run is called: its start, and K and family where these differ among the runs."""
    models = [f"K = {run.settings.k}, {run.settings.model_name_in(run.states[-1].mixture.d)}" for run in runs]
    starts = [f"{STARTS[run.settings.start].plain} no. {run.settings.seed}" for run in runs]
    if len(set(models)) == 1:
        return starts
    return [f"{model}, {start}" for model, start in zip(models, starts, strict=True)]


def conclusion_of(runs: Sequence[EMRun]) -> str:
    """The sentence of the last frame of several runs; they are compared where they are fits of one model."""
    if len(runs) == 1:
        return ""
    ends = [_end(run) for run in runs]
    if len({(run.settings.k, run.settings.family) for run in runs}) > 1:
        return "All lanes have ended. They are of different models, so more components end higher."
    highest = [number for number, end in enumerate(ends, start=1) if max(ends) - end < SAME_END_NATS]
    if len(highest) == len(ends):
        return f"All {len(ends)} lanes ended at the same log-likelihood, {number_text(max(ends))}."
    which = f"Lane {highest[0]}" if len(highest) == 1 else f"{len(highest)} of {len(ends)} lanes"
    apart = number_text(max(ends) - min(ends))
    return f"{which} ended highest, at {number_text(max(ends))}; the lowest ended {apart} below."


def _end(run: EMRun) -> float:
    return run.states[-1].log_likelihood
