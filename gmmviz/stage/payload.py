"""A run as bytes: everything the browser needs to play it, sent once.

Layout: uint32 length of the header, a JSON header, little-endian arrays at offsets that are multiples of 8.
Points are centred and column by column; of each state come the constants, means and whitening matrices of its
E-step, so that the browser only computes what is per point.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import VARIANTS, EMRun
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.figures.background import BACKGROUND_WORDS, background_words
from gmmviz.figures.palette import THEMES
from gmmviz.figures.planes import offered_planes
from gmmviz.stage.look_menu import look_menu
from gmmviz.stage.race_lanes import models_of
from gmmviz.stage.scene import Scene
from gmmviz.stage.skeletons import Curves, skeletons
from gmmviz.stage.style import style, themes

Floats = NDArray[np.float64]

RESPONSIBILITY_ERROR = 1e-5  # what rounding the points to float32 may cost
EXACT_VALUES = 4_096  # so few take no room as float64, and every digit of a formula is right
FLOAT32_ERROR = 2.0**-24
CONTESTED_DISTANCE = 12.0  # sd from two means: beyond, hardly a point is shared between their components


@dataclass
class PayloadBody:
    """The arrays after the header, and where each lies."""

    parts: list[bytes] = field(default_factory=list)
    length: int = 0

    def add(self, array: NDArray[Any]) -> dict[str, object]:
        """Append an array; returns its address for the header (offset from the first array)."""
        content = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        address = {"dtype": array.dtype.str[1:], "offset": self.length, "length": array.size}
        padding = -len(content) % 8
        self.parts.append(content + b"\0" * padding)
        self.length += len(content) + padding
        return address


def payload(scene: Scene) -> bytes:
    """Bytes of a scene for `stage/js/scene/payload.js`."""
    body = PayloadBody()
    centre = scene.x.mean(axis=0)
    x = scene.x - centre
    reach = np.abs(x).max(axis=0)
    whitened = [_whitened(lane.run) for lane in scene.lanes]
    exact = x.size <= EXACT_VALUES or any(_needs_float64(reach, whiteners) for whiteners, _ in whitened)
    x = x.astype(np.float64 if exact else np.float32)
    lanes = [
        _lane_arrays(lane.run, found, centre, scene.plane, body)
        for lane, found in zip(scene.lanes, whitened, strict=True)
    ]
    header = {
        "version": 1,
        "notes": scene.notes(),
        "remarks": scene.remarks,
        "title": scene.title,
        "link": scene.link,
        "question": scene.question,
        "keep": scene.keep,
        "columns": scene.columns,
        "logged": [name in scene.view.logged for name in scene.columns],
        "centre": centre.tolist(),
        "total": scene.total,
        "sureShare": SURE_SHARE,
        "deviations": _positive(scene.x.std(axis=0)),
        "plane": scene.plane.T.tolist(),
        "planeInverse": np.linalg.pinv(scene.plane).tolist(),
        "chosen": scene.chosen,
        "namedPlanes": [
            (name, plane.words, plane.title)
            for name, plane in offered_planes(scene.lanes[0].run.states[-1].mixture.k).items()
        ],
        "planeCentre": (centre @ scene.plane).tolist(),
        "planeDeviations": _positive(np.std(scene.x @ scene.plane, axis=0)),
        "style": style(len(scene.x), scene.most, len(scene.lanes), scene.view),
        "backgroundWords": {kind: background_words(kind, scene.x.shape[1]) for kind in BACKGROUND_WORDS},
        "look": look_menu(scene.x.shape[1], scene.total, scene.labels is not None),
        "opening": scene.opening(),
        "themes": themes(scene.most),
        "figures": _figures(scene),
        "lanes": [lane.words() for lane in scene.lanes],
        "heads": scene.heads,
        "conclusion": scene.conclusion,
        "leader": scene.leader,
        "arrays": {
            "x": [body.add(column) for column in x.T],
            "labels": None if scene.labels is None else body.add(scene.labels.astype(np.int32)),
            "rows": None if scene.rows is None else body.add(scene.rows.astype(np.int32)),
            "lanes": lanes,
        },
    }
    return _joined(header, body)


def _figures(scene: Scene) -> dict[str, object]:
    """The skeletons of a scene's figures in each theme."""
    seen = (scene.x @ scene.plane)[:, : scene.x.shape[1]]
    log_likelihoods = [np.array([state.log_likelihood for state in lane.run.states]) for lane in scene.lanes]
    curves = Curves(log_likelihoods, models_of([lane.run for lane in scene.lanes]), scene.best)
    views = {name: replace(scene.view, theme=theme, on_panel=True) for name, theme in THEMES.items()}
    return {name: skeletons(seen, curves, scene.most, view) for name, view in views.items()}


def _joined(header: dict[str, object], body: PayloadBody) -> bytes:
    """Length, header and arrays; spaces after the header let the arrays begin at a multiple of 8."""
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-(4 + len(text)) % 8)
    return b"".join([len(text).to_bytes(4, "little"), text, *body.parts])


def _lane_arrays(
    run: EMRun, whitened: tuple[Floats, Floats], centre: Floats, plane: Floats, body: PayloadBody
) -> dict[str, object]:
    """Addresses of one run's arrays: per state and component, in that order."""
    whiteners, constants = whitened
    mixtures = [state.mixture for state in run.states]
    covariances = np.stack([mixture.covariances for mixture in mixtures])  # (t, k, d, d)
    means = np.stack([mixture.means for mixture in mixtures]) - centre
    weights = np.stack([mixture.weights for mixture in mixtures])
    lower = np.tril_indices(covariances.shape[-1])
    seen = np.einsum("dp,tkde,eq->tkpq", plane, covariances, plane)
    return {
        "logLikelihood": body.add(np.array([state.log_likelihood for state in run.states])),
        "weights": body.add(weights),
        "means": body.add(means),
        "constants": body.add(constants),
        "whiteners": body.add(whiteners[:, :, lower[0], lower[1]]),
        "planeCovariances": body.add(np.stack([seen[..., 0, 0], seen[..., 0, 1], seen[..., 1, 1]], axis=-1)),
        "inverseTemperatures": body.add(_inverse_temperatures(run)),
    }


def _inverse_temperatures(run: EMRun) -> NDArray[np.float64]:
    """What each state's log joint density is multiplied by before points are shared out; infinite: by the best."""
    power = VARIANTS[run.settings.variant].power
    return np.array([power(state.iteration) for state in run.states])


def _whitened(run: EMRun) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Inverse Cholesky factors (t, k, d, d) and log(weight) - log|2 pi covariance| / 2 (t, k) of a run's states."""
    mixtures = [state.mixture for state in run.states]
    factors = np.linalg.cholesky(np.stack([mixture.covariances for mixture in mixtures]))
    weights = np.stack([mixture.weights for mixture in mixtures])
    log_roots = np.log(np.diagonal(factors, axis1=-2, axis2=-1)).sum(axis=-1)
    constants = np.log(weights) - log_roots - 0.5 * factors.shape[-1] * np.log(2.0 * np.pi)
    return _inverses(factors), constants


def _inverses(factors: Floats) -> Floats:
    """Inverses of lower triangular matrices (..., d, d), row by row for all at once: a call for each costs more."""
    inverses = np.zeros_like(factors)
    for row in range(factors.shape[-1]):
        before = factors[..., row : row + 1, :row] @ inverses[..., :row, :]
        inverses[..., row, :] = -before[..., 0, :]
        inverses[..., row, row] += 1.0
        inverses[..., row, :] /= factors[..., row, row, None]
    return inverses


def _needs_float64(reach: NDArray[np.float64], whiteners: NDArray[np.float64]) -> bool:
    """Whether points rounded to float32 could change a responsibility by more than RESPONSIBILITY_ERROR.

    `reach` (d,) is the largest coordinate of a point in each column; `whiteners` (t, k, d, d) are those of a run. A
    coordinate's rounding error, whitened, moves a log joint by at most its length times the distance in sd, and a
    responsibility by a quarter of the change in the difference of two log joints.
    """
    worst = float(np.linalg.norm(np.abs(whiteners) @ reach, axis=-1).max())
    return worst * FLOAT32_ERROR * CONTESTED_DISTANCE / 2 > RESPONSIBILITY_ERROR


def _positive(values: Sequence[float] | Floats) -> list[float]:
    """Standard deviations to divide by: 1 where a column is constant."""
    return [float(value) if value > 0 else 1.0 for value in values]
