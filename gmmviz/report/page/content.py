"""The report of a fit, section by section, whatever it is written as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gmmviz.data.notices import counted
from gmmviz.figures.escape import one_line
from gmmviz.report import fit_paragraph
from gmmviz.report.evidence import examination_words, stability_words
from gmmviz.report.evidence.error_rates import error_words
from gmmviz.report.evidence.fewer_words import gain_words, ratio_words, unlooked_words
from gmmviz.report.page import checklist, methods
from gmmviz.report.page.blocks import Block, Document, Heading, Listed, Picture, Prose, TextTable
from gmmviz.report.page.cluster_blocks import cluster_blocks, cut_blocks
from gmmviz.report.page.fit_tables import allocation_table, components_table, unplaced_table
from gmmviz.report.page.models_table import model_rows, models_table, without_vote
from gmmviz.report.page.paragraphs.choice_words import against, why_chosen
from gmmviz.report.page.paragraphs.searched_models import upper_edge
from gmmviz.report.page.paragraphs.which_fit import careful_words
from gmmviz.report.page.pictures import gap, pictures
from gmmviz.report.page.subject import Subject
from gmmviz.report.scores import family_name

NO_CAVEAT = (None, "separate groups", "one component")  # verdicts that take nothing back from the clusters


def document(subject: Subject) -> Document:
    """The whole report; tables and pictures are numbered in their order."""
    rows = model_rows(subject)
    careful = careful_words(subject)
    blocks: list[Block] = [Prose(careful, careful=True)] if careful else []
    blocks += [Heading("Summary"), Prose(_summary(subject))]
    blocks += [
        Heading("Models"),
        Prose(why_chosen(subject, rows)),
        models_table(rows, subject.tested_elsewhere),
    ]
    drawn = pictures(subject)
    blocks += [Heading("The fit"), *drawn, components_table(subject)]
    blocks += [Heading("How surely rows are assigned"), *_assignment(subject)]
    blocks += [Heading("Are the clusters real?"), *_evidence(subject)]
    blocks += [*cluster_blocks(subject), *cut_blocks(subject)]
    blocks += [Heading("Methods"), *(Prose(text) for text in methods.methods(subject))]
    blocks += [Heading("What was left out"), Listed(tuple(methods.left_out(subject)))]
    blocks += [Heading("Caveats"), Listed(tuple(caveats(subject)))]
    blocks += [Heading("Reporting practice"), checklist.checklist_table(subject)]
    if subject.scripts:
        blocks += [Heading("Scripts"), *subject.scripts]
    blocks += [Heading("References"), Listed(methods.references(visible_text(blocks)))]
    return Document(title(subject), subtitle(subject), tuple(_numbered(blocks)))


def visible_text(blocks: Sequence[Block]) -> str:
    """All that a reader reads in blocks, scripts apart."""
    texts = []
    for block in blocks:
        match block:
            case Prose():
                texts.append(block.text)
            case Listed():
                texts += block.items
            case TextTable():
                texts += [block.caption, block.note, *(cell for line in block.lines for cell in line)]
            case Picture():
                texts.append(block.caption)
    return "\n".join(texts)


def title(subject: Subject) -> str:
    """What the report is about."""
    return f"A Gaussian mixture of {one_line(subject.points.title or 'the data')}"


def subtitle(subject: Subject) -> str:
    """Which fit, in one line."""
    k, d, settings = subject.mixture.k, subject.points.d, subject.settings
    shape = settings.model_name if settings.is_kmeans else family_name(settings.family, d, k)
    size = f"{counted(subject.points.n, 'row')}, {counted(d, 'column')}"
    return f"K = {k}, {shape} ({subject.notation}), {size}"


def _summary(subject: Subject) -> str:
    """The paragraph that other pages show; where clusters were examined it ends with the verdict on them."""
    found, written = subject.examination, fit_paragraph.paragraph(subject.facts)
    if found is None or found.verdict is None or found.k == 1:
        return written
    return f"{written.removesuffix(fit_paragraph.JUDGE)}{examination_words.headline(found)}"


def _assignment(subject: Subject) -> list[Block]:
    if subject.mixture.k == 1:
        return [Prose("There is one component, and it owns every row.")]
    blocks: list[Block] = [Prose(fit_paragraph.ambiguous(subject.facts)), allocation_table(subject)]
    loose = unplaced_table(subject)
    return blocks if loose is None else [*blocks, loose]


def _evidence(subject: Subject) -> list[Block]:
    found = subject.examination
    if found is None or found.verdict is None:
        begun = "This was not examined." if found is None else examination_words.NOT_LOOKED
        return [Prose(f"{begun} Whether components are clusters is not decided by a fit index.")]
    words = (
        *examination_words.verdict_words(found),
        *examination_words.cluster_words(found),
        stability_words.owner_words(found.stability),
        stability_words.k_words(found.stability),
        gain_words(found),
        ratio_words(found),
        unlooked_words(found),
        error_words(found, subject.points.n, subject.points.d),
        *(examination_words.pair_words(pair) for pair in found.pairs),
    )
    listed = tuple(filter(None, words))
    drawn = gap(subject)
    seen = [drawn] if drawn is not None else []
    return [Prose(examination_words.headline(found)), *seen, *([Listed(listed)] if listed else [])]


def caveats(subject: Subject) -> list[str]:
    """What a reader has to know before believing it; never empty."""
    blocks = [*fit_paragraph.caveats(subject.facts)]
    burden, rows = fit_paragraph.parameters_sentence(subject.facts), model_rows(subject)
    blocks += [burden] if burden and burden not in blocks else []
    if subject.elsewhere:
        blocks.append(subject.elsewhere)
    if not subject.cells:
        blocks.append("No other models were fitted.")
    elif subject.not_begun or any(not cell.finished for cell in subject.cells):
        blocks.append("The search of models was stopped before its end.")
    elif edge := upper_edge(subject.cells):
        blocks.append(edge)
    blocks += against(subject, rows)
    if not any(test.finished for test in subject.tests.values()):
        blocks.append(subject.untested)
    if subject.no_intervals:
        blocks.append(
            f"{'Weights and means' if subject.weights_vary else 'Means'} have no intervals, so their precision is not "
            f"known: {subject.no_intervals}."
        )
    elif subject.maximum is not None and subject.polished is None:
        blocks.append(
            "Intervals are of resamples that were fitted to their own maxima, and this fit is not at one: it may lie "
            "beside them."
        )
    blocks += without_vote(rows)
    if subject.mixture.k > 1 and (subject.examination is None or subject.examination.verdict is None):
        blocks.append(
            f"Whether the clusters are real was not examined{' to its end' * (subject.examination is not None)}."
        )
    elif subject.examination is not None and (
        subject.examination.verdict not in NO_CAVEAT or not subject.examination.finished
    ):
        blocks.append(examination_words.headline(subject.examination))
    blocks.append(
        "Components are taken for normal; indices and posteriors lean on that, and skewed or heavy-tailed clouds are "
        "cut into several components."
    )
    return blocks


def _numbered(blocks: list[Block]) -> list[Block]:
    """Captions with "Table 1." and "Figure 1." in front."""
    tables = figures = 0
    written: list[Block] = []
    for block in blocks:
        if isinstance(block, TextTable):
            tables += 1
            written.append(replace(block, caption=f"Table {tables}. {block.caption}"))
        elif isinstance(block, Picture):
            figures += 1
            written.append(replace(block, caption=f"Figure {figures}. {block.caption}"))
        else:
            written.append(block)
    return written
