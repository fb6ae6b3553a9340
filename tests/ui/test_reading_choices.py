"""Every choice that is offered for reading a file ends in a table or in a sentence, whatever the file is."""

from itertools import cycle, product

import pytest

from gmmviz.data import read_table
from gmmviz.data.csv.decoding.encodings import called
from gmmviz.data.csv.reading import Reading, UnreadableTable
from gmmviz.ui.data.reading_choices import DECIMAL_LABELS, DELIMITER_LABELS, ENCODINGS

ROWS = "name,a,b\n" + "".join(f"Zoë{i % 7},{i}.5,{i * i % 17}\n" for i in range(24))
FILES = {
    "ASCII": ROWS.replace("ë", "e").encode(),
    "UTF-8": ROWS.encode(),
    "UTF-8 with a mark": ROWS.encode("utf-8-sig"),
    "UTF-16 with a mark": ROWS.encode("utf-16"),
    "UTF-16, big end first, with a mark": b"\xfe\xff" + ROWS.encode("utf-16-be"),
    "UTF-16 without a mark": ROWS.encode("utf-16-le"),
    "UTF-16, big end first, without a mark": ROWS.encode("utf-16-be"),
    "UTF-32": ROWS.encode("utf-32"),
    "Windows-1252": ROWS.encode("cp1252"),
    "cut within a character": ROWS.encode("utf-16")[:-3],
    "semicolons and decimal commas": ROWS.replace(",", ";").replace(".", ",").encode(),
    "GB18030": ROWS.replace("Zoë", "北京").encode("gb18030"),
    "one column": b"a\n1.5\n2.5\n3.5\n",
}
OF_A_LINK = (
    "utf-32",
    "utf-7",
    "idna",
    "punycode",
    "rot13",
    "zlib",
    "hex",
    "undefined",
    "a\0b",
    "",
    "x" * 500,
)
"""Encodings that a link may ask for, of text and not."""


def outcome(content: bytes, reading: Reading) -> str:
    """The names that are read, or the sentence that refuses."""
    try:
        return ", ".join(read_table(content, "some.csv", reading).frame.columns)
    except UnreadableTable as refused:
        return str(refused)


@pytest.mark.parametrize("kind", FILES)
def test_every_encoding_that_can_be_asked_for_ends_in_a_table_or_a_sentence(kind):
    marks = cycle(product((None, *DELIMITER_LABELS), (None, *DECIMAL_LABELS)))
    for encoding, (delimiter, decimal) in zip((*ENCODINGS, *OF_A_LINK), marks, strict=False):
        assert outcome(FILES[kind], Reading(encoding=encoding)), encoding
        assert outcome(FILES[kind], Reading(delimiter, decimal, encoding=encoding)), encoding


@pytest.mark.parametrize("kind", FILES)
def test_every_delimiter_and_decimal_mark_ends_in_a_table_or_a_sentence(kind):
    for delimiter, decimal in product(DELIMITER_LABELS, DECIMAL_LABELS):
        assert outcome(FILES[kind], Reading(delimiter, decimal)), (delimiter, decimal)


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind.startswith("UTF-16")])
def test_utf_16_is_read_when_asked_for_with_and_without_a_mark(kind):
    assert outcome(FILES[kind], Reading(encoding="utf-16")) == "name, a, b"


def test_a_codec_that_is_no_encoding_of_text_is_refused_with_encodings_to_try():
    for content in (FILES["ASCII"], FILES["UTF-8 with a mark"]):
        with pytest.raises(UnreadableTable) as refused:
            read_table(content, "some.csv", Reading(encoding="zlib"))
        assert str(refused.value) == (
            "There is no encoding 'zlib' of tables: try utf-8, utf-16, cp1252, shift_jis or gb18030."
        )


def test_encodings_are_called_as_people_call_them():
    assert [called(name) for name in ("utf-16-le", "utf-32-be", "cp932", "utf-8")] == [
        "UTF-16",
        "UTF-32",
        "Shift-JIS (Japanese)",
        "UTF-8",
    ]
