"""gmmviz report: what it writes, chooses and refuses."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from gmmviz.__main__ import main
from gmmviz.cli import reporting
from gmmviz.em.evidence.stability import Stability

FAITHFUL = Path(__file__).resolve().parents[2] / "datasets" / "faithful.csv"
QUICK = (
    "--most",
    "3",
    "--families",
    "EEE,VVV",
    "--starts",
    "3",
    "--samples",
    "2",
    "--resamples",
    "0",
    "--no-evidence",
)


def test_one_command_writes_the_report_in_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {name: tmp_path / f"out.{name}" for name in ("html", "markdown", "json", "models", "labels")}
    given = [part for name, path in names.items() for part in (f"--{name}", str(path))]
    assert main(["report", str(FAITHFUL), *QUICK, *given]) == 0
    out, receipt = capsys.readouterr()
    assert receipt.splitlines()[0] == "faithful.csv: 272 rows, 2 columns."
    assert "The plan was K = 1 to 3; K = 4 was fitted too," in receipt
    assert out.startswith("K = 3, one shared ellipse (EEE), 272 rows, 2 columns.")  # what BIC chooses
    content = json.loads(names["json"].read_text(encoding="utf-8"))
    chosen = [each for each in content["models"] if each["chosen"]]
    assert [(each["k"], each["family"]) for each in chosen] == [(3, "EEE")]
    assert chosen[0]["bic"] == min(each["bic"] for each in content["models"])
    assert chosen[0]["bic"] == pytest.approx(2314.2956783837, abs=1e-6)  # mclust's
    assert "<h1>A Gaussian mixture of faithful.csv</h1>" in names["html"].read_text(encoding="utf-8")
    assert names["markdown"].read_text(encoding="utf-8").startswith("# A Gaussian mixture of faithful.csv\n")
    pictures = re.findall(r"\]\((.*?\.svg)\)", names["markdown"].read_text(encoding="utf-8"))
    assert "out-stage.svg" in pictures
    assert {path.name for path in tmp_path.glob("*.svg")} == set(
        pictures
    )  # named after their report, and no others
    for name in pictures:
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("<svg ")
    before = FAITHFUL.read_text(encoding="utf-8").splitlines()
    after = names["labels"].read_text(encoding="utf-8").splitlines()
    assert (
        after[0]
        == f"{before[0]},component,responsibility 1,responsibility 2,responsibility 3,uncertainty,log-density"
    )
    assert len(after) == len(before)
    for mine, whole in zip(before, after, strict=True):
        assert whole.startswith(f"{mine},")


def test_what_is_asked_for_is_reported_and_belongs_to_the_table(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    asked = ["-k", "4", "--family", "VII", "--json", str(out), *QUICK, "--starts", "2", "--samples", "0"]
    main(["report", str(FAITHFUL), *asked])
    content = json.loads(out.read_text(encoding="utf-8"))
    assert (content["chosen"]["k"], content["chosen"]["family"]) == (4, "VII")
    assert [each["k"] for each in content["models"] if each["chosen"]] == [4]
    assert "No bootstrap likelihood-ratio test was made." in content["caveats"]


def test_a_report_over_its_own_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(FAITHFUL), "--html", str(FAITHFUL)]) == 2
    assert "is named twice" in capsys.readouterr().err


def test_a_picture_beside_the_markdown_is_not_written_over_a_file_that_is_read_or_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "a-stage.svg"
    own.write_bytes(FAITHFUL.read_bytes())
    assert main(["report", str(own), "--markdown", str(tmp_path / "a.md")]) == 2
    assert "a-stage.svg is named twice" in capsys.readouterr().err
    assert own.read_bytes() == FAITHFUL.read_bytes()


def test_rows_and_labels_tell_how_stable_the_owner_of_each_row_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One column more, the same in both files: a share of the bootstrap samples that drew the row."""
    rng = np.random.default_rng(4)
    drawn = rng.integers(1, 20, 272)
    kept = rng.integers(0, drawn + 1)
    stable = Stability(np.ones((20, 2)), kept, drawn, 20, np.full(20, 2))
    monkeypatch.setattr(reporting, "_stability", lambda subject: stable)
    rows, labels, html = tmp_path / "other.csv", tmp_path / "labels.csv", tmp_path / "out.html"
    files = ["--rows", str(rows), "--labels", str(labels), "--html", str(html)]
    assert main(["report", str(FAITHFUL), *QUICK, *files]) == 0
    page = html.read_text(encoding="utf-8")
    assert "Reads other.csv" in page  # the rows that were written
    assert "which --rows" not in page
    assert "faithful-rows.csv" not in page
    for path in (rows, labels):
        told = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        shares = [float(row["bootstrap stability"]) for row in told]
        assert shares == pytest.approx((stable.kept / drawn).tolist())
