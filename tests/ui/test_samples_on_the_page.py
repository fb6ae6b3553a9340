"""The hard CSV samples, opened on the Data page and watched: each as its manifest says, never a traceback."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "data" / "csv-samples"
ENTRIES = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: Path(entry["file"]).name)
def test_a_sample_is_opened_or_refused_as_its_manifest_says(entry: dict[str, Any]) -> None:
    file = SAMPLES / entry["file"]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/data.py").run()
    app.file_uploader[0].set_value((file.name, file.read_bytes(), "text/csv")).run()
    assert not app.exception
    said = "\n".join(str(element.value) for element in (*app.markdown, *app.error, *app.warning))
    said = said.replace("\\", "").replace("\u2060", "")
    opened = "was not opened" not in said
    if entry["expect"] != "either":
        assert opened == (entry["expect"] == "loads")
    patterns = entry.get("notice_any_of" if opened else "error_any_of", [])
    assert not patterns or any(re.search(pattern, said, re.IGNORECASE) for pattern in patterns)
    if opened:
        app.switch_page("pages/watch.py").run()
        assert not app.exception
