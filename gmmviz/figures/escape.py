"""Names from a file, made safe where text is made: one function for each place that gives text a meaning.

A column may be called `![x](http://host/x.png)`, and a page that prints it as Markdown makes the reader's
browser call that host. Data keep their names as they are; what is drawn or written goes through one of these.
"""

import html
import re
import unicodedata

MAX_ESCAPED_CHARACTERS = (
    2_000  # characters: more than any sentence has, names from a file in it are short already
)
MAX_CHARACTERS_OF_A_NAME = 60  # characters; a longer name is cut and ends in an ellipsis

# Shown as nothing, breaks no line: it parts characters that would mean something together.
WORD_JOINER = "\u2060"
# But the thin space after a digit, between thousands or before a unit: no line breaks there.
WHITE_SPACE = re.compile(r"(?:(?!(?<=\d)\u202f(?=\S))\s)+")
BIDI_CONTROLS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# Plotly resolves entities after it has looked for tags, TeX and %{...} templates.
PLOTLY_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "%": "&#37;"})

MARKDOWN_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # every ASCII mark may be escaped (CommonMark, 2.4)
# What is looked for in the text *after* the escapes are resolved, so that a backslash does not help:
# emoji and icons (:x:), links (http://, www., a@b) and typography (a free-standing --, ->, <=, ...).
MARKDOWN_PAIRS = re.compile(
    r"(?P<colon>:)(?=\S)"
    r"|(?P<web>\bwww)(?=\.)"
    r"|(?P<mail>@)(?=\S)"
    r"|(?<!\S)(?P<arrow>[<>~-])(?=(?:->|[->=])(?!\S)|-(?!\S))",
    re.IGNORECASE,
)


def one_line(name: object, limit: int = MAX_CHARACTERS_OF_A_NAME) -> str:
    """The name on one line: white space becomes single spaces, control characters go, `limit` cuts the end.

    The thin space inside a number, or between it and its unit, stays. Characters that turn the direction of what
    follows them are removed as well, since they would turn the text of the page around the name.

    >>> one_line("eruption\\n  length"), one_line("x" * 100, limit=8), one_line("at\u202f1\u202f000,\u202f5\u202f%")
    ('eruption length', 'xxxxxxx…', 'at 1\u202f000, 5\u202f%')
    """
    text = WHITE_SPACE.sub(" ", str(name)).strip()
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cs"} and c not in BIDI_CONTROLS)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plotly_text(name: object, limit: int = MAX_CHARACTERS_OF_A_NAME) -> str:
    """The name as Plotly shows it literally, in titles, ticks, annotations, hover text and templates.

    Plotly reads `<b>`, `<a href>` and their like as tags, `$...$` as TeX where MathJax is loaded, `%{...}` in
    templates as variables, and `&...;` as characters.

    >>> plotly_text("<b>size</b> & 5 %")
    '&lt;b&gt;size&lt;/b&gt; &amp; 5 &#37;'
    """
    return one_line(name, limit).translate(PLOTLY_ENTITIES)


def markdown_text(name: object, limit: int = MAX_CHARACTERS_OF_A_NAME) -> str:
    """The name as Streamlit's Markdown shows it literally, in text, labels, headings and metrics.

    A backslash before every mark keeps CommonMark, tables, TeX and colour directives away. Emoji, icons, bare
    links and typographic arrows are found by Streamlit after backslashes are gone; an invisible word joiner
    parts their characters.

    >>> markdown_text("a*b_c")
    'a\\\\*b\\\\_c'
    """
    joined = MARKDOWN_PAIRS.sub(lambda match: match.group() + WORD_JOINER, one_line(name, limit))
    return MARKDOWN_PUNCTUATION.sub(r"\\\1", joined)


def markdown_sentence(sentence: object) -> str:
    """A sentence, with names from a file in it, as Streamlit's Markdown shows it literally: never cut where it is read.

    >>> markdown_sentence("So it goes. " * 10).count("goes")
    10
    """
    return markdown_text(sentence, MAX_ESCAPED_CHARACTERS)


def html_text(name: object, limit: int = MAX_CHARACTERS_OF_A_NAME) -> str:
    """The name as HTML shows it literally, between tags and in quoted attributes.

    >>> html_text("<b>size</b> & 'age'")
    '&lt;b&gt;size&lt;/b&gt; &amp; &#x27;age&#x27;'
    """
    return html.escape(one_line(name, limit), quote=True)
