"""Firefox without a driver: it speaks WebDriver BiDi over a websocket by itself (https://w3c.github.io/webdriver-bidi/)."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from websockets.sync.client import ClientConnection, connect

LARGEST = 2**26  # bytes of a message
START_SECONDS = 60.0
SECONDS = 30.0  # that a page may take to become what a test waits for
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """One window: a page, what was printed on its console as an error, and whom it asked."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.numbers = count(1)
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.command("session.new", capabilities={})
        (tab,) = self.command("browsingContext.getTree")["contexts"]
        self.tab = tab["context"]
        self.command("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def command(self, method: str, **words: Any) -> dict[str, Any]:
        """Let Firefox do something; returns its answer."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": words}))
        while True:
            message = json.loads(self.socket.recv(SECONDS))
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.errors.append(message["params"]["text"])
            elif message.get("method") == "network.beforeRequestSent":
                self.asked.append(message["params"]["request"]["url"])
            elif message.get("id") == number:
                assert message["type"] == "success", message
                answer: dict[str, Any] = message["result"]
                return answer

    def open(self, address: str, width: int = 1280, height: int = 600) -> None:
        """Go to an address."""
        self.command(
            "browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height}
        )
        self.command("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript yields on the page; of null and undefined, None."""
        answer = self.command(
            "script.evaluate", expression=expression, target={"context": self.tab}, awaitPromise=True
        )
        assert answer["type"] == "success", answer
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """The value of an expression, once it is true."""
        end = monotonic() + SECONDS
        while not (found := self.value(expression)):
            assert monotonic() < end, f"never: {expression}\n{self.value('document.body.innerText')[:2000]}"
            sleep(0.1)
        return found

    def click(self, selector: str, text: str = "") -> None:
        """Click the first element of a selector that is seen (and says a text), with the mouse."""
        find = (
            f"[...document.querySelectorAll({json.dumps(selector)})].find((node) => node.checkVisibility() "
            f"&& (node.innerText + (node.ariaLabel ?? '')).includes({json.dumps(text)}))"
        )
        place = self.wait_for(
            f"(() => {{ const node = {find}; if (!node) return null; node.scrollIntoView({{block: 'center'}});"
            "const { x, y, width, height } = node.getBoundingClientRect();"
            "return width ? JSON.stringify([x + width / 2, y + height / 2]) : null; })()"
        )
        x, y = map(round, json.loads(place))
        actions = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": actions})

    def press(self, key: str) -> None:
        """Press a key on whatever has the focus."""
        self._act(
            {
                "type": "key",
                "id": "keys",
                "actions": [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}],
            }
        )

    def _act(self, source: dict[str, Any]) -> None:
        self.command("input.performActions", context=self.tab, actions=[source])


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """A Firefox with an empty profile in a folder, closed at the end."""
    printed = folder / "firefox.log"
    command = [
        program,
        "--headless",
        "--no-remote",
        "--profile",
        str(folder),
        "--remote-debugging-port",
        "0",
        "about:blank",
    ]
    with printed.open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        end = monotonic() + START_SECONDS
        while not (found := LISTENS.search(printed.read_text("utf-8", "replace"))):
            assert process.poll() is None, printed.read_text("utf-8", "replace")
            assert monotonic() < end, printed.read_text("utf-8", "replace")
            sleep(0.1)
        with connect(f"{found.group(1)}/session", max_size=LARGEST) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        process.wait(20)
