"""The stage as a test sees it: what is drawn, what it says, and the ways to wait for it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

READY_MS = 30_000
IDLE_MS = 60_000
PLAY_MS = 40_000  # a play takes 25 s at most; the rest is for a busy machine

PIXELS = """([root]) => {
    const canvas = root.querySelector("canvas.gmm-points");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const counts = {};
    for (let p = 0; p < data.length; p += 4) {
        const key = 65536 * data[p] + 256 * data[p + 1] + data[p + 2];
        counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
}"""
PICTURE = """([root]) => ({
    points: root.querySelector("canvas.gmm-points").toDataURL(),
    owners: root.querySelector("canvas.gmm-owners-map").toDataURL(),
    means: [...root.querySelectorAll(".gmm-mean")].map((mean) => mean.getAttribute("transform")),
})"""
RINGS = """([root]) =>
    [...root.querySelectorAll(".gmm-lane .shapelayer path")].map((path) => path.getAttribute("d"))"""
MEANS = """([root]) => {
    const { width, height } = root.querySelector("canvas.gmm-points").getBoundingClientRect();
    return [...root.querySelectorAll(".gmm-mean")].map((mean) => {
        const [x, y] = mean.getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
        return [x / width, y / height];
    });
}"""
SHARES = """([root, lane]) => {
    const shares = root.stage.responsibilities(lane);
    return shares && Array.from(shares);
}"""


def idle(page: Page) -> None:
    """Return once Streamlit has run the page's script to its end: a click before may meet what is just replaced."""
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached(timeout=IDLE_MS)


@dataclass(frozen=True)
class Stage:
    """The stage on a page: what its root says of the frame, and what can be read off the screen."""

    page: Page

    @property
    def root(self) -> Locator:
        return self.page.locator(".gmm-stage")

    def ready(self) -> "Stage":
        """The stage, once it shows its run."""
        expect(self.root).to_have_attribute("data-state", "ready", timeout=READY_MS)
        return self

    def value(self, name: str) -> str:
        found = self.root.get_attribute(f"data-{name}")
        assert found is not None, name
        return found

    @property
    def frame(self) -> int:
        return int(self.value("frame"))

    @property
    def log_likelihood(self) -> float:
        return float(self.value("log-likelihood"))

    @property
    def last_frame(self) -> int:
        return int(self.evaluate("([root]) => root.stage.scene.lastFrame"))

    @property
    def words(self) -> Locator:
        """The sentence of the frame."""
        return self.root.locator(".gmm-sentence")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """Run `([root, ...arguments]) => ...` on the page."""
        return self.page.evaluate(
            f"(given) => ({script})([document.querySelector('.gmm-stage'), ...given])", list(arguments)
        )

    def at(self, frame: int, timeout: int = READY_MS) -> "Stage":
        """The stage, once it shows a frame and nothing moves any more."""
        expect(self.root).to_have_attribute("data-frame", str(frame), timeout=timeout)
        self.page.wait_for_function(
            "document.querySelector('.gmm-stage').stage?.lanes.every(({ progress }) => progress === 1)"
        )
        return self

    def rested(self, frame: int) -> "Stage":
        """The stage, once a frame was rested on so long that the address says it."""
        self.at(frame)
        self.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("frame") == [str(frame)])
        return self

    def played(self, frame: int) -> "Stage":
        """The stage, once it has played on to a frame."""
        expect(self.root).to_have_attribute("data-playing", "false", timeout=PLAY_MS)
        return self.at(frame)

    def press(self, *keys: str) -> "Stage":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def pixels(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Colours (m, 3) on the canvas of the points, and how many pixels have each (m,)."""
        counts = self.evaluate(PIXELS)
        keys = np.array([int(key) for key in counts])
        return np.column_stack((keys >> 16, keys >> 8 & 255, keys & 255)), np.array(list(counts.values()))

    def colourful(self) -> int:
        """How many pixels of the points are clearly coloured: dots without an owner are nearly grey."""
        colours, counts = self.pixels()
        return int(counts[np.ptp(colours, axis=1) > 60].sum())

    def rings(self) -> list[str]:
        """Outlines of the rings as they are on the screen."""
        return self.evaluate(RINGS)

    def means(self) -> NDArray[np.float64]:
        """Places (k, 2) of the numbered means, as shares of the plot's width and height."""
        return np.array(self.evaluate(MEANS))

    def shares(self, k: int, lane: int = 0) -> NDArray[np.float64] | None:
        """Responsibilities (n, k) as the browser computed them for the frame shown."""
        shares = self.evaluate(SHARES, lane)
        return None if shares is None else np.array(shares).reshape(k, -1).T

    def picture(self) -> dict[str, Any]:
        """All that a person sees of the run: points, rings, means, owners, words and numbers."""
        return self.evaluate(PICTURE) | {
            "rings": self.rings(),
            "frame": self.frame,
            "log-likelihood": self.log_likelihood,
            "words": self.words.inner_text(),
            "shares": self.root.locator(".gmm-legend").inner_text(),
        }


def query_of(page: Page) -> str:
    """The query string of the page's address."""
    return page.url.partition("?")[2]
