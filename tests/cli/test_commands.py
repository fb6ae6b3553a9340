"""fit, choose and assign: what they read, say, write and refuse, in a pipe and in a terminal."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gmmviz
from gmmviz.__main__ import main
from gmmviz.cli.commands import COMMANDS
from gmmviz.em.statistics.criteria import CRITERIA, Measures

ROOT = Path(__file__).resolve().parents[2]
FAITHFUL = ROOT / "datasets" / "faithful.csv"


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Two clouds with decimal commas, a hole, a word among numbers, a class, and a hostile name."""
    rng = np.random.default_rng(2)
    lines = ["long;wide \x1b[31m;kind"]
    for i in range(60):
        x, y = rng.standard_normal(2) + (0.0 if i % 3 else 9.0)
        lines.append(f"{x:.3f};{y:.3f};{'ab'[i % 3 == 0]}".replace(".", ","))
    lines[10], lines[20] = ";1,5;a", "oops;1,5;a"
    path = tmp_path / "messy.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_fit_is_written_as_the_engine_finds_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(tmp_path / name) for name in ("rows.csv", "fit.json", "run.html")]
    given = ["-k", "3", "--labels", names[0], "--json", names[1], "--html", names[2]]
    assert main(["fit", str(FAITHFUL), *given]) == 0
    out, receipt = capsys.readouterr()
    fit = gmmviz.read_fit(names[1])
    run = gmmviz.fit(gmmviz.dataset("faithful").x, fit.settings)
    np.testing.assert_array_equal(fit.mixture.means, run.states[-1].mixture.means)
    assert fit.log_likelihood == pytest.approx(-1114.44, abs=0.01)  # the best seen of this data with K = 3
    first, size = receipt.splitlines()
    assert first == "faithful.csv: 272 rows, 2 columns."
    assert size == f"{names[2]}: {Path(names[2]).stat().st_size / 1e6:.1f} MB."
    assert out.startswith("K = 3, free ellipses (VVV). Settled after ")
    assert out.splitlines()[1] == (
        "Log-likelihood −1\u202f114.44, BIC 2\u202f324.18, AIC 2\u202f262.88; 17 parameters, 272 rows."
    )
    header, first, *_ = Path(names[0]).read_text(encoding="utf-8").splitlines()
    assert header.startswith("line,eruptions,waiting,component,responsibility 1,")
    assert first.startswith("2,3.6,79,")
    assert "<title>faithful.csv</title>" in Path(names[2]).read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fit.json", "rows.csv", "run.html"]


@pytest.mark.parametrize(
    ("k", "said"),
    [("3", "17 parameters for 20 rows: other starts may end elsewhere."), ("1", "5 parameters, 20 rows.")],
)
def test_more_parameters_than_the_rows_carry_are_said_in_the_result_itself(
    k: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "few.csv"
    x = np.random.default_rng(4).normal(size=(20, 2))
    path.write_text("a,b\n" + "\n".join(f"{a:.4f},{b:.4f}" for a, b in x) + "\n", encoding="utf-8")
    main(["fit", str(path), "-k", k, "--family", "VVV", "--quiet"])
    out, receipt = capsys.readouterr()
    assert receipt == ""
    assert out.splitlines()[1].endswith(f"; {said}")


def test_a_named_start_is_the_run_of_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--start", "points", "--seed", "4", "--family", "tied", "--scaling", "standardise", "--json"]
    assert main(["fit", str(FAITHFUL), "-k", "2", *given]) == 0
    found = gmmviz.read_fit(capsys.readouterr().out.encode())
    points = gmmviz.dataset("faithful")
    run = gmmviz.em.fit_in(points.x, found.settings, gmmviz.em.standard_units(points.x))
    assert (found.settings.start, found.settings.seed, found.settings.family) == ("points", 4, "EEE")
    assert found.scaling == "standardise"
    np.testing.assert_array_equal(found.mixture.covariances, run.states[-1].mixture.covariances)


def test_the_receipt_says_what_the_reader_did(messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(messy), "--starts", "3"]) == 0
    out, receipt = capsys.readouterr()
    assert receipt.splitlines()[:2] == [
        "messy.csv: 58 of 60 rows, 2 of 3 columns.",
        '2 rows left out: a value is missing (2 in "long").',
    ]
    assert "Semicolons and decimal commas were read as such." in receipt
    assert "\x1b" not in out + receipt


def test_all_rows_are_told_also_those_left_out(messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(messy), "--starts", "2", "--labels", "-", "--quiet"]) == 0
    out, receipt = capsys.readouterr()
    rows = out.splitlines()
    assert receipt == ""
    assert len(rows) == 61
    assert rows[10] == "11,,1.5,a,,,,,,no value in long"
    assert rows[20].startswith("21,oops,1.5,a,")


def test_columns_are_chosen_by_name_even_with_a_comma(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "named.csv"
    rows = np.random.default_rng(0).standard_normal((40, 3))
    path.write_text('"width, mm",b,c\n' + "\n".join(",".join(map(str, row)) for row in rows))
    assert main(
        ["fit", str(path), "--columns", '"width, mm",c', "--start", "points", "--json", "--quiet"]
    ) in (0, 1)
    assert gmmviz.read_fit(capsys.readouterr().out.encode()).columns == ("width, mm", "c")


@pytest.fixture
def skewed(tmp_path: Path) -> Path:
    """Two kinds of rows whose masses are far apart on a logarithmic scale, in three places; one mass is zero."""
    rng = np.random.default_rng(4)
    lines = ["mass,length,place"]
    for i in range(120):
        mass, length = np.exp(rng.normal(8.0 if i % 2 else 3.0, 0.4)), rng.normal(20.0, 2.0)
        lines.append(f"{0 if i == 7 else mass:.3f},{length:.3f},{('north', 'east', 'a,b')[i % 3]}")
    path = tmp_path / "skewed.csv"
    path.write_text("\n".join(lines).replace("a,b", '"a,b"') + "\n", encoding="utf-8")
    return path


def test_logarithms_are_fitted_and_told_in_the_files_units(
    skewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "fit.json"
    columns = ["--columns", "mass,length", "--log", "mass"]
    assert main(["fit", str(skewed), *columns, "--starts", "3"]) == 0
    out, receipt = capsys.readouterr()
    assert receipt.splitlines()[:2] == [
        "skewed.csv: 119 of 120 rows, 2 of 3 columns.",
        '"mass": the natural logarithm is fitted and drawn.',
    ]
    assert "With the Jacobian, per unit of the file, BIC is" in out
    header, *lines = out.splitlines()[-3:]
    assert header.split() == ["component", "weight", "mass,", "median", "length"]
    medians = sorted(float(line.split("%")[1].split()[0]) for line in lines)
    assert medians == [pytest.approx(np.exp(3), rel=0.2), pytest.approx(np.exp(8), rel=0.2)]
    assert all("×/÷ 1." in line for line in lines)
    assert main(["fit", str(skewed), *columns, "--starts", "3", "--quiet", "--json", str(saved)]) == 0
    fit = gmmviz.read_fit(saved)
    assert (fit.columns, fit.logs) == (("log mass", "length"), ("mass",))
    capsys.readouterr()
    assert main(["assign", str(saved), str(skewed), "--quiet"]) == 0
    assigned = capsys.readouterr().out.splitlines()
    assert assigned[8].startswith("9,0,")
    assert assigned[8].endswith("no logarithm of mass")


@pytest.mark.parametrize(
    ("conditions", "meant"),
    [
        (["place=north"], "place == 'north'"),
        (['place=north,"a,b"'], "place != 'east'"),
        (["length>=20", "length<=22"], "20 <= length <= 22"),
        (["length=20:22"], "20 <= length <= 22"),
        (["length=:20", "place=east"], "length <= 20 and place == 'east'"),
        ([' "place" = east '], "place == 'east'"),
    ],
)
def test_rows_are_filtered_and_it_is_said(
    conditions: list[str], meant: str, skewed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [part for condition in conditions for part in ("--filter", condition)]
    assert main(["fit", str(skewed), "--columns", "mass,length", "--starts", "1", "-k", "1", *given]) == 0
    out, receipt = capsys.readouterr()
    first, said, *_ = receipt.splitlines()
    kept = int(first.split(": ")[1].split()[0])
    table = gmmviz.read_table(skewed)
    assert kept == len(table.frame.query(meant))
    assert said.startswith(f"{kept} of {len(table.frame)} rows: ")
    assert f"{kept} rows." in out


def test_choose_and_report_take_logarithms_and_filters_too(skewed: Path, tmp_path: Path) -> None:
    asked = ["--columns", "mass,length", "--log", "mass", "--filter", "place=north,east", "--quiet"]
    grid, report = tmp_path / "grid.json", tmp_path / "report.json"
    quick = ["--starts", "1", "--families", "VVV"]
    main(["choose", str(skewed), *asked, *quick, "--k", "1:2", "--json", str(grid)])
    found = json.loads(grid.read_text(encoding="utf-8"))
    assert (found["rows"], found["logs"], found["columns"]) == (79, ["mass"], ["log mass", "length"])
    assert any('"place" is "north" or "east"' in why for why in found["rows_left_out"])
    more = ["--most", "2", "--samples", "0", "--resamples", "0", "--no-evidence", "--json", str(report)]
    main(["report", str(skewed), *asked, *quick, *more])
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["data"]["rows"] == 79
    assert "log=mass" in told["link"]
    assert "filter=" in told["link"]


def test_standard_input_is_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FAITHFUL.read_bytes())))
    assert main(["fit", "-", "--start", "kmeans"]) == 0
    assert capsys.readouterr().err == "standard input: 272 rows, 2 columns.\n"


def test_what_did_not_settle_is_written_and_told_by_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(FAITHFUL), "--start", "points", "--max-iter", "2"]) == 1
    assert capsys.readouterr().out.startswith(
        "K = 2, free ellipses (VVV). Still climbing after 2 iterations. Continue the run.\n"
    )


def test_where_nothing_can_be_fitted_the_reason_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "few.csv"
    path.write_text("a,b\n1,2\n2,7\n4,1\n")
    assert main(["fit", str(path), "--columns", "a,b", "-k", "5", "--quiet"]) == 1
    assert capsys.readouterr().err.startswith(
        "gmmviz fit: none of 20 starts could be fitted. K = 5 needs at least 5 rows"
    )


def test_choose_says_what_mclust_says_of_iris(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--k", "1:3", "--families", "VEV,full", "--starts", "6", "--seed", "1"]
    assert main(["choose", str(ROOT / "datasets" / "iris.csv"), *given]) == 0
    out = capsys.readouterr().out
    assert "\nBIC: K = 2, one shape (VEV).\n" in out
    assert "\nNext: K = 3, one shape (VEV), 0.82 behind" in out
    assert "561.73 *" in out  # mclust: 561.7285


@pytest.mark.parametrize("scaling", ["none", "standardise"])
def test_choose_writes_every_cell_with_its_scores(scaling: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "--k",
        "1,3",
        "--families",
        "VVV,EEE",
        "--starts",
        "2",
        "--scaling",
        scaling,
        "--json",
        "--by",
        "aic",
    ]
    assert main(["choose", str(FAITHFUL), *given]) == 0
    grid = json.loads(capsys.readouterr().out)
    assert [(cell["k"], cell["family"]) for cell in grid["cells"]] == [(1, "EEE"), (3, "VVV"), (3, "EEE")]
    one = grid["cells"][0]
    x = gmmviz.dataset("faithful").x
    log_likelihood = gmmviz.fit(x, gmmviz.EMSettings(1)).states[-1].log_likelihood
    assert one["log_likelihood"] == pytest.approx(log_likelihood, abs=1e-6)
    for name, criterion in CRITERIA.items():
        assert one[name] == pytest.approx(criterion.score(Measures(log_likelihood, 5, 272)), abs=1e-6)
    best = min(grid["cells"], key=lambda cell: cell["aic"])
    assert grid["best"] == {"k": best["k"], "family": best["family"], "score": best["aic"]}


@pytest.fixture
def saved_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "fit.json"
    assert main(["fit", str(FAITHFUL), "--start", "kmeans", "--json", str(path)]) == 0
    capsys.readouterr()
    return path


def test_a_saved_fit_carries_how_its_file_was_read_to_new_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{-999 if i % 9 == 3 else i * 37 % 101 / 8},{4 + i * 7 % 13 / 4:g} kg\n" for i in range(60)]
    fitted, new, fit = (tmp_path / name for name in ("fitted.csv", "new.csv", "fit.json"))
    fitted.write_text("a,b\n" + "".join(rows))
    new.write_text("a,b\n-999,4500 g\n3.5,5 kg\n4.5,5 kg\n")
    assert main(["fit", str(fitted), "--k", "1", "--columns", "a,b", "--json", str(fit), "--quiet"]) == 0
    assert json.loads(fit.read_text())["settings"]["k"] == 1
    capsys.readouterr()
    assert main(["assign", str(fit), str(new)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1] == "2,-999,4.5,,,,,,no value in a"
    assert '"b": units were brought to kg: 4500 g is 4.5 kg.' in said.err
    assert '1 cell of "a" ("-999") is taken as missing.' in said.err


def test_new_rows_are_assigned_by_name(
    saved_fit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.csv"
    new.write_text("id,Waiting,ERUPTIONS\na,54,1.8\nb,,4.0\nc,9000,4.2\n")
    mixture = gmmviz.read_fit(saved_fit).mixture
    assert main(["assign", str(saved_fit), str(new), "--json"]) == 0
    out, told = capsys.readouterr()
    first, second, third = map(json.loads, out.splitlines())
    responsibilities = mixture.responsibilities([[1.8, 54.0]])[0]
    assert first["line"] == 2
    assert first["component"] == 1 + responsibilities.argmax()
    assert first["responsibilities"] == pytest.approx(responsibilities.tolist(), rel=1e-12)
    assert first["log_density"] == pytest.approx(mixture.log_density([[1.8, 54.0]])[0])
    assert (second["component"], second["responsibilities"], second["left_out"]) == (
        None,
        None,
        "no value in Waiting",
    )
    assert (first["improbable"], third["improbable"]) == (False, True)
    assert "2 rows assigned." in told
    assert main(["assign", str(saved_fit), str(new), "--output", str(tmp_path / "told.csv")]) == 0
    header = (tmp_path / "told.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith("line,id,Waiting,ERUPTIONS,component,responsibility 1,responsibility 2,")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["fit", "none.csv"], "gmmviz fit: cannot use none.csv: No such file or directory"),
        (["fit", str(FAITHFUL), "-k", "0"], "gmmviz fit: k is 0: give a whole number from 1 to 1\u202f000."),
        (["fit", str(FAITHFUL), "--starts", "0"], "gmmviz fit: --starts is 0: give 1 or more."),
        (
            ["fit", str(FAITHFUL), "--columns", "a"],
            'gmmviz fit: There is no column "a"; columns of numbers are "eruptions" and "waiting".',
        ),
        (
            ["fit", str(FAITHFUL), "--columns", "eruptions", "--log", "waiting"],
            'gmmviz fit: --log names "waiting", which is not among the chosen columns "eruptions".',
        ),
        (
            ["fit", str(FAITHFUL), "--filter", "species=x"],
            'gmmviz fit: There is no column "species" to filter rows by.',
        ),
        (
            ["fit", str(FAITHFUL), "--filter", "waiting>=1000"],
            'gmmviz fit: No row of 272 fits the filter: let more rows in. "waiting" goes from 43 to 96.',
        ),
        (
            ["fit", str(FAITHFUL), "--label", "waiting", "--columns", "eruptions,waiting"],
            'gmmviz fit: --label names "waiting", which --columns has too: a column is fitted or held out.',
        ),
        (
            ["fit", str(FAITHFUL), "--labels", "-", "--json", "-"],
            "gmmviz fit: - is named twice: write to another file.",
        ),
        (
            ["fit", str(FAITHFUL), "--json", str(FAITHFUL)],
            f"gmmviz fit: {FAITHFUL} is named twice: write to another file.",
        ),
        (
            ["fit", str(FAITHFUL), "--start", "kmeans", "--json", "nowhere/fit.json"],
            "gmmviz fit: cannot write nowhere/fit.json: No such file or directory",
        ),
        (
            ["assign", str(FAITHFUL), str(FAITHFUL)],
            "gmmviz assign: This is no fit that gmmviz wrote: Expecting value: line 1 column 1 (char 0).",
        ),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    arguments: list[str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*arguments]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == complaint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_the_exit_codes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    out = capsys.readouterr().out
    assert end.value.code == 0
    assert f"example:\n  gmmviz {name} " in out
    assert "exit codes: 0 done;" in out


def test_every_example_can_be_parsed() -> None:
    for command in COMMANDS.values():
        _, name, *words = command.example.partition(" >")[0].split()
        assert command.parser().parse_args(words) is not None
        assert name == command.name


@pytest.mark.parametrize("text", ["waiting", "waiting=", "waiting=9:3", "=3", "waiting>=much"])
def test_what_is_no_condition_is_one_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["fit", str(FAITHFUL), "--filter", text])
    assert end.value.code == 2
    assert "argument --filter: " in capsys.readouterr().err.splitlines()[-1]


def on_a_terminal(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, bytes]:
    """The exit code of a command whose standard error is a terminal, and what that showed."""
    main_end, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        code = main(arguments)
    monkeypatch.undo()
    shown = everything(main_end)
    os.close(main_end)
    return code, shown


def everything(main_end: int) -> bytes:
    """All that a terminal showed whose other end is closed."""
    shown = b""
    while True:
        try:
            shown += os.read(main_end, 65536)
        except OSError:  # nothing more comes
            return shown


def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["fit", str(FAITHFUL), "-k", "3", "--starts", "6"]
    _, shown = on_a_terminal(arguments, monkeypatch)
    main(arguments)
    assert b"\rstart 1 of 6" in shown
    assert shown.endswith(b"\r")
    assert capsys.readouterr().err == "faithful.csv: 272 rows, 2 columns.\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_the_same_on_a_terminal_and_in_a_pipe_but_for_its_progress(
    name: str,
    saved_fit: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    quick = ["--starts", "2", "--families", "EEE"]
    none = ["--most", "2", "--samples", "0", "--resamples", "0", "--no-evidence"]
    given = {
        "fit": [str(FAITHFUL), "--starts", "2"],
        "choose": [str(FAITHFUL), "--k", "1:2", *quick],
        "report": [str(FAITHFUL), *quick, *none, "--json", str(tmp_path / "report.json")],
        "assign": [str(saved_fit), str(FAITHFUL)],
    }[name]
    piped = main([name, *given])
    out, receipt = capsys.readouterr()
    code, shown = on_a_terminal([name, *given], monkeypatch)
    assert code == piped
    assert capsys.readouterr().out == out
    assert "\r" not in receipt
    *_, last = shown.decode().split("\r")
    said = [part.rstrip() for part in shown.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    assert [line for line in receipt.splitlines() if line not in said] == []
    assert (len(set(said)) > len(set(receipt.splitlines())) + 1) == (name != "assign"), last
    wrong = (
        [name, *given[:-1], str(tmp_path / "none" / "none.csv")] if name == "assign" else [name, "none.csv"]
    )
    assert main(wrong) == 2
    complaint = capsys.readouterr().err
    code, shown = on_a_terminal(wrong, monkeypatch)
    assert (code, shown.decode().replace("\r\n", "\n")) == (2, complaint)
    assert complaint.startswith(f"gmmviz {name}: cannot use ")
    assert complaint.count("\n") == 1


def test_a_reader_that_goes_away_ends_it_quietly(saved_fit: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    new = saved_fit.with_name("many.csv")
    new.write_text("eruptions,waiting\n" + "3.1,70.5\n" * 12_000)  # ten times what a pipe holds
    shell = f"{sys.executable} -m gmmviz assign {saved_fit} {new} --quiet | head -n 1"
    ended = subprocess.run(shell, shell=True, env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("line,eruptions,waiting,component,")
    assert ended.stderr == ""


def test_commands_start_without_streamlit(saved_fit: Path) -> None:
    runs = [
        ["fit", str(FAITHFUL), "--start", "kmeans", "--html", os.devnull],
        ["choose", str(FAITHFUL), "--k", "1", "--starts", "1"],
        ["assign", str(saved_fit), str(FAITHFUL), "--output", os.devnull],
    ]
    script = (
        f"import sys; from gmmviz.__main__ import main\n"
        f"for words in {runs!r}: assert main(words) == 0, words\n"
        "print({'streamlit', 'sklearn'} & set(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    "command", [["fit", "-k", "2", "--json"], ["choose", "--json"], ["report", "--html"]]
)
def test_what_cannot_be_written_is_told_before_the_fit(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gmmviz.cli.input.table_and_points", lambda *_: pytest.fail("the file was read"))
    name, *given = command
    for place, why in (
        (tmp_path / "none" / "out", "No such file or directory"),
        (tmp_path, "Is a directory"),
    ):
        assert main([name, str(FAITHFUL), *given, str(place)]) == 2
        assert capsys.readouterr().err == f"gmmviz {name}: cannot write {place}: {why}\n"
    assert list(tmp_path.iterdir()) == []


def test_report_takes_one_shape_in_the_words_of_fit_and_says_which_k_there_may_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = ["--starts", "1", "--samples", "0", "--resamples", "0", "--no-evidence", "--most", "2"]
    place = tmp_path / "report.json"
    assert main(["report", str(FAITHFUL), "-k", "2", "--family", "tied", *quick, "--json", str(place)]) == 0
    assert json.loads(place.read_text(encoding="utf-8"))
    assert main(["report", str(FAITHFUL), "-k", "500", *quick]) == 2
    assert "-k is 500: give 1 to 272, the number of rows." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["report", str(FAITHFUL), "--family", "all", *quick])
    assert "one shape is wanted" in capsys.readouterr().err


def test_a_folder_that_was_deleted_is_told_as_that(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["fit", "rows.csv", "-k", "2"]) == 2
    assert "no longer there" in capsys.readouterr().err


def test_means_have_the_digits_that_tell_components_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    far = np.concatenate([rng.normal(20_210_000, 300, 40), rng.normal(20_250_000, 300, 40)]).round(1)
    near = rng.normal(3, 1, 80).round(3)
    path = tmp_path / "far.csv"
    path.write_text("far,near\n" + "".join(f"{a},{b}\n" for a, b in zip(far, near, strict=True)))
    assert main(["fit", str(path), "--columns", "far,near", "-k", "2", "--starts", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = lines[next(i for i, line in enumerate(lines) if line.startswith("component")) + 1 :]
    means = sorted(float(line.split("%")[1].split("±")[0]) for line in table if "%" in line)
    np.testing.assert_allclose(means, [far[:40].mean(), far[40:].mean()], atol=5)


ONE_COLUMN = (
    "-1.492 -0.213 -0.086 -0.729 0.267 0.138 -1.464 -0.224 -1.409 -2.218 -2.561 0.873 -0.288 1.793 "
    "-1.631 -0.525 0.167 -0.316 0.329 -0.025 -0.784 -2.498 -1.115 1.559 0.608 1.223 -0.736 -0.338 "
    "-1.020 0.252 -0.074 0.320 1.632 -0.964 0.612 -1.528 0.980 -0.565 -0.195 0.014 1.525 -0.153 "
    "-0.619 -1.306 0.154 -0.977 -0.625 -0.147 0.550 -0.837 "
)
"""Fifty values of which two starts of two components climb to an accident of a few rows, step by step elsewhere."""


def test_what_is_said_of_a_fit_is_of_the_fit_that_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("v\n" + "\n".join(ONE_COLUMN.split()) + "\n")
    main(["fit", str(path), "--starts", "2", "--json", str(tmp_path / "fit.json")])
    out = capsys.readouterr().out
    fit = gmmviz.read_fit(tmp_path / "fit.json")
    x = np.array(ONE_COLUMN.split(), dtype=float)[:, None]
    held = fit.mixture.responsibilities(x).sum(axis=0)
    assert held.min() > 10
    assert "spurious. Component" not in out
    assert "starts got here" not in out
    assert (
        "It was chosen for an optimum that this run has not reached: a spurious one, with log-likelihood −69"
        in out
    )


def test_a_run_that_reaches_the_best_says_how_many_starts_do(capsys: pytest.CaptureFixture[str]) -> None:
    for scaling in ("none", "standardise"):
        assert main(["fit", str(FAITHFUL), "--starts", "3", "--scaling", scaling]) == 0
        assert "3 of 3 starts got here." in capsys.readouterr().out
    main(["fit", str(FAITHFUL), "--starts", "3", "--max-iter", "1"])
    said = capsys.readouterr().out
    assert "It was chosen for an optimum that this run has not reached: log-likelihood" in said


def test_a_label_that_was_asked_for_is_held_out_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wine.csv"
    rows = np.random.default_rng(0).normal(20, 3, (40, 3)).round(2)
    path.write_text("ash,malic,mg\n" + "\n".join(",".join(map(str, row)) for row in rows) + "\n")
    main(["fit", str(path), "--starts", "2", "--label", "mg", "--json"])
    out, receipt = capsys.readouterr()
    assert gmmviz.read_fit(out.encode()).columns == ("ash", "malic")
    assert receipt.splitlines()[:2] == [
        "wine.csv: 40 rows, 2 of 3 columns.",
        '"mg" is held out for comparing.',
    ]
