import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmviz.em import EMSettings, fit
from gmmviz.stage import player
from gmmviz.stage.sample import MIN_ROWS_OF_A_COMPONENT, sample_note, stratified


def owners_of(*sizes):
    owners = np.repeat(np.arange(len(sizes)), sizes)
    return np.random.default_rng(1).permutation(owners)


def test_up_to_the_limit_every_row_is_shown():
    np.testing.assert_array_equal(stratified(owners_of(30, 20), most=50), np.arange(50))


def test_a_sample_is_proportional_over_the_owners():
    owners = owners_of(60_000, 30_000, 10_000)
    counts = np.bincount(owners[stratified(owners, most=1_000)])
    assert counts.tolist() == [600, 300, 100]


def test_a_rare_component_is_shown_too_and_a_tiny_one_whole():
    owners = owners_of(999_000, 970, 30)
    counts = np.bincount(owners[stratified(owners, most=1_000)])
    assert counts.tolist() == [920, 50, 30]


def test_the_sample_is_the_same_every_time_and_not_the_first_rows():
    owners = owners_of(5_000, 5_000)
    shown = stratified(owners, most=500)
    np.testing.assert_array_equal(shown, stratified(owners, most=500))
    assert 4_000 < shown.mean() < 6_000


def test_each_row_of_a_component_is_as_likely_as_any_other():
    owners = np.zeros(20_000, dtype=int)
    tenths = stratified(owners, most=10_000) // 2_000
    assert np.abs(np.bincount(tenths) - 1_000).max() < 100  # six sd of a hypergeometric count are 134


@settings(deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(1, 600), st.integers(0, 80))
def test_a_sample_is_full_distinct_ascending_and_leaves_nobody_out(sizes, most, least):
    owners = owners_of(*sizes)
    shown = stratified(owners, most=most, least=least)
    assert (np.diff(shown) > 0).all()
    assert len(shown) <= most
    assert len(shown) >= min(most, len(owners)) - len(sizes)
    counts = np.bincount(owners[shown], minlength=len(sizes))
    floor = min(least, most // len(sizes))
    if len(owners) > most:
        assert (counts >= np.minimum(sizes, floor)).all()


def test_owners_without_a_row_take_no_room():
    owners = np.array([0, 7] * 500)
    assert np.bincount(owners[stratified(owners, most=100)])[[0, 7]].tolist() == [50, 50]


def test_nothing_to_show_is_an_error():
    with pytest.raises(ValueError, match=r"^At least one row has to be shown, not 0: raise `most`\.$"):
        stratified(np.zeros(3, dtype=int), most=0)


def test_the_note_is_silent_where_all_rows_are_shown():
    assert sample_note(272, 272) == ""


def test_a_scene_shows_a_sample_and_says_so_while_its_run_is_of_all_rows():
    x = np.random.default_rng(0).normal(size=(3_000, 2)) + np.repeat([[0, 0], [50, 9]], [2_900, 100], axis=0)
    run = fit(x, EMSettings(k=2))
    full = player(x, run).scene
    scene = player(x, run, most=500).scene
    assert full.rows is None
    assert full.remarks == ()
    assert len(scene.x) == 500
    np.testing.assert_array_equal(scene.x, x[scene.rows])
    assert (scene.rows >= 2_900).sum() == MIN_ROWS_OF_A_COMPONENT
    assert scene.total == 3_000
    assert scene.remarks == ("Showing 500 of 3\u202f000 rows; fitted on all.",)
    assert scene.lanes[0].run is run


def test_a_player_says_what_it_is_in_one_line() -> None:
    run = fit(np.arange(20.0)[:, None], EMSettings(k=2))
    assert (
        repr(player(np.arange(20.0)[:, None], run))
        == '<player of one run; .save("run.html") keeps it as a page>'
    )
