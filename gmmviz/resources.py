"""Where the files beside the package are (app, pages, data sets), in a wheel or in a checkout."""

from pathlib import Path


def resource(name: str) -> Path:
    """Path of a top-level file or folder (`app.py`, `pages`, `datasets`, `.streamlit`).

    A wheel carries them in `gmmviz/_app`; a checkout and an editable install have them beside the package.
    """
    package = Path(__file__).resolve().parent
    bundled = package / "_app"
    return (bundled if bundled.is_dir() else package.parent) / name
