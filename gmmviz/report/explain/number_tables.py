"""The drawer Numbers as HTML: parameters of a mixture to full precision, and the stage's charts in words."""

from gmmviz.data import Points
from gmmviz.data.beside import row_numbers
from gmmviz.data.notices import quoted
from gmmviz.em import EMRun, EMState
from gmmviz.figures.escape import html_text
from gmmviz.report.readings.run_charts import curve_reading, owners_reading, plot_reading
from gmmviz.report.row_tables import scrolled, table
from gmmviz.report.rows.own_units import log_jacobian
from gmmviz.report.run_ends.ending_words import to_gain_sentence

MAX_CHARACTERS = 2_000  # of a paragraph
MAX_COVARIANCES = 100  # numbers in all covariances shown together: each rest sends them anew


def shows_one_covariance(k: int, d: int) -> bool:
    """Whether the covariances of k components in d columns have more numbers than are shown at once."""
    return k > 1 and k * d * (d + 1) // 2 > MAX_COVARIANCES


def numbers(points: Points, run: EMRun, state: EMState, component: int | None = None) -> str:
    """Weights, means and covariances of a state of a run, as programs read them, and what its charts show.

    With a `component` (from 0) the only covariance is its own. Charts are described for those who listen; the run in
    words is in Take away.
    """
    return (
        _sentences(points, run, state)
        + _parameters(points, state, component)
        + _charts_in_words(points, run, state)
    )


def _sentences(points: Points, run: EMRun, state: EMState) -> str:
    return _paragraph(
        f"The mixture after {state.iteration} of {run.states[-1].iteration} updates. "
        f"Log-likelihood {_all_digits(state.log_likelihood)} in total, "
        f"{_all_digits(state.log_likelihood / points.n)} per row."
        + _to_gain(run, state)
        + _of_logarithms(points, state)
    )


def _parameters(points: Points, state: EMState, component: int | None) -> str:
    """A table of weights and means (k, 1 + d), and one of each covariance (d, d), or of that of a component.

    Of a covariance what is above the diagonal is left to the page, which repeats what is below it.
    """
    names = [html_text(name) for name in points.columns]
    mixture = state.mixture
    means = [
        [str(j + 1), *map(_cell, (weight, *mean))]
        for j, (weight, mean) in enumerate(zip(mixture.weights, mixture.means, strict=True))
    ]
    tables = [table(["component", "weight", *names], means, "Weights and means")]
    for j in range(mixture.k) if component is None else (component,):
        lines = [
            [name, *map(_cell, row[: p + 1]), *[""] * (points.d - 1 - p)]
            for p, (name, row) in enumerate(zip(names, mixture.covariances[j], strict=True))
        ]
        tables.append(table(["", *names], lines, f"Covariance of component {j + 1}", css="gmm-symmetric"))
    return scrolled("".join(tables), "Parameters", "gmm-parameters")


def _charts_in_words(points: Points, run: EMRun, state: EMState) -> str:
    readings = (
        plot_reading(points.x, state.mixture, points.columns, "Here", points.log_columns),
        owners_reading(points.x, state.mixture, row_numbers(points)),
        curve_reading(run),
    )
    return "<h2>The charts in words</h2>" + "".join(_paragraph(" ".join(reading)) for reading in readings)


def _paragraph(text: str) -> str:
    return f"<p>{html_text(text, limit=MAX_CHARACTERS)}</p>"


def _cell(value: float) -> str:
    return repr(float(value))


def _all_digits(value: float) -> str:
    """A number of a sentence to full precision; those of the tables are written as programs read them."""
    return repr(float(value)).replace("-", "\N{MINUS SIGN}")


def _of_logarithms(points: Points, state: EMState) -> str:
    """Which numbers are those of logarithms, and the log-likelihood per unit of the file."""
    if not points.logs:
        return ""
    own = state.log_likelihood + log_jacobian(points)
    return (
        f" These are numbers of natural logarithms: {quoted(points.logs)}. Per unit of the file, with the Jacobian of "
        f"the logarithms, the log-likelihood is {_all_digits(own)}."
    )


def _to_gain(run: EMRun, state: EMState) -> str:
    """What the end of a settled run has still to gain."""
    sentence = to_gain_sentence(run.verdict) if state is run.states[-1] else ""
    return f" {sentence}" if sentence else ""
