"""The gallery: a card a scene, with its picture, what it shows, and the way to open it here or by its link."""

from dataclasses import replace
from html import escape
from pathlib import Path

import streamlit as st

from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.palette import Theme
from gmmviz.report.gallery import PIECES, Piece, address
from gmmviz.resources import style_sheet
from gmmviz.scenario import from_query
from gmmviz.ui.frame import components, session
from gmmviz.ui.frame.theme import theme

SIZE = (480, 320)  # px of a picture; it scales to its card
GALLERY_CARD_WIDTH = 390  # px: three stand beside each other on a laptop
FILES = {"": "watch.py", "compare": "compare.py"}  # the page a scene is opened on


def draw() -> None:
    """Draw the page."""
    session.entering("gallery")
    st.html(style_sheet(Path(__file__).parent / "gallery.css"))
    with st.container(key="title"):
        st.markdown(f"# **Gallery** {len(PIECES)} scenes to begin from.")
    with st.container(horizontal=True, key="pieces", gap="small", vertical_alignment="top"):
        for piece in PIECES:
            _card(piece)
    components.address(session.scenario(), "gallery")


def _card(piece: Piece) -> None:
    with st.container(key=f"piece-{piece.name}", width=GALLERY_CARD_WIDTH, border=True, gap="xsmall"):
        st.image(picture(piece, theme()), width="stretch", alt=f"{piece.title}. {piece.words}")
        if st.button(piece.title, key=f"gallery {piece.name}", width="stretch"):
            open_scene(piece)
        st.markdown(piece.words)
        # a name for readers by ear: ten links called "Link" would be all the same
        label = escape(f"Link to {piece.title}", quote=True)
        where = escape(f"./{address(piece)}", quote=True)
        st.html(f'<a class="gmm-scene-link" href="{where}" target="_blank" aria-label="{label}">Link</a>')


def open_scene(piece: Piece) -> None:
    """Make a piece's scene the session's, on its page; how large everything is drawn stays."""
    now, scenario = session.scenario(), from_query(piece.link)
    session.replace_scenario(replace(scenario, look=replace(scenario.look, present=now.look.present)))
    if piece.page == "compare":
        session.compare().returns = True  # these lanes, and not those of the last race
    session.turn_page(FILES[piece.page])


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={Piece: lambda piece: piece.name})
def picture(piece: Piece, look: Theme) -> str:
    """The figure of a piece as SVG text."""
    return svg_text(piece.draw(look), SIZE, piece.title, look)
