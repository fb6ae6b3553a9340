"""Saved fits: the parameters of a fit as JSON, read back to the same bits.

The text is one JSON object. Numbers are written with the shortest digits that read back to the same float64.
Schema, version 1 ("?" marks what may be null):

    format          "gmmviz fit"
    version         1
    columns         d names, in the order of the numbers below
    weights         k numbers, positive, with sum 1
    means           k lists of d numbers, in the units of the file
    covariances     k lists of d lists of d numbers, symmetric and positive definite, in the units of the file
    rows            how many rows were fitted
    log_likelihood  of all these rows, natural logarithm, in the units of the file
    iterations      M-steps from the start to these parameters
    verdict         {"kind", "sentence"}: how the run ended
    settings        the fields of EMSettings by name: k, family, weights, start, variant, seed, tol, ...
    scaling         "none" or "standardise": the coordinates in which the fit ran
    source          ? what the data are called
    digest          ? the digest of the file that was read (Table.digest)
    link            ? the query string that shows this fit in the app
    file_columns    ? the columns' names in the file, where some differ
    logs            those of file_columns of which the natural logarithm was taken: the numbers above are of these
    rows_in_file    ? of how many rows, with those that were lost: `rows` or more
    rows_left_out   how rows were lost, a sentence each; empty for none
    part            ? which part of its file was read, as a sentence names it, where it is not the whole
    conventions     of a fit to a file: d objects, how the cells of each column stood for numbers, as other rows are
                    read: "decimal" mark, "unit" and "power" (K, %) that were taken off, "factors" (true: these were
                    multiplied in), "missing" and "kept" codes, "limits" (true: "<0.5" is 0.5); each where not as usual

Log densities and log-likelihoods are those of the numbers that were fitted, logarithms where there are `logs`.

A reader of version 1 passes over names it does not know; whatever else changes gets another version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from os import PathLike
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import EMRun
from gmmviz.em.settings import LARGEST_K, EMSettings
from gmmviz.thousands import count_text

FORMAT, VERSION = "gmmviz fit", 1
MAX_SAVED_BYTES = 256 << 20  # bytes
MAX_SAVED_COLUMNS = 20_000
SCALINGS = ("none", "standardise")


@dataclass(frozen=True, eq=False)
class SavedFit:
    """A fit as it is taken away: see the schema above. `mixture` and `log_likelihood` are in the file's units."""

    mixture: Mixture
    columns: tuple[str, ...]
    settings: EMSettings
    log_likelihood: float
    rows: int
    iterations: int = 0
    verdict: str = ""
    sentence: str = ""
    scaling: str = "none"
    source: str | None = None
    digest: str | None = None
    link: str | None = None
    file_columns: tuple[str, ...] = ()  # `columns` unless given
    logs: tuple[str, ...] = ()
    rows_left_out: tuple[str, ...] = ()
    conventions: tuple[Mapping[str, Any], ...] = ()
    part: str | None = None
    rows_in_file: int | None = None

    @property
    def names_in_file(self) -> tuple[str, ...]:
        """The columns' names in the file."""
        return self.file_columns or self.columns


def saved(run: EMRun, columns: Sequence[str], rows: int, **about: Any) -> SavedFit:
    """The last state of a run on so many rows; `about` are fields of SavedFit from `scaling` on."""
    last = run.states[-1]
    return SavedFit(
        last.mixture,
        tuple(columns),
        run.settings,
        float(last.log_likelihood),
        int(rows),
        last.iteration,
        run.verdict.kind,
        run.verdict.sentence,
        **about,
    )


def fit_text(fit: SavedFit) -> str:
    """A saved fit as JSON, `read_fit`'s twin. Raises ValueError for a mixture that could not be read back."""
    mixture = fit.mixture.checked()
    content = {
        "format": FORMAT,
        "version": VERSION,
        "source": fit.source,
        "digest": fit.digest,
        "link": fit.link,
        "columns": list(fit.columns),
        **({"file_columns": list(fit.file_columns)} if fit.file_columns else {}),
        **({"logs": list(fit.logs)} if fit.logs else {}),
        **({} if fit.rows_in_file is None else {"rows_in_file": fit.rows_in_file}),
        "rows_left_out": list(fit.rows_left_out),
        **({"part": fit.part} if fit.part else {}),
        **({"conventions": [dict(each) for each in fit.conventions]} if fit.conventions else {}),
        "rows": fit.rows,
        "scaling": fit.scaling,
        "settings": asdict(fit.settings),
        "verdict": {"kind": fit.verdict, "sentence": fit.sentence},
        "iterations": fit.iterations,
        "log_likelihood": fit.log_likelihood,
        "weights": mixture.weights.tolist(),
        "means": mixture.means.tolist(),
        "covariances": mixture.covariances.tolist(),
    }
    parts = [f"  {json.dumps(name)}: {json.dumps(value, allow_nan=False)}" for name, value in content.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write_fit(path: str | PathLike[str], fit: SavedFit) -> None:
    """Write a saved fit to a file, as `read_fit` reads it."""
    Path(path).write_text(fit_text(fit), encoding="utf-8")


def read_fit(path_or_bytes: str | PathLike[str] | bytes) -> SavedFit:
    """The fit in a file that `write_fit` wrote, or in its bytes: the same bits.

    Raises ValueError, with what is wrong and where, for anything that is no such file.
    """
    content = _parsed(_content(path_or_bytes))
    if content.get("format") != FORMAT:
        raise _refused(f'"format" should be "{FORMAT}"')
    if content.get("version") != VERSION:
        shown = json.dumps(content.get("version"))[:20]
        raise _refused(f"it is of version {shown}, and this gmmviz reads version {VERSION}")
    columns = content.get("columns")
    if (
        not _are_texts(columns)
        or not 1 <= len(columns) <= MAX_SAVED_COLUMNS
        or len(set(columns)) < len(columns)
    ):
        raise _refused('"columns" should be a list of names, no two alike')
    d = len(columns)
    weights = content.get("weights")
    if not isinstance(weights, list) or not 1 <= len(weights) <= LARGEST_K:
        raise _refused(f'"weights" should be a list of 1 to {count_text(LARGEST_K)} numbers')
    k = len(weights)
    mixture = Mixture(
        _numbers(weights, (k,), "weights"),
        _numbers(content.get("means"), (k, d), "means"),
        _numbers(content.get("covariances"), (k, d, d), "covariances"),
    )
    try:
        mixture.checked()
    except ValueError as problem:
        raise _refused(str(problem)) from problem
    verdict = content.get("verdict", {"kind": "", "sentence": ""})
    if not isinstance(verdict, dict) or not _are_texts([verdict.get("kind"), verdict.get("sentence")]):
        raise _refused('"verdict" should hold two texts, "kind" and "sentence"')
    scaling = content.get("scaling", "none")
    if scaling not in SCALINGS:
        raise _refused(f'"scaling" should be one of: {", ".join(SCALINGS)}')
    settings = _settings(content.get("settings"))
    if settings.k != k:
        raise _refused(f'"settings" is of {settings.k} components, but there are {k} weights')
    rows, in_file = _count(content, "rows"), content.get("rows_in_file")
    if in_file is not None and _count(content, "rows_in_file") < rows:
        raise _refused('"rows_in_file" should be "rows" or more')
    return SavedFit(
        mixture,
        tuple(columns),
        settings,
        float(_numbers(content.get("log_likelihood"), (), "log_likelihood")),
        rows,
        _count(content, "iterations"),
        verdict["kind"],
        verdict["sentence"],
        scaling,
        source=_text_or_none(content, "source"),
        digest=_text_or_none(content, "digest"),
        link=_text_or_none(content, "link"),
        part=_text_or_none(content, "part"),
        rows_in_file=in_file,
        **_beside(content, tuple(columns)),
    )


def _beside(content: dict[str, Any], columns: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    """What is said of columns and rows beside the numbers, as fields of SavedFit."""
    found: dict[str, tuple[Any, ...]] = {
        name: _texts(content, name) for name in ("file_columns", "logs", "rows_left_out")
    }
    in_file = found["file_columns"]
    if in_file and (len(in_file) != len(columns) or len(set(in_file)) < len(in_file)):
        raise _refused('"file_columns" should be as many names as "columns", no two alike')
    if not set(found["logs"]) <= set(in_file or columns):
        raise _refused('"logs" should be among the columns')
    conventions = content.get("conventions", [])
    if not isinstance(conventions, list) or not all(isinstance(each, dict) for each in conventions):
        raise _refused('"conventions" should be a list of objects')
    if conventions and len(conventions) != len(columns):
        raise _refused('"conventions" should be as many as "columns"')
    return found | {"conventions": tuple(conventions)}


def _texts(content: dict[str, Any], name: str) -> tuple[str, ...]:
    found = content.get(name, [])
    if not _are_texts(found):
        raise _refused(f'"{name}" should be a list of texts')
    return tuple(found)


def _refused(what: str) -> ValueError:
    return ValueError(f"This is no fit that gmmviz wrote: {what.removesuffix('.')}.")


def _content(path_or_bytes: str | PathLike[str] | bytes) -> bytes:
    if isinstance(path_or_bytes, bytes | bytearray | memoryview):
        content = bytes(path_or_bytes)
    else:
        with Path(path_or_bytes).open("rb") as file:
            content = file.read(MAX_SAVED_BYTES + 1)
    if len(content) > MAX_SAVED_BYTES:
        raise _refused(f"it has more than {count_text(MAX_SAVED_BYTES)} bytes")
    return content


def _parsed(content: bytes) -> dict[str, Any]:
    def constant(name: str) -> None:
        raise ValueError(f"it holds {name}, and only finite numbers can be read")

    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=constant)
    except RecursionError:
        raise _refused("it is nested too deep") from None
    except ValueError as problem:
        raise _refused(str(problem)) from problem
    if not isinstance(found, dict):
        raise _refused("a JSON object is expected")
    return found


def _numbers(values: Any, shape: tuple[int, ...], name: str) -> Array:
    """Finite numbers of this shape, from lists in lists; looked at before any array is made of them."""
    flat = [values]
    for size in shape:
        if not all(isinstance(part, list) and len(part) == size for part in flat):
            raise _refused(f'"{name}" should be numbers of shape {shape}')
        flat = [value for part in flat for value in part]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in flat):
        raise _refused(f'"{name}" should be numbers of shape {shape}')
    try:
        array = np.array([float(value) for value in flat], dtype=np.float64).reshape(shape)
    except OverflowError:
        raise _refused(f'"{name}" holds a number that no float64 can hold') from None
    if not np.isfinite(array).all():
        raise _refused(f'"{name}" holds a number that no float64 can hold')
    return array


def _are_texts(values: Any) -> TypeGuard[list[str]]:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _text_or_none(content: dict[str, Any], name: str) -> str | None:
    value = content.get(name)
    if value is not None and not isinstance(value, str):
        raise _refused(f'"{name}" should be a text')
    return value


def _count(content: dict[str, Any], name: str) -> int:
    value = content.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise _refused(f'"{name}" should be a whole number, 0 or more')
    return value


def _settings(words: Any) -> EMSettings:
    if not isinstance(words, dict):
        raise _refused('"settings" should be an object with the fields of EMSettings')
    known = {field.name for field in fields(EMSettings)}
    try:
        return EMSettings(**{name: value for name, value in words.items() if name in known})
    except (TypeError, ValueError) as problem:
        raise _refused(f'"settings" cannot be used: {problem}') from problem
