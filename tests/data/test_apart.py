"""Large and packed files are read by another process: the same table, and nothing of a hostile file's cost here."""

import gzip
import io
import os
import resource
import threading
import time
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from gmmviz.data import UnreadableTable, read_table
from gmmviz.data.csv import apart
from gmmviz.data.csv.decoding import archives
from gmmviz.data.csv.reading import Reading

ROWS = b"a,b,name\n" + b"".join(b"%d.5,%d,n%d\n" % (i, i * i, i % 7) for i in range(6_000))
BOMB = gzip.compress(b'a,b\n1,2\n"' + b"\n" * 12_000_000)
SECONDS = 0.8  # after which somebody has waited long enough, and a bomb is being read


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("pack", "reading"), [(bytes, Reading(texts=("a",))), (gzip.compress, Reading()), (zipped, Reading())]
)
def test_a_table_read_apart_is_the_table(
    pack: object, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MIN_BYTES_APART", len(ROWS))
    content = pack(ROWS)  # type: ignore[operator]
    assert apart.is_read_apart(content)
    found, expected = (
        apart.read_table_apart(content, "rows.csv", reading),
        read_table(content, "rows.csv", reading),
    )
    assert found.frame.equals(expected.frame)
    assert np.array_equal(found.lines, expected.lines)
    for field in fields(expected):
        if field.name not in ("frame", "lines"):
            assert getattr(found, field.name) == getattr(expected, field.name)


def test_why_a_file_is_refused_is_said_in_the_same_words() -> None:
    content = gzip.compress(b"no,numbers\n" + b"here,there\n" * 50)
    with pytest.raises(UnreadableTable) as expected:
        read_table(content, "words.csv")
    with pytest.raises(UnreadableTable) as found:
        apart.read_table_apart(content, "words.csv")
    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize(("memory", "seconds"), [(200 << 20, 60.0), (3 << 30, SECONDS)])
def test_a_file_that_takes_too_much_is_refused_and_costs_this_process_nothing(
    monkeypatch: pytest.MonkeyPatch, memory: int, seconds: float
) -> None:
    monkeypatch.setattr(apart, "MAX_READING_SECONDS", seconds)
    before = resource.getrusage(resource.RUSAGE_SELF)
    with pytest.raises(UnreadableTable, match="more memory or time"):
        apart.read_table_apart(BOMB, "bomb.csv", memory=memory)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_maxrss - before.ru_maxrss < 50_000  # kB
    assert after.ru_utime - before.ru_utime < 1.0


def test_a_file_that_surprises_a_library_is_not_said_to_take_much() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("rows.csv", ROWS)
    content = bytearray(packed.getvalue())
    content[60:400] = bytes(340)
    with pytest.raises(UnreadableTable, match=r"^This file could not be read: .*\(LZMAError\)"):
        apart.read_table_apart(bytes(content), "rows.csv")


def test_reading_ends_soon_after_nobody_waits_for_it_any_more() -> None:
    children = Path(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children")
    before = children.read_text(encoding="ascii") if children.exists() else ""
    began = time.monotonic()
    with pytest.raises(UnreadableTable, match="nobody waited"):
        apart.read_table_apart(BOMB, "bomb.csv", wanted=lambda: time.monotonic() - began < SECONDS)
    assert not children.exists() or children.read_text(encoding="ascii") == before


def test_a_file_of_very_many_columns_is_read_apart_however_small_and_one_of_few_from_a_megabyte() -> None:
    wide = ",".join(map(str, range(20_000))).encode("ascii")
    assert apart.is_read_apart(wide + b"\n" + wide)
    assert not apart.is_read_apart(b"a,b\n" + b"1,2\n" * 100_000)
    assert apart.is_read_apart(b"a,b\n" + b"1,2\n" * 300_000)


def test_who_waits_for_a_place_to_read_may_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_places", threading.BoundedSemaphore(1))
    with apart._places, pytest.raises(UnreadableTable, match="nobody waited"):
        apart.read_table_apart(gzip.compress(ROWS), "rows.csv", wanted=lambda: False)


def test_what_unpacks_to_far_more_than_data_do_is_told_as_that(monkeypatch) -> None:
    monkeypatch.setattr(archives, "BYTES_ALWAYS_UNPACKED", 1000)
    rows = b"a,b\n" + b"1,2\n3,5\n" * 60_000
    told = [notice.text for notice in read_table(gzip.compress(rows)).notices if notice.kind == "limit"]
    assert told[0].endswith("bytes were read: a packed file is unpacked to 100 times its size at most.")
