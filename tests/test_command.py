"""The gmmviz command: what it accepts, refuses and says, and how it ends."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gmmviz import __main__ as command
from gmmviz import __version__
from gmmviz.figures.palette import DARK, LIGHT, Theme
from gmmviz.ui.server.launch import FILE_VARIABLE, launched_file

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = "127.0.0.1"


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr after which the command gives up."""
    assert command.main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


def test_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    expected = f"gmmviz: cannot read no such file.csv: {os.strerror(errno.ENOENT)}\n"
    assert refusal(capsys, "no such file.csv") == expected


def test_a_folder_is_not_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert refusal(capsys, str(tmp_path)) == f"gmmviz: cannot read {tmp_path}: it is not a file\n"


def test_a_file_that_cannot_be_opened_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    name = "x" * 5000
    assert refusal(capsys, name) == f"gmmviz: cannot read {name}: {os.strerror(errno.ENAMETOOLONG)}\n"


def test_a_busy_port_is_one_line(capsys: pytest.CaptureFixture[str], busy_port: int) -> None:
    expected = (
        f"gmmviz: port {busy_port} is taken: name another, or leave --port out to get the next free one\n"
    )
    assert refusal(capsys, "--port", str(busy_port)) == expected


def test_an_address_of_another_machine_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    expected = f"gmmviz: cannot listen on 192.0.2.1: {os.strerror(errno.EADDRNOTAVAIL)}\n"
    assert refusal(capsys, "--host", "192.0.2.1") == expected


@pytest.mark.parametrize("port", ["65536", "-1", "eighty"])
def test_only_a_port_number_is_a_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main([f"--port={port}"])
    assert f"{port!r} is not a port: a number from 0 to 65535 is expected" in capsys.readouterr().err


def served(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict[str, object]:
    """What the command would serve."""
    wanted: dict[str, object] = {}
    monkeypatch.setattr(
        command, "_serve", lambda at, **rest: wanted.update(host=at.host, port=at.port, at=at, **rest)
    )
    assert command.main(arguments) == 0
    return wanted


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch, busy_port: int) -> None:
    monkeypatch.setattr(command, "FIRST_PORT", busy_port)
    port = served(monkeypatch)["port"]
    assert isinstance(port, int)
    assert busy_port < port < busy_port + command.MAX_PORTS_TRIED


def test_another_program_that_was_quicker_leaves_the_next_port(
    monkeypatch: pytest.MonkeyPatch, busy_port: int
) -> None:
    """Two that begin at once find the same port free; the later one's server ends when it cannot have it."""
    monkeypatch.setattr(command, "FIRST_PORT", busy_port)
    real, tried = command._free_port, []
    monkeypatch.setattr(command, "_free_port", lambda *place: real(*place) if tried else busy_port)

    def serve(at: command.Listening, **_rest: object) -> None:
        tried.append(at.port)
        if at.port == busy_port:
            sys.exit(1)

    monkeypatch.setattr(command, "_serve", serve)
    assert command.main(["--no-browser"]) == 0
    assert (len(tried), tried[0]) == (2, busy_port)
    assert tried[1] > busy_port
    tried.clear()
    monkeypatch.setattr(command, "_free_port", lambda *_: busy_port)
    with pytest.raises(SystemExit):  # who asked for a port does not get another
        command.main(["--no-browser", f"--port={busy_port}"])


def test_a_prefix_of_its_own_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "x")
    assert command.main([]) == command.MISUSE_EXIT_CODE
    assert "let the proxy strip the prefix" in capsys.readouterr().err


def test_options_of_streamlit_that_cannot_be_read_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = tmp_path / ".streamlit" / "config.toml"
    options.parent.mkdir()
    options.write_text("[server\nport = 1", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert command.main(["--no-browser"]) == command.MISUSE_EXIT_CODE
    told = capsys.readouterr().err
    assert str(options) in told
    assert "Mend the file" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "allowed", "refused"),
    [
        (
            [],
            ["127.0.0.1:8501", "localhost:8501", "[::1]:8501"],
            ["evil.example", "127.0.0.1.evil.example", None],
        ),
        (["--allow-host", "lectern.example"], ["lectern.example", "localhost"], ["evil.example"]),
        (["--host", "0.0.0.0"], ["192.168.0.7:8501", "lectern.local"], []),
    ],
)
def test_on_this_machine_it_answers_to_its_own_names_only(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], allowed: list[str], refused: list[str | None]
) -> None:
    """A page elsewhere whose name is made to mean this computer (DNS rebinding) is not answered."""
    from streamlit import config
    from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

    at = served(monkeypatch, *arguments)["at"]
    assert isinstance(at, command.Listening)
    real = config.get_option
    monkeypatch.setattr(
        config, "get_option", lambda key: at.allowed_hosts() if key == "server.allowedHosts" else real(key)
    )
    assert all(is_host_allowed(host) for host in allowed)
    assert not any(is_host_allowed(host) for host in refused)


@pytest.mark.parametrize(
    "foreign", ["[server]\nenableXsrfProtection = false\nenableCORS = false\n", "[[broken", None]
)
def test_the_folder_one_stands_in_changes_nothing(tmp_path: Path, foreign: str | None) -> None:
    """Nor does it need to exist: None is a folder that was deleted."""
    folder = tmp_path / "here"
    (folder / ".streamlit").mkdir(parents=True)
    (folder / ".streamlit" / "config.toml").write_text(foreign or "", encoding="utf-8")
    script = (
        "import sys, os, shutil\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        f"if {foreign is None}: shutil.rmtree(os.getcwd())\n"
        "from gmmviz import __main__ as command\n"
        "from streamlit.web.server.starlette import starlette_app\n"
        "import streamlit as st\n"
        "def run(self, config):\n"
        "    from streamlit import config as options\n"
        "    options.get_config_options(force_reparse=True, options_from_flags=config)\n"
        "    print([options.get_option(f'server.{name}') for name in ('enableXsrfProtection', 'enableCORS')])\n"
        "st.App.run = run\n"
        "command.main(['--no-browser', '--port', '0'])\n"
    )
    printed = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (printed.returncode, printed.stdout.strip(), printed.stderr) == (0, "[True, True]", "")


def test_it_listens_on_this_machine_and_opens_a_browser_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = served(monkeypatch)
    assert (plain["host"], plain["file"], plain["browser"]) == (LOOPBACK, None, True)
    other = served(monkeypatch, "--host", "0.0.0.0", "--no-browser")
    assert (other["host"], other["browser"]) == ("0.0.0.0", False)


def test_a_file_is_handed_over_by_its_full_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "my points.csv").write_text("x,y\n1,2\n")
    monkeypatch.chdir(tmp_path)
    assert served(monkeypatch, "my points.csv")["file"] == tmp_path.resolve() / "my points.csv"


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("http://lectern.local:80/choose?v=1&data=iris&k=3", "/choose?v=1&data=iris&k=3"),
        ("http://127.0.0.1:8501/?v=1&data=faithful", "/?v=1&data=faithful"),
        ("https://server/gmmviz/compare/?data=iris", "/compare?data=iris"),
        ("?v=1&data=faithful", "/?v=1&data=faithful"),
        ("v=1&data=upload-8d12&column=a%2Fb", "/?v=1&data=upload-8d12&column=a%2Fb"),
    ],
)
def test_a_link_is_opened_whatever_its_host(monkeypatch: pytest.MonkeyPatch, link: str, place: str) -> None:
    wanted = served(monkeypatch, "open", link, "--no-browser")
    assert (wanted["place"], wanted["browser"], wanted["file"]) == (place, False, None)


def test_a_link_is_opened_with_the_file_it_is_about(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text("x,y\n1,2\n")
    assert (
        served(monkeypatch, "open", "data=upload-1", str(tmp_path / "my.csv"))["file"] == tmp_path / "my.csv"
    )


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ("hello", "gmmviz: the link says nothing after a question mark: copy it whole, in quotes"),
        (
            "http://a/pie?k=2",
            "gmmviz: the link is about a page 'pie', and there is none: copy it whole, in quotes",
        ),
        ("?v=1&k=many", "gmmviz: the link cannot be read. k is 'many'; it should be a whole number."),
    ],
)
def test_a_link_that_cannot_be_opened_is_refused(
    link: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["open", link]) == 2
    assert capsys.readouterr().err == complaint + "\n"


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    out = capsys.readouterr().out
    for name in ("fit", "choose", "assign", "open"):
        assert f"\n  {name} " in out


def test_the_app_finds_the_file_of_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    assert launched_file() is None
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "my.csv"))
    assert launched_file() == tmp_path / "my.csv"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("::1", "http://[::1]:80"),
        ("lectern.local", "http://lectern.local:80"),
    ],
)
def test_the_address_is_one_a_browser_can_open(host: str, address: str) -> None:
    assert command.browser_address(host, 80) == address


def test_help_and_version_import_nothing_heavy() -> None:
    script = (
        "import sys; from gmmviz.__main__ import main\n"
        "for word in ('--version', '--help'):\n"
        "    try: main([word])\n"
        "    except SystemExit as end: assert end.code == 0\n"
        "print(sorted({'streamlit', 'numpy', 'pandas', 'plotly'} & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, *_, last = printed.stdout.splitlines()
    assert (first, last) == (f"gmmviz {__version__}", "[]")


def test_it_opens_the_browser_and_ends_quietly_on_ctrl_c(tmp_path: Path) -> None:
    script = tmp_path / "browser.py"
    script.write_text("import sys; print('browser:', sys.argv[1], flush=True)")
    process = subprocess.Popen(
        [sys.executable, "-m", "gmmviz", "--port", "0"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "BROWSER": f"{sys.executable} {script} %s"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    process.send_signal(signal.SIGINT)
    rest, complaints = process.communicate(timeout=20)
    address = lines[0].split()[3]
    assert lines == [f"gmmviz is at {address} (Ctrl-C ends it)\n", f"browser: {address}\n"]
    assert address.startswith(f"http://{LOOPBACK}:")
    assert (process.returncode, rest.strip(), complaints) == (0, "", "")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_interface_wears_the_palette(theme: Theme) -> None:
    options = command.settings()
    worn = {
        "primaryColor": theme.ink,
        "backgroundColor": theme.page,
        "secondaryBackgroundColor": theme.panel,
        "textColor": theme.ink,
        "linkColor": theme.ink,
        "borderColor": theme.border,
        "grayTextColor": theme.muted,
        "orangeTextColor": theme.warn,
        "redTextColor": theme.bad,
        "greenTextColor": theme.good,
    }
    prefix = f"theme.{theme.name}."
    assert {name[len(prefix) :]: hue for name, hue in options.items() if name.startswith(prefix)} == worn


@pytest.mark.parametrize(
    ("typed", "meant"), [("fitt", "fit"), ("chose", "choose"), ("Report", "report"), ("opne", "open")]
)
def test_a_mistyped_command_is_no_file(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([typed, "table.csv"]) == command.MISUSE_EXIT_CODE
    said = capsys.readouterr().err
    assert said == f"gmmviz: there is no file or command {typed}: did you mean gmmviz {meant}?\n"
