"""The gmmviz command: checks its arguments, then opens the app on this machine."""

import argparse
import errno
import os
import socket
import sys
import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gmmviz import __version__
from gmmviz.cli.commands import COMMANDS, run
from gmmviz.resources import resource

if TYPE_CHECKING:
    from streamlit.starlette import App

FIRST_PORT = 8501
MAX_PORTS_TRIED = 100
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
HOST_VARIABLE = "GMMVIZ_HOST"
MISUSE_EXIT_CODE = 2
"""Exit code for arguments that cannot work, argparse's own."""
OPENS = "Open the app on what a link shows."


@dataclass(frozen=True)
class Listening:
    """Where to listen, and the names it is called by beside this computer's own, from a proxy."""

    host: str
    port: int
    names: tuple[str, ...] = ()

    def allowed_hosts(self) -> list[str]:
        """Names that a request may call it by: on loopback a foreign one is an attack (DNS rebinding)."""
        return ["*"] if self.is_for_others else [*OWN_NAMES, self.host, *self.names]

    @property
    def is_for_others(self) -> bool:
        """Whether other computers reach it."""
        return self.host not in OWN_NAMES and not self.host.startswith("127.")


class CannotLaunch(Exception):
    """An argument that cannot work; its text is the one line the person sees."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 after Ctrl-C, 2 for arguments that cannot work."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in COMMANDS:
        return run(given[0], given[1:])
    opens = given[:1] == ["open"]
    if not opens and (meant := _command_meant(given)):
        print(
            f"gmmviz: there is no file or command {given[0]}: did you mean gmmviz {meant}?", file=sys.stderr
        )
        return MISUSE_EXIT_CODE
    from gmmviz.ui.server.launch import foreign_setting

    wanted = (_open_parser() if opens else _parser()).parse_args(given[opens:])
    try:
        place = _place(wanted.link) if opens else ""
        file = None if wanted.file is None else _readable_file(wanted.file)
        port = _free_port(wanted.host, wanted.port)
        if in_the_way := foreign_setting():
            raise CannotLaunch(in_the_way)
    except CannotLaunch as problem:
        print(f"gmmviz: {problem}", file=sys.stderr)
        return MISUSE_EXIT_CODE
    at = Listening(wanted.host, port, tuple(wanted.allow_host))
    while True:
        try:
            _serve(at, file=file, browser=not wanted.no_browser, place=place)
        except KeyboardInterrupt:
            print()  # the shell's prompt, below the ^C
        except SystemExit:
            if wanted.port is not None or not _is_taken(at):
                raise
            at = replace(at, port=_free_port(at.host, None))  # another program was quicker
            continue
        return 0


def _command_meant(given: Sequence[str]) -> str:
    """The command that somebody who mistyped it meant; empty where the first word is an option, a file or like none."""
    if not given or given[0].startswith("-") or os.path.lexists(given[0]):
        return ""
    return next(iter(get_close_matches(given[0].lower(), [*COMMANDS, "open"], n=1)), "")


def _parser() -> argparse.ArgumentParser:
    commands = "\n".join(f"  {each.name:<8}{each.summary}" for each in COMMANDS.values())
    parser = argparse.ArgumentParser(
        prog="gmmviz",
        description="See a Gaussian mixture being fitted. Opens in the browser; Ctrl-C ends it.",
        epilog=f"commands, each with --help:\n{commands}\n  open    {OPENS}\n\nexample:\n  gmmviz customers.csv",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.csv", help="a table of numbers to open")
    _add_server(parser)
    parser.add_argument("--version", action="version", version=f"gmmviz {__version__}")
    return parser


def _open_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gmmviz open",
        description=OPENS,
        epilog='example:\n  gmmviz open "http://127.0.0.1:8501/choose?v=1&data=iris&k=3"',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "link", metavar="LINK", help="what a browser or Take away showed; its host does not matter"
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE.csv", help="the file that the link is about"
    )
    _add_server(parser)
    return parser


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port_number, help=f"port to listen on (default: {FIRST_PORT}, or the next free one)"
    )
    parser.add_argument(
        "--host",
        default=os.environ.get(HOST_VARIABLE) or "127.0.0.1",
        help="address to listen on (default: 127.0.0.1, this computer only, or what the environment has as "
        f"{HOST_VARIABLE}; 0.0.0.0 lets your network in)",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that a proxy passes on for this server (by default, this computer's own names only)",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def _is_taken(at: "Listening") -> bool:
    """Whether somebody else listens there."""
    try:
        _bound_port(at.host, at.port)
    except OSError:
        return True
    return False


def _place(link: str) -> str:
    """The page and query of a link, as they follow the server's address. Raises CannotLaunch."""
    from gmmviz.scenario import from_query

    parts = urlsplit(link if "?" in link or "=" not in link else f"?{link}")
    page = parts.path.rstrip("/").rpartition("/")[2]
    if not parts.query:
        raise CannotLaunch("the link says nothing after a question mark: copy it whole, in quotes")
    if page and not resource(f"pages/{page}.py").is_file():
        raise CannotLaunch(f"the link is about a page {page!r}, and there is none: copy it whole, in quotes")
    try:
        from_query(parts.query)
    except ValueError as problem:
        raise CannotLaunch(f"the link cannot be read. {problem}") from problem
    return f"/{page}?{parts.query}"


def _port_number(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535 is expected")
    return int(text)


def _readable_file(path: Path) -> Path:
    """The absolute path of a file that can be read now. Raises CannotLaunch."""
    try:
        if path.exists() and not path.is_file():  # a pipe would block here, and be empty for the app
            raise CannotLaunch(f"cannot read {path}: it is not a file")
        with path.open("rb") as file:
            file.read(1)
    except OSError as problem:
        raise CannotLaunch(f"cannot read {path}: {problem.strerror or problem}") from problem
    return path.resolve()


def _free_port(host: str, asked: int | None) -> int:
    """The port asked for, or the first free one from FIRST_PORT on. Raises CannotLaunch."""
    for port in range(FIRST_PORT, FIRST_PORT + MAX_PORTS_TRIED) if asked is None else [asked]:
        try:
            return _bound_port(host, port)
        except OSError as problem:
            if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise CannotLaunch(f"cannot listen on {host}: {problem.strerror or problem}") from problem
    if asked is None:
        tried = f"{FIRST_PORT} to {FIRST_PORT + MAX_PORTS_TRIED - 1}"
        raise CannotLaunch(f"ports {tried} are taken: name another with --port")
    raise CannotLaunch(f"port {asked} is taken: name another, or leave --port out to get the next free one")


def _bound_port(host: str, port: int) -> int:
    """The port number a listener on (host, port) gets. Raises OSError where it cannot listen."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        if os.name != "nt":  # there, it would share a port in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
        bound: int = listener.getsockname()[1]
        return bound


def _serve(at: Listening, *, file: Path | None, browser: bool, place: str = "") -> None:
    """Run the server until it is told to stop."""
    script = resource("app.py")
    os.chdir(script.parent)  # whose options Streamlit reads: these are ours, and they exist
    import streamlit as st

    from gmmviz.ui.frame import streamlit_private
    from gmmviz.ui.frame.guard import show_error_of_callback
    from gmmviz.ui.lifetime import memory
    from gmmviz.ui.lifetime.descriptors import raise_descriptor_limit
    from gmmviz.ui.lifetime.door import door
    from gmmviz.ui.lifetime.housekeeping import housekeeping
    from gmmviz.ui.lifetime.preload import Preload
    from gmmviz.ui.server.assets import PLOTLY_PATH, plotly_route
    from gmmviz.ui.server.launch import FILE_VARIABLE, PLOTLY_VARIABLE, PREPARED_VARIABLE
    from gmmviz.ui.server.prepared import PREPARED_PATH, prepared_route

    os.environ |= {
        PLOTLY_VARIABLE: PLOTLY_PATH,
        PREPARED_VARIABLE: PREPARED_PATH,
        FILE_VARIABLE: str(file or ""),
    }
    address = browser_address(at.host, at.port) + place

    preload = Preload()

    @asynccontextmanager
    async def lifespan(_app: "App") -> AsyncIterator[None]:
        preload.start()
        print(f"gmmviz is at {address} (Ctrl-C ends it)", flush=True)
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        async with housekeeping(_say if at.is_for_others else None):
            yield

    raise_descriptor_limit()
    memory.limit_arenas()
    streamlit_private.mend_server()
    sys.argv = [str(script)]  # Streamlit looks beside it, as `streamlit run` does
    app = st.App(
        script,
        routes=[plotly_route(), prepared_route()],
        middleware=door(at.allowed_hosts(), preload),
        lifespan=lifespan,
        on_script_error=show_error_of_callback,
    )
    own = {"server.address": at.host, "server.port": at.port, "server.allowedHosts": at.allowed_hosts()}
    app.run(config={**settings(), **own})


def _say(sentence: str) -> None:
    """Tell who started the server; on a terminal, in place of what was said before."""
    is_terminal = sys.stdout.isatty()
    print(f"\r\033[K{sentence}" if is_terminal else sentence, end="" if is_terminal else "\n", flush=True)


def browser_address(host: str, port: int) -> str:
    """The address a browser on this machine uses for a server listening on host."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def settings() -> dict[str, object]:
    """Streamlit's options in .streamlit/config.toml, by dotted name, so that they hold in every folder."""

    def flat(table: dict[str, object], prefix: str) -> dict[str, object]:
        options: dict[str, object] = {}
        for key, value in table.items():
            options |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        return options

    return flat(tomllib.loads(resource(".streamlit/config.toml").read_text(encoding="utf-8")), "")


if __name__ == "__main__":
    sys.exit(main())
