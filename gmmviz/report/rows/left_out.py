"""What is said of rows and columns that are not fitted: on the receipt, and where rows are taken away."""

from gmmviz.data import Account, Points
from gmmviz.data.account import READING_PART
from gmmviz.data.csv.rows.body import HOW_TO_MEND_CELLS, TOO_MANY_CELLS
from gmmviz.data.notices import counted, quoted
from gmmviz.data.points import Dropped
from gmmviz.data.selection import dropped_notice
from gmmviz.figures.escape import markdown_text
from gmmviz.thousands import count_text

MAX_COSTS = 30  # columns of the table
MAX_NAMED = 8  # columns
MAX_LINES = 300  # of the file that are listed


def too_many_columns(found: Points, features: int) -> str:
    """What is said of a file with too many columns to propose them all."""
    if features <= found.d:
        return ""
    return f"{count_text(features)} columns could be fitted: the first {found.d} are chosen."


def left_out_sentence(found: Points) -> str | None:
    """How many rows were lost, while the file was read too, and why; None if none were."""
    losses = (
        [] if found.account is None else [loss for loss in found.account.losses if loss.stage == READING_PART]
    )
    chosen = None if found.dropped is None else dropped_notice(found.dropped)
    if not losses:
        return None if chosen is None else chosen.text
    only = losses[0].sentence().partition(" with ")[2]
    unread = only if len(losses) == 1 else ", ".join(loss.sentence() for loss in losses)
    remedy = f" {HOW_TO_MEND_CELLS}" if any(loss.reason == TOO_MANY_CELLS for loss in losses) else ""
    count = sum(loss.rows for loss in losses)
    was = "was" if count == 1 else "were"
    text = f"{counted(count, 'row')} of the file {was} not read: {unread}.{remedy}"
    return text if chosen is None else f"{chosen.text} {text}"


def found_sentence(found: Points) -> str:
    """What to say where there is nothing to report."""
    return found.sentence or "Everything was read as it is; nothing was left out."


def left_out_words(points: Points, n: int) -> str:
    """What becomes of rows that are not fitted in a CSV of n rows: those that were read are there, with the reason.

    The account of rows is that of headings and paragraphs; empty where it has no losses.
    """
    account = points.account or Account(points.n)
    gone = n - points.n
    there = (
        f"The {count_text(gone)} rows that were left out are there too, blank in these columns, with the reason."
        if gone > 1
        else "The row that was left out is there too, blank in these columns, with the reason."
        if gone
        else ""
    )
    unread = [loss.sentence() for loss in account.losses if loss.stage == READING_PART]
    if not unread:
        return there
    of_all = f"{count_text(account.in_file - account.read)} of the {counted(account.in_file, 'row')} in {account.part}"
    said = f"Not there, because not read, are {of_all}: {', '.join(unread)}."
    return f"{there} {said}" if there else said


def costs_table(dropped: Dropped) -> str:
    """Which column costs how many rows, as a table in Markdown; of very many columns the first."""
    logs = any(cost.without_log for cost in dropped.costs)
    heads = ["column", "missing", *(["no logarithm"] if logs else []), "rows lost by it alone"]
    lines = [f"| {' | '.join(heads)} |", f"| --- |{' --: |' * (len(heads) - 1)}"]
    for cost in dropped.costs[:MAX_COSTS]:
        counts = [cost.absent, *([cost.without_log] if logs else []), cost.alone]
        lines.append(f"| {markdown_text(cost.column)} | {' | '.join(map(count_text, counts))} |")
    more = len(dropped.costs) - MAX_COSTS
    return "\n".join(lines) + (f"\n\nand {counted(more, 'more column')}" if more > 0 else "")


def dearest_words(dropped: Dropped, d: int) -> str:
    """How many rows there would be without the column that costs most, in Markdown; empty where it costs none alone."""
    dearest = dropped.costs[0]
    if not dearest.alone or d == 1:
        return ""
    name = markdown_text(quoted([dearest.column]))
    return f"Without {name} there would be {counted(dearest.alone, 'more row')}."


def lines_words(dropped: Dropped) -> str:
    """On which lines of the file the rows are that were left out."""
    named = ", ".join(f"{line}" for line in dropped.lines[:MAX_LINES])
    rest = len(dropped.lines) - MAX_LINES
    return f"Lines of the file: {named}" + (f" and {count_text(rest)} more." if rest > 0 else ".")


def columns_words(columns: tuple[str, ...]) -> str:
    """The columns that new rows must have, in Markdown; of very many the first."""
    shown = ", ".join(f"**{markdown_text(name)}**" for name in columns[:MAX_NAMED])
    more = len(columns) - MAX_NAMED
    return f"{shown} and {count_text(more)} more" if more > 0 else shown
