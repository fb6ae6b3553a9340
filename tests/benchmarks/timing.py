"""What both sides of a comparison are: something that makes steps and says how long they took."""

from __future__ import annotations

import time
from collections.abc import Callable

Steps = Callable[[], tuple[int, float]]  # makes some steps: how many, and the CPU seconds they took


def timed(call: Callable[[], int]) -> Steps:
    """`call`, which returns how many steps it made, with its CPU seconds: a busy machine stretches them less."""

    def steps() -> tuple[int, float]:
        begun = time.process_time()
        made = call()
        return made, time.process_time() - begun

    return steps
