import ast
import html
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gmmviz
from gmmviz.em import FAMILIES
from gmmviz.figures.escape import (
    MAX_CHARACTERS_OF_A_NAME,
    WORD_JOINER,
    html_text,
    markdown_text,
    one_line,
    plotly_text,
)
from gmmviz.report.scores import family_title

HOSTILE = [
    "![p](http://host/x.png)",
    "[text](http://host) [a][b] [^1]",
    "$x^2$ and $$y$$",
    ":red[danger] :blue-badge[z] :color[t]{foreground=red}",
    "<b>b</b><a href='//host'>x</a><script>f()</script>",
    "`code` ``two``",
    "# head",
    "1. one",
    "- item",
    "> quote",
    "| a | b |",
    "**b** _i_ ~~gone~~",
    "&amp; &lt;b&gt; &#36;",
    "C:\\dir \\*",
    "%{x} %{customdata[0]}",
    "http://host/x www.host.com mail@host.com <http://host>",
    ":smile: :+1: :streamlit: :material/home:",
    "a <- b -> c <-> d -- e >= f <= g ~= h",
]


def markdown_meaning(text):
    """The text Markdown shows: escapes resolved, and the joiner, which has no width, taken out."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace(WORD_JOINER, "")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_means_itself_in_markdown(name):
    assert markdown_meaning(markdown_text(name)) == name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_means_itself_in_plotly(name):
    assert html.unescape(plotly_text(name)) == name


@given(st.text())
def test_any_name_means_itself_in_both(name):
    assert markdown_meaning(markdown_text(name)) == one_line(name).replace(WORD_JOINER, "")
    assert html.unescape(plotly_text(name)) == one_line(name)


@given(st.text(alphabet=st.sampled_from("ab1!$:[](){}<>`*_~#+-.|\\&@/=\n\t ")))
def test_no_mark_that_markdown_reads_is_left_bare(name):
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", markdown_text(name)))


@given(st.text(alphabet=st.sampled_from("ab<>$&%{}; /'\"")))
def test_nothing_that_plotly_reads_is_left_bare(name):
    text = plotly_text(name)
    assert not re.search(r"[<>$%]", text)
    assert not re.search(r"&(?!amp;|lt;|gt;|#36;|#37;)", text)


@pytest.mark.parametrize(
    "found",
    [  # what Streamlit 1.67 and its plugins look for once backslashes are resolved
        r":\+1:|:-1:|:[\w-]+:",
        r":material[/_]\w+:",
        r"(https?://|www(?=\.))[-.\w]+",
        r"[-.\w+]+@[-\w]+(\.[-\w]+)+",
        r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
    ],
)
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_left_that_is_looked_for_after_the_escapes(name, found):
    resolved = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown_text(name))
    assert not re.search(found, resolved, re.IGNORECASE)


def test_an_ordinary_name_stays_as_it_is():
    for name in ("waiting", "Länge in cm", "花瓣 长度", "mean 2"):
        assert markdown_text(name) == plotly_text(name) == name


def test_a_name_of_several_lines_becomes_one():
    assert one_line(" first\r\n\tsecond\u2028third\x00\x1b ") == "first second third"


def test_a_name_cannot_turn_the_direction_of_the_page():
    assert one_line("a\u202eb\u2066c") == "abc"


def test_a_very_long_name_is_cut_before_it_is_escaped():
    assert one_line("y" * 300) == "y" * (MAX_CHARACTERS_OF_A_NAME - 1) + "…"
    assert plotly_text("<" * 300, limit=3) == "&lt;&lt;…"
    assert markdown_text("*" * 300, limit=3) == r"\*\*…"


def test_a_name_may_be_a_number():
    assert plotly_text(3) == markdown_text(3) == "3"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_means_itself_in_html(name):
    assert html.unescape(html_text(name)) == name


@given(st.text())
def test_nothing_that_html_reads_is_left_bare(name):
    text = html_text(name)
    assert not re.search(r"[<>\"']", text)
    assert not re.search(r"&(?!(amp|lt|gt|quot|#x27);)", text)
    assert html.unescape(text) == one_line(name)


PACKAGE = Path(gmmviz.__file__).parent
NAMES = {
    "name",
    "own.name",
    "refused.name",
    "points.title",
    "cost.column",
    "label",
    "quoted([dearest.column])",
}
"""What may be cut like a name; all else that is written as Markdown is a sentence."""
CELLS = {"criteria_words.named(cell, x.shape[1])", "criteria_words.named(cell, board.d)"}  # K and a family
MARKS = {"scenario.data.removeprefix(UPLOAD)[:8]"}
OF_OTHERS, MIN_LIMIT = "str(problem)", 300  # what other packages say; characters


def markdown_calls() -> Iterator[tuple[str, str, ast.expr | None]]:
    """Where Markdown is made of a text: place, the text, its limit; in no button's label."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        labels = {id(arg) for call in calls if ast.unparse(call.func) == "st.button" for arg in call.args}
        for call in calls:
            if ast.unparse(call.func) == "markdown_text" and id(call) not in labels:
                limit = next((word.value for word in call.keywords if word.arg == "limit"), None)
                yield f"{path.relative_to(PACKAGE)}:{call.lineno}", ast.unparse(call.args[0]), limit


def test_no_sentence_is_cut_like_a_name() -> None:
    calls = [each for each in markdown_calls() if not each[0].startswith("figures/escape")]
    assert len(calls) > 40
    cut = [
        (place, text) for place, text, limit in calls if limit is None and text not in NAMES | CELLS | MARKS
    ]
    assert cut == []
    short = [
        (place, text)
        for place, text, limit in calls
        if isinstance(limit, ast.Constant)
        and limit.value < MIN_LIMIT
        and not text.startswith((OF_OTHERS, "urlsplit(link).netloc"))
    ]
    assert short == []
    for k, family in itertools.product((1, 9, 100), FAMILIES):
        for d in (1, 2, 3):
            assert len(f"K = {k}, {family_title(family, d, k)}") <= MAX_CHARACTERS_OF_A_NAME
