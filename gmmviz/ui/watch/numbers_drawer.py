"""The drawer Numbers: parameters of the frame at rest, to full precision, and the stage's charts in words."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.notices import quoted
from gmmviz.em import EMRun, EMState
from gmmviz.figures.escape import markdown_text
from gmmviz.report.readings.run_charts import curve_reading, owners_reading, plot_reading
from gmmviz.report.rows.own_units import log_jacobian
from gmmviz.report.run_ends.ending_words import to_gain_sentence


def numbers(points: Points, run: EMRun, frame: int) -> None:
    """Tables of weights, means and covariances of the mixture that a frame shows."""
    state = run.at(frame)
    st.markdown(
        f"The mixture after {state.iteration} of {run.states[-1].iteration} updates. "
        f"Log-likelihood {_all_digits(state.log_likelihood)} in total, "
        f"{_all_digits(state.log_likelihood / points.n)} per row."
        + _to_gain(run, state)
        + markdown_text(_of_logarithms(points, state), limit=400)
    )
    st.markdown(
        _table(
            ["component", "weight", *points.columns],
            [
                [str(j + 1), repr(float(weight)), *(repr(float(value)) for value in mean)]
                for j, (weight, mean) in enumerate(
                    zip(state.mixture.weights, state.mixture.means, strict=True)
                )
            ],
        )
    )
    for j, covariance in enumerate(state.mixture.covariances):
        st.markdown(f"Covariance of component {j + 1}")
        st.markdown(
            _table(
                ["", *points.columns],
                [
                    [name, *(repr(float(value)) for value in row)]
                    for name, row in zip(points.columns, covariance, strict=True)
                ],
            )
        )

    _charts_in_words(points, run, state)


def _all_digits(value: float) -> str:
    """A number of a sentence to full precision; those of the tables are written as programs read them."""
    return repr(float(value)).replace("-", "\N{MINUS SIGN}")


def _charts_in_words(points: Points, run: EMRun, state: EMState) -> None:
    """What the three charts of the stage show, for those who listen; the run in words is in Take away."""
    st.markdown("## The charts in words")
    for reading in (
        plot_reading(points.x, state.mixture, points.columns, "Here", points.log_columns),
        owners_reading(points.x, state.mixture),
        curve_reading(run),
    ):
        st.markdown(markdown_text(" ".join(reading), limit=2_000))


def _of_logarithms(points: Points, state: EMState) -> str:
    """Which numbers are those of logarithms, and the log-likelihood per unit of the file."""
    if not points.logs:
        return ""
    own = state.log_likelihood + log_jacobian(points)
    return (
        f" These are numbers of natural logarithms: {quoted(points.logs)}. Per unit of the file, with the Jacobian of "
        f"the logarithms, the log-likelihood is {own!r}."
    )


def _to_gain(run: EMRun, state: EMState) -> str:
    """What the end of a settled run has still to gain."""
    sentence = to_gain_sentence(run.verdict) if state is run.states[-1] else ""
    return f" {sentence}" if sentence else ""


def _table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; names and cells are escaped here."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell if cell == "---" else _cell(cell) for cell in line) + " |" for line in lines
    )


def _cell(text: str) -> str:
    return markdown_text(text).replace("|", "\\|")
