"""Scores of held-out rows: their verdict in words, and their chart."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from gmmviz.em import representative
from gmmviz.em.search.validation import HeldOut, smallest_within_one_error
from gmmviz.figures.criterion_lines import CriterionLine, criterion_figure
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.view import View
from gmmviz.report.criteria_charts import Chart
from gmmviz.report.scores import family_name, family_title


def verdict(results: list[HeldOut], d: int) -> str:
    """The best, and the smallest that is as good within one standard error."""
    known = [result for result in results if np.isfinite(result.mean)]
    best = max(known, key=lambda result: result.mean)
    small = smallest_within_one_error(known)
    text = f"Best: {_named(best, d)}, {best.mean:.4f} per row (standard error {best.error:.4f})."
    if small is best:
        return text
    return f"{text} As good within one standard error, and smaller: {_named(small, d)}."


def _named(result: HeldOut, d: int) -> str:
    settings = result.settings
    return f"K = {settings.k}, {family_title(settings.family, d, settings.k)}"


def held_out_figure(done: Mapping[tuple[str, int], HeldOut], asked: Chart, view: View) -> go.Figure:
    """Minus the mean held-out log-likelihood per row against K, one line per family, with standard errors."""
    lines, errors, words = [], [], []
    for name in dict.fromkeys(representative(name, 2, asked.d) for name in asked.families):
        places = [(representative(name, k, asked.d), k) for k in range(1, asked.most + 1)]
        mine = [done[place] for place in places if place in done]
        ks = np.array([result.settings.k for result in mine], dtype=np.int_)
        means = np.array([-result.mean for result in mine])
        lines.append(CriterionLine(family_name(name, asked.d), ks, means, np.zeros(len(ks), dtype=bool)))
        errors.append([result.error for result in mine])
        words.append([f"{_named(result, asked.d)}: {result.mean:.4f} per row" for result in mine])
    figure = criterion_figure(lines, "Minus held-out log-likelihood per row", view)
    for trace, error, text in zip(figure.data, errors, words, strict=False):
        trace.error_y = {
            "type": "data",
            "array": error,
            "thickness": 1,
            "width": 4,
            "color": view.theme.border,
        }
        trace.text = [plotly_text(each, 100) for each in text]
    return figure
