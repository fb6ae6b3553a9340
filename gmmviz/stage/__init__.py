"""The player that runs in the browser: what it shows, as bytes, and the page around it."""

from gmmviz.stage.payload import payload
from gmmviz.stage.scene import Scene, StageLane
from gmmviz.stage.standalone import Player, player

__all__ = ["Player", "Scene", "StageLane", "payload", "player"]
