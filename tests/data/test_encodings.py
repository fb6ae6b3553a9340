"""Encodings of other scripts are found from the text alone, named, and read to the same words."""

import numpy as np
import pytest

from gmmviz.data import Reading, UnreadableTable, read_table
from gmmviz.data.csv.decoding.guessing import GUESSED_NAMES

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


CHINESE = [
    "城市 人口 面积 上海",
    "日期 温度 湿度",
    "男 女 高 低",
    "产品 价格 数量 金额",
    "红 黄 蓝 绿 白 黑",
    "春 夏 秋 冬",
]
JAPANESE = [
    "東京 大阪 京都 札幌",
    "都市 人口 面積",
    "身長 体重 血圧",
    "春 夏 秋 冬",
    "りんご ばなな みかん ぶどう",
    "カメラ テレビ パソコン",
]
KOREAN = ["서울 부산 대구 인천", "날짜 온도 습도", "봄 여름 가을 겨울", "상품 가격 수량 금액"]
TRADITIONAL = ["城市 人口 面積", "日期 溫度 濕度", "產品 價格 數量 金額"]
SCRIPTS = {
    **{("gb18030", words): "类" for words in CHINESE},
    **{(encoding, words): "類" for encoding in ("euc_jp", "cp932") for words in JAPANESE},
    **{("euc_kr", words): "값" for words in KOREAN},
    **{("big5", words): "類" for words in TRADITIONAL},
}


@pytest.mark.parametrize(("encoding", "words"), SCRIPTS)
def test_a_few_words_tell_which_of_the_encodings_of_eastern_asia_it_is(encoding: str, words: str) -> None:
    """Their bytes are shared: in a wrong encoding the same bytes are other characters, which are rarer ones."""
    found = words.split()
    name = SCRIPTS[encoding, words]
    text = f"{name},x\n" + "".join(f"{found[i % len(found)]},{i}.5\n" for i in range(30))
    table = read_table(text.encode(encoding))
    assert table.frame[name].tolist() == [found[i % len(found)] for i in range(30)]


@pytest.mark.parametrize("word", ["Größe", "Łódź", "Москва", "Győr", "İzmir", "北京市"])
@pytest.mark.parametrize("encoding", GUESSED_NAMES)
def test_whatever_encoding_is_found_it_is_said_that_it_can_be_set(encoding: str, word: str) -> None:
    text = f"{word},x\n" + "".join(f"{word},{i}.5\n" for i in range(20))
    content = text.encode(encoding, "ignore")
    if content.decode(encoding) != text:
        return  # it has no such letters
    (said,) = [notice.text for notice in read_table(content).notices if notice.kind == "encoding"]
    assert said.endswith(" The encoding can be set.")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["width", "größe", "城市"])
def test_an_encoding_that_makes_no_lines_of_a_text_is_refused_as_such(name: str, encoding: str) -> None:
    content = (f"{name},y\n" + "".join(f"{i}.5,{i * i % 7}\n" for i in range(30))).encode()
    with pytest.raises(UnreadableTable) as refused:
        read_table(content, "own.csv", Reading(encoding=encoding))
    assert str(refused.value).startswith(f"The text cannot be read as {encoding[:6].upper()}: ")
    assert str(refused.value).endswith("Choose another encoding, or leave it to be found.")


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r"])
@pytest.mark.parametrize(
    "names", ["рост,вес", "температура,давление", "цена,площадь", "Дата,Продажи", "РОСТ,ВЕС"]
)
def test_names_alone_tell_two_cyrillic_encodings_apart(names: str, encoding: str) -> None:
    """What one makes small letters of, the other makes capitals, and rarer letters."""
    rows = "".join(f"{row}.5,{row * row % 17}\n" for row in range(30))
    table = read_table(f"{names}\n{rows}".encode(encoding))
    assert list(table.frame.columns) == names.split(",")
