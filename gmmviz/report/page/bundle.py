"""The report as Markdown with its pictures as SVG files and their captions, in one ZIP."""

from __future__ import annotations

import io
import zipfile

from gmmviz.report.page.blocks import Document, Picture
from gmmviz.report.page.markdown_report import markdown_report

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same report is the same bytes


def bundle_files(document: Document) -> dict[str, str]:
    """The texts by the names of their files; the Markdown names its pictures as they are called here."""
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    captions = "\n".join(f"{picture.name}.svg: {picture.caption}" for picture in pictures)
    drawn = {f"{picture.name}.svg": picture.svg for picture in pictures}
    return {"report.md": markdown_report(document), "captions.txt": captions + "\n", **drawn}


def bundle(document: Document) -> bytes:
    """The ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in bundle_files(document).items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
