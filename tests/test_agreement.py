"""AGREEMENT.md's reproductions print, when run, the numbers that stand beside them."""

import contextlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.reproductions import ALL, MAX_LINES, Part, Reproduction, written

DOCUMENT = (Path(__file__).resolve().parents[1] / ".github" / "AGREEMENT.md").read_text(encoding="utf-8")


def with_mclust() -> bool:
    """Whether R is installed, with the mclust that the numbers are of."""
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", 'cat(as.character(packageVersion("mclust")))']
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout == "6.0.0"


def printed(part: Part) -> str:
    """What the lines print; if they end in an error, its name comes last."""
    if part.language == "r":
        return subprocess.run(
            ["Rscript", "-e", part.code], capture_output=True, text=True, check=True
        ).stdout.split("mclust version", 1)[-1]
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        try:
            exec(part.code, {})
        except ValueError as error:
            print(type(error).__name__)
    return told.getvalue()


def assert_same(found: str, expected: str) -> None:
    """Words are the same, numbers to the digits that are written."""
    words, wanted = found.split(), expected.split()
    assert len(words) == len(wanted), found
    for word, want in zip(words, wanted, strict=True):
        if re.fullmatch(r"-?\d+\.\d{3,}", want):
            digits = len(want.split(".")[1])
            assert float(word) == pytest.approx(float(want), abs=1.5 * 10.0**-digits), found
        else:
            assert word == want, found


def test_the_document_holds_them_in_at_most_five_lines() -> None:
    assert written().strip() in DOCUMENT
    assert all(len(part.code.strip().splitlines()) <= MAX_LINES for each in ALL for part in each.parts)


@pytest.mark.parametrize("reproduction", ALL, ids=lambda each: each.heading[:40])
def test_what_is_printed_is_what_stands_beside_it(
    reproduction: Reproduction, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    compare(reproduction)


def compare(reproduction: Reproduction) -> None:
    """Each part that can be run here prints what stands beside it; the others are skipped, when these were compared."""
    without = [part for part in reproduction.parts if needs_r(part)]
    skipped = without if without and not with_mclust() else []
    for part in reproduction.parts:
        if part not in skipped:
            assert_same(printed(part), part.prints)
    if skipped:
        pytest.skip(f"{len(skipped)} of {len(reproduction.parts)} parts need R with mclust 6.0.0")


def needs_r(part: Part) -> bool:
    """Whether a part is R's, or reads a table that R has written."""
    return part.language == "r" or "loadtxt" in part.code


def test_without_r_the_numbers_of_python_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    in_r = Part("r", "cat(1)", "1")
    with pytest.raises(AssertionError):
        compare(Reproduction("", (in_r, Part("python", "print(0.123)", "0.456"))))
    with pytest.raises(pytest.skip.Exception, match="1 of 2 parts"):
        compare(Reproduction("", (in_r, Part("python", "print(0.123)", "0.123"))))
    both = [each for each in ALL if len({part.language for part in each.parts}) > 1]
    assert sum(not needs_r(part) for each in both for part in each.parts) >= len(both) - 1
