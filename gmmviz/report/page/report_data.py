"""A report as data: everything in JSON with all digits, and the table of models as CSV."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz import __version__
from gmmviz.data.account import Account, Loss
from gmmviz.data.export import csv_text
from gmmviz.em import notation
from gmmviz.em.evidence.merging import merge, merged_columns
from gmmviz.report.page import checklist, methods
from gmmviz.report.page.content import caveats
from gmmviz.report.page.evidence_data import evidence_data
from gmmviz.report.page.fit_tables import MAX_LISTED
from gmmviz.report.page.models_table import INDICES, ModelRow, model_rows, without_vote
from gmmviz.report.page.paragraphs.choice_words import why_chosen
from gmmviz.report.page.paragraphs.which_fit import careful_words
from gmmviz.report.page.subject import Subject
from gmmviz.report.rows.own_units import centres
from gmmviz.report.scores import note

FORMAT, VERSION = "gmmviz report", 1


def report_json(subject: Subject) -> str:
    """The report as JSON: null where a number is not defined or was not computed."""
    rows = model_rows(subject)
    account = subject.points.account or Account(subject.points.n)
    owned = subject.facts.found.owned
    content = {
        "format": FORMAT,
        "version": VERSION,
        "gmmviz": __version__,
        "made": subject.made,
        "data": {
            "title": subject.points.title,
            "rows": subject.points.n,
            "rows_in_file": account.in_file,
            "rows_read": account.read,
            "columns": subject.points.columns,
        },
        "scaling": subject.points.scaling,
        "left_out": methods.left_out(subject),
        "losses": [_loss(loss) for loss in account.losses],
        "columns_left_out": [asdict(unused) for unused in subject.points.unused],
        "settings": asdict(subject.settings),
        "link": subject.link,
        "chosen": {
            "k": subject.mixture.k,
            "family": subject.model[0],
            "notation": subject.notation,
            "why": why_chosen(subject, rows),
        },
        "log_likelihood": subject.fit.log_likelihood,
        "verdict_of_the_run": subject.run.verdict.kind,
        "careful": careful_words(subject) or None,
        "indices_without_a_whole_vote": without_vote(rows),
        "no_intervals": subject.no_intervals or None,
        "models": [model_record(row) for row in rows],
        "components": _components(subject),
        "evidence": evidence_data(subject),
        "merging": _merging(subject),
        "cuts": _cuts(subject),
        "allocation_rates": owned.allocation_rates,
        "placed_from": subject.placed,
        "rows_without_owner": len(owned.undecided(subject.placed)),
        "unplaced": _unplaced(subject),
        "all_rows": {"mean": subject.profile.mean, "sd": subject.profile.sd},
        "methods": methods.methods(subject),
        "caveats": caveats(subject),
        "checklist": [
            {"section": item.section, "asks": item.asks, "status": status, "where": where}
            for item in checklist.CHECKLIST
            for status, where in [item.answer(subject)]
        ],
    }
    return json.dumps(_plain(content), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def _loss(loss: Loss) -> dict[str, Any]:
    """A loss of rows; `lines` are the first 1,000 of them, and stand there only where lines are known."""
    record = asdict(loss)
    return record if loss.lines else {name: value for name, value in record.items() if name != "lines"}


def models_csv(subject: Subject) -> str:
    """The table of models as CSV, a line each, numbers with all digits."""
    records = [model_record(row) for row in model_rows(subject)]
    posteriors = [" ".join(map(repr, record.pop("average_posteriors"))) for record in records]
    names = list(records[0]) if records else []
    columns: dict[str, list[Any]] = {name: [record[name] for record in records] for name in names}
    return csv_text(columns | {"average_posteriors": posteriors})


def model_record(row: ModelRow) -> dict[str, Any]:
    """One model by name, with all digits."""
    fit, quality = row.measures, row.quality
    rows = float(quality.counts.sum()) if quality is not None else math.nan
    smallest = quality.smallest if quality is not None else None
    return {
        "k": row.cell.k,
        "family": row.cell.family,
        "notation": notation(row.cell.family, row.cell.k, row.d),
        "log_likelihood": fit.log_likelihood if fit else math.nan,
        "parameters": row.cell.parameters,
        **{name.lower(): row.indices[name] for name in INDICES},
        "entropy_r2": row.relative_entropy,
        "smallest_class_rows": smallest,
        "smallest_class_share": smallest / rows if smallest is not None else math.nan,
        "average_posteriors": [float(value) for value in row.posteriors],
        "bootstrap_p": row.p,
        "bootstrap_samples": len(row.test.simulated) if row.test is not None else 0,
        "starts": row.cell.starts,
        "starts_agreed": row.agreed,
        "verdict": row.verdict,
        "still_to_gain": row.to_gain,
        "chosen": row.chosen,
        "note": note(row.cell),
    }


def _components(subject: Subject) -> list[dict[str, Any]]:
    """The components as they are fitted, under the columns' names as fitted; of logarithms the medians, too."""
    profile, mixture = subject.profile, subject.mixture
    known = subject.intervals
    low, high = known.of_weights() if known is not None else (np.full(mixture.k, np.nan),) * 2
    return [
        {
            "component": j + 1,
            "weight": mixture.weights[j],
            "weight_interval": [low[j], high[j]],
            "rows": int(subject.quality.counts[j]),
            "average_posterior": subject.quality.average_posteriors[j],
            "means": mixture.means[j],
            "mean_intervals": np.column_stack([profile.low[j], profile.high[j]]),
            "covariance": mixture.covariances[j],
            "sd": np.sqrt(np.diagonal(mixture.covariances[j])),
            **({"in_file_units": centres(subject.points, mixture.means)[j]} if subject.points.logs else {}),
        }
        for j in range(mixture.k)
    ]


def _merging(subject: Subject) -> list[dict[str, Any]]:
    """For every number of clusters the components of each, and the entropy of the soft labels."""
    soft = subject.mixture.responsibilities(subject.points.x)
    found = merge(soft)
    return [
        {
            "clusters": number + 1,
            "cluster_of_component": [each + 1 for each in group],
            "entropy": entropy,
            "elbow": number + 1 == found.elbow,
            **_clusters(soft, group),
        }
        for number, (group, entropy) in enumerate(zip(found.groups, found.entropies, strict=True))
    ]


def _unplaced(subject: Subject) -> list[dict[str, Any]]:
    """The rows that the page lists as those of which no component owns enough, the least sure first."""
    points = subject.points
    rows = subject.facts.found.owned.undecided(subject.placed)[:MAX_LISTED]
    if not len(rows):
        return []
    shares = subject.mixture.responsibilities(points.x[rows])
    values = points.in_file_units(points.x[rows])
    return [
        {**names, "responsibilities": mine, "values": row}
        for names, mine, row in zip(subject.names.records(rows), shares, values, strict=True)
    ]


def _clusters(soft: NDArray[np.float64], group: tuple[int, ...]) -> dict[str, Any]:
    """Share, rows and average posterior of each cluster of merged soft labels (n, K)."""
    merged = merged_columns(soft, group)
    owners = merged.argmax(axis=1)
    own = [merged[owners == cluster, cluster] for cluster in range(merged.shape[1])]
    return {
        "shares": merged.mean(axis=0),
        "rows": [len(mine) for mine in own],
        "average_posteriors": [float(mine.mean()) if len(mine) else math.nan for mine in own],
    }


def _cuts(subject: Subject) -> list[dict[str, Any]] | None:
    """The cuts of a fit of one column, in the file's units; None for more columns."""
    if subject.mixture.d > 1:
        return None
    return [
        {
            "below": each.cut.left + 1,
            "above": each.cut.right + 1,
            "place": each.place,
            "interval": list(each.ends),
            "samples_with_the_cut": each.samples,
            "samples": each.drawn,
            "samples_without_a_fit": each.failed,
            "missing_from_samples": each.missing,
            "outside_the_data": each.outside,
            "errors_balance_at": each.balance,
            "misplaced_below": each.cut.wrong_left,
            "misplaced_above": each.cut.wrong_right,
        }
        for each in subject.cuts
    ]


def _plain(value: Any) -> Any:
    """What JSON can hold: arrays as lists, nan and infinities as null."""
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain(value.tolist())
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
