"""A module that another thread is importing is waited for: plotly must not meet half of pandas."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from gmmviz.resources import resource
from tests.ui.script_server import ScriptServer, script_server

ROOT = resource("pages").parent
COMPILED = {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ}
"""Where Python keeps what it has compiled."""


def run_alone(code: str, folder: Path) -> str:
    """What a fresh process prints that runs some code, with modules of its own in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)],
        env={"PYTHONPATH": f"{folder}:{ROOT}", "PATH": ""} | COMPILED,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout.strip()


RACE = """
    import sys, threading
    from gmmviz.ui.server.half_imported import wait_for
    {waits}
    begun = threading.Event()
    sys.slow_begun = begun
    other = threading.Thread(target=__import__, args=("slow",))
    other.start()
    begun.wait()
    module = sys.modules["slow"]
    try:
        print(module.late)
    except AttributeError:
        print("half")
    other.join()
    print(type(sys.modules["slow"]).__name__, hasattr(module, "never"))
"""
SLOW = "import sys, time\nown = 'late' in globals()\nsys.slow_begun.set()\ntime.sleep(0.3)\nlate = 'whole'\n"


def test_what_another_thread_has_not_reached_yet_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    assert run_alone(RACE.format(waits=""), tmp_path) == "half\nmodule False"  # why it is needed
    assert (
        run_alone(RACE.format(waits='wait_for("slow"); wait_for("slow")'), tmp_path) == "whole\nmodule False"
    )


def test_the_importing_thread_itself_does_not_wait_and_a_failed_import_stays_failed(tmp_path: Path) -> None:
    (tmp_path / "asks.py").write_text("import asks\nfound = hasattr(asks, 'later')\nlater = 1\n")
    (tmp_path / "fails.py").write_text("raise ValueError('no')\n")
    found = run_alone(
        """
        import sys
        from gmmviz.ui.server.half_imported import wait_for
        wait_for("asks", "fails", "is_not_there")
        import asks
        print(asks.found, asks.later, asks.__file__.endswith("asks.py"))
        for name in ("fails", "is_not_there"):
            try:
                __import__(name)
            except (ValueError, ModuleNotFoundError) as problem:
                print(type(problem).__name__, name in sys.modules)
        """,
        tmp_path,
    )
    assert found == "False 1 True\nValueError False\nModuleNotFoundError False"


def test_charts_are_drawn_while_pandas_is_being_imported(tmp_path: Path) -> None:
    """plotly looks for pandas whenever it is given an array; charts are drawn all through the import."""
    found = run_alone(
        """
        import sys, threading
        import numpy as np
        import plotly.graph_objects as go
        import gmmviz.ui.page.shell
        assert "pandas" not in sys.modules
        other = threading.Thread(target=__import__, args=("pandas",))
        other.start()
        drawn = 0
        while other.is_alive() or drawn == 0:
            go.Figure(go.Scatter(x=np.arange(3.0), y=[1, 2, 3]))
            drawn += 1
        other.join()
        print(drawn > 0, sys.modules["pandas"].Series([1]).sum())
        """,
        tmp_path,
    )
    assert found == "True 1"


@pytest.fixture(scope="module")
def processes() -> Iterator[ScriptServer]:
    """Each has imported Streamlit and what all pages need of others, and nothing of ours."""
    with script_server(
        str(ROOT), "streamlit.testing.v1", "scipy.linalg", "scipy.special", "plotly.graph_objects"
    ) as server:
        yield server


@pytest.mark.parametrize("page", sorted(path.stem for path in resource("pages").glob("*.py")))
def test_a_page_that_opens_first_in_a_process_is_drawn_without_pandas(
    page: str, processes: ScriptServer, tmp_path: Path
) -> None:
    """What another page would have imported before is not there.

    pandas takes 0.4 s to import. Streamlit does so to look into the data of a component, unless they are a list.
    """
    code = f"""
        import sys
        from streamlit.testing.v1 import AppTest
        before = [name for name in ("gmmviz", "pandas") if name in sys.modules]
        drawn = AppTest.from_file({str(resource("pages") / f"{page}.py")!r}, default_timeout=100).run()
        print(before, drawn.exception, len(drawn.main) > 0, "pandas" in sys.modules)
    """
    (tmp_path / "page.py").write_text(dedent(code), encoding="utf-8")
    ended = processes.run(tmp_path, "page.py")
    assert ended.stdout == "[] ElementList() True False\n", ended.stderr
