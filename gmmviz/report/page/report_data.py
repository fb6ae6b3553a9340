"""A report as data: everything in JSON with all digits, and the table of models as CSV."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

import numpy as np

from gmmviz import __version__
from gmmviz.data.account import Account
from gmmviz.data.export import csv_text
from gmmviz.em import notation
from gmmviz.em.evidence.examination import Examination
from gmmviz.em.evidence.merging import merge
from gmmviz.em.evidence.stability import Stability
from gmmviz.report import evidence_words
from gmmviz.report.page import checklist, methods
from gmmviz.report.page.content import caveats
from gmmviz.report.page.models_table import INDICES, ModelRow, model_rows, why_chosen
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
        "losses": [asdict(loss) for loss in account.losses],
        "settings": asdict(subject.settings),
        "link": subject.link,
        "chosen": {
            "k": subject.mixture.k,
            "family": subject.model[0],
            "notation": subject.notation,
            "why": why_chosen(subject, rows),
        },
        "log_likelihood": subject.fit.log_likelihood,
        "models": [model_record(row) for row in rows],
        "components": _components(subject),
        "evidence": _evidence(subject),
        "merging": _merging(subject),
        "cuts": _cuts(subject),
        "allocation_rates": owned.allocation_rates,
        "rows_without_owner": len(owned.undecided(subject.placed)),
        "methods": methods.methods(subject),
        "caveats": caveats(subject),
        "checklist": [
            {"section": item.section, "asks": item.asks, "status": status, "where": where}
            for item in checklist.CHECKLIST
            for status, where in [item.answer(subject)]
        ],
    }
    return json.dumps(_plain(content), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


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
            "rows": subject.quality.counts[j],
            "average_posterior": subject.quality.average_posteriors[j],
            "means": mixture.means[j],
            "mean_intervals": np.column_stack([profile.low[j], profile.high[j]]),
            "covariance": mixture.covariances[j],
            **({"in_file_units": centres(subject.points, mixture.means)[j]} if subject.points.logs else {}),
        }
        for j in range(mixture.k)
    ]


def _evidence(subject: Subject) -> dict[str, Any] | None:
    """What the examination found; None where there was none."""
    found = subject.examination
    if found is None:
        return None
    gain, stable = found.gain, found.stability
    return {
        "verdict": found.verdict,
        "groups": [[j + 1 for j in group] for group in found.groups],
        "clusters": [_of_cluster(found, j) for j in range(found.k)] if found.grouped else None,
        "doubts": evidence_words.doubt_words(found),
        "gaps": [
            {
                "one": [j + 1 for j in pair.gap.one],
                "other": [j + 1 for j in pair.gap.other],
                "p": pair.gap.p,
                "samples": len(pair.gap.simulated),
                "rows_in_doubt": pair.overlap,
                "by_shape": pair.by_shape,
                "verdict": pair.verdict,
            }
            for pair in found.pairs
        ],
        "likelihood_ratios": [
            {"k": test.k, "observed": test.observed, "p": test.p, "samples": len(test.simulated)}
            for test in found.ratios
        ],
        "held_out_gain": None if gain is None else {"per_row": gain.per_row, "interval": gain.interval},
        "mean_jaccard": None if stable is None else stable.means,
        "owners_kept": None if stable is None else stable.owners_kept,
        "k_preferred": None if stable is None else _preferred(stable),
    }


def _of_cluster(found: Examination, component: int) -> dict[str, Any]:
    """The verdict on one component, and the others that make one cloud with it."""
    verdict, others = found.of_cluster(component)
    return {"verdict": verdict, "together_with": [j + 1 for j in others]}


def _preferred(stable: Stability) -> dict[str, Any]:
    """In how many samples of the rows BIC preferred which K (0: no sound fit), and the interval of the share of K."""
    numbers, counts = np.unique(stable.preferred, return_counts=True)
    return {
        "samples": len(stable.preferred),
        "by_k": dict(zip(map(str, numbers.tolist()), counts.tolist(), strict=True)),
        "interval": stable.k_interval,
    }


def _merging(subject: Subject) -> list[dict[str, Any]]:
    """For every number of clusters the components of each, and the entropy of the soft labels."""
    found = merge(subject.mixture.responsibilities(subject.points.x))
    return [
        {
            "clusters": number + 1,
            "cluster_of_component": [each + 1 for each in group],
            "entropy": entropy,
            "elbow": number + 1 == found.elbow,
        }
        for number, (group, entropy) in enumerate(zip(found.groups, found.entropies, strict=True))
    ]


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
            "outside_the_data": each.outside,
            "misplaced_below": each.cut.wrong_left,
            "misplaced_above": each.cut.wrong_right,
        }
        for each in subject.cuts
    ]


def _plain(value: Any) -> Any:
    """What JSON can hold: arrays as lists, numbers that are none as null."""
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain(value.tolist())
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
