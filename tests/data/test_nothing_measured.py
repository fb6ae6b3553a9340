"""Tables in which nothing is measured: row numbers are not fitted for want of another column, here or on the page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.__main__ import main
from gmmviz.data import RowFilter, points_from_table, proposed, read_table
from gmmviz.data.csv.reading import AUTOMATIC_READING
from gmmviz.ui.data.one_click import overruled
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import FrameState
from gmmviz.ui.server.launch import FILE_VARIABLE
from tests.data.roles import roles_of

ROOT = Path(__file__).resolve().parents[2]
WORDS = ["red", "blue", "green", "cyan", "pink", "grey"]


def of_words(name: str, number: int = 1) -> bytes:
    rows = [f"{number * row},{WORDS[row % 6]},{'ab'[row % 2]}" for row in range(1, 31)]
    return "\n".join([f"{name},colour,shape", *rows, ""]).encode()


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("X", 1),
        *(
            (name, number)
            for name in ('""', "Unnamed: 0", "id", "Customer ID", "row_index")
            for number in (1, 37)
        ),
    ],
)
def test_numbers_of_rows_are_not_ticked_for_want_of_another(name: str, number: int) -> None:
    table = read_table(of_words(name, number))
    numbers = table.columns[0].name
    assert roles_of(table)[numbers] == "identifier"
    assert proposed(table) == ()
    assert f'"{numbers}" looks like an identifier: not chosen.' in [notice.text for notice in table.notices]
    with pytest.raises(ValueError, match="looks like an identifier") as refused:
        points_from_table(table)
    assert str(refused.value).startswith(f'No column is a measurement: "{numbers}" ')
    assert points_from_table(table, [numbers]).n == 30


def test_what_is_no_number_of_a_row_is_ticked_and_an_identifier_beside_it_is_not() -> None:
    rows = "".join(f"{row},{2000 + row % 7},{WORDS[row % 6]}\n" for row in range(1, 31))
    assert proposed(read_table(f"id,year,colour\n{rows}".encode())) == ("year",)


def test_numbers_alone_in_a_file_are_what_it_has() -> None:
    rows = "".join(f"{row}\n" for row in range(1, 31))
    assert proposed(read_table(f"id\n{rows}".encode())) == ("id",)


def test_the_page_and_the_command_line_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words.csv"
    file.write_bytes(of_words("X"))
    assert main(["fit", str(file), "-k", "2"]) != 0
    why = 'No column is a measurement: "X" looks like an identifier.'
    assert why in capsys.readouterr().err
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/data.py").run()
    app.file_uploader[0].set_value(("words.csv", file.read_bytes(), "text/csv")).run()
    assert not app.exception
    (said,) = (element.value.replace("\\", "") for element in app.error)
    assert said == f"{why} Choose a column to fit it all the same, or open another file."
    rows = "".join(f"{row},{2000 + row * row % 7},{WORDS[row % 6]}\n" for row in range(1, 61))
    file.write_text(f"id,year,colour\n{rows}", encoding="utf-8")
    assert main(["fit", str(file), "-k", "1"]) == 0
    assert '"year" says when (years, months, days): ticked all the same' in capsys.readouterr().err


def test_a_file_named_on_the_command_line_lands_where_its_columns_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "launched.csv"
    file.write_bytes(of_words("X"))
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/data.py").run()
    assert not app.exception
    (said,) = (element.value.replace("\\", "") for element in app.error)
    assert said.startswith('No column is a measurement: "X" looks like an identifier. Choose a column')
    assert [element.label for element in app.selectbox if "Label" in element.label] == [
        "Label, held out for comparing"
    ]


DOUBTFUL = {
    "decimals": "id;mass\n" + "".join(f"{row};4.750\n" for row in range(1, 31)),
    "stand-ins": "id;mass\n" + "".join(f"{row};-999\n" for row in range(1, 31)),
}


@pytest.mark.parametrize("name", DOUBTFUL)
@pytest.mark.parametrize("command", ["fit", "choose", "report"])
def test_what_was_read_is_said_before_it_is_refused(
    command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.csv"
    file.write_text(DOUBTFUL[name], encoding="utf-8")
    assert main([command, str(file)]) != 0
    *receipt, refusal = capsys.readouterr().err.splitlines()
    assert refusal.startswith(f"gmmviz {command}: ")
    assert receipt[0] == "own.csv: 30 rows, 2 columns."
    assert receipt[1:] == [notice.text for notice in read_table(file).notices]
    assert main([command, str(file), "--quiet"]) != 0
    assert capsys.readouterr().err.splitlines() == [refusal]


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_file_of_which_nothing_is_fitted_is_told_with_its_buttons(name: str) -> None:
    notices = read_table(DOUBTFUL[name].encode()).notices
    doubt = next(notice for notice in notices if notice.overrule)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/data.py").run()
    app.file_uploader[0].set_value(("own.csv", DOUBTFUL[name].encode(), "text/csv")).run()
    assert not app.exception
    assert app.error
    said = "\n".join(str(element.value) for element in app.markdown).replace("\\", "")
    assert "30 rows, 2 columns" in said
    assert [notice.text for notice in notices if notice.text not in said] == []
    (button,) = [each for each in app.button if each.key == "one click 0"]
    assert button.label.replace("\\", "") == doubt.button
    button.click().run()
    assert not app.exception
    reading = app.session_state[session.key_of(FrameState)].scenario.reading
    assert reading == overruled(AUTOMATIC_READING, doubt)


def test_columns_are_left_out_by_a_button_where_filters_leave_no_row() -> None:
    rows = "".join(f"{row * row % 97},{0 if row % 3 else row},{row * 7 % 31}\n" for row in range(60))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/data.py").run()
    app.file_uploader[0].set_value(("own.csv", f"a,b,c\n{rows}".encode(), "text/csv")).run()
    state = app.session_state[session.key_of(FrameState)]
    state.scenario = state.scenario.with_data(filters=(RowFilter("a", (), 500, 600),))
    app.run()
    assert not app.exception
    assert app.error
    (button,) = [each for each in app.button if each.label == "Leave out b"]
    button.click().run()
    assert not app.exception
    assert app.session_state[session.key_of(FrameState)].scenario.columns == ("a", "c")
    assert "Leave out b" not in [each.label for each in app.button]
