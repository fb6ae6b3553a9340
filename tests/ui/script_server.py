"""A process that runs scripts, each in a copy of itself: what they import is loaded once for all of them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER = """
import json, os, runpy, sys, traceback, warnings
for name in sys.argv[1:]:
    __import__(name)
for line in sys.stdin:
    folder, script, arguments = json.loads(line)
    with warnings.catch_warnings(action="ignore"):
        child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    code = 0
    try:
        os.chdir(folder)
        for number, name in enumerate([os.devnull, script + ".out", script + ".err"]):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | (os.O_TRUNC if number else 0)), number)
        sys.argv[:] = [script, *arguments]
        sys.path[0] = folder
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if code and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except BaseException:
        code = 1
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
"""


@dataclass(frozen=True)
class Ended:
    """What a script printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class ScriptServer:
    """Runs scripts by `python -W error SCRIPT` with modules that are loaded already."""

    process: subprocess.Popen[str]

    def run(self, folder: Path, script: str, *arguments: str) -> Ended:
        """Run a script in a folder, to its end."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([str(folder), script, arguments]) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        printed, errors = (folder / f"{script}.{end}" for end in ("out", "err"))
        ended = Ended(code, printed.read_text(encoding="utf-8"), errors.read_text(encoding="utf-8"))
        printed.unlink()
        errors.unlink()
        return ended


@contextmanager
def script_server(path: str, *modules: str) -> Iterator[ScriptServer]:
    """A server of scripts with this PYTHONPATH, which loads modules first."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVER, *modules],
        env=os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield ScriptServer(process)
        assert process.stdin
        process.stdin.close()
