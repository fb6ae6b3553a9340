"""Kinds of files as they come: each is read as the person who made it meant it, and says what was done."""

import gzip
import io
import json
import pickle
import zipfile
from contextlib import suppress

import numpy as np
import pytest

from gmmviz.data import Reading, ReadLimits, UnreadableTable, read_table
from gmmviz.data.csv.rows.body import HOW_TO_MEND_CELLS
from tests.data.roles import roles_of

X = [1.5, 2.25, -3.0, 40.0, 5.125, 6.0, 7.5, 8.0]
Y = [10.0, 12.5, 9.0, 14.0, 11.5, 8.25, 13.0, 10.5]


def lines(header, row, end="\n", n=8):
    """A file from a header and a format of rows with {x}, {y} and {i}."""
    rows = [row.format(x=x, y=y, i=i + 1) for i, (x, y) in enumerate(zip(X[:n], Y[:n], strict=True))]
    return end.join(([header] if header is not None else []) + rows) + end


def assert_xy(table, x="x", y="y", n=8):
    np.testing.assert_array_equal(table.frame[x], X[:n])
    np.testing.assert_array_equal(table.frame[y], Y[:n])


PLAIN = lines("x,y", "{x},{y}")
LAYOUTS = {
    "plain": PLAIN,
    "no line end at the end": PLAIN.rstrip("\n"),
    "windows line ends": PLAIN.replace("\n", "\r\n"),
    "old mac line ends": PLAIN.replace("\n", "\r"),
    "doubled carriage returns": PLAIN.replace("\n", "\r\r\n"),
    "mixed line ends": PLAIN.replace("\n", "\r\n", 3),
    "mixed with lone returns": PLAIN.replace("\n", "\r", 4),
    "blank lines between": PLAIN.replace("\n", "\n\n"),
    "blank lines first": "\n\n \n" + PLAIN,
    "blanks in empty lines": PLAIN.replace("\n", "\n   \n", 4),
    "empty rows": PLAIN + ",\n,\n , \n",
    "quoted cells": lines('"x","y"', '"{x}","{y}"'),
    "quoted names only": lines('"x","y"', "{x},{y}"),
    "single quotes": lines("'x','y'", "'{x}','{y}'"),
    "quotes after blanks": lines('"x", "y"', '"{x}", "{y}"'),
    "whole lines quoted": lines('"x,y"', '"{x},{y}"'),
    "excel formula texts": lines("x,y", '="{x}",="{y}"'),
    "tabs": lines("x\ty", "{x}\t{y}"),
    "semicolons": lines("x;y", "{x};{y}"),
    "bars": lines("x|y", "{x}|{y}"),
    "carets": lines("x^y", "{x}^{y}"),
    "blanks": lines("x y", "{x} {y}"),
    "aligned": lines("         x          y", "{x:>10} {y:>10}"),
    "aligned left": lines("x          y", "{x:<10} {y:<10}"),
    "tabs and blanks": lines("x \t y", "{x} \t {y}"),
    "sep line": "sep=;\n" + lines("x;y", "{x};{y}"),
    "quoted sep line": '"sep=|"\r\n' + lines("x|y", "{x}|{y}", "\r\n"),
    "markdown table": "| x | y |\n|---|---:|\n" + lines(None, "| {x} | {y} |"),
    "psql output": " x | y \n---+---\n" + lines(None, " {x} | {y} ") + "(8 rows)\n",
    "mysql output": "+---+---+\n| x | y |\n+---+---+\n" + lines(None, "| {x} | {y} |") + "+---+---+\n",
    "trailing delimiters": lines("x,y,", "{x},{y},"),
    "trailing delimiters in rows": lines("x,y", "{x},{y},"),
    "trailing delimiter in header": lines("x,y,", "{x},{y}"),
    "trailing tabs": lines("x\ty\t", "{x}\t{y}\t"),
    "padded names": lines("  x  ,\ty ", "{x},{y}"),
    "commented preamble": "# made by hand\n# in 2024, at home\n" + PLAIN,
    "commented header": lines("# x y", "{x} {y}"),
    "commented header after comments": "# title, with comma\n" + lines("#x,y", "{x},{y}"),
    "percent comments": "% a comment\n" + PLAIN,
    "comments inside": PLAIN.replace("40.0", "# not, this\n40.0") + "# the end\n",
    "title above": "My measurements\n\n" + PLAIN,
    "title and date above": "Report\nDate: 2024-05-06\nUnit: mm\n" + PLAIN,
    "preamble of pairs": "Station,Berlin\nOwner,Ann\n\n" + PLAIN,
    "units below the names": lines("x,y\nmm,kg", "{x},{y}"),
    "units in brackets": lines("x,y\n[mm],(kg)", "{x},{y}"),
    "repeated header": PLAIN.replace("40.0,", "x,y\n40.0,"),
    "total below": PLAIN + "Total,88.75\n",
    "averages below": PLAIN + "mean,10.9\nstd,1.9\n",
    "prose below": PLAIN + "\nNote: measured at home, by hand\n",
    "repeated mark": "\ufeff\ufeff" + PLAIN,
    "end of file sign": PLAIN + "\x1a",
    "types below the names": lines("x,y\nnum,num", "{x},{y}"),
    "two signs between": lines("x;;y", "{x};;{y}"),
    "commas and tabs": lines("x,\ty", "{x},\t{y}"),
    "unit separators": lines("x\x1fy", "{x}\x1f{y}"),
    "remark below": PLAIN + "\nSource: own measurements\n",
    "spelled exponents": lines("x,y", "{x:e},{y:E}"),
    "unicode minus": lines("x,y", "{x},{y}").replace("-", "−"),
    "fortran exponents": lines("x,y", "{x:e},{y:e}").replace("e", "D").replace("xD", "x"),
    "leading plus": lines("x,y", "{x:+},{y:+}"),
    "byte order mark": "\ufeff" + PLAIN,
    "quoted first name after the mark": "\ufeff" + lines('"x","y"', "{x},{y}"),
    "null bytes": PLAIN.replace("40.0", "40.0\0"),
}


@pytest.mark.parametrize("kind", LAYOUTS)
def test_a_layout_is_seen_through(kind):
    table = read_table(LAYOUTS[kind].encode())
    assert_xy(table)
    assert set(table.frame.columns) == {"x", "y"}


DECIMALS = {
    "semicolons": lines("x;y", "{x};{y}").replace(".", ","),
    "tabs": lines("x\ty", "{x}\t{y}").replace(".", ","),
    "blanks": lines("x y", "{x} {y}").replace(".", ","),
    "quotes": lines("x,y", '"{x}","{y}"').replace(".", ","),
    "bars": lines("x|y", "{x}|{y}").replace(".", ","),
    "no quotes at all": lines("x,y", "{x:.3f},{y:.3f}").replace(".", ","),
}


@pytest.mark.parametrize("kind", DECIMALS)
def test_decimal_commas_are_seen(kind):
    table = read_table(DECIMALS[kind].encode())
    assert_xy(table)
    assert table.found.decimal == ","


WRITTEN = {
    "thousands commas": (['"1,234.5"', '"12,345"', '"1,234,567.25"', "7"], [1234.5, 12345, 1234567.25, 7]),
    "thousands blanks": (["1 234.5", "12 345", "1 234 567.25", "7"], [1234.5, 12345, 1234567.25, 7]),
    "no-break blanks": (["1\u00a0234.5", "12\u202f345", "999", "7"], [1234.5, 12345, 999, 7]),
    "swiss": (["1'234.5", "12'345", "1’234’567.25", "7"], [1234.5, 12345, 1234567.25, 7]),
    "indian": (['"1,23,456.5"', '"12,34,567"', '"1,234"', "7"], [123456.5, 1234567, 1234, 7]),
    "dollars": (["$1.50", "$2", "-$3.25", "$-4"], [1.5, 2, -3.25, -4]),
    "euros behind": (["1.50 €", "2 €", "-3.25€", "4 €"], [1.5, 2, -3.25, 4]),
    "currency codes": (["USD 1.50", "USD 2", "USD 3", "USD 4"], [1.5, 2, 3, 4]),
    "percent": (["12%", "3.5 %", "-4%", "0%"], [12, 3.5, -4, 0]),
    "accounting": (["(1.50)", "2", "(3)", "4"], [-1.5, 2, -3, 4]),
    "minus behind": (["1.5-", "2", "3-", "4"], [-1.5, 2, -3, 4]),
    "units": (["12 cm", "3.5 cm", "4cm", "5 cm"], [12, 3.5, 4, 5]),
    "leading and trailing points": ([".5", "5.", "-.25", "+.5"], [0.5, 5, -0.25, 0.5]),
    "leading zeros of several lengths": (["007", "12", "03", "5"], [7, 12, 3, 5]),
    "underscores are no numbers": (["1_000", "1", "2", "3", "4", "5"], [np.nan, 1, 2, 3, 4, 5]),
    "some infinite": (["inf", "1", "-Infinity", "1e999", "∞", "2"], [np.nan, 1, np.nan, np.nan, np.nan, 2]),
    "spreadsheet errors": (
        ["#DIV/0!", "1", "#REF!", "#NAME?", "2", "#N/A"],
        [np.nan, 1, np.nan, np.nan, 2, np.nan],
    ),
    "database nulls": (["\\N", "1", "NULL", "(null)", "2", "<NA>"], [np.nan, 1, np.nan, np.nan, 2, np.nan]),
    "nothing at first": (["", "", "", "1.5", "2"], [np.nan, np.nan, np.nan, 1.5, 2]),
    "quoted nothing": (['""', "1", '" "', "2"], [np.nan, 1, np.nan, 2]),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_way_of_writing_numbers_is_read(kind):
    cells, values = WRITTEN[kind]
    cells, values = cells * 5, values * 5
    text = "other,x\n" + "".join(f"{i * 1.5 + 0.25},{cell}\n" for i, cell in enumerate(cells))
    table = read_table(text.encode())
    np.testing.assert_array_equal(table.frame["x"], values)
    assert table.frame["x"].dtype == np.float64


def test_a_german_file_has_points_for_thousands():
    table = read_table(b"a;b\n1.234;1,5\n12.345;2,25\n2.000;3,5\n")
    assert table.frame["a"].tolist() == [1234, 12345, 2000]
    assert table.frame["b"].tolist() == [1.5, 2.25, 3.5]


OPEN = ["5,346", "4,097", "12,781", "6,463", "9,138"]
SMALL = [5.346, 4.097, 12.781, 6.463, 9.138]
TWO_WAYS = {
    "commas between": '{},"{}"',
    "tabs": "{}\t{}",
    "tabs and quotes": '{}\t"{}"',
    "bars": "{}|{}",
    "blanks": "{} {}",
}


@pytest.mark.parametrize("dialect", TWO_WAYS)
def test_numbers_that_can_be_read_two_ways_stay_small_which_is_told_first_and_changed_by_one_click(dialect):
    row = TWO_WAYS[dialect] + "\n"
    text = row.format("u", "a") + "".join(row.format("vw"[i % 2], cell) for i, cell in enumerate(OPEN))
    table = read_table(text.encode())
    assert table.frame["a"].tolist() == SMALL
    first = table.notices[0]
    assert first.text == (
        '"a" can be read in two ways; its commas mark decimals (5,346 is read as 5.346). '
        "The decimal mark can be set."
    )
    assert first.button == "Read commas as thousands"
    again = read_table(text.encode(), reading=Reading(**dict(first.overrule)))
    np.testing.assert_allclose(again.frame["a"], 1000 * np.array(SMALL), rtol=1e-15)
    assert not any(notice.kind == "ambiguous" for notice in again.notices)


EVIDENCE = {
    "a number below a thousand": ([*OPEN, "980"], 980),
    "several numbers below a hundred": ([*OPEN, "12", "40"], 40),
    "ends in 00": (["1,000", "2,000", "3,500", "12,250"], 12250),
    "dollars": (["$5,346", "$4,097"], 4097),
    "two marks in one cell": ([*OPEN, "1,234,567"], 1234567),
    "a point besides": ([*OPEN, "1,234.5"], 1234.5),
    "a leading zero": ([*OPEN, "0,123"], 0.123),
    "not three places": ([*OPEN, "7,25"], 7.25),
    "four digits without a mark": ([*OPEN, "1234"], 1234),
    "a missing value as a number": ([*OPEN, "-9", "0"], 0),
    "euros": (["5,346 €", "1,459 €"], 1.459),
}


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_cells_that_speak_for_thousands_or_for_decimals_decide(evidence):
    cells, last = EVIDENCE[evidence]
    table = read_table(
        "".join(f"{cell}\t{place}\n" for place, cell in zip(["a", *cells], "wxyzuvst", strict=False)).encode()
    )
    small = evidence in list(EVIDENCE)[6:]
    assert table.frame["a"].iloc[0] == pytest.approx(
        float(cells[0].strip("$ €").replace(",", "." if small else ""))
    )
    assert table.frame["a"].iloc[-1] == last


@pytest.mark.parametrize(
    ("cell", "others", "why"),
    [
        ("5 kg", "2.5", "with a unit that the others do not have"),
        ("5 g", "2.5 m", "not in m"),
        ("2,1", "2.5", "written with another decimal mark"),
        ("n/k", "2.5", "not numeric"),
    ],
)
def test_a_cell_that_is_no_number_of_its_column_is_told_why(cell, others, why):
    table = read_table(
        f"x;y\n{cell};1\n".encode() + b"".join(b"%s;%d\n" % (others.encode(), i) for i in range(30))
    )
    (text,) = [notice.text for notice in table.notices if notice.kind == "unusable"]
    assert text == f'1 cell of "x" is {why} (line 2: "{cell}"): taken as missing.'


BESIDE = {
    "decimals": ["0.5", "12.25"],
    "decimals of three places": ["1.941", "2.813"],
    "a point in percent": ["1.5%", "7.2%"],
}


@pytest.mark.parametrize("beside", BESIDE)
def test_decimal_points_in_another_column_make_quoted_commas_thousands(beside):
    points = BESIDE[beside]
    content = "a,b\n" + "".join(f'"{cell}",{points[i % len(points)]}\n' for i, cell in enumerate(OPEN))
    table = read_table(content.encode())
    assert table.frame["a"].tolist() == [5346, 4097, 12781, 6463, 9138]
    assert table.frame["b"].tolist()[0] == float(points[0].strip("%"))
    assert table.notices[0].text == '"a": marks between thousands were read as such.'


def test_a_column_that_speaks_for_thousands_speaks_for_the_others_of_its_file():
    rows = "".join(
        f"{cell}\t{other}\n"
        for cell, other in zip(OPEN, ["950", "1,200", "780", "2,345", "4,511"], strict=True)
    )
    table = read_table(f"a\tb\n{rows}".encode())
    assert table.frame["a"].tolist() == [5346, 4097, 12781, 6463, 9138]
    assert table.frame["b"].tolist() == [950, 1200, 780, 2345, 4511]
    assert table.notices[0].button == "Read commas as decimals"


def limited(cells, **overruled):
    rows = "".join(f"{cell};{i * 7 % 11}\n" for i, cell in enumerate(cells))
    return read_table(f"x;y\n{rows}".encode(), reading=Reading(**overruled))


LIMITS = {
    "below detection": (["<0.5", "1.5", "2.5", "<0.5", "7", "0.75"], [0.5, 1.5, 2.5, 0.5, 7, 0.75], "<0.5"),
    "decimal commas": (["< 0,5", "1,5", "2,5", "3,25"], [0.5, 1.5, 2.5, 3.25], "< 0,5"),
    "with units": (["<0.5 mg/l", "1.5 mg/l", "2.5 mg/l", "3 mg/l"], [0.5, 1.5, 2.5, 3], "<0.5 mg/l"),
    "at least": (["≥100", "15", "25", "35"], [100, 15, 25, 35], "≥100"),
    "open at the top": (["80+", "15", "25", "35"], [80, 15, 25, 35], "80+"),
    "mostly limits": (["<2", "<2", "<2", "<2", "<2", "3", "4", "5"], [2, 2, 2, 2, 2, 3, 4, 5], "<2"),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_limits_are_read_as_the_number_beside_their_sign_which_is_told_and_one_click_makes_them_missing(kind):
    cells, values, shown = LIMITS[kind]
    table = limited(cells)
    assert table.frame["x"].tolist() == values
    (told,) = [notice for notice in table.notices if notice.kind == "limits"]
    assert 'of "x" give' in told.text
    assert f'("{shown}")' in told.text
    again = limited(cells, **dict(told.overrule))
    here = np.array([cell == shown for cell in cells])
    np.testing.assert_array_equal(again.frame["x"], np.where(here, np.nan, values))
    assert table.changed


def test_classes_that_are_limits_stay_words():
    table = limited(["<=50K", ">50K"] * 6)
    assert table.label == "x"
    assert set(table.frame["x"]) == {"<=50K", ">50K"}


UNITS = {
    "bytes": (["512 MB", "1.5 GB", "900 MB", "0"], [512, 1500, 900, 0], "1.5 GB is 1500 MB"),
    "bytes alone": (["900 B", "2 kB", "3kB"], [0.9, 2, 3], "900 B is 0.9 kB"),
    "mass": (["2 kg", "500 g", "1,5 kg"], [2, 0.5, 1.5], "500 g is 0.5 kg"),
    "time": (["90 s", "2 min", "45 s"], [90, 120, 45], "2 min is 120 s"),
}


@pytest.mark.parametrize("kind", UNITS)
def test_units_of_one_kind_in_a_column_are_brought_to_one_and_it_is_told(kind):
    cells, values, told = UNITS[kind]
    table = limited(cells)
    np.testing.assert_allclose(table.frame["x"], values, rtol=1e-15)
    assert told in " ".join(notice.text for notice in table.notices if notice.kind == "factors")


def test_units_of_two_kinds_and_bare_numbers_beside_units_are_no_numbers():
    for cells in (["2 kg", "3 m", "4 kg", "5 m"], ["2 kg", "500 g", "300", "400"]):
        assert roles_of(limited(cells))["x"] != "feature"


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["Größe", "x"])
def test_an_encoding_is_seen(encoding, name):
    text = lines(f"{name},y,Ort", "{x},{y},Köln").encode(encoding)
    table = read_table(text)
    assert_xy(table, name)
    assert set(table.frame["Ort"]) == {"Köln"}


def test_windows_quotes_and_euro_signs_are_read():
    table = read_table(lines("“x”,y €", "{x},{y}").encode("cp1252"))
    assert_xy(table, "“x”", "y €")


def test_a_stray_byte_in_utf8_spoils_nothing_else():
    content = (
        lines("Größe,y,Ort", "{x},{y},Köln").encode().replace(b"8.0,10.5,K\xc3\xb6ln", b"8.0,10.5,K\xf6ln")
    )
    table = read_table(content)
    assert_xy(table, "Größe")
    assert set(table.frame["Ort"]) == {"Köln"}
    told = [notice.text for notice in table.notices if notice.kind == "damaged text"]
    assert told == ["1 byte did not fit UTF-8 (line 9) and was read as Windows-1252."]


OTHER_LATIN = {
    "Polish": (["cp1250", "iso8859_2"], ["Łódź", "Kraków", "Gdańsk", "Częstochowa", "Wrocław"]),
    "Czech": (["cp1250"], ["Plzeň", "Třebíč", "Děčín", "Ústí", "Chrudim"]),
    "Hungarian": (["cp1250"], ["Győr", "Pécs", "Székesfehérvár", "Kőszeg", "Hűvös"]),
    "Croatian": (["cp1250", "iso8859_2"], ["Šibenik", "Čakovec", "Đakovo", "Požega"]),
    "Romanian": (["cp1250"], ["Bucureşti", "Iaşi", "Constanţa", "Brăila"]),
    "Turkish": (["cp1254"], ["İzmir", "Şanlıurfa", "Muğla", "Eskişehir"]),
    "Lithuanian": (["cp1257"], ["Šiauliai", "Panevėžys", "Kėdainiai", "Mažeikiai"]),
    "French": (["cp1252"], ["Orléans", "Nîmes", "Besançon", "Sète", "Angoulême"]),
    "German": (["cp1252"], ["Köln", "München", "Gießen", "Düsseldorf"]),
    "Spanish": (["cp1252"], ["Málaga", "León", "Cádiz", "La Coruña"]),
    "Portuguese": (["cp1252"], ["São Paulo", "Brasília", "Conceição"]),
    "Danish": (["cp1252"], ["København", "Århus", "Ærø", "Rødby"]),
    "Polish capitals": (["cp1250"], ["ŁÓDŹ", "Łódź", "KRAKÓW", "Kraków", "GDAŃSK"]),
    "several languages": (["cp1252"], ["Müller", "Köln", "Curaçao", "Málaga", "Ærø"]),
    "letters that Turkish has too": (["cp1252"], ["Müller", "Köln", "Curaçao"]),
    "units": (["cp1252"], ["m³", "m²", "µg", "5 °C"]),
}


@pytest.mark.parametrize("language", OTHER_LATIN)
def test_letters_of_a_language_tell_its_encoding(language):
    encodings, words = OTHER_LATIN[language]
    text = "place,x,y\n" + "".join(
        f"{words[i % len(words)]},{i * 7 % 13}.5,{i * i % 17}.25\n" for i in range(24)
    )
    for encoding in encodings:
        table = read_table(text.encode(encoding))
        assert (table.found.encoding, table.frame["place"].tolist()[: len(words)]) == (encoding, words)


PACKED = {
    "what a Mac adds": ({"data/": "", "data/a.csv": PLAIN, "__MACOSX/data/._a.csv": "x"}, "data/a.csv", ""),
    "a licence": ({"a.csv": PLAIN, "LICENSE": "free"}, "a.csv", '; "LICENSE" in it was left'),
    "two that tell": (
        {"README.txt": "hello, this\nis, it", "a.csv": PLAIN, "licence.md": "x"},
        "a.csv",
        '; "README.txt" and "licence.md" in it were left',
    ),
    "text beside text": (
        {"Read me.txt": "hello", "numbers.txt": PLAIN},
        "numbers.txt",
        '; "Read me.txt" in it was left',
    ),
    "names beside data": ({"a.data": PLAIN, "a.names": "x"}, "a.data", '; "a.names" in it was left'),
}


@pytest.mark.parametrize("kind", PACKED)
def test_the_one_table_of_an_archive_is_read_and_what_was_left_is_told(kind):
    files, name, left = PACKED[kind]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    table = read_table(file.getvalue())
    assert_xy(table)
    assert [n.text for n in table.notices] == [f'"{name}" was unpacked from a ZIP archive{left}.']


def test_gzip_is_unpacked_and_told():
    table = read_table(gzip.compress(PLAIN.encode()))
    assert_xy(table)
    assert "compressed" in [notice.kind for notice in table.notices]


NAMES = {
    "duplicates": ("a,a,a", ["a", "a.1", "a.2"]),
    "collisions": ("a,a.1,a", ["a", "a.1", "a.2"]),
    "blank": ("a,,c", ["a", "column 2", "c"]),
    "all hostile": ('"<b>",$x$,![p](http://h)', ["<b>", "$x$", "![p](http://h)"]),
    "line ends inside": ('"a\nb",c,d', ["a\nb", "c", "d"]),
    "very long": ("a" * 5000 + ",b,c", ["a" * 5000, "b", "c"]),
    "missing words": ("NA,None,nan", ["NA", "None", "nan"]),
    "years": ("2019,2020,2021", ["2019", "2020", "2021"]),
    "places": ("0,1,2", ["0", "1", "2"]),
    "years after a word": ("country,2020,2021", ["country", "2020", "2021"]),
    "three lines": ("Q1,Q2,Q3\nHow long?,How heavy?,How old?\n{Id:1},{Id:2},{Id:3}", ["Q1", "Q2", "Q3"]),
    "two levels": ("before,,after\nx,y,x", ["before x", "before y", "after x"]),
}


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_kept_and_told_apart(kind):
    header, names = NAMES[kind]
    first = "land{}," if kind == "years after a word" else "{}.5,"
    rows = "".join(f"{first.format(i)}{i * i}.25,{40 - i}.75\n" for i in range(12))
    assert read_table(f"{header}\n{rows}".encode()).frame.columns.tolist() == names


def test_rows_without_a_header_are_all_data():
    for text in (
        "5.1,3.5,setosa\n4.9,3.0,setosa\n4.7,3.2,virginica\n4.6,3.1,virginica\n",
        "1,2\n3,5\n8,13\n",
    ):
        table = read_table(text.encode())
        assert len(table.frame) == text.count("\n")
        assert table.frame.columns[0] == "column 1"
        assert table.found.header == 0


def test_the_header_can_be_overruled():
    content = b"1,2\n3,4\n5,7\n"
    assert read_table(content, reading=Reading(header=1)).frame.columns.tolist() == ["1", "2"]
    assert len(read_table(PLAIN.encode(), reading=Reading(header=0)).frame) == 9
    shifted = read_table(b"note,this\na,b\n1,2\n3,5\n", reading=Reading(header=2))
    assert shifted.frame.columns.tolist() == ["a", "b"]
    assert shifted.frame["b"].tolist() == [2, 5]


def test_row_names_are_no_measurement():
    table = read_table(lines('"x" "y"', '"{i}" {x} {y}').encode())
    assert_xy(table)
    assert roles_of(table) == {"row": "identifier", "x": "feature", "y": "feature"}
    indexed = read_table(lines(",x,y", "{i},{x},{y}").encode())
    assert_xy(indexed)
    assert roles_of(indexed)["column 1"] == "identifier"


def test_ragged_rows_are_told_with_their_lines():
    text = (
        PLAIN.replace("-3.0,9.0", "-3.0")
        .replace("40.0,14.0", "40.0,14.0,extra")
        .replace("7.5,13.0", "a,b,7.5,13.0")
    )
    table = read_table(text.encode())
    assert table.lines.tolist() == [2, 3, 4, 5, 6, 7, 9]
    assert np.isnan(table.frame["y"][2])
    assert table.frame["y"][3] == 14.0
    told = {notice.lines: notice.text for notice in table.notices if notice.kind == "ragged"}
    assert told == {
        (4,): "1 row had too few cells (line 4): the rest was taken as missing.",
        (5,): "1 row had a remark behind the last column (line 5): it was ignored.",
        (8,): "1 row had too many cells, and which belong to which columns is unknown (line 8): left out. "
        + HOW_TO_MEND_CELLS,
    }


def test_a_quote_in_a_text_swallows_nothing():
    text = (
        'x,y,note\n1.5,2,5" pipe\n2.5,3,"open\n3.5,4,fine\n4.5,5,a "quoted" word\n5.5,6,"a ""real"", one"\n'
    )
    table = read_table(text.encode())
    assert table.frame["x"].tolist() == [1.5, 2.5, 3.5, 4.5, 5.5]
    assert table.frame["note"].tolist() == ['5" pipe', "open", "fine", 'a "quoted" word', 'a "real", one']


def test_backslashes_before_quotes_are_understood():
    table = read_table(b'x,note\n1,"a \\"b\\", c"\n2,"d"\n3,"e, \\"f\\""\n')
    assert table.frame["note"].tolist() == ['a "b", c', "d", 'e, "f"']


def test_line_numbers_count_lines_within_cells():
    table = read_table(
        b'x,note\n1.5,"two\nlines"\nbad cell,"three\nlines\nhere"\n3.5,c\n4.5,d\n5.5,e\n6.5,f\n'
    )
    assert table.lines.tolist() == [2, 4, 7, 8, 9, 10]
    (notice,) = [notice for notice in table.notices if notice.kind == "unusable"]
    assert notice.lines == (4,)
    assert notice.text == '1 cell of "x" is not numeric (line 4: "bad cell"): taken as missing.'


ROLES = {
    "identifier by name": (
        "id,x,y",
        lambda i: f"{i * 7 + 1000},{i * 0.5},{i * i * 0.3}",
        {"id": "identifier"},
    ),
    "counting index": ("n,x,y", lambda i: f"{i},{i * 0.5},{i * i * 0.3}", {"n": "identifier"}),
    "zip codes": (
        "zip,x,y",
        lambda i: f"{i * 131 % 9999:05d},{i * 0.5},{i * i * 0.3}",
        {"zip": "identifier"},
    ),
    "big integers": (
        "k,x,y",
        lambda i: f"{9007199254740993 + i},{i * 0.5},{i * i * 0.3}",
        {"k": "identifier"},
    ),
    "iso dates": ("t,x,y", lambda i: f"2024-01-{i + 1:02d},{i * 0.5},{i * i * 0.3}", {"t": "date"}),
    "german dates": ("t,x,y", lambda i: f"{i + 1}.1.2024,{i * 0.5},{i * i * 0.3}", {"t": "date"}),
    "american dates": ("t,x,y", lambda i: f"1/{i + 1}/2024 8:05 PM,{i * 0.5},{i * i * 0.3}", {"t": "date"}),
    "compact dates": ("t,x,y", lambda i: f"202401{i + 1:02d},{i * 0.5},{i * i * 0.3}", {"t": "date"}),
    "times": ("t,x,y", lambda i: f"12:{i:02d},{i * 0.5},{i * i * 0.3}", {"t": "date"}),
    "booleans": ("b,x,y", lambda i: f"{['yes', 'no'][i % 2]},{i * 0.5},{i * i * 0.3}", {"b": "category"}),
    "codes": ("c,x,y", lambda i: f"{i % 3},{i * 0.5},{i * i * 0.3}", {"c": "category"}),
    "class codes": ("class,x,y", lambda i: f"{i % 3},{i * 0.5},{i * i * 0.3}", {"class": "label"}),
    "species": ("x,y,kind", lambda i: f"{i * 0.5},{i * i * 0.3},{'uvw'[i % 3]}", {"kind": "label"}),
    "constant": ("c,x,y", lambda i: f"7,{i * 0.5},{i * i * 0.3}", {"c": "constant"}),
    "empty": ("e,x,y", lambda i: f",{i * 0.5},{i * i * 0.3}", {"e": "empty"}),
    "copies": ("x,y,z", lambda i: f"{i * 0.5},{i * i * 0.3},{i * 0.5:.3f}", {"z": "duplicate"}),
    "mostly missing": ("s,x,y", lambda i: f"{i if i > 24 else ''},{i * 0.5},{i * i * 0.3}", {"s": "sparse"}),
    "free text": ("t,x,y", lambda i: f"word number {i},{i * 0.5},{i * i * 0.3}", {"t": "text"}),
}


@pytest.mark.parametrize("kind", ROLES)
def test_a_role_is_proposed(kind):
    header, row, roles = ROLES[kind]
    table = read_table((header + "\n" + "".join(row(i) + "\n" for i in range(31))).encode())
    assert roles_of(table) == dict.fromkeys(header.split(","), "feature") | roles
    for role in roles.values():
        assert role == "text" or role in [notice.kind for notice in table.notices]


def test_texts_keep_leading_zeros_and_all_digits():
    table = read_table(b"zip,big,x\n01234,12345678901234567890,1.5\n00042,12345678901234567891,2.5\n")
    assert table.frame["zip"].tolist() == ["01234", "00042"]
    assert table.frame["big"].tolist() == ["12345678901234567890", "12345678901234567891"]


def coded(values, code, every=9):
    rows = [code if place % every == 4 else value for place, value in enumerate(values)]
    return "x,y\n" + "".join(f"{value:g},{place * 0.5}\n" for place, value in enumerate(rows))


WIDE = np.linspace(210, 1790, 60) + np.tile([0.5, 3, 0, 7.5], 15)
TAILED = np.round(np.exp(np.linspace(3, 11, 80) ** 1.02), 1)
ANSWERS = np.tile([3.0, 1, 5, 2, 4, 4], 12)
CODED = [(WIDE, -9), (WIDE, -99), (WIDE, -999), (WIDE, 9999), (TAILED, -9), (TAILED, -99), (TAILED, 999999)]
CODED += [(ANSWERS, code) for code in (-9, -99, 99, 999)] + [
    (np.linspace(18, 80, 63), -9),
    (np.linspace(18, 80, 63), 999),
]


@pytest.mark.parametrize(("values", "code"), CODED)
def test_a_known_code_apart_from_all_other_values_is_taken_as_missing_and_told_with_the_way_back(
    values, code
):
    content = coded(values, code).encode()
    table = read_table(content)
    rows = sum(place % 9 == 4 for place in range(len(values)))
    assert table.frame["x"].isna().sum() == rows
    assert (
        table.notices[0].text
        == f'"x" is {code:g} in {rows} rows, apart from all its other values: taken as missing.'
    )
    assert table.changed
    kept = read_table(content, reading=Reading(**dict(table.notices[0].overrule)))
    assert (kept.frame["x"] == code).sum() == rows
    assert kept.notices[0].button == f"Take {code:g} as missing"


def test_a_code_amid_other_values_is_only_asked_about():
    for code in (999, -999):
        table = read_table(coded(WIDE if code > 0 else WIDE - 1500, code).encode())
        assert (table.frame["x"] == code).sum() == 7
        assert table.notices[0].text == (
            f'"x" is {code} in 7 rows, far more often than any other value: if that stands for missing, say so.'
        )
        table = read_table(coded(WIDE, code).encode(), reading=Reading(missing=(str(code),)))
        assert table.frame["x"].isna().sum() == 7


def test_a_code_in_a_single_row_is_only_asked_about():
    table = read_table(coded(WIDE[:8], -999).encode())
    assert table.frame["x"].min() == -999
    assert table.notices[0].button == "Take -999 as missing"


NO_CODES = {
    "one low grade": [*range(40, 86, 2), 9],
    "the best of a class": [*range(40, 86, 2), 99, 99],
    "cold days": [*range(-12, 25), -9, -9],
    "losses": [*range(-500, 1500, 40), -99, -99],
    "ages": [*range(18, 97), 99, 99],
    "prices": [*np.round(np.exp(np.linspace(1, 9.2, 60)), 2), 9999, 9999],
}


@pytest.mark.parametrize("kind", NO_CODES)
def test_a_number_that_only_looks_like_a_code_stays_and_nothing_is_said(kind):
    content = "x,y\n" + "".join(f"{value},{place * 0.5}\n" for place, value in enumerate(NO_CODES[kind]))
    table = read_table(content.encode())
    assert table.frame["x"].tolist() == NO_CODES[kind]
    assert not {"sentinel", "coded missing"} & {notice.kind for notice in table.notices}


def test_one_code_behind_another_is_found():
    values = [*range(1, 31), -9, -9, -99, -99, -99]
    table = read_table(("x,y\n" + "".join(f"{value},{i * 0.5}\n" for i, value in enumerate(values))).encode())
    assert table.frame["x"].isna().sum() == 5
    assert [notice.button for notice in table.notices[:2]] == ["Keep -99 as a number", "Keep -9 as a number"]


def test_a_number_named_as_missing_is_missing_in_every_way_of_writing_it():
    table = read_table(b"x,y\n1.5,2\n-77.00,3\n-77,4\n2.5,7\n", reading=Reading(missing=("-77",)))
    assert table.frame["x"].isna().tolist() == [False, True, True, False]


def test_how_a_column_is_read_can_be_overruled():
    content = b"zip,mixed,x\n01234,1,1.5\n00042,b,2.5\n12345,c,3.5\n"
    table = read_table(content, reading=Reading(numbers=("zip", "mixed"), texts=("x",)))
    assert table.frame["zip"].tolist() == [1234, 42, 12345]
    np.testing.assert_array_equal(table.frame["mixed"], [1, np.nan, np.nan])
    assert table.frame["x"].tolist() == ["1.5", "2.5", "3.5"]


IMPOSTORS = {
    "a JPEG image": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)),
    "a PDF document": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\n",
    "a web page": b"<!DOCTYPE html>\n<html><body><table><tr><td>1,2</td></tr></table></body></html>",
    "JSON": json.dumps([{"x": 1.5, "y": 2}, {"x": 2.5, "y": 3}], indent=1).encode(),
    "a Python pickle": pickle.dumps({"x": [1.5, 2.5]}),
    "a NumPy array": b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}" + b"\0" * 60,
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "an SQLite database": b"SQLite format 3\0" + bytes(100),
    "binary data": np.random.default_rng(0).bytes(4000),
    "a program": b"\x7fELF\x02\x01\x01" + bytes(300),
    "a Git LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n",
}


@pytest.mark.parametrize("seems", IMPOSTORS)
def test_what_is_no_table_is_named(seems):
    with pytest.raises(UnreadableTable) as error:
        read_table(IMPOSTORS[seems], "data.csv")
    assert str(error.value).startswith(f"This is not a CSV file: it seems to be {seems}")


def test_a_pickle_in_text_form_is_not_run():
    with pytest.raises(UnreadableTable, match="pickle"):
        read_table(b"cos\nsystem\n(S'touch pwned'\ntR.")
    with pytest.raises(UnreadableTable, match="pickle"):
        read_table(pickle.dumps({"x": [1.5, 2.5]}, protocol=0))


NOTHING = {
    "The file is empty: there is no data in it. Choose another file.": [
        b"",
        b"\n\n",
        b"   ",
        b"\xef\xbb\xbf",
        bytes(9),
    ],
    "The file has a header but no rows: there is no data in it. Choose another file.": [b"a,b\n", b"a,b"],
    "There is only one row of data: a mixture needs at least two. Choose another file.": [b"a,b\n1,2\n"],
}


@pytest.mark.parametrize("message", NOTHING)
def test_nothing_is_called_nothing(message):
    for content in NOTHING[message]:
        with pytest.raises(UnreadableTable) as error:
            read_table(content)
        assert str(error.value) == message


def test_words_only_are_refused_with_what_they_are():
    with pytest.raises(UnreadableTable) as error:
        read_table(b"name,day\nann,2024-01-02\nbob,2024-01-03\ncid,2024-01-05\n")
    assert str(error.value) == (
        'There is no numeric column among 2 columns: "name" (text), "day" (date). '
        "If this looks wrong, set the delimiter, the decimal mark or the line of the names."
    )


def test_a_file_that_is_not_there_is_said_to_be_not_there(tmp_path):
    with pytest.raises(
        UnreadableTable, match=r"There is no file '.*nothing.csv': check the name and the folder\."
    ):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(UnreadableTable, match=r"is a folder: choose a file in it\."):
        read_table(tmp_path)


def test_limits_bind_aloud():
    content = ("a,b,c\n" + "".join(f"{i}.5,{i * i}.25,text{i}\n" for i in range(100))).encode()
    table = read_table(content, limits=ReadLimits(rows=10))
    assert len(table.frame) == 10
    assert table.notices[0].text == "Only the first 10 rows were read, up to line 11: that is the limit."
    table = read_table(content, limits=ReadLimits(columns=2))
    assert table.frame.columns.tolist() == ["a", "b"]
    assert table.notices[0].text == "Only the first 2 of 3 columns were read: that is the limit."
    table = read_table(content, limits=ReadLimits(size=100))
    assert 2 < len(table.frame) < 10
    assert table.notices[0].text == "Only the first 100 bytes were read: that is the limit."
    table = read_table(content, limits=ReadLimits(cell=3))
    assert set(table.frame["c"]) == {"tex"}
    assert table.notices[0].text == '100 cells of "c" beyond 3 characters: cut.'
    bomb = gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000)
    assert len(read_table(bomb, limits=ReadLimits(size=4000)).frame) == 999


def test_a_file_made_to_freeze_a_reader_is_answered_at_once():
    stripes = "-" * 200_000 + "x"
    for line in (
        stripes,
        "<!---->" * 500 + "x",
        "," * 1_000_000,
        '"' * 100_001,
        "1" * 300_000,
        "%" * 200_000,
    ):
        content = (line + "\n" + PLAIN).encode()
        with suppress(UnreadableTable):
            assert len(read_table(content).frame) >= 2


def test_more_cells_than_any_table_has_are_refused():
    with pytest.raises(UnreadableTable) as error:
        read_table(b"," * 400_000 + b"\n1,2\n")
    assert str(error.value) == (
        "A row has 400\u202f001 cells, and at most 20\u202f000 columns are read: this is no table, or it has "
        "another delimiter."
    )


def test_a_cell_of_a_megabyte_is_only_a_cell():
    content = 'x,y,t\n1,2,"' + "long, " * 200_000 + '"\n3,4,b\n5,6,c\n'
    table = read_table(content.encode())
    assert table.frame["x"].tolist() == [1, 3, 5]
    assert len(table.frame["t"][0]) == ReadLimits().cell


def test_reading_twice_gives_the_same_digest_and_another_file_another():
    assert read_table(PLAIN.encode()).digest == read_table(PLAIN.encode(), "other.csv").digest
    assert read_table(PLAIN.encode()).digest != read_table(PLAIN.replace("\n", "\r\n").encode()).digest


def test_a_clean_file_has_nothing_to_tell():
    table = read_table(PLAIN.encode(), "clean.csv")
    assert table.notices == ()
    assert not table.changed
    assert table.found == Reading(delimiter=",", decimal=".", header=1)


def test_a_name_that_is_a_picture_in_markdown_stays_as_it_is() -> None:
    name = "![p](http://host.invalid/x.png)"
    table = read_table(f"{name},b\n1,2\n3,4\n5,7\n".encode(), "a.csv")
    assert list(table.frame.columns) == [name, "b"]
    assert table.frame[name].tolist() == [1.0, 3.0, 5.0]


def test_years_in_uneven_steps_beside_a_word_are_names() -> None:
    rows = "".join(f"{i},{i * 37 % 101 / 7:.3f},{i * i % 23 / 3:.3f},{i % 5}.25\n" for i in range(1, 41))
    table = read_table(f"rownames,1850,1900,1910\n{rows}".encode())
    assert list(table.frame.columns) == ["rownames", "1850", "1900", "1910"]
    assert len(table.frame) == 40
    years = "".join(f"{2000 + i},{2001 + i},{2003 + i}\n" for i in range(12))
    assert len(read_table(f"a,b,c\n{years}".encode()).frame) == 12


def test_blanks_within_cells_of_a_table_with_tabs_part_nothing() -> None:
    months = "".join(f"{i}\t{1960 + i // 12} Jan\t{i * 37 % 101 / 7:.4f}\n" for i in range(60))
    table = read_table(f"row\tMonth\tVolume\n{months}".encode())
    assert list(table.frame.columns) == ["row", "Month", "Volume"]
    assert table.frame["Month"][0] == "1960 Jan"
    assert table.found.delimiter == "\t"


def test_years_with_one_missing_above_counts_are_names_beside_names_of_rows() -> None:
    rows = "".join(f"land {i},{i * 7 % 11},{i * 3 % 8},{i % 5},{i * 5 % 9}\n" for i in range(20))
    table = read_table(f"land,1990,1991,1992,1994\n{rows}".encode())
    assert [column.name for column in table.columns] == ["land", "1990", "1991", "1992", "1994"]
    assert len(table.frame) == 20


@pytest.mark.parametrize(("part", "decimal"), [(",", "."), (";", ","), ("\t", "."), ("|", ".")])
@pytest.mark.parametrize(
    "names",
    [
        ("400.5", "410.5", "420.5", "430.5"),
        ("412", "443", "490", "555"),
        ("412.3", "443", "490.25"),
        ("sample", "412.5", "443.5", "490.5"),
        tuple(f"{350 + 2.5 * i}" for i in range(100)),
    ],
)
def test_rising_numbers_far_from_what_stands_below_are_names_and_one_click_makes_them_data(
    names: tuple[str, ...], part: str, decimal: str
) -> None:
    """Wavelengths, above reflectances: in even steps or not, whole or with decimals, beside labels or alone."""
    rows = [[f"0.{(i * 37 + j * 11) % 900 + 100}" for j in range(len(names))] for i in range(30)]
    if names[0] == "sample":
        rows = [["ABC"[i % 3], *row[1:]] for i, row in enumerate(rows)]
    lines = [part.join(row).replace(".", decimal) for row in (names, *rows)]
    content = "\n".join([*lines, ""]).encode()
    table = read_table(content)
    assert list(table.frame.columns) == [name.replace(".", decimal) for name in names]
    assert table.frame.iloc[:, -1].tolist() == [float(row[-1]) for row in rows]
    if names[0] != "sample":
        (notice,) = [notice for notice in table.notices if notice.kind == "doubtful header"]
        assert (notice.button, notice.overrule) == ("Read it as data", (("header", 0),))
        as_data = read_table(content, reading=Reading(header=0))
        assert as_data.frame.iloc[:, 0].tolist() == [float(names[0]), *(float(row[0]) for row in rows)]
        (back,) = [notice for notice in as_data.notices if notice.kind == "header"]
        assert (back.button, back.overrule) == ("Take line 1 for the names", (("header", 1),))


def test_a_first_row_amid_the_others_is_data() -> None:
    rows = [f"{i % 7}.5,{20 + i * 7 % 9}.25,{300 + i * 3 % 50}\n" for i in range(1, 30)]
    table = read_table("".join(rows).encode())
    assert len(table.frame) == 29
    (notice,) = [notice for notice in table.notices if notice.kind == "header"]
    assert notice.button == "Take line 1 for the names"


@pytest.mark.parametrize("quote", ["", '"'])
def test_names_above_words_are_kept_beside_numbered_rows_without_a_name(quote: str) -> None:
    rows = [[str(i + 1), "ab"[i % 2], "xyz"[i % 3]] for i in range(30)]
    lines = [",".join(quote + cell + quote for cell in row) for row in [["", "s", "e"], *rows]]
    table = read_table("\n".join([*lines, ""]).encode())
    assert [column.name for column in table.columns][1:] == ["s", "e"]
    assert table.frame["s"].tolist() == [row[1] for row in rows]
    assert len(table.frame) == 30


@pytest.mark.parametrize("names", ["900,800,700", "400,500", "500,400", "3,1,2", "0.5,0.4"])
def test_numbers_on_top_that_are_read_as_a_row_are_names_after_one_click_and_a_row_after_another(
    names: str,
) -> None:
    width = names.count(",") + 1
    body = "".join(
        ",".join(f"{i * k % 13}.{i * k % 7}" for k in range(3, 3 + width)) + "\n" for i in range(30)
    )
    content = f"{names}\n{body}".encode()
    table = read_table(content)
    (asked,) = [notice for notice in table.notices if notice.kind == "header"]
    assert (len(table.frame), asked.button) == (31, "Take line 1 for the names")
    named = read_table(content, reading=Reading(**dict(asked.overrule)))
    assert (list(named.frame), len(named.frame)) == (names.split(","), 30)
    (back,) = [notice for notice in named.notices if notice.kind == "doubtful header"]
    again = read_table(content, reading=Reading(**dict(back.overrule)))
    assert (len(again.frame), again.frame.iloc[0].tolist()) == (
        31,
        [float(name) for name in names.split(",")],
    )


@pytest.mark.parametrize(
    ("names", "units"),
    [
        ("Depth", "fathoms"),
        ("Depth", "feet"),
        ("Depth,Temp", "fathoms,degC"),
        ("Distance,Time", "miles,minutes"),
        ("Speed,Salinity", "knots,psu"),
        ("Area,Price,Mass", "acres,dollars,pounds"),
    ],
)
def test_a_row_of_units_below_the_names_leaves_them_names(names: str, units: str) -> None:
    width = names.count(",") + 1
    body = "".join(",".join(f"{i * k % 13}.{i % 7}" for k in range(3, 3 + width)) + "\n" for i in range(20))
    table = read_table(f"{names}\n{units}\n{body}".encode())
    assert (list(table.frame), len(table.frame)) == (names.split(","), 20)
    assert list(read_table(f"{units}\n{body}".encode()).frame) == units.split(",")  # alone they are names


@pytest.mark.parametrize("single", ["-9", "-99"])
@pytest.mark.parametrize("code", ["-99", "-999", "-9999"])
def test_a_single_value_below_zero_is_asked_about_where_another_column_has_such_a_code(
    single: str, code: str
) -> None:
    """It is a number until one click takes it as missing; without such a column nothing is asked."""
    rng = np.random.default_rng(5)
    columns = {name: [f"{cell:.2f}" for cell in rng.normal(50, 5, 60)] for name in ("a", "b", "c")}
    columns["c"][30] = single
    content = "\n".join([",".join(columns), *map(",".join, zip(*columns.values(), strict=True))])
    alone = read_table(content.encode(), "codes.csv")
    assert {note.kind for note in alone.notices} & {"sentinel"} == (
        {"sentinel"} if single == "-999" else set()
    )
    columns["b"][::9] = [code] * 7
    content = "\n".join([",".join(columns), *map(",".join, zip(*columns.values(), strict=True))])
    table = read_table(content.encode(), "codes.csv")
    assert int(table.frame["b"].isna().sum()) == 7
    assert table.frame["c"].min() == float(single)
    (asked,) = [note for note in table.notices if note.kind == "sentinel"]
    assert asked.about == ("c",)
    assert asked.text == (
        f'"c" is {single} in 1 row, apart from all its other values: if that stands for missing, say so.'
    )
    taken = read_table(content.encode(), "codes.csv", Reading(**dict(asked.overrule)))
    assert int(taken.frame["c"].isna().sum()) == 1
    columns["c"][31] = "-3.25"  # it is not alone below zero
    content = "\n".join([",".join(columns), *map(",".join, zip(*columns.values(), strict=True))])
    assert "sentinel" not in {note.kind for note in read_table(content.encode(), "codes.csv").notices}
