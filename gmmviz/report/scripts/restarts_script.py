"""A script that reruns the starts of a comparison without the app."""

from gmmviz.em.search.basins import BasinsRequest
from gmmviz.report.scripts.data_lines import data_lines
from gmmviz.scenario import Scenario

TEMPLATE = '''"""Reruns {total} starts of EM: the optima, and how many starts reached each."""

{standard}{imports}
from gmmviz.em import EMSettings{units_import}
from gmmviz.em.search.basins import Basins, seeded, with_end
from gmmviz.em.search.sweep import ends

# {title}
{data}
settings = {settings!r}
found = Basins()
for end in ends(x, seeded(settings, {methods!r}, {starts})):
    found = with_end(found, end)
for rank, optimum in enumerate(found.maxima):
    reached, total = found.share(rank)
    print(f"{{optimum.end.log_likelihood{shift}:.4f}}  {{reached}} of {{total}} starts")
'''
STANDARDISE_LINES = "units = standard_units(x)\nx = units.standardise(x)\n"


def script(scenario: Scenario, asked: BasinsRequest, title: str) -> str:
    """The text of the script."""
    scaled = scenario.scaling != "none"
    data = data_lines(scenario, title)
    return TEMPLATE.format(
        title=ascii(title),
        total=asked.total,
        standard="import sys\n\n" if data.uses_sys else "",
        imports=data.imports,
        data=data.lines + (STANDARDISE_LINES if scaled else ""),
        units_import=", standard_units" if scaled else "",
        shift=" + units.log_jacobian(len(x))" if scaled else "",
        settings=asked.settings,
        methods=asked.methods,
        starts=asked.starts,
    )
