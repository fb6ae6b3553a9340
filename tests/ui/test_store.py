"""The store that all sessions share: bounded by bytes, the latest used kept."""

import pickle
import tracemalloc
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.ui.frame import session
from gmmviz.ui.work.runs import size_of
from gmmviz.ui.work.store import Store, forget

MAX_BYTES = 100


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=60))
def test_a_store_holds_what_was_used_last_and_never_more_than_its_bytes(asked: list[tuple[int, int]]) -> None:
    store: Store[int, int] = Store(MAX_BYTES, lambda value: value)
    latest: list[int] = []
    sizes: dict[int, int] = {}
    for key, size in asked:
        store.put(key, size)
        sizes[key] = size
        latest = [each for each in latest if each != key] + [key]
        assert store.bytes == sum(size for _, size in store.values.values()) <= MAX_BYTES
        kept = list(store.values)
        assert kept == latest[len(latest) - len(kept) :]
        forgotten = latest[: len(latest) - len(kept)]
        if forgotten:
            assert store.get(forgotten[-1]) is None
        latest = latest[len(latest) - len(kept) :]


def test_what_is_asked_for_again_outlives_what_is_not() -> None:
    store: Store[str, int] = Store(MAX_BYTES, lambda value: value)
    for key in ("a", "b"):
        store.put(key, 50)
    assert store.get("a") == 50
    store.put("c", 50)
    assert (store.get("a"), store.get("b"), store.get("c")) == (50, None, 50)


def test_a_value_larger_than_all_is_kept_alone() -> None:
    store: Store[str, int] = Store(MAX_BYTES, lambda value: value)
    store.put("small", 10)
    store.put("large", 10 * MAX_BYTES)
    assert (store.get("small"), store.get("large")) == (None, 10 * MAX_BYTES)


def test_a_value_is_made_once() -> None:
    store: Store[str, int] = Store(MAX_BYTES, lambda value: value)
    made = iter([1])
    assert [store.got("a", lambda: next(made)) for _ in repeat(None, 3)] == [1, 1, 1]


def test_what_nobody_else_used_goes_with_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    store: Store[str, int] = Store(MAX_BYTES, lambda value: value)
    for who, keys in {"ann": ("own", "shared"), "ben": ("shared", "his")}.items():
        monkeypatch.setattr(session, "identity", lambda who=who: who)
        for key in keys:
            store.got(key, lambda: 10)
    forget("ann")
    assert list(store.values) == list(store.users) == ["shared", "his"]
    forget("ben")
    assert (store.bytes, store.users) == (0, {})


@pytest.mark.parametrize("k", [1, 3, 8])
def test_the_size_of_a_run_is_the_memory_it_takes(k: int) -> None:
    content = pickle.dumps(fit(dataset("faithful").x, EMSettings(k=k, seed=3, max_iter=300)))
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        found = [pickle.loads(content) for _ in range(20)]
        taken = (tracemalloc.get_traced_memory()[0] - before) / 20
    finally:
        tracemalloc.stop()
    assert size_of(found[0]) == pytest.approx(taken, rel=0.35, abs=6_000)
