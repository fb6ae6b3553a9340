"""Saved fits: the same bits after reading, and a clear word about everything that is no saved fit."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gmmviz
from gmmviz.data import dataset
from gmmviz.em import FAMILIES, EMSettings, Mixture, fit, fit_in, standard_units
from gmmviz.em.saved import SavedFit, fit_text, read_fit, saved, write_fit

X = dataset("iris").x
NAMES = ("=cmd()", 'a "b"\n', "{c}\\", "\u2028é")


RUN = fit(X, EMSettings(k=3, tol=1e-4))


def some(**about):
    return saved(RUN, NAMES, len(X), **about)


def content(**changes):
    return json.dumps(json.loads(fit_text(some())) | changes).encode()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_read_back_to_the_same_bits(family, tmp_path):
    run = fit(X, EMSettings(k=2, family=family, max_iter=20))
    kept = saved(run, NAMES, len(X), source="=x\n", digest="00", link="v=1&data=iris")
    write_fit(tmp_path / "fit.json", kept)
    again = read_fit(tmp_path / "fit.json")
    for part in ("weights", "means", "covariances"):
        assert getattr(again.mixture, part).tobytes() == getattr(kept.mixture, part).tobytes()
        assert not getattr(again.mixture, part).flags.writeable
    for name in (
        "columns",
        "settings",
        "log_likelihood",
        "rows",
        "iterations",
        "verdict",
        "scaling",
        "source",
        "link",
    ):
        assert getattr(again, name) == getattr(kept, name)
    assert again.mixture.log_likelihood(X) == kept.mixture.log_likelihood(X)


def test_a_fit_to_standardised_columns_is_told_in_the_units_of_the_file():
    x = X * [1, 10, 100, 1000]
    run = fit_in(x, EMSettings(k=2), standard_units(x))
    again = read_fit(fit_text(saved(run, NAMES, len(x), scaling="standardise")).encode())
    assert again.scaling == "standardise"
    assert again.mixture.log_likelihood(x) == pytest.approx(again.log_likelihood, rel=1e-12)


def test_the_public_names_write_and_read():
    assert gmmviz.read_fit(fit_text(some()).encode()).columns == NAMES


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=4), st.data())
def test_any_finite_numbers_keep_their_bits(variances, data):
    k = len(variances)
    means = data.draw(st.lists(st.floats(-1e308, 1e308), min_size=k, max_size=k))
    mixture = Mixture(np.full(k, 1 / k), np.array(means)[:, None], np.array(variances)[:, None, None])
    kept = SavedFit(mixture, ("x",), EMSettings(k=k), -0.0, 10)
    again = read_fit(fit_text(kept).encode())
    assert again.mixture.means.tobytes() == mixture.means.tobytes()
    assert again.mixture.covariances.tobytes() == mixture.covariances.tobytes()
    assert np.signbit(again.log_likelihood)


def test_names_that_are_not_known_are_passed_over():
    assert read_fit(content(something="new")).columns == NAMES


HALF = np.diag([1.0, 1.0, 1.0, -0.5]).tolist()
NAN = "it holds NaN, and only finite numbers can be read"
REFUSED = {
    "no JSON": (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    "no text": (b"\xff\xfe\x00", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    "a list": (b"[]", "a JSON object is expected"),
    "deep": (b"[" * 100_000, "it is nested too deep"),
    "another file": (b"{}", '"format" should be "gmmviz fit"'),
    "version": (content(version=2), "it is of version 2, and this gmmviz reads version 1"),
    "true for 1": (content(version="1"), 'it is of version "1", and this gmmviz reads version 1'),
    "NaN": (content().replace(b'"rows": ', b'"rows": [NaN], "more": '), NAN),
    "overflow": (content().replace(b'"means": [[', b'"means": [[1e999, '), '"means" should be numbers of shape (3, 4)'),
    "infinite": (content(log_likelihood=10**400), '"log_likelihood" holds a number that no float64 can hold'),
    "texts": (content(weights=["1", "2", "3"]), '"weights" should be numbers of shape (3,)'),
    "truths": (content(weights=[True, False, False]), '"weights" should be numbers of shape (3,)'),
    "no weights": (content(weights=[]), '"weights" should be a list of 1 to 1\u202f000 numbers'),
    "too many": (content(weights=[0.001] * 1001), '"weights" should be a list of 1 to 1\u202f000 numbers'),
    "columns": (content(columns=["a", "a", "b", "c"]), '"columns" should be a list of names, no two alike'),
    "shape": (content(covariances=[HALF, HALF]), '"covariances" should be numbers of shape (3, 4, 4)'),
    "flat": (
        content(covariances=[HALF] * 3),
        "The covariance of component 1 is not symmetric and positive definite: "
        "give one that is, for example a diagonal of variances",
    ),
    "sum": (
        content(weights=[0.5, 0.5, 0.5]),
        "The mixture's weights are [0.5, 0.5, 0.5]: they must be positive and sum to 1",
    ),
    "settings": (content(settings=[]), '"settings" should be an object with the fields of EMSettings'),
    "other k": (content(settings={"k": 2}), '"settings" is of 2 components, but there are 3 weights'),
    "scaling": (content(scaling="log"), '"scaling" should be one of: none, standardise'),
    "rows": (content(rows=-1), '"rows" should be a whole number, 0 or more'),
    "rows in file": (content(rows=40, rows_in_file=39), '"rows_in_file" should be "rows" or more'),
    "no rows in file": (content(rows=40, rows_in_file=0), '"rows_in_file" should be "rows" or more'),
    "part of a row": (content(rows_in_file=40.5), '"rows_in_file" should be a whole number, 0 or more'),
    "source": (content(source=3), '"source" should be a text'),
    "verdict": (content(verdict="fine"), '"verdict" should hold two texts, "kind" and "sentence"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_saved_fit_is_refused_with_the_reason(kind):
    text, reason = REFUSED[kind]
    with pytest.raises(ValueError) as problem:
        read_fit(text)
    assert str(problem.value) == f"This is no fit that gmmviz wrote: {reason}."


@pytest.mark.parametrize(
    "words", [{"k": 3, "family": ["VVV"]}, {"k": 3, "start": {}}, {"k": 3, "tol": "x"}, {"k": 10**30}]
)
def test_settings_that_are_none_are_refused(words):
    with pytest.raises(ValueError, match=r'^This is no fit that gmmviz wrote: "settings" cannot be used: '):
        read_fit(content(settings=words))


def test_a_mixture_that_could_not_be_read_back_is_not_written():
    kept = some()
    flat = Mixture(kept.mixture.weights, kept.mixture.means, np.zeros((3, 4, 4)))
    with pytest.raises(ValueError, match="not symmetric and positive definite"):
        fit_text(replace(kept, mixture=flat))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_no_json_at_all_breaks_the_reader(value):
    with pytest.raises(ValueError, match="no fit that gmmviz wrote"):
        read_fit(json.dumps(value).encode())
    with pytest.raises(ValueError, match="no fit that gmmviz wrote"):
        read_fit(content(means=value))
