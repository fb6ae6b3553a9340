"""What is fitted as a logarithm, in the units of the file; and which rows were chosen."""

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.data.notices import counted, quoted
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import count_text

MAX_COLUMNS_NAMED = 3  # columns or filters that are named one by one
FACTOR_SIGNS = "×/÷ "  # before the factor that stands for the sd of a logarithm


def logs_and_rows(points: Points) -> tuple[str, ...]:
    """A sentence about logarithms and one about filters, each where there are any; plain text."""
    sentences = []
    if points.logs:
        which = quoted(points.logs, MAX_COLUMNS_NAMED)
        sentences.append(f"{which}: the natural logarithm is fitted and drawn.")
    if points.filters:
        sentences.append(f"{rows_chosen(points)}.")
    return tuple(sentences)


def rows_chosen(points: Points) -> str:
    """The rows with the condition that chose them, such as '57 of 150 rows: "species" is "setosa"'.

    Where some of those lack a value, it follows how many are fitted.

    Without filters it is only how many rows there are, and of how many in the file where some were left out.
    """
    account = points.account
    whole = points.n if account is None else account.in_file
    if not points.filters:
        return (
            f"{count_text(points.n)} of {count_text(whole)} rows"
            if points.n < whole
            else counted(points.n, "row")
        )
    conditions = [one.sentence() for one in points.filters[:MAX_COLUMNS_NAMED]]
    more = (
        f" and {len(points.filters) - MAX_COLUMNS_NAMED} more"
        if len(points.filters) > MAX_COLUMNS_NAMED
        else ""
    )
    lost = 0 if points.dropped is None else len(points.dropped.rows)  # of those that fit the conditions
    text = f"{count_text(points.n + lost)} of {count_text(whole)} rows: {' and '.join(conditions)}{more}"
    return f"{text}; {count_text(points.n)} of these are fitted" if lost else text


def log_jacobian(points: Points) -> float:
    """What is added to a log-likelihood to have it per unit of the file: minus the sum of all logarithms."""
    return float(points.log_jacobian(points.in_file_units(points.x)).sum()) + 0.0


def logarithms_sentence(points: Points, bic: float) -> str:
    """That logarithms were fitted, and BIC per unit of the file, comparable with fits of the columns themselves."""
    if not points.logs:
        return ""
    which = one_line(quoted(points.logs), limit=200)
    own = number_text(bic - 2.0 * log_jacobian(points), 2)
    return (
        f"Of {which} the natural logarithm was fitted; medians are stated in the file's units. With the Jacobian, per "
        f"unit of the file, BIC is {own}: that one compares with fits of the columns themselves."
    )


def centres(points: Points, means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means (m, d) of what is fitted in the file's units: of logarithms the median of the column itself."""
    return points.in_file_units(means)


def centre_word(points: Points, column: int) -> str:
    """What the middle of a column in the file's units is: exp of a normal variable's mean is a median."""
    return "median" if points.logged[column] else "mean"


def spread_text(points: Points, column: int, sd: float, plain: str) -> str:
    """The spread of a column in the file's units: `plain`, or for a logarithm the factor exp(sd).

    About 68 % of a component lie within its mean plus or minus an sd, so within its median times or divided by
    that factor.
    """
    if not points.logged[column]:
        return plain
    with np.errstate(over="ignore"):
        return f"{FACTOR_SIGNS}{float(np.exp(sd)):.3g}"
