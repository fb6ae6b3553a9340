"""How far long work is, in words: fits, starts, samples, those who wait, those who are there."""

from dataclasses import dataclass

from gmmviz.em.search.intervals import BootstrapIntervals
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import count_text


@dataclass(frozen=True)
class Words:
    """What the row says of a job: while it runs, after a stop, at its end, and before it began.

    `begin` is on the button that begins it.
    """

    running: str
    stopped: str
    done: str = ""
    new: str = ""
    begin: str = "Begin"


NOT_BEGUN = "Stopped before its first result."


def with_time_left(words: str, seconds: float | None) -> str:
    """How far it is, and the time left, once there is a speed.

    >>> with_time_left("35 % done", 12.2), with_time_left("0 % done", None)
    ('35 % done, 12 s left', '0 % done')
    """
    return words + (f", {max(1, round(seconds))} s left" if seconds else "")


def waiting(before: int) -> str:
    """That it waits, and for how many.

    >>> waiting(4), waiting(0)
    ('Busy: 4 before you.', 'Busy: you are next.')
    """
    return f"Busy: {count_text(before)} before you." if before else "Busy: you are next."


def fits_left(done: int, total: int, seconds: float | None, what: str = "fits") -> str:
    r"""How many of all are done, and the time left, once there is a speed.

    >>> fits_left(192, 1480, 2.6)
    '192 of 1\u202f480 fits, 3 s left'
    """
    return f"{number_text(done, 0)} of {number_text(total, 0)} {what}" + (
        f", {max(1, round(seconds))} s left" if seconds else ""
    )


def tried(count: int, total: int) -> str:
    """How many starts were tried of those that are to be."""
    return f"{count} of {total} starts tried."


def neighbours(done: int, total: int) -> str:
    """How far the comparison with one component fewer and one more is."""
    return f"Comparing with one component fewer and one more: {fits_left(done, total, None)}."


def fitting(iteration: int | None, log_likelihood: float) -> str:
    """How far one run is; None before its first state."""
    if iteration is None:
        return "Fitting: making the start."
    return f"Fitting: iteration {number_text(iteration, 0)}, log-likelihood {number_text(log_likelihood)}."


def few_starts(starts: int) -> str:
    """That a cell has fewer starts than usual."""
    return f"Only {starts} starts per cell, to keep it near ten seconds."


def attendance_words(connected: int, waiting: int) -> str:
    """How many are there, in words.

    >>> attendance_words(1, 0), attendance_words(80, 3)
    ('1 person is connected.', '80 people are connected, 3 wait.')
    """
    people = "1 person is connected" if connected == 1 else f"{connected} people are connected"
    if not waiting:
        return f"{people}."
    return f"{people}, {waiting} {'waits' if waiting == 1 else 'wait'}."


def intervals_done(found: BootstrapIntervals | None) -> str:
    """How many resamples the intervals stand on.

    >>> intervals_done(None)
    ''
    """
    if found is None:
        return ""
    failed = f", {found.failed} more collapsed" if found.failed else ""
    few = "" if found.known else ", too few for an interval"
    return f"95\u202f% intervals: {len(found.means)} resamples{failed}{few}."


def of_basins(done: int, total: int, left: float | None, expected: float) -> Words:
    """How far the runs from many starts are; `left` are the seconds that they still take, where there is a speed."""
    running = (
        fits_left(done, total, left, "runs")
        if done < total
        else f"{number_text(done, 0)} of {number_text(total, 0)} runs; now one K less and one more"
    )
    return Words(
        running=running,
        stopped=f"Stopped: {number_text(done, 0)} of {number_text(total, 0)} runs.",
        done=f"{number_text(done, 0)} runs, each polished to its optimum.",
        new=f"{number_text(total, 0)} runs would take about {number_text(expected, 0)} s.",
        begin="Run them",
    )
