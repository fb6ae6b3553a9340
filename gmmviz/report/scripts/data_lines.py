"""How a script comes by the data of a scenario: the part that all scripts share.

Whatever comes from a file (its name, names of columns, cells) stands in a script as an ASCII literal, so that
no quote, line end or brace in it can end the literal or begin anything else.
"""

from dataclasses import dataclass
from pathlib import PurePath

from gmmviz.data import DATASETS
from gmmviz.data.csv.reading import AUTOMATIC_READING
from gmmviz.scenario import TOY, UPLOAD, Scenario


@dataclass(frozen=True)
class DataLines:
    """The lines of a script that import what is needed, and those that make x (n, d).

    `uses_sys` where these need `sys`.
    """

    imports: str
    lines: str
    uses_sys: bool = False


def data_lines(scenario: Scenario, title: str) -> DataLines:
    """The lines for a scenario's data; `title` is the name of an opened file.

    A script on a file takes another path for it as its argument, and ends where the file is another one.
    """
    columns = list(scenario.columns)
    if scenario.data in DATASETS:
        return built_in(f"dataset({scenario.data!a})", ["dataset"], scenario)
    if scenario.data.startswith(TOY):
        text = ascii(scenario.data.removeprefix(TOY))
        return built_in(f"toy_of(recipe_of({text})).points", ["recipe_of", "toy_of"], scenario)
    overruled = scenario.reading != AUTOMATIC_READING
    logs = f", logs={scenario.logs!a}" if scenario.logs else ""
    filters = f", filters={scenario.filters!a}" if scenario.filters else ""
    how = f", reading={scenario.reading!a}" if overruled else ""
    lines = (
        f"path = sys.argv[1] if len(sys.argv) > 1 else {file_name(title)!a}\n"
        f"table = read_table(path{how})\n"
        f"if table.digest != {scenario.data.removeprefix(UPLOAD)!a}:\n"
        '    sys.exit(f"{path} is another file than the one that was fitted.")\n'
        f'x = points_from_table(table, {columns or None!a}, label=""{logs}{filters}).x\n'
    )
    records = ["Reading"] * overruled + ["RowFilter"] * bool(filters)
    names = ", ".join([*records, "points_from_table", "read_table"])
    return DataLines(f"from gmmviz.data import {names}", lines, uses_sys=True)


def built_in(made: str, names: list[str], scenario: Scenario) -> DataLines:
    """The lines for data that gmmviz makes itself, by an expression with these names."""
    columns = list(scenario.columns)
    if not scenario.logs and not scenario.filters:
        chosen = f"[:, [points.columns.index(name) for name in {columns!a}]]" if columns else ""
        lines = f"points = {made}\nx = points.x{chosen}\n"
        return DataLines(f"from gmmviz.data import {', '.join(names)}", lines)
    asked = f"{columns!a}, {scenario.logs!a}, {scenario.filters!a}"
    lines = f"points = {made}\nx = restricted_points(points, {asked}).x\n"
    all_names = ", ".join(["RowFilter"] * bool(scenario.filters) + [*names, "restricted_points"])
    return DataLines(f"from gmmviz.data import {all_names}", lines)


def file_name(title: str) -> str:
    """What an opened file is called in a folder: cells that were pasted get a name that a file can have."""
    return title if PurePath(title).suffix else f"{title.replace(' ', '-')}.csv"


def labelled_name(title: str) -> str:
    """What an opened file is called with columns added, so that it does not take the place of the one it is made of.

    >>> labelled_name("one.csv"), labelled_name("pasted cells")
    ('one-labelled.csv', 'pasted-cells-labelled.csv')
    """
    path = PurePath(file_name(title))
    return path.with_name(f"{path.stem}-labelled{path.suffix}").name


def stem(title: str) -> str:
    """The name of a file without its ending, in letters that every system takes.

    >>> stem("Sales of 2024.csv"), stem("../=x|y.csv")
    ('Sales-of-2024', 'x-y')
    """
    kept = "".join(letter if letter.isalnum() else " " for letter in PurePath(title).stem)
    return "-".join(kept.split())[:60] or "data"
