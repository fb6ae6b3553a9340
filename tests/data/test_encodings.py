"""Encodings of other scripts are found from the text alone, named, and read to the same words."""

import numpy as np
import pytest

from gmmviz.data import Reading, read_table

TEXTS = {
    "gb18030": (
        "城市,长度,数量",
        ["北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京"],
        "GB18030 (Chinese)",
    ),
    "big5": (
        "城市,長度,數量",
        ["臺北", "高雄", "臺中", "臺南", "新竹", "基隆", "嘉義", "桃園"],
        "Big5 (Chinese)",
    ),
    "koi8_r": (
        "город,длина,число",
        ["Москва", "Казань", "Самара", "Омск", "Пермь", "Томск"],
        "KOI8-R (Cyrillic)",
    ),
}


@pytest.mark.parametrize("encoding", TEXTS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_in_another_script_is_read_and_its_encoding_is_named(encoding, delimiter):
    header, words, name = TEXTS[encoding]
    lines = [header, *(f"{words[row % len(words)]},{row * 7 % 31}.5,{row * row % 17}" for row in range(60))]
    content = "\n".join(lines).replace(",", delimiter).encode(encoding)
    table = read_table(content, "cities.csv")
    assert list(table.frame.columns) == header.split(",")
    assert table.frame.iloc[:, 0].tolist() == [words[row % len(words)] for row in range(60)]
    np.testing.assert_array_equal(table.frame.iloc[:, 1], [row * 7 % 31 + 0.5 for row in range(60)])
    (said,) = [notice.text for notice in table.notices if notice.kind == "encoding"]
    assert said == f"The text was read as {name}: it is not UTF-8. The encoding can be set."
    again = read_table(content, "cities.csv", Reading(encoding=encoding))
    assert again.frame.equals(table.frame)


@pytest.mark.parametrize("name", ["utf-8", "UTF-8", "UTF8", "utf8", "u8", "utf_8"])
def test_what_is_read_as_every_file_is_told_by_no_notice_however_it_is_spelt(name):
    table = read_table("größe,breite\n1.5,2\n2.5,4\n".encode(), "sizes.csv", Reading(encoding=name))
    assert [notice.text for notice in table.notices if notice.kind == "encoding"] == []
    assert list(table.frame.columns) == ["größe", "breite"]
