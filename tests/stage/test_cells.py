"""A cell of a CSV is the same whether Python writes it or the browser."""

import csv
import io

from gmmviz.data.export import defused, quoted
from tests.stage.node import Node

PLAIN_CELLS = (
    "",
    "a",
    "a b",
    "-2.5",
    "+7",
    "1e-3",
    ".5",
    "5.",
    "1_000",
    "a=b",
    "x@y",
    "a,b",
    'say "so"',
    "a;b",
    "a\nb",
    "é",
)
RUN_CELLS = (
    *(
        "=1+1",
        "+1+cmd",
        "-2+3",
        "-x",
        "@SUM(1)",
        "\tx",
        "\rx",
        "\nx",
        "＝1+1",
        "－1",
        "＠A1",
        "＋x",
        " =1+1",
        "\xa0@x",
    ),
    *(
        "\ufeff=1+1",
        "\x1c=1",
        "\x85=1",
        "x;=1+1",
        "x; -3",
        "x;＝1",
        'x;"=1',
        "a\n=1",
        "a\t@b",
        "a\r\n +b",
        "-",
        "=",
        "٣",
        "-٣",
    ),
)


def test_cells_are_written_alike_by_python_and_by_the_browser(node: Node) -> None:
    cells = [*PLAIN_CELLS, *RUN_CELLS]
    ours = [quoted(str(defused(cell))) for cell in cells]
    assert node.call("words/table", "(m, cells) => cells.map(m.cellOf)", cells) == ours
    for cell, text in zip(cells, ours, strict=True):
        assert next(csv.reader(io.StringIO(text, newline="")), [""])[0].replace("'", "") == cell


def test_a_number_stays_a_number_in_both(node: Node) -> None:
    assert node.call("words/table", "(m) => [m.cellOf(-2.5), m.cellOf(3)]") == ["-2.5", "3"]
    assert (defused(-2.5), defused(3)) == (-2.5, 3)
