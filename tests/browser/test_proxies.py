"""Behind a proxy: the examples of SECURITY.md, each started as it stands there, but for the ports."""

import os
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page

from gmmviz.limits import LINK_CHARACTERS
from tests.browser.conftest import ROOT, AppServer
from tests.browser.stage import Stage

EXAMPLES = re.findall(
    r"```(nginx|caddy)\n(.*?)```", (ROOT / ".github/SECURITY.md").read_text("utf-8"), re.DOTALL
)
NGINX = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {example}
    }}
}}
"""
# started by root, its workers are somebody else, who may not write where a test keeps its files
USER = "user root;" if hasattr(os, "getuid") and os.getuid() == 0 else ""
CADDY = "{{\n admin off\n auto_https off\n}}\n{example}"
START_SECONDS = 30


@cache
def free_port() -> int:
    """One for all proxies, one after the other: what a browser has compiled for one address serves the next."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        found: int = finder.getsockname()[1]
    return found


@contextmanager
def proxy(kind: str, example: str, server: AppServer, folder: Path) -> Iterator[str]:
    """The address (with its prefix, if it has one) of a proxy in front of a server."""
    program = shutil.which(kind) or shutil.which(kind, path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip(f"no {kind} on this machine")
    port = free_port()
    example = example.replace("127.0.0.1:8501", server.address.removeprefix("http://"))
    example = example.replace("gmmviz.example.org", f"http://127.0.0.1:{port}")
    file = folder / "proxy.conf"
    form = NGINX if kind == "nginx" else CADDY
    file.write_text(form.format(folder=folder, port=port, example=example, user=USER), encoding="utf-8")
    command = {
        "nginx": [program, "-p", str(folder), "-c", str(file)],
        "caddy": [program, "run", "--adapter", "caddyfile", "--config", str(file)],
    }[kind]
    prefix = re.search(r"^location (/\w+)/ ", example, re.MULTILINE)
    address = f"http://127.0.0.1:{port}{prefix.group(1) if prefix else ''}"
    with (folder / "proxy.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        end = monotonic() + START_SECONDS
        while _status(f"{address}/_stcore/health") != 200:
            assert monotonic() < end, (folder / "proxy.log").read_text()
            sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _status(address: str) -> int:
    """What a request is answered with; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code
    except OSError:
        return 0


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{kind}{n}" for n, (kind, _) in enumerate(EXAMPLES)])
def test_a_page_behind_each_example_works(
    example: tuple[str, str], page: Page, visit: Callable[..., Page], app_server: AppServer, tmp_path: Path
) -> None:
    with proxy(*example, app_server, tmp_path) as address:
        assert _status(f"{address}/_stcore/metrics") == 404
        assert _status(f"{address}/?v=1&more={'x' * (LINK_CHARACTERS - 20)}") == 200
        visit(page, f"{address}/?v=1&data=faithful&k=3&frame=2")
        stage = Stage(page).ready().rested(2)
        stage.button("Forward half a step").click()
        stage.rested(3)
        page.wait_for_url(f"{address}/?**frame=3**")
        page.goto("/_stcore/health")  # without the proxy, which ends now
