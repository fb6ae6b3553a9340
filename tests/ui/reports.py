"""Waiting for a report: a process makes it at a lower priority, so nobody asks for it without a pause."""

import time

from streamlit.testing.v1 import AppTest

LOOK_SECONDS = 0.3  # s between two looks, in which the process that makes it has the processor
MAX_SECONDS = 240.0  # s: a report that has not come by then does not come


def report_made(app: AppTest) -> None:
    """Look at the open dialog until the report can be saved; an error instead of a test without an end."""
    end = time.monotonic() + MAX_SECONDS
    while not app.get("download_button"):
        assert not app.exception, app.exception[0].value
        assert time.monotonic() < end, [element.value for element in app.markdown]
        time.sleep(LOOK_SECONDS)
        app.button(key="take away").click().run()
