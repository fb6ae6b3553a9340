"""More than two columns: a pair is chosen from a small scatter matrix or two lists, or the principal plane is taken."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import expect

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.figures.planes import discriminant_plane, principal_plane, variance_held
from gmmviz.scenario import from_query
from tests.browser.stage import Stage, query_of

IRIS = "/?v=1&data=iris&k=3&start=kmeans&seed=1&frame=3"
POINTS = dataset("iris")
DRAWN = """([root]) => root.stage.lanes[0].target.mixture.map(({ mean }) => Array.from(mean))"""


@pytest.fixture
def stage(stage_at: Callable[[str, int], Stage]) -> Stage:
    return stage_at(IRIS, 3)


def turned(stage: Stage, plane: tuple[str, ...]) -> None:
    """Wait until the stage and the address show a plane."""
    stage.page.wait_for_function("document.querySelector('.gmm-stage').dataset.state === 'ready'")
    stage.page.wait_for_url(lambda url: from_query(url.partition("?")[2]).plane == plane)
    stage.page.wait_for_function(
        "(names) => JSON.stringify(document.querySelector('.gmm-stage').stage.scene.chosen) === names",
        arg=str(list(plane)).replace("'", '"').replace('", "', '","'),
    )
    stage.ready()


def test_a_cell_of_the_matrix_turns_the_plane_and_no_number(stage: Stage) -> None:
    before = stage.log_likelihood
    stage.root.get_by_text("Plane", exact=True).click()
    stage.root.get_by_role("button", name="petal length (cm) across, petal width (cm) up").click()
    turned(stage, ("petal length (cm)", "petal width (cm)"))
    assert (stage.frame, stage.log_likelihood) == (3, before)
    run = fit(POINTS.x, EMSettings(k=3, start="kmeans", seed=1))
    drawn = np.array(stage.evaluate(DRAWN))
    np.testing.assert_allclose(drawn, run.states[1].mixture.means[:, 2:], rtol=1e-5)
    held = variance_held(POINTS.x, np.eye(4)[:, 2:])
    expect(stage.root.locator(".gmm-remark")).to_contain_text(
        f"this plane holds {100 * held:.0f}\u202f% of their variance"
    )


def test_two_lists_choose_a_pair(stage: Stage) -> None:
    stage.root.get_by_text("Plane", exact=True).click()
    stage.root.get_by_role("combobox", name="Across").select_option("petal width (cm)")
    turned(stage, ("petal width (cm)", "sepal width (cm)"))
    assert from_query(query_of(stage.page)).frame == 3


def test_the_principal_plane_is_that_of_the_standardised_columns_and_the_discriminant_one_scruccas(
    stage: Stage,
) -> None:
    stage.root.get_by_text("Plane", exact=True).click()
    stage.root.get_by_role("button", name="Principal plane").click()
    turned(stage, ("principal",))
    plane = principal_plane(POINTS.x)
    run = fit(POINTS.x, EMSettings(k=3, start="kmeans", seed=1))
    drawn = np.array(stage.evaluate(DRAWN))
    np.testing.assert_allclose(drawn, run.states[1].mixture.means @ plane, rtol=1e-4)
    expect(stage.root.locator(".gmm-remark")).to_contain_text(
        f"this plane holds {100 * variance_held(POINTS.x, plane):.0f}\u202f%"
    )
    stage.root.get_by_text("Plane", exact=True).click()
    stage.root.get_by_role("button", name="Discriminant plane").click()
    turned(stage, ("discriminant",))
    drawn = np.array(stage.evaluate(DRAWN))
    plane = discriminant_plane(run.states[-1].mixture)
    np.testing.assert_allclose(drawn, run.states[1].mixture.means @ plane, rtol=1e-4)
