"""What the gmmviz command tells the app it starts: which file to open, and where plotly.js is served.

Both travel as environment variables of the server's process: `streamlit run app.py` understands them too.
"""

import os
from pathlib import Path

FILE_VARIABLE = "GMMVIZ_FILE"
PLOTLY_VARIABLE = "GMMVIZ_PLOTLY"
PREPARED_VARIABLE = "GMMVIZ_PREPARED"


def launched_file() -> Path | None:
    """The file named on the command line (an absolute path, readable when the command began), or None."""
    name = os.environ.get(FILE_VARIABLE)
    return Path(name) if name else None


def plotly_address() -> str | None:
    """Address of plotly.js on this server, or None where none is served and the stage must carry its own."""
    return os.environ.get(PLOTLY_VARIABLE) or None
