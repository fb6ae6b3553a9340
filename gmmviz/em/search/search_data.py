"""Data prepared once for a search over many models: rows, and starts that do not depend on the family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.checks import check
from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.naming import named_as
from gmmviz.em.kernel.rows import Array, Rows, as_points
from gmmviz.em.models.families import family_of
from gmmviz.em.models.step import Rule
from gmmviz.em.run import rows_for
from gmmviz.em.settings import EMSettings
from gmmviz.em.starts.named import STARTS, best_of_short, short_places
from gmmviz.em.starts.partitions import Places, Tree, begun
from gmmviz.em.starts.seeding import Labels
from gmmviz.em.starts.split_merge import Candidate, best_first, first_places, for_rows, improved, sampled

MAX_TRIES_INSTEAD = 4  # of finding another start for one that coincides
SAME_DIGITS = 6  # of means in sd of the columns, and of shares of rows: starts that agree in them are one
SPLIT_KIND, SHORT_KIND = (
    "split",
    "short",
)  # starts that depend on the family, and share what comes before that
HIERARCHY = "hierarchy"  # one tree, from which the clusters of every K are cut


class SearchData:
    """Points x (n, d) for fits of several families: what these share for one number of components is made once.

    It takes the place of x wherever cells are fitted; the fits are the same.
    """

    def __init__(self, x: ArrayLike) -> None:
        self.x = named_as(as_points(x), x)  # refusals call columns by their names
        self._first: Rows | None = None
        self._k = 0
        self._rows: dict[tuple[bool, bool, bool], Rows] = {}
        self._places: dict[tuple[str, int], Places] = {}
        self._tree: Tree | None = None
        self._begun: dict[tuple[str, int, str], Moments] = {}
        self._short_places: dict[tuple[str, int], list[Array]] = {}
        self._first_places: list[Array | Labels] = []
        self._found: tuple[Rule, tuple[Candidate, ...]] | None = None

    @property
    def d(self) -> int:
        """Number of columns."""
        d: int = self.x.shape[1]
        return d

    def rows(self, settings: EMSettings) -> Rows:
        """The rows as these settings need them. Errors: ValueError for data that no start can use."""
        family = family_of(settings.family)
        if self._first is None:
            self._first = rows_for(self.x, settings)
        if settings.k != self._k:
            self._rows, self._k = {}, settings.k
            self._places, self._begun, self._short_places = {}, {}, {}
            self._first_places, self._found = [], None
        kind = full, shared, circles = family.full, family.shared, family.shape == "circle"
        if kind not in self._rows:
            self._rows[kind] = replace(self._first, full=full, k=settings.k, shared=shared, circles=circles)
        check(self._rows[kind], family, settings.k)
        return self._rows[kind]

    def first_moments(self, rows: Rows, rule: Rule, starts: Sequence[EMSettings]) -> list[Moments]:
        """What the first M-step of each of these named starts is made from. Error: ValueError."""
        splits, shorts = (
            [each for each in starts if each.start == name] for name in (SPLIT_KIND, SHORT_KIND)
        )
        found: dict[EMSettings, Moments] = {}
        if splits:
            rngs = [np.random.default_rng(each.seed) for each in splits]
            bests = improved(rule, self._best_first(rows, rule), rngs)
            found = {each: for_rows(rows, best) for each, best in zip(splits, bests, strict=True)}
        if shorts:
            first = [self._short_runs(rows, rule, each) for each in shorts]
            found.update(zip(shorts, best_of_short(rows, rule, first), strict=True))
        return [found.get(each) or self._moments(rows, rule, each) for each in starts]

    def different_first_moments(
        self,
        rows: Rows,
        rule: Rule,
        starts: Sequence[EMSettings],
        others: Iterator[EMSettings],
        seen: set[bytes],
    ) -> tuple[list[EMSettings], list[Moments]]:
        """These starts and their `first_moments`, each that was `seen` already replaced by one of the others.

        k-means may find one partition from everywhere, split and merge lead to one mixture. Where rows are so few that
        there are no other starts, some coincide. Starts that are begun in parts are those begun at once.
        """
        chosen, moments = list(starts), self.first_moments(rows, rule, starts)
        keys = _keys(rows, moments) if moments else []
        for place in range(len(chosen)):
            for _ in range(MAX_TRIES_INSTEAD):
                if keys[place] not in seen:
                    break
                chosen[place] = next(others)
                moments[place] = self._moments(rows, rule, chosen[place])
                keys[place] = _keys(rows, [moments[place]])[0]
            seen.add(keys[place])
        return chosen, moments

    def _moments(self, rows: Rows, rule: Rule, settings: EMSettings) -> Moments:
        start, rng = STARTS[settings.start], np.random.default_rng(settings.seed)
        if start.places is None:
            return start.moments(rows, rule, settings.k, rng)
        name = (settings.start, settings.seed if start.random else 0)
        if name not in self._places:
            self._places[name] = (
                self._cut(rows) if settings.start == HIERARCHY else start.places(rows, settings.k, rng)
            )
        return self._around(*name, rows, rule, self._places[name])

    def _cut(self, rows: Rows) -> Places:
        """The clusters of the hierarchy, which is made once."""
        self._tree = self._tree or Tree.of(rows)
        return self._tree.places(rows, rows.k)

    def _short_runs(self, rows: Rows, rule: Rule, settings: EMSettings) -> list[Moments]:
        name = (SHORT_KIND, settings.seed)
        if name not in self._short_places:
            self._short_places[name] = short_places(rows, settings.k, np.random.default_rng(settings.seed))
        return [
            self._around(f"{SHORT_KIND} {number}", settings.seed, rows, rule, points)
            for number, points in enumerate(self._short_places[name])
        ]

    def _around(self, start: str, seed: int, rows: Rows, rule: Rule, places: Places) -> Moments:
        """The moments about places, which families of one shape share."""
        kind = (start, seed, rule.family.shape)
        if kind not in self._begun:
            self._begun[kind] = begun(rows, rule.family, places, rows.k)
        return self._begun[kind]

    def _best_first(self, rows: Rows, rule: Rule) -> tuple[Candidate, ...]:
        """What split and merge begins from: the same for all its seeds."""
        rows = sampled(rows)
        if not self._first_places:
            self._first_places = first_places(rows, rows.k)
        if self._found is None or self._found[0] != rule:
            first = [
                self._around(SPLIT_KIND, number, rows, rule, places)
                for number, places in enumerate(self._first_places)
            ]
            self._found = (rule, best_first(rows, rule, first))
        return self._found[1]


def _keys(rows: Rows, moments: Sequence[Moments]) -> list[bytes]:
    """For each start what is the same for starts that coincide, whatever the order of their components."""
    weights = np.array([each.counts for each in moments]) / rows.n
    means = np.array([each.means for each in moments]) / rows.sd
    weighted = weights[:, :, None] * means
    sums = [
        part.sum(axis=1)
        for part in (weighted * weights[:, :, None], weighted * means, weighted * means * means)
    ]
    keys = np.column_stack([(weights * weights).sum(axis=1), *sums]).round(SAME_DIGITS) + 0.0
    return [key.tobytes() for key in keys]
