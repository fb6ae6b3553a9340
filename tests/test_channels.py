"""The ways to get gmmviz agree: a recipe and a container file say what pyproject.toml says."""

import re
import tomllib
from pathlib import Path

from gmmviz import __version__
from gmmviz.__main__ import HOST_VARIABLE

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RECIPE = (ROOT / ".ci" / "conda" / "recipe.yaml").read_text(encoding="utf-8")
CONTAINER = (ROOT / ".ci" / "Containerfile").read_text(encoding="utf-8")


def listed(section: str) -> list[str]:
    """The entries of a list of the recipe, without spaces."""
    (block,) = re.findall(rf"^ *{section}:\n((?: +- .*\n)+)", RECIPE, flags=re.MULTILINE)
    return [line.strip().removeprefix("- ").replace(" ", "") for line in block.splitlines()]


def test_the_recipe_needs_what_the_package_needs() -> None:
    python = f"python{PROJECT['requires-python']}"
    assert listed("run") == [python, *PROJECT["dependencies"]]
    assert python in listed("host")


def test_the_recipe_is_of_this_version_and_has_its_command_and_licence() -> None:
    assert f'version: "{__version__}"' in RECIPE
    assert [entry.replace("=", " = ") for entry in listed("entry_points")] == [
        f"{name} = {place}" for name, place in PROJECT["scripts"].items()
    ]
    assert f"license: {PROJECT['license']}\n" in RECIPE
    assert PROJECT["description"] in RECIPE


def test_the_container_runs_a_python_that_the_package_allows_and_not_as_root() -> None:
    least = tuple(map(int, PROJECT["requires-python"].removeprefix(">=").split(".")))
    versions = re.findall(r"^FROM \S+/python:([\d.]+)-slim", CONTAINER, flags=re.MULTILINE)
    assert versions
    assert all(tuple(map(int, version.split("."))) >= least for version in versions)
    assert f"\nENV {HOST_VARIABLE}=0.0.0.0\n" in CONTAINER, "else it listens to itself where a file is named"
    assert CONTAINER.index("\nUSER gmmviz\n") < CONTAINER.index("\nENTRYPOINT ")
