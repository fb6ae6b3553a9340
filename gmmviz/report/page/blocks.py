"""What a report is made of, whatever it is written as: headings, paragraphs, tables, pictures, scripts."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True)
class Prose:
    """A paragraph of plain text; `careful` sets it apart."""

    text: str
    careful: bool = False


@dataclass(frozen=True)
class Listed:
    """Sentences, one below the other."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class TextTable:
    """A table of plain text, its caption above it and what its marks mean below.

    `words` are the columns (from 0) that hold words and stand at the left; all others hold numbers. `marked` are the
    lines (from 0) that are set apart; `wide` tables need the long side of a sheet.
    """

    caption: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    words: frozenset[int] = frozenset({0})
    marked: frozenset[int] = frozenset()
    note: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as SVG text, its caption, and the name of its file."""

    name: str
    svg: str
    caption: str


@dataclass(frozen=True)
class Script:
    """A script that reproduces the fit, or `text` None and the reason why there is none in `sentence`."""

    name: str
    language: str
    text: str | None
    sentence: str


REPORT_PICTURES = (
    *("stage", "pairs", "profile", "profile-raw", "ridgeline"),
    *("gap", "merging", "entropy", "cuts"),
)  # of all that a report may show

Block = Heading | Prose | Listed | TextTable | Picture | Script


@dataclass(frozen=True)
class Document:
    """A whole report."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]

    def beside(self, report: str) -> Document:
        """The same with every picture named after a report, so that two reports in one folder keep theirs."""
        named = (
            replace(block, name=f"{report}-{block.name}") if isinstance(block, Picture) else block
            for block in self.blocks
        )
        return replace(self, blocks=tuple(named))
