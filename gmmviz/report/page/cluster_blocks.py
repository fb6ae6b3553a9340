"""Components and clusters in a report: components merged by entropy, and the cuts of one column."""

from __future__ import annotations

from gmmviz.em.evidence.merging import merge
from gmmviz.figures.cut_figure import cut_figure
from gmmviz.figures.escape import one_line
from gmmviz.figures.merge_tree import entropy_elbow, merge_tree
from gmmviz.figures.view import View
from gmmviz.report.evidence import cluster_words, cut_words
from gmmviz.report.evidence.cluster_words import Grouping, cluster_table
from gmmviz.report.page.blocks import Block, Heading, Picture, Prose, TextTable
from gmmviz.report.page.pictures import PAPER, PICTURE_HEIGHT, picture
from gmmviz.report.page.subject import Subject

TREE_SIZE = (480, 260)  # px
NO_SAMPLES = "There is no interval of it: no bootstrap sample was drawn for one."
MIN_TO_MERGE = 3  # components: of two there is nothing to choose


def cluster_blocks(subject: Subject) -> list[Block]:
    """The tree of merged components, and the clusters that were chosen, or else those at the elbow, if there is one.

    Empty for fewer than three components, unless somebody chose to merge two.
    """
    if subject.mixture.k < MIN_TO_MERGE and not 0 < subject.scenario.clusters < subject.mixture.k:
        return []
    soft = subject.mixture.responsibilities(subject.points.x)
    found = merge(soft)
    chosen = subject.scenario.clusters if 0 < subject.scenario.clusters < found.k else None
    at = chosen or found.elbow
    which = "the chosen number of clusters" if chosen else "the elbow"
    grouping = Grouping(found.groups[(at or found.k) - 1])
    view, (width, height) = View(theme=PAPER), TREE_SIZE
    tree = "Components merged two at a time." + f" The dotted line marks {which}." * (at is not None)
    entropy = (
        f"Entropy of the soft labels by number of clusters. The filled mark is {which if at else 'the fit'}."
    )
    sentences = [
        cluster_words.elbow_words(found),
        cluster_words.grouping_words(grouping),
        cluster_words.METHOD,
    ]
    blocks: list[Block] = [
        Heading("Components and clusters"),
        Prose(" ".join(sentences)),
        picture("merging", merge_tree(found, grouping.count, view), height, tree, width),
        picture("entropy", entropy_elbow(found, grouping.count, view), height, entropy, width),
    ]
    if at is not None:
        table = cluster_table(soft, grouping)
        lines = tuple(tuple(str(value) for value in line.values()) for line in table)
        caption = "Clusters, as chosen" if chosen else "Clusters at the elbow"
        blocks.append(TextTable(caption, tuple(table[0]), lines, words=frozenset({0, 1})))
    return blocks


def cut_blocks(subject: Subject) -> list[Block]:
    """The cuts of a fit of one column: picture, a sentence to quote, table; empty for more columns or one component."""
    mixture = subject.mixture
    if mixture.d > 1 or mixture.k < 2:
        return []
    heading = Heading("Where to cut")
    if not subject.cuts:
        return [heading, Prose(cut_words.none_words(mixture))]
    points = subject.points
    column = one_line(points.file_columns[0], 40)
    inside = [each for each in subject.cuts if not each.outside]
    marks = [(each.cut.place, each.low, each.high) for each in inside]
    view = View(theme=PAPER, columns=points.columns, logged=points.log_columns)
    figure = cut_figure(points.x[:, 0], mixture, marks, view)
    one = len(marks) == 1
    bands = f" Grey {'band is its' if one else 'bands are their'} 95\u202f% bootstrap interval{'' if one else 's'}."
    lines_are = "The dashed line is the cut" if one else "Dashed lines are the cuts"
    known = any(each.interval for each in inside)
    method = Prose(cut_words.METHOD if known else cut_words.AT_A_CUT)
    caption = f"{lines_are}; rows that lie on the wrong side are filled.{bands * known}"
    if not marks:
        caption = "No cut lies within the data."
    table = cut_words.cut_table(subject.cuts)
    lines = tuple(tuple(line.values()) for line in table)
    drawn: list[Picture] = [picture("cuts", figure, PICTURE_HEIGHT, caption)]
    samples = cut_words.sample_words(subject.cuts) or NO_SAMPLES * (bool(inside) and not known)
    quoted = Prose(f"{cut_words.quote(mixture, subject.cuts, column)} {samples}".strip())
    title = "The cut" if one else "Cuts"
    tabulated = (
        [TextTable(title, tuple(table[0]), lines, frozenset({0, 1}), note=cut_words.SHARES)] if table else []
    )
    return [heading, quoted, *drawn, *tabulated, method]
