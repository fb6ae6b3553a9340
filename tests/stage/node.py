"""The stage's JavaScript without a browser: functions of it run in node, which Playwright's package brings."""

import json
import subprocess
from pathlib import Path
from typing import Any, Self

import playwright

PROGRAM = Path(playwright.__file__).parent / "driver" / "node"
LISTEN = """
const vm = require("node:vm");
let whole = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
    const lines = (whole + text).split("\\n");
    whole = lines.pop();
    for (const line of lines) {
        const { source, argument } = JSON.parse(line);
        let answer;
        try {
            const value = vm.runInThisContext(source);
            answer = { value: (typeof value === "function" ? value(argument) : value) ?? null };
        } catch (problem) {
            answer = { problem: String(problem.stack) };
        }
        process.stdout.write(JSON.stringify(answer) + "\\n");
    }
});
"""


class Node:
    """A node process; `evaluate` is that of a Playwright page, for functions that ask nothing of a document."""

    def __init__(self, script: str) -> None:
        program = PROGRAM if PROGRAM.exists() else PROGRAM.with_suffix(".exe")
        self.process = subprocess.Popen(
            [program, "-e", LISTEN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.evaluate(f"{script}\n;null")

    def evaluate(self, source: str, argument: Any = None) -> Any:
        """The value of an expression, or of the function it is, called with argument. Fails with JavaScript's words."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        isolated = source if source.endswith(";null") else f"({source})"
        self.process.stdin.write(json.dumps({"source": isolated, "argument": argument}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "problem" not in answer, answer["problem"]
        return answer["value"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()  # the end of its input is its end
