"""What the gmmviz command tells the app it starts: which file to open, and where plotly.js is served.

Both travel as environment variables of the server's process: `streamlit run app.py` understands them too.
"""

import os
import tomllib
from pathlib import Path

FILE_VARIABLE = "GMMVIZ_FILE"
PLOTLY_VARIABLE = "GMMVIZ_PLOTLY"
PREPARED_VARIABLE = "GMMVIZ_PREPARED"
PREFIX_VARIABLE = "STREAMLIT_SERVER_BASE_URL_PATH"
OWN_OPTIONS = Path(".streamlit") / "config.toml"  # of Streamlit, in a person's home


def foreign_setting() -> str | None:
    """What else is set for Streamlit on this machine and keeps the app from being served, and what to do; or None."""
    if os.environ.get(PREFIX_VARIABLE):
        return (
            f"{PREFIX_VARIABLE} is set, but gmmviz serves at the root of its address: unset it, and let the proxy "
            "strip the prefix"
        )
    options = Path.home() / OWN_OPTIONS
    if not os.path.exists(options):  # as Streamlit looks: what may not be looked for is not there
        return None
    try:
        tomllib.loads(options.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        return f"Streamlit's options in {options} cannot be read: {problem}. Mend the file, or move it away"
    return None


def launched_file() -> Path | None:
    """The file named on the command line (an absolute path, readable when the command began), or None."""
    name = os.environ.get(FILE_VARIABLE)
    return Path(name) if name else None


def plotly_address() -> str | None:
    """Address of plotly.js on this server, or None where none is served and the stage must carry its own."""
    return os.environ.get(PLOTLY_VARIABLE) or None
