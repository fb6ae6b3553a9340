"""What is said of a fit beside the truth: how well they agree, the matched table, the caption of the picture."""

from gmmviz.data import Points
from gmmviz.em.statistics.agreement import Agreement
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.number_text import number_text

MAX_CLASSES_SHOWN = 20


def sentence(points: Points, met: Agreement) -> str:
    """How well the two agree."""
    return (
        f"{number_text(met.matched, 0)} of {number_text(points.n, 0)} points are with the component matched to their "
        "group. Adjusted Rand "
        f"index **{met.rand:.3f}**: 1 is the same grouping, 0 what chance would give."
    )


def confusion(points: Points, met: Agreement) -> str:
    """The matched table in Markdown: one row per true group, one column per component; what is matched is bold."""
    groups = met.groups[:MAX_CLASSES_SHOWN]
    lines = ["| truth | " + " | ".join(f"component {group + 1}" for group in groups) + " |"]
    lines.append("| --- |" + " --: |" * len(groups))
    for name, counts, partner in list(zip(points.truth_names, met.table, met.partners, strict=False))[
        :MAX_CLASSES_SHOWN
    ]:
        cells = [
            f"**{number_text(count, 0)}**" if group == partner else number_text(count, 0)
            for group, count in zip(groups, counts, strict=False)
        ]
        lines.append(f"| {markdown_text(name)} | " + " | ".join(cells) + " |")
    more = len(met.table) - MAX_CLASSES_SHOWN
    return "\n".join(lines) + (f"\n\nand {more} more groups" if more > 0 else "")


def caption(rings: bool) -> str:
    """What colours and lines of the picture mean; `rings` where the true ellipses are known."""
    known = "Rings: the true groups, 50\u202f% and 95\u202f%. " if rings else ""
    return f"Colours: the true groups. {known}Dashed in ink: what was found, 95\u202f%."
