"""A report as one HTML page that needs nothing from elsewhere: it prints to PDF, and its tables paste as tables."""

from __future__ import annotations

from base64 import b64encode
from functools import singledispatch
from hashlib import sha256
from html import escape
from pathlib import Path

from gmmviz.report.page.blocks import Block, Document, Heading, Listed, Picture, Prose, Script, TextTable

PAGE_TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
script-src 'sha256-{digest}'">
<title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1><p class="subtitle">{subtitle}</p>
{body}
<script>{copying}</script>
</body></html>
"""


def html_report(document: Document) -> str:
    """The page. Its one script copies tables; the page's policy runs that one and no other."""
    style, copying = (
        (Path(__file__).parent / "assets" / name).read_text(encoding="utf-8")
        for name in ("report.css", "copy_tables.js")
    )
    body = "\n".join(block_html(block) for block in document.blocks)
    return PAGE_TEMPLATE.format(
        title=escape(document.title),
        subtitle=escape(document.subtitle),
        style=style,
        body=body,
        copying=copying,
        digest=b64encode(sha256(copying.encode()).digest()).decode(),
    )


@singledispatch
def block_html(block: Block) -> str:
    """A block as HTML, with every text escaped. Error: TypeError for what is no block."""
    raise TypeError(f"A report has no {type(block).__name__}.")


@block_html.register
def _heading(block: Heading) -> str:
    return f"<h2>{escape(block.text)}</h2>"


@block_html.register
def _prose(block: Prose) -> str:
    css = ' class="careful"' if block.careful else ""
    return f"<p{css}>{escape(block.text)}</p>"


@block_html.register
def _listed(block: Listed) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"


@block_html.register
def table_html(block: TextTable) -> str:
    """A table with its caption and note; the first cell of a line is its name."""

    def cell(tag: str, text: str, place: int, scope: str = "") -> str:
        word = ' class="word"' if place in block.words else ""
        return f"<{tag}{word}{scope}>{escape(text)}</{tag}>"

    heads = "".join(cell("th", head, place, ' scope="col"') for place, head in enumerate(block.heads))
    lines = []
    for number, (first, *rest) in enumerate(block.lines):
        cells = cell("th", first, 0, ' scope="row"') + "".join(
            cell("td", text, place) for place, text in enumerate(rest, start=1)
        )
        css = ' class="marked"' if number in block.marked else ""
        lines.append(f"<tr{css}>{cells}</tr>")
    note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
    wide = " wide" if block.wide else ""
    return (
        f'<div class="table{wide}"><table><caption>{escape(block.caption)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>{note}</div>"
    )


@block_html.register
def _picture(block: Picture) -> str:
    return f"<figure>{block.svg}<figcaption>{escape(block.caption)}</figcaption></figure>"


@block_html.register
def _script(block: Script) -> str:
    if block.text is None:
        return f"<p><strong>{escape(block.name)}.</strong> {escape(block.sentence)}</p>"
    summary = f"<summary><strong>{escape(block.name)}</strong> {escape(block.sentence)}</summary>"
    return f"<details>{summary}<pre><code>{escape(block.text)}</code></pre></details>"
