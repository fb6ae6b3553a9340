"""A report as Markdown: text and tables; a picture is the name of its SVG file, which is saved beside it."""

from __future__ import annotations

import re
from functools import singledispatch
from urllib.parse import quote

from gmmviz.report.page.blocks import Block, Document, Heading, Listed, Picture, Prose, Script, TextTable

SPACE = re.compile(r"[ \t\r\n]+")  # a no-break space stays


def markdown_report(document: Document) -> str:
    """The text."""
    head = [f"# {_plain(document.title)}", _plain(document.subtitle)]
    return "\n\n".join([*head, *(block_markdown(block) for block in document.blocks)]) + "\n"


def _plain(text: str) -> str:
    """A text in which no mark has a meaning: only what could begin something is escaped, so that it reads well."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#$~" else letter for letter in SPACE.sub(" ", text))


@singledispatch
def block_markdown(block: Block) -> str:
    """A block as Markdown. Error: TypeError for what is no block."""
    raise TypeError(f"A report has no {type(block).__name__}.")


@block_markdown.register
def _heading(block: Heading) -> str:
    return f"## {_plain(block.text)}"


@block_markdown.register
def _prose(block: Prose) -> str:
    return _plain(block.text)


@block_markdown.register
def _listed(block: Listed) -> str:
    return "\n".join(f"- {_plain(item)}" for item in block.items)


@block_markdown.register
def _table(block: TextTable) -> str:
    heads = " | ".join(_plain(head) for head in block.heads)
    rules = " | ".join(":---" if place in block.words else "---:" for place in range(len(block.heads)))
    lines = []
    for number, line in enumerate(block.lines):
        cells = [_plain(cell) for cell in line]
        if number in block.marked:
            cells = [f"**{cell}**" if cell else cell for cell in cells]
        lines.append(f"| {' | '.join(cells)} |")
    note = f"\n\n{_plain(block.note)}" if block.note else ""
    return f"**{_plain(block.caption)}**\n\n| {heads} |\n| {rules} |\n" + "\n".join(lines) + note


@block_markdown.register
def _picture(block: Picture) -> str:
    return f"![{_plain(block.caption)}]({quote(block.name)}.svg)\n\n*{_plain(block.caption)}*"


@block_markdown.register
def _script(block: Script) -> str:
    head = f"**{_plain(block.name)}** {_plain(block.sentence)}"
    if block.text is None:
        return head
    fence = "`" * max(
        3, 1 + max((len(run) for run in block.text.split("\n") if set(run) == {"`"}), default=0)
    )
    return f"{head}\n\n{fence}{block.language}\n{block.text.rstrip()}\n{fence}"
