"""Spreadsheets and binary tables are read like any file; hostile ones are refused in words."""

import gzip
import io
import struct
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gmmviz.data import Reading, ReadLimits, Table, UnreadableTable, points_from_table, read_table
from gmmviz.data.csv.decoding.archives import MAX_MEMBERS, members_of
from gmmviz.thousands import count_text
from tests.data.roles import roles_of

WORKBOOKS = Path(__file__).parent / "workbooks"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
CSV = b"x,y\n1.5,10\n2.5,30\n4.5,20\n"


def xlsx(sheets: dict[str, str], more: dict[str, bytes] | None = None) -> bytes:
    """A workbook from the rows of its sheets as XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        archive.writestr(
            "[Content_Types].xml",
            f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
        archive.writestr(
            "xl/workbook.xml",
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        parts = "".join(
            f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>',
        )
        for i, rows in enumerate(sheets.values(), 1):
            archive.writestr(
                f"xl/worksheets/sheet{i}.xml",
                f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
            )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def row(number: int, *cells: str) -> str:
    """One row of cells: numbers as numbers, "=" a formula without a value, "#" an error, all else as text."""
    written = []
    for letter, cell in zip("ABCDEF", cells, strict=False):
        at = f'r="{letter}{number}"'
        if cell.startswith("="):
            written.append(f"<c {at}><f>{cell[1:]}</f></c>")
        elif cell.startswith("#"):
            written.append(f'<c {at} t="e"><v>{cell}</v></c>')
        elif cell.replace(".", "").replace("-", "").isdigit():
            written.append(f"<c {at}><v>{cell}</v></c>")
        else:
            written.append(f'<c {at} t="inlineStr"><is><t>{cell}</t></is></c>')
    return f'<row r="{number}">{"".join(written)}</row>'


PLAIN = row(1, "x", "y") + row(2, "1.5", "10") + row(3, "2.5", "30") + row(4, "4.5", "20")


def texts(table: Table, kind: str) -> list[str]:
    return [notice.text for notice in table.notices if notice.kind == kind]


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_workbook_is_read_from_its_first_sheet_with_numbers(ending: str) -> None:
    table = read_table(WORKBOOKS / f"garden.{ending}")
    assert table.frame["height"].tolist() == [1.5 * i + 0.25 for i in range(12)]
    expected = np.array([i * i - 3.5 for i in range(12)])
    expected[4] = np.nan
    np.testing.assert_array_equal(table.frame["width"], expected)
    assert roles_of(table) == {
        "id": "identifier", "height": "feature", "width": "feature", "kind": "label", "day": "date",
    }  # fmt: skip
    assert table.frame["day"][11] == "2024-01-12"
    assert table.lines.tolist() == list(range(4, 16))
    assert table.sheets == ("Notes", "Data")
    assert (table.found.sheet, table.found.header) == ("Data", 3)
    assert texts(table, "sheet") == ['The sheet "Data" was read; there is also "Notes".']
    assert texts(table, "preamble") == ['1 line above the table: not data ("Garden measurements").']


def test_another_sheet_can_be_chosen_and_is_named_when_it_is_not_there() -> None:
    other = row(1, "a", "b") + row(2, "7", "8") + row(3, "9", "1") + row(4, "3", "3")
    content = xlsx({"First": PLAIN, "Other one": other})
    assert read_table(content).found.sheet == "First"
    table = read_table(content, reading=Reading(sheet="Other one"))
    assert table.frame["a"].tolist() == [7, 9, 3]
    with pytest.raises(UnreadableTable) as error:
        read_table(content, reading=Reading(sheet="Third"))
    assert str(error.value) == 'This workbook has no sheet "Third"; it has: First, Other one.'


def test_cells_of_several_lines_errors_and_formulas_without_a_value_are_told() -> None:
    rows = [
        row(1, "x", "y", "note"),
        row(2, "1.5", "=A2*2", "a\nb"),
        row(3, "2.5", "3", "c"),
        row(4, "#DIV/0!", "4", "d"),
    ]
    table = read_table(xlsx({"S": "".join(rows)}))
    np.testing.assert_array_equal(table.frame["x"], [1.5, 2.5, np.nan])
    np.testing.assert_array_equal(table.frame["y"], [np.nan, 3, 4])
    assert table.frame["note"].tolist() == ["a b", "c", "d"]
    assert table.lines.tolist() == [2, 3, 4]
    assert texts(table, "unusable") == [
        "The sheet has 1 formula without a stored value: save the workbook once, then open it again. "
        "The value is taken as missing.",
        "The sheet has 1 cell with an error such as #DIV/0!. The value is taken as missing.",
    ]


def test_macros_and_links_are_passed_over() -> None:
    parts = {
        "xl/vbaProject.bin": b"Attribute VB_Name = Auto_Open\nShell calc",
        "xl/externalLinks/externalLink1.xml": b'<externalLink><externalBook r:id="r1"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": b'<R Target="http://host.invalid/a.xlsx"/>',
    }
    table = read_table(xlsx({"S": PLAIN}, parts), "macros.xlsm")
    assert table.frame["x"].tolist() == [1.5, 2.5, 4.5]


def entities() -> str:
    return '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + PLAIN.replace(">x<", ">&a;<")


HOSTILE = {
    "a cell in the last corner": lambda: xlsx(
        {"S": PLAIN + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'}
    ),
    "a hundred cells far apart": lambda: xlsx(
        {
            "S": PLAIN
            + "".join(
                f'<row r="{i}"><c r="XFD{i}"><v>{i}</v></c></row>' for i in range(10_000, 1_000_000, 10_000)
            )
        }
    ),
    "entities": lambda: xlsx({"S": entities()}),
    "no XML": lambda: xlsx({"S": "<row><c r='A1'><v>1</v"}),
    "cut short": lambda: xlsx({"S": PLAIN})[:-40],
    "half of it zeros": lambda: xlsx({"S": PLAIN})[:400] + bytes(2000),
    "an old one that is nothing": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "Parquet that is nothing": lambda: b"PAR1" + bytes(range(200)) + b"PAR1",
    "Feather that is nothing": lambda: b"ARROW1\0\0" + bytes(range(200)) + b"ARROW1",
    "Stata that is nothing": lambda: b"<stata_dta>" + bytes(range(200)),
    "old Stata that is nothing": lambda: b"\x72\x02\x01\0" + bytes(range(200)),
    "only a header": lambda: xlsx({"S": row(1, "x", "y")}),
    "empty": lambda: xlsx({"S": ""}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_in_words_and_costs_little(kind: str) -> None:
    content = HOSTILE[kind]()
    begun = time.process_time()
    with pytest.raises(UnreadableTable) as error:
        read_table(content)
    assert time.process_time() - begun < 2
    assert str(error.value)[-1] in ".?"
    assert "Traceback" not in str(error.value)


def test_limits_hold_for_workbooks() -> None:
    rows = "".join(row(i + 2, str(i), str(i * i)) for i in range(60))
    table = read_table(xlsx({"S": row(1, "x", "y") + rows}), limits=ReadLimits(rows=20))
    assert len(table.frame) == 20
    assert texts(table, "limit") == ["Only the first 20 rows were read, up to line 21: that is the limit."]
    assert table.lost[0].rows == 40


FRAME = pd.DataFrame(
    {
        "x": [1.5, 0.1 + 0.2, np.nan, -1e-300],
        "k": [3, 2**60, 5, 7],
        "kind": pd.Categorical(["u", "v", None, "u"]),
        "day": pd.to_datetime(["2024-01-02", "2024-01-03", None, "2024-02-01"]),
        "note": ["a,b", 'say "x"', "", "ü"],
        "flag": [True, False, True, True],
    }
)


@pytest.mark.parametrize("kind", ["parquet", "feather"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_columnar_files_are_read_with_every_digit(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"table.{kind}"
    getattr(FRAME, f"to_{kind}")(path)
    table = read_table(path)
    np.testing.assert_array_equal(table.frame["x"], FRAME["x"])
    assert table.frame["k"].tolist()[1] == 2.0**60
    assert table.frame["note"].tolist()[:2] == ["a,b", 'say "x"']
    kinds = {column.name: column.kind for column in table.columns}
    assert (kinds["day"], kinds["kind"], kinds["flag"]) == ("date", "text", "boolean")


def test_a_stata_file_is_read_with_its_labels(tmp_path: Path) -> None:
    path = tmp_path / "table.dta"
    FRAME[["x", "kind", "note"]].to_stata(path, write_index=False)
    table = read_table(path)
    np.testing.assert_array_equal(table.frame["x"], FRAME["x"][[0, 1, 3]])  # a row of nothing is left out
    assert table.frame["kind"].tolist()[:2] == ["u", "v"]


def archive(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


def test_an_archive_with_one_table_is_unpacked() -> None:
    files = {"data/readme.md": b"hello", "data/a.csv": CSV, "__MACOSX/data/._a.csv": b"\0\1"}
    table = read_table(archive(files), "a.zip")
    assert table.frame["x"].tolist() == [1.5, 2.5, 4.5]
    assert texts(table, "compressed") == [
        '"data/a.csv" was unpacked from a ZIP archive; "data/readme.md" in it was left.'
    ]
    assert read_table(archive({"b.xlsx": xlsx({"S": PLAIN})})).frame["y"].tolist() == [10, 30, 20]


def test_of_several_tables_in_an_archive_the_largest_is_read_and_any_can_be_chosen() -> None:
    files = {
        "a.csv": b"p,q\n1,2\n3,5\n",
        "b/big.csv": CSV,
        "README.md": b"hi",
        "c.xlsx": xlsx({"S": PLAIN, "T": PLAIN}),
    }
    content = archive(files)
    sizes = {name: len(inside) for name, inside in files.items()}
    (largest,) = [name for name, size in sizes.items() if size == max(sizes.values())]
    table = read_table(content, "all.zip")
    assert (table.found.member, table.members) == (largest, ("a.csv", "b/big.csv", "c.xlsx"))
    first, second = [notice for notice in table.notices if notice.kind == "tables"]
    assert first.text == (
        'The archive holds 3 tables: "c.xlsx", the largest, was read. There are also "a.csv" and "b/big.csv".'
    )
    assert [(each.button, each.overrule) for each in (first, second)] == [
        ("Read a.csv", (("member", "a.csv"),)),
        ("Read b/big.csv", (("member", "b/big.csv"),)),
    ]
    assert points_from_table(table).account.part == 'the sheet "S" in "c.xlsx" of the archive'
    chosen = read_table(content, "all.zip", Reading(member="a.csv"))
    assert chosen.frame.to_dict("list") == {"p": [1, 3], "q": [2, 5]}
    assert (
        points_from_table(chosen, ["p"]).account.sentence()
        == 'All 2 rows in "a.csv" of the archive are fitted.'
    )
    sheet = read_table(content, "all.zip", Reading(member="c.xlsx", sheet="T"))
    assert (sheet.found.sheet, sheet.sheets) == ("T", ("S", "T"))


@pytest.mark.parametrize(
    ("files", "member", "message"),
    [
        ({"a.csv": CSV, "b.csv": CSV}, "c.csv", 'This ZIP archive has no table "c.csv"; it has "a.csv" and "b.csv".'),
        ({".hidden": CSV}, None, "This ZIP archive holds no table. Choose another file."),
    ],
)  # fmt: skip
def test_an_archive_without_the_table_is_refused(
    files: dict[str, bytes], member: str | None, message: str
) -> None:
    with pytest.raises(UnreadableTable) as error:
        read_table(archive(files), reading=Reading(member=member))
    assert str(error.value) == message


def test_the_tables_of_an_archive_are_named_whatever_can_be_read_of_it() -> None:
    assert members_of(archive({"a.csv": b"no table", "b.csv": b"", "x/": b""})) == ("a.csv", "b.csv")
    assert members_of(archive({"a.csv": CSV})) == members_of(CSV) == members_of(b"PK\x03\x04") == ()
    assert members_of(xlsx({"S": PLAIN})) == ()


def test_an_archive_with_a_name_that_is_no_text_is_damaged() -> None:
    content = archive({"\u00e4.csv": CSV, "b.csv": CSV})
    assert members_of(content) == ("\u00e4.csv", "b.csv")
    broken = content.replace("\u00e4".encode(), b"\xff\xfe")
    assert members_of(broken) == ()
    with pytest.raises(UnreadableTable, match=r"^This is a damaged ZIP file"):
        read_table(broken)


def test_of_an_archive_with_more_tables_than_a_list_can_show_none_is_listed() -> None:
    many = {f"{number}.csv": b"" for number in range(MAX_MEMBERS)}
    assert len(members_of(archive(many))) == MAX_MEMBERS
    content = archive(many | {"last.csv": CSV})
    assert members_of(content) == ()
    table = read_table(content)
    assert (table.frame["x"].tolist(), table.found.member, table.members) == ([1.5, 2.5, 4.5], "last.csv", ())


def test_packed_files_unpack_no_further_than_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gmmviz.data.csv.decoding.archives.BYTES_ALWAYS_UNPACKED", 1 << 20)
    lines = b"a,b\n" + b"1,2\n3,5\n" * (1 << 19)
    for content in (gzip.compress(lines), archive({"a.csv": lines})):
        assert 100 * len(content) < 3_000_000
        table = read_table(content)
        (said,) = texts(table, "limit")
        assert (
            said == f"Only the first {count_text(max(1 << 20, 100 * len(content)))} bytes were read: "
            "a packed file is unpacked to 100 times its size at most."
        )


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    content = xlsx({"S": PLAIN}, {"xl/sharedStrings.xml": b"<si><t>" + b" " * (1 << 24)})
    with pytest.raises(
        UnreadableTable,
        match=r"^This workbook unpacks to 16\u202f7\d\d\u202f\d\d\d bytes, and at most 1\u202f048\u202f576 ",
    ):
        read_table(content, limits=ReadLimits(size=1 << 20))


def test_an_archive_that_lies_about_its_size_is_damaged() -> None:
    content = bytearray(archive({"a.csv": b"a,b\n" + b"1,2\n3,5\n" * 100_000}))
    place = content.find(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 24)
    with pytest.raises(UnreadableTable, match=r"^This is a damaged ZIP file"):
        read_table(bytes(content))


PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"\xff\xd8\xff" + bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("files", "name", "seems", "also"),
    [
        ({"plot.png": PNG}, "plot.png", "a PNG image", ""),
        (
            {"plot.png": PNG, "photo.jpg": JPEG},
            "photo.jpg",
            "a JPEG image",
            ' The archive also holds "plot.png".',
        ),
        ({"plot.csv": PNG}, "plot.csv", "a PNG image", ""),
        ({"report": b"%PDF-1.7 and so on"}, "report", "a PDF document", ""),
        ({"page.txt": b"<html><body>1,2</body></html>\n" * 9}, "page.txt", "a web page or XML", ""),
    ],
)
def test_an_archive_of_something_else_is_refused_with_what_was_found(
    files: dict[str, bytes], name: str, seems: str, also: str
) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for each, content in files.items():
            packed.writestr(each, content)
    with pytest.raises(UnreadableTable) as refused:
        read_table(file.getvalue(), "all.zip")
    assert str(refused.value).startswith(
        f'"{name}" in this ZIP archive is no table: it seems to be {seems}. '
    )
    assert str(refused.value).endswith(f".{also}")


@pytest.mark.parametrize(
    "rows",
    [
        row(1, "x", "y") + row(2, "=A1", "=B1") + row(3, "=A1", "=B1"),
        row(1, "=A1", "=B1") + row(2, "=A1", "=B1"),
        row(1, "name", "y", "z") + row(2, "a", "=B1", "=B1") + row(3, "b", "=B1", "=B1"),
    ],
    ids=["below names", "alone", "beside words"],
)
def test_a_sheet_of_formulas_without_values_is_refused_with_what_to_do(rows: str) -> None:
    with pytest.raises(UnreadableTable) as refused:
        read_table(xlsx({"one": rows}))
    assert str(refused.value) == (
        "The sheet has 4 formulas without a stored value: save the workbook once, then open it again. "
        "There is no table without them."
    )
