"""QR codes, read back by a reader that others wrote."""

import random
import string

import numpy as np
import pytest
import zxingcpp

from gmmviz.figures import qr_code as qr
from gmmviz.figures.qr_code import TooLong, qr_code, qr_path

LETTERS = string.ascii_letters + string.digits + "-_.~%&=,:/?"
TYPICAL = "http://192.168.1.17:8501/?v=1&data=faithful&k=3&family=VVV&start=points&seed=3"


def link_of(length: int) -> str:
    """A link of so many characters, the same each time."""
    letters = random.Random(length)
    return ("http://" + "".join(letters.choice(LETTERS) for _ in range(length)))[:length]


def read(modules: qr.Modules) -> str:
    """What a reader sees in a picture of the code, four pixels a module."""
    pixels = np.where(np.pad(modules, qr.MODULES_OF_MARGIN), 0, 255).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(np.kron(pixels, np.ones((4, 4), dtype=np.uint8)))
    return found.text


@pytest.mark.parametrize("version", range(1, 41, 3))
def test_the_longest_and_the_shortest_link_of_a_version_are_read_back(version: int) -> None:
    for level in qr.CORRECTION:
        longest = qr._room(version, level)
        shortest = qr._room(version - 1, level) + 1 if version > 1 else 1
        for length in {longest, shortest}:
            text = link_of(length)
            assert read(qr_code(text)) == text


def test_a_typical_link_takes_a_code_that_is_read_from_a_seat() -> None:
    assert len(qr_code(TYPICAL)) == 37
    assert read(qr_code(TYPICAL)) == TYPICAL


def test_letters_outside_ascii_are_read_back() -> None:
    assert read(qr_code("http://192.168.1.17:8501/?c=Höhe,länge")) == "http://192.168.1.17:8501/?c=Höhe,länge"


def test_the_capacities_are_those_of_the_standard() -> None:
    assert [qr._room(version, "L") for version in (1, 9, 10, 27, 40)] == [17, 230, 271, 1465, 2953]
    assert [qr._room(version, "M") for version in (1, 9, 10, 27, 40)] == [14, 180, 213, 1125, 2331]


def test_a_link_that_no_code_holds_is_refused_with_both_numbers() -> None:
    assert read(qr_code(link_of(2953))) == link_of(2953)
    with pytest.raises(TooLong, match="has 2\u202f954 characters, and a QR code holds 2\u202f953 at most"):
        qr_code(link_of(2954))


def test_the_path_draws_the_dark_modules_and_no_others() -> None:
    modules = qr_code(TYPICAL)
    drawn = np.zeros((len(modules) + 2 * qr.MODULES_OF_MARGIN,) * 2, dtype=bool)
    for run in qr_path(modules).split("M")[1:]:
        place, rest = run.split("h", 1)
        column, row = map(int, place.split(","))
        drawn[row, column : column + int(rest.split("v")[0])] = True
    np.testing.assert_array_equal(drawn, np.pad(modules, qr.MODULES_OF_MARGIN))
