"""The player that runs in the browser: what it shows, as bytes, and the page around it."""

from gmmviz.stage.payload import payload
from gmmviz.stage.scene import Scene, StageLane
from gmmviz.stage.standalone import Page, Player, about_size, player, playlist, size_text

__all__ = ["Page", "Player", "Scene", "StageLane", "about_size", "payload", "player", "playlist", "size_text"]
