"""Who owns each row, how surely, which rows are typical of a component or at its edge, and what components share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.joint import Factors, e_step_for
from gmmviz.em.kernel.moments import block_responsibilities
from gmmviz.em.kernel.parameters import Parameters, standardise
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.statistics.assigning import uncertainty_of

PLACED_SHARE = 0.8  # of a row: a component that owns so much of it places it, unless a reader says otherwise
ROWS_LISTED = 3  # rows that are named of each kind
MIN_BORDER_UNCERTAINTY = 1e-3  # uncertainty below which a row is at no border worth naming


@dataclass(frozen=True, eq=False)
class Examples:
    """Rows (from 0) of a component, of those it owns most of: the nearest to its mean in its own sd, those
    that another component wants most, and the farthest; `distances` in sd (Mahalanobis) of the three kinds.
    """

    typical: NDArray[np.intp]
    shared: NDArray[np.intp]
    far: NDArray[np.intp]
    distances: tuple[Array, Array, Array]


@dataclass(frozen=True, eq=False)
class Ownership:
    """What a mixture says of the rows it is given, without their responsibilities (n, k).

    `owners` (n,): the most likely component, from 0. `uncertainty` (n,): 1 - max r, what all other components
    own together (Fraley & Raftery 2002). `counts` (k,): rows by owner. `allocation_rates` (k, k): of what component j
    makes, the share that goes to l if each row goes to its owner, sum_i r_ij [owner_i = l] / sum_i r_ij: the
    estimated allocation rates of McLachlan & Basford (1988), section 5.3. `examples` (k): rows to look at.
    """

    owners: NDArray[np.unsignedinteger]
    uncertainty: Array
    counts: NDArray[np.int64]
    allocation_rates: Array
    examples: tuple[Examples, ...]

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.owners)

    @property
    def k(self) -> int:
        """Number of components."""
        return len(self.counts)

    @property
    def error(self) -> float:
        """The expected share of rows whose owner is not the component they came from, if the mixture is true."""
        return float(self.uncertainty.mean())

    def undecided(self, share: float) -> NDArray[np.intp]:
        """Rows (m,) of which no component owns this share, the least sure first; ties in the order of rows."""
        rows = np.flatnonzero(self.uncertainty > (1.0 - share))
        return rows[np.argsort(-self.uncertainty[rows], kind="stable")]

    def undecided_counts(self, share: float) -> NDArray[np.int64]:
        """How many of the rows that a component owns most of (k,) are undecided at this share."""
        loose = self.uncertainty > (1.0 - share)
        return np.bincount(self.owners[loose], minlength=self.k).astype(np.int64)

    def profile(self, most: int) -> tuple[NDArray[np.int64], Array]:
        """Ranks (m,) from 1 and the uncertainty (m,) at each, falling; of more than `most` rows some are listed.

        Every rank up to half of `most` is listed, since the least sure rows are what the profile is about.
        """
        falling = -np.sort(-self.uncertainty)
        head = min(self.n, most // 2)
        tail = np.linspace(head, self.n - 1, min(self.n - head, most - head)).round().astype(np.int64)
        ranks = np.unique(np.concatenate([np.arange(head), tail]))
        return ranks + 1, falling[ranks]


def ownership(x: ArrayLike, mixture: Parameters, listed: int = ROWS_LISTED) -> Ownership:
    """Who owns the rows of x (n, d), a block at a time; `listed` rows of each kind are named a component.

    Typical are the rows with the highest density under a component among those it owns most of.
    """
    rows = Rows.of(x, True, mixture.k)
    inside = standardise(rows, mixture)
    prepared = e_step_for(rows, inside)
    owners: NDArray[np.unsignedinteger] = np.empty(rows.n, dtype=np.uint8 if mixture.k <= 256 else np.uint16)
    uncertainty, distance = np.empty(rows.n), np.empty(rows.n)
    given = np.zeros((mixture.k, mixture.k))
    whiteners = Factors(inside, True).whiteners()
    for block, features, room in rows.walk():
        owned, _ = block_responsibilities(prepared, block, features, room)
        mine = owned.argmax(axis=0)
        owners[block] = mine
        uncertainty[block] = uncertainty_of(owned.T)
        points = rows.points[:, block]
        for j in np.unique(mine):
            chosen = mine == j
            given[:, j] += owned[:, chosen].sum(axis=1)
            apart = points[:, chosen] - inside.means[j][:, None]
            whitened = whiteners[j] @ apart
            distance[block][chosen] = np.einsum("ib,ib->b", whitened, whitened)
    np.sqrt(distance, out=distance)
    counts = np.bincount(owners, minlength=mixture.k).astype(np.int64)
    amounts = given.sum(axis=1, keepdims=True)
    allocation_rates = np.divide(given, amounts, out=np.zeros_like(given), where=amounts > 0.0)
    examples = tuple(
        _examples(np.flatnonzero(owners == j), uncertainty, distance, listed) for j in range(mixture.k)
    )
    for array in (owners, uncertainty, counts, allocation_rates):
        array.flags.writeable = False
    return Ownership(owners, uncertainty, counts, allocation_rates, examples)


def _examples(mine: NDArray[np.intp], uncertainty: Array, distance: Array, listed: int) -> Examples:
    """Rows to name of the rows (m,) that one component owns most of."""
    typical = first(distance[mine], listed)
    shared = first(-uncertainty[mine], listed)
    shared = shared[uncertainty[mine[shared]] > MIN_BORDER_UNCERTAINTY]
    far = first(-distance[mine], listed)
    typical, shared, far = mine[typical], mine[shared], mine[far]
    return Examples(typical, shared, far, (distance[typical], distance[shared], distance[far]))


def first(values: Array, count: int) -> NDArray[np.intp]:
    """Places of the smallest values (m,), smallest first; ties in their order.

    >>> first(np.array([3.0, 1.0, 2.0, 1.0]), 3).tolist()
    [1, 3, 2]
    """
    if len(values) <= count:
        return np.argsort(values, kind="stable")
    edge = np.partition(values, count - 1)[count - 1]
    near = np.flatnonzero(values <= edge)
    return near[np.argsort(values[near], kind="stable")][:count]
