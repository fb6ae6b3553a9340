"""How long it takes to begin: `import gmmviz`, and each page in a cold process, beside another revision.

    python tests/benchmarks/start.py REVISION [REPEATS]

Seconds of CPU, the median of fresh processes that take turns, and the ratio to the revision. pages/*.py are run by
Streamlit's AppTest, as in a session's first run, with what they import.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
IMPORT = "import gmmviz"
PAGE = """
from streamlit.testing.v1 import AppTest
seen = AppTest.from_file("pages/{page}.py", default_timeout=120).run()
assert not seen.exception, seen.exception
"""
TIMED = """
import time
begun = time.process_time()
{code}
print(time.process_time() - begun)
"""


def unpacked(revision: str, folder: str) -> Path:
    """The files of a revision, in a folder."""
    archive = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return Path(folder)


def seconds(code: str, root: Path) -> float:
    """CPU seconds that a fresh process needs for code, with the package of root."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(code=code)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.split()[-1])


def main(revision: str, repeats: int = 5) -> None:
    """Print the table."""
    pages = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        before = unpacked(revision, folder)
        print(f"{'':16}{'now, s':>8}{revision[:8] + ', s':>14}{'ratio':>8}")
        codes = {IMPORT: IMPORT} | {page: PAGE.format(page=page) for page in pages}
        for name, code in codes.items():
            there = name == IMPORT or (before / "pages" / f"{name}.py").exists()
            roots = (ROOT, before) if there else (ROOT,)
            turns = [[seconds(code, root) for root in roots] for _ in range(repeats)]
            now, *then = map(median, zip(*turns, strict=True))
            beside = f"{then[0]:14.3f}{now / then[0]:8.2f}" if then else f"{'new':>14}"
            print(f"{name:16}{now:8.3f}{beside}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
