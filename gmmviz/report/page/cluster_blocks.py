"""Components and clusters in a report: components merged by entropy, and the cuts of one column."""

from __future__ import annotations

from gmmviz.em.evidence.merging import merge
from gmmviz.figures.cut_figure import cut_figure
from gmmviz.figures.escape import one_line
from gmmviz.figures.merge_tree import entropy_elbow, merge_tree
from gmmviz.figures.view import View
from gmmviz.report.evidence import cluster_words, cut_words
from gmmviz.report.evidence.cluster_words import Grouping, cluster_table, elbow_words
from gmmviz.report.page.blocks import Block, Heading, Picture, Prose, TextTable
from gmmviz.report.page.pictures import HEIGHT, PAPER, picture
from gmmviz.report.page.subject import Subject

TREE_SIZE = (480, 260)  # px
LEAST_TO_MERGE = 3  # components: of two there is nothing to choose


def cluster_blocks(subject: Subject) -> list[Block]:
    """The tree of merged components, the elbow and its clusters; empty for fewer than three components."""
    if subject.mixture.k < LEAST_TO_MERGE:
        return []
    soft = subject.mixture.responsibilities(subject.points.x)
    found = merge(soft)
    grouping = Grouping(found.groups[found.elbow - 1])
    view, (width, height) = View(theme=PAPER), TREE_SIZE
    tree = "Components merged two at a time. The dotted line marks the elbow of the entropy."
    elbow = "Entropy of the soft labels by number of clusters. The filled mark is the elbow."
    table = cluster_table(soft, grouping)
    heads = tuple(table[0])
    lines = tuple(tuple(str(value) for value in line.values()) for line in table)
    return [
        Heading("Components and clusters"),
        Prose(
            f"{elbow_words(found, subject.points.n)} {cluster_words.grouping_words(grouping)} {cluster_words.METHOD}"
        ),
        picture("merging", merge_tree(found, grouping.count, view), height, tree, width),
        picture("entropy", entropy_elbow(found, grouping.count, view), height, elbow, width),
        TextTable("Clusters at the elbow", heads, lines, words=frozenset({0, 1})),
    ]


def cut_blocks(subject: Subject) -> list[Block]:
    """The cuts of a fit of one column: picture, a sentence to quote, table; empty for more columns or one component."""
    mixture = subject.mixture
    if mixture.d > 1 or mixture.k < 2:
        return []
    heading, method = Heading("Where to cut"), Prose(cut_words.METHOD)
    if not subject.cuts:
        return [heading, Prose(cut_words.none_words(mixture))]
    points = subject.points
    column = one_line(points.file_columns[0], 40)
    marks = [(each.cut.place, each.low, each.high) for each in subject.cuts]
    view = View(theme=PAPER, columns=points.columns, logged=points.log_columns)
    figure = cut_figure(points.x[:, 0], mixture, marks, view)
    bands = " Grey bands are their 95\u202f% bootstrap intervals." * any(
        each.interval for each in subject.cuts
    )
    caption = f"Dashed lines are the cuts; rows that lie on the wrong side are filled.{bands}"
    table = cut_words.cut_table(mixture, subject.cuts)
    lines = tuple(tuple(line.values()) for line in table)
    drawn: list[Picture] = [picture("cuts", figure, HEIGHT, caption)]
    quoted = Prose(cut_words.quote(mixture, subject.cuts, column))
    return [heading, quoted, *drawn, TextTable("Cuts", tuple(table[0]), lines, frozenset({0, 1})), method]
