"""Turns: so many at once, the longest waiting first; and pages that wait say so."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread, local
from time import monotonic, sleep

import pytest

from gmmviz.ui.frame import admission, turns
from gmmviz.ui.frame.turns import Turn, Turns


class Ended(BaseException):
    """What Streamlit raises where a newer request has come."""


def holding(waits: Turns, until: Event) -> Thread:
    """A thread that has a turn."""
    has = Event()

    def hold() -> None:
        with waits.turn("holder"):
            has.set()
            until.wait(30)

    thread = Thread(target=hold)
    thread.start()
    assert has.wait(30)
    return thread


def queued(waits: Turns, wait: Callable[[int], None], count: int) -> list[Thread]:
    """Threads that wait for a turn, each begun when the one before is in the queue."""
    threads = []
    for number in range(count):
        threads.append(Thread(target=wait, args=(number,)))
        threads[-1].start()
        end = monotonic() + 30
        while len(waits.waiting) <= number:
            assert monotonic() < end
            sleep(0.001)
    return threads


def test_turns_come_in_the_order_of_waiting() -> None:
    waits, until, order = Turns(1), Event(), []
    holder = holding(waits, until)

    def one(number: int) -> None:
        with waits.turn(number):
            order.append(number)

    others = queued(waits, one, 5)
    assert [waits.before(number) for number in range(5)] == list(range(5))
    until.set()
    for thread in (holder, *others):
        thread.join()
    assert order == list(range(5))
    assert waits.free == 1


def test_who_has_waited_its_time_comes_first() -> None:
    waits, until, order = Turns(1), Event(), []
    holder = holding(waits, until)

    def one(number: int) -> None:
        mine = Turn(waits, number)
        mine.take(first=number == 2)
        order.append(number)
        mine.give_back()

    others = queued(waits, one, 3)
    until.set()
    for thread in (holder, *others):
        thread.join()
    assert order == [2, 0, 1]


def test_the_longer_the_queue_the_less_often_each_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred that are told twice a second keep the server from the work they wait for."""
    told, now = [], [0.0]
    monkeypatch.setattr(admission, "monotonic", lambda: now[0])
    monkeypatch.setattr(admission.st, "toast", lambda _words: told.append(now[0]) or Toast())

    class Toast:
        def toast(self, _words: str) -> Toast:
            told.append(now[0])
            return self

    telling = admission._WaitNotice()
    for beat in range(40):
        now[0] = beat * turns.REMINDER_SECONDS
        telling(100)
    assert 2 <= len(told) <= 5
    monkeypatch.setattr(admission.streamlit_private, "is_replaced", lambda: True)
    telling(100)  # what ends this script is not kept waiting
    assert told[-1] == now[0]


def test_who_works_long_passes_the_turn_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.0)
    waits, served = Turns(1), Event()

    def short() -> None:
        with waits.turn("short"):
            served.set()

    with waits.turn("long") as turn:
        Thread(target=short).start()
        end = monotonic() + 30
        while not served.is_set():
            assert monotonic() < end
            sleep(0.001)
            turn.pass_on()


def test_who_is_told_that_a_newer_request_came_waits_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FIRST_NOTICE_SECONDS", 0.01)
    waits, until = Turns(1), Event()
    holder = holding(waits, until)
    told = []

    def newer(before: int) -> None:
        told.append(before)
        raise Ended

    with pytest.raises(Ended), waits.turn("old", newer):
        raise AssertionError("it got a turn")
    assert told == [0]
    assert not waits.waiting
    until.set()
    holder.join()
    with waits.turn("new", newer):
        assert waits.free == 0
    assert waits.free == 1


def test_a_part_of_a_page_is_drawn_in_the_turn_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Turns(1)
    monkeypatch.setattr(admission, "places", lambda: one)
    drawn = []
    part = admission.admitted(lambda: drawn.append(one.free))
    admission.admitted(part)()
    assert drawn == [0]
    assert one.free == 1


def test_a_page_that_waits_for_its_job_lets_others_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Turns(1)
    monkeypatch.setattr(admission, "places", lambda: one)
    free = []

    def page() -> None:
        with admission.stepped_aside():
            free.append(one.free)
        free.append(one.free)

    def ended() -> None:
        with admission.stepped_aside():
            raise Ended

    admission.admitted(page)()
    assert free == [1, 0]
    with pytest.raises(Ended):
        admission.admitted(ended)()
    assert one.free == 1


def test_a_page_that_fails_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Turns(1)
    monkeypatch.setattr(admission, "places", lambda: one)

    def page() -> None:
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            admission.admitted(page)()
    assert one.free == 1


def test_who_acts_again_does_not_wait_for_what_was_drawn_for_the_action_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, own = Turns(1), local()
    monkeypatch.setattr(admission, "places", lambda: one)
    monkeypatch.setattr(admission.streamlit_private, "session_id", lambda: own.session)
    monkeypatch.setattr(admission._WaitNotice, "__call__", lambda *_: None)
    until, begun = Event(), {name: Event() for name in ("older", "newer", "stranger")}

    def draw(session: str, name: str) -> Thread:
        def drawing() -> None:
            own.session = session
            admission.admitted(lambda: (begun[name].set(), until.wait(30)))()

        thread = Thread(target=drawing)
        thread.start()
        return thread

    threads = [draw("a", "older")]
    assert begun["older"].wait(30)
    threads.append(draw("b", "stranger"))
    threads.append(draw("a", "newer"))
    assert begun["newer"].wait(5)
    assert not begun["stranger"].is_set()  # it waits its time, as before
    until.set()
    for thread in threads:
        thread.join()
    assert begun["stranger"].is_set()
    assert one.free == 1
    assert not admission._drawing
