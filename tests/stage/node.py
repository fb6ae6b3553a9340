"""Node.js for tests of the stage's modules: the one that playwright brings, so that nothing else is installed."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import playwright

from gmmviz.stage.javascript import FOLDER

PROGRAM = next((Path(playwright.__file__).parent / "driver").glob("node*"))
TESTS = Path(__file__).parent / "js"
MODULES = FOLDER / "js"


class Node:
    """A running Node.js that evaluates functions of the stage's modules."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def call(self, modules: str, body: str, *given: Any) -> Any:
        """What `body`, `(m, ...given) => value`, returns; `m` holds the exports of `modules`, names with spaces."""
        addresses = [(MODULES / f"{name}.js").as_uri() for name in modules.split()]
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"modules": addresses, "body": body, "given": given}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer.get("value")


@contextmanager
def running() -> Iterator[Node]:
    """Node.js, as long as the block runs."""
    command = [str(PROGRAM), "--no-warnings", "--experimental-vm-modules", str(TESTS / "evaluate.mjs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Node(process)
        assert process.stdin is not None
        process.stdin.close()
