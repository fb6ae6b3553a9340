"""Points refuse what cannot be fitted, cannot be changed, and are known by their contents."""

from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data.points import Points, coded

X = np.array([[1.0, 2.0], [3.0, 5.0], [8.0, 13.0]])


def test_points_cannot_be_changed_through_the_array_they_were_made_from():
    x = X.copy()
    points = Points(x, ("a", "b"))
    x[0, 0] = 99.0
    assert points.x[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        points.x[0, 0] = 99.0


def test_points_are_not_copied_again_when_a_title_is_put_on_them():
    points = Points(X, ("a", "b"))
    assert replace(points, title="Other").x is points.x


def test_the_digest_depends_on_values_names_and_truth_and_on_nothing_else():
    points = Points(X, ("a", "b"), truth=[0, 1, 1], truth_names=("u", "v"))
    same = Points(np.asfortranarray(X), ("a", "b"), truth=[0, 1, 1], truth_names=("u", "v"), title="Other")
    assert same.digest == points.digest
    nudged = X.copy()
    nudged[2, 1] = np.nextafter(13.0, 14.0)
    others = [
        replace(points, x=nudged),
        replace(points, columns=("a", "c")),
        replace(points, truth=np.array([0, 0, 1])),
        replace(points, truth_names=("u", "w")),
        Points(X, ("a", "b")),
        Points(X.reshape(2, 3), ("a", "b", "c")),
    ]
    assert len({points.digest, *(other.digest for other in others)}) == 7


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"x": X[:, 0]}, "Points need rows and columns, this has shape (3,): pass x as (n, d)."),
        ({"x": X[:0]}, "Points need rows and columns, this has shape (0, 2): pass x as (n, d)."),
        ({"columns": ("a",)}, "2 columns but 1 names: give one name a column."),
        ({"truth": [0, 1]}, "truth has shape (2,), but there are 3 rows: pass one integer per row."),
        ({"truth": [0, 1, 2]}, "truth must count from 0 into the 2 truth_names."),
        ({"truth": [0, 1, -1]}, "truth must count from 0 into the 2 truth_names."),
        (
            {"x": np.array([[1.0, 2.0], [3.0, np.inf], [np.nan, 1.0]])},
            "Row 1 of 'b' is inf: leave out rows with missing or infinite values first "
            "(points_from_table does).",
        ),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_a_reason(wrong, message):
    right = {"x": X, "columns": ("a", "b"), "truth": [0, 1, 1], "truth_names": ("u", "v")}
    with pytest.raises(ValueError) as error:
        Points(**right | wrong)
    assert str(error.value) == message


def test_class_names_are_coded_in_natural_order():
    codes, names = coded(["10", "2", "b", "2", "a"])
    assert names == ("2", "10", "a", "b")
    assert codes.tolist() == [1, 0, 3, 0, 2]
