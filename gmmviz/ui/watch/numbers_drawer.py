"""The drawer Numbers: parameters of the frame at rest, to full precision."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text


def numbers(points: Points, run: EMRun, frame: int) -> None:
    """Tables of weights, means and covariances of the mixture that a frame shows."""
    state = run.at(frame)
    st.markdown(
        f"The mixture after {state.iteration} of {run.states[-1].iteration} updates. "
        f"Log-likelihood {state.log_likelihood!r} in total, {state.log_likelihood / points.n!r} per row."
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


def _table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; names and cells are escaped here."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell if cell == "---" else _cell(cell) for cell in line) + " |" for line in lines
    )


def _cell(text: str) -> str:
    return markdown_text(text).replace("|", "\\|")
