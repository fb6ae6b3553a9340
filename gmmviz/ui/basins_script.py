"""A script that reruns the starts of a comparison without the app. No streamlit."""

from gmmviz.data import DATASETS
from gmmviz.scenario import TOY, Scenario
from gmmviz.ui.basins_work import Asked

TEMPLATE = '''"""Reruns {total} starts of EM on {title}: the optima, and how many starts reached each."""

{imports}
from gmmviz.em import EMSettings{units_import}
from gmmviz.em.basins import Basins, seeded, with_end
from gmmviz.em.search import ends

{data}
settings = {settings!r}
found = Basins()
for end in ends(x, seeded(settings, {methods!r}, {starts})):
    found = with_end(found, end)
for rank, top in enumerate(found.tops):
    reached, total = found.share(rank)
    print(f"{{top.end.log_likelihood{shift}:.4f}}  {{reached}} of {{total}} starts")
'''
STANDARDISED = "units = standard_units(x)\nx = units.inward(x)\n"


def script(scenario: Scenario, asked: Asked, title: str) -> str:
    """The text of the script."""
    scaled = scenario.scaling != "none"
    imports, data = _data(scenario)
    return TEMPLATE.format(
        title=title.replace('"', "'"),
        total=asked.total,
        imports=imports,
        data=data + (STANDARDISED if scaled else ""),
        units_import=", standard_units" if scaled else "",
        shift=" + units.log_jacobian(len(x))" if scaled else "",
        settings=asked.settings,
        methods=asked.methods,
        starts=asked.starts,
    )


def _data(scenario: Scenario) -> tuple[str, str]:
    """The import, and the lines that make x (n, d)."""
    columns = list(scenario.columns)
    chosen = f"[:, [points.columns.index(name) for name in {columns!r}]]" if columns else ""
    if scenario.data in DATASETS:
        lines = f'points = dataset("{scenario.data}")\nx = points.x{chosen}\n'
        return "from gmmviz.data import dataset", lines
    if scenario.data.startswith(TOY):
        text = scenario.data.removeprefix(TOY)
        lines = f'points = toy_of(recipe_of("{text}")).points\nx = points.x{chosen}\n'
        imports = "from gmmviz.data.laboratory import toy_of\nfrom gmmviz.data.recipes import recipe_of"
        return imports, lines
    lines = (
        'table = read_table("your-file.csv")  # the file that was opened\n'
        f"x = points_from_table(table, {columns or None!r}).x\n"
    )
    return "from gmmviz.data import points_from_table, read_table", lines
