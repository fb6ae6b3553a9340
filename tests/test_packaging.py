"""What is built: everything the app needs is in the wheel, and it runs far from the checkout.

Built without isolation, so that no network is needed: hatchling is among the test requirements.
"""

import os
import re
import signal
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

from gmmviz import __version__

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ("app.py", "pages", "datasets", ".streamlit")


def build(source: Path, target: str, into: Path) -> Path:
    """The wheel or sdist of a source folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = into.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the unpacked sdist, so that both have to be complete."""
    folder = tmp_path_factory.mktemp("packaging")
    with tarfile.open(build(ROOT, "sdist", folder)) as archive:
        archive.extractall(folder, filter="data")
    return build(folder / f"gmmviz-{__version__}", "wheel", folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's contents, as an installer would lay them out."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def files_below(path: Path) -> set[str]:
    """Files at or below path, relative to the checkout; what Python compiled is left out."""
    found = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return {file.relative_to(ROOT).as_posix() for file in found if "__pycache__" not in file.parts}


def test_the_wheel_holds_the_package_and_what_stands_beside_it(wheel: Path) -> None:
    beside = set().union(*(files_below(ROOT / name) for name in BESIDE))
    expected = files_below(ROOT / "gmmviz") | {f"gmmviz/_app/{name}" for name in beside}
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == expected
    assert {
        "gmmviz/py.typed",
        "gmmviz/_app/.streamlit/config.toml",
        "gmmviz/_app/datasets/faithful.csv",
    } <= packed


def test_the_wheel_brings_the_command_and_the_licence(installed: Path) -> None:
    (about,) = installed.glob("*.dist-info")
    assert "gmmviz = gmmviz.__main__:main" in (about / "entry_points.txt").read_text()
    assert (about / "licenses" / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def test_the_wheel_runs_from_any_folder(installed: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gmmviz", "--no-browser", "--port", "0"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    with urllib.request.urlopen(address[0]) as answer:
        assert "<title>" in answer.read().decode()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_an_installed_package_uses_the_files_it_brought(installed: Path, tmp_path: Path) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", "from gmmviz.resources import resource; print(resource('app.py'))"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(printed.stdout.strip()) == (installed / "gmmviz" / "_app" / "app.py").resolve()
