"""Columns that a fit refuses together and the reader does not name: which to leave out, for pages and commands."""

from __future__ import annotations

import numpy as np

from gmmviz.data import Points
from gmmviz.data.concerns import spreads
from gmmviz.data.notices import Notice, shortened
from gmmviz.em.checks import collinear_columns
from gmmviz.em.kernel.naming import Named

MAX_REFUSALS = 10  # that are looked for one after the other, each without the columns of those before


def notices_of_columns(points: Points) -> list[Notice]:
    """What to leave out so that ellipses can be fitted to these points: as the reader says, then as the engine does."""
    notices = spreads(points)
    gone = {name for notice in notices for name in notice.leave_out}
    for _ in range(MAX_REFUSALS):
        kept = [place for place, name in enumerate(points.columns) if name not in gone]
        if len(kept) < 2:
            break
        names = [points.columns[place] for place in kept]
        refusal = collinear_columns(Named(np.asarray(points.x)[:, kept], names, points.lines))
        if refusal is None:
            break
        for name in (names[column] for column in refusal.columns):
            notices.append(Notice("derived", str(refusal), (), f"Leave out {shortened(name)}", (), (name,)))
            gone.add(name)
    return notices


def columns_to_keep(points: Points) -> tuple[str, ...]:
    """The columns by their names in the file, if some have to be left out so that ellipses can be fitted; else none."""
    gone = {name for notice in notices_of_columns(points) for name in notice.leave_out}
    pairs = zip(points.columns, points.file_columns, strict=True)
    return tuple(in_file for shown, in_file in pairs if shown not in gone) if gone else ()
