"""Are they real? in a browser: from the button to the verdict, with its picture."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.stage import Stage

Visit = Callable[..., Page]
K2 = "/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13"
PATIENT = 60_000  # ms: it is worked on at a lower priority than all the rest of a busy machine


def test_the_clusters_of_old_faithful_are_examined_and_told_apart(page: Page, visit: Visit) -> None:
    visit(page, K2)
    Stage(page).ready()
    page.get_by_text("Are they real?").click()
    examine = page.get_by_role("button", name="Examine the clusters")
    verdict = page.get_by_role("heading", name=re.compile("^Separate groups"))
    expect(examine.or_(verdict).first).to_be_visible(timeout=PATIENT)
    if examine.is_visible():  # else the server has kept what another visit asked for
        examine.click()
    expect(verdict).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text(re.compile("^Component 1 and component 2 are apart"))).to_be_visible(
        timeout=PATIENT
    )
    expect(page.get_by_text(re.compile("^Component 2 comes back when rows"))).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text(re.compile(r"^BIC prefers K = 2 in \d+ of \d+ sample"))).to_be_visible(
        timeout=PATIENT
    )
    expect(page.get_by_text("one cloud at best")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text(re.compile("they predict better"))).to_be_visible(timeout=PATIENT)


def test_components_are_merged_on_the_stage_and_in_the_link(page: Page, visit: Visit) -> None:
    visit(page, "/?v=1&data=faithful&k=3&family=EEE&start=kmeans&seed=1")
    Stage(page).ready()
    page.get_by_text("Are they real?").click()
    page.get_by_text("Components and clusters").click()
    expect(page.get_by_text(re.compile("^The entropies show no elbow"))).to_be_visible(timeout=PATIENT)
    expect(page.get_by_role("button", name=re.compile("^Merge to the elbow"))).to_have_count(0)
    two = re.compile("^2$")
    page.get_by_role("radio", name=two).or_(page.get_by_role("button", name=two)).first.click()
    expect(page.locator(".gmm-remark")).to_contain_text(
        re.compile(r"3 components, 2 clusters: .* one colour\."), timeout=30_000
    )
    expect(page).to_have_url(re.compile("clusters=2"), timeout=30_000)
    page.get_by_text("Could I have found them?").click()
    page.get_by_role("button", name="Find out").click()
    expect(page.get_by_role("heading", name=re.compile("their labels would be found"))).to_be_visible(
        timeout=120_000
    )
