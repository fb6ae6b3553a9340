"""Merged components on the stage: one colour for a cluster, and known classes keep theirs."""

from tests.stage.node import Node

THEME = {"border": "#999999", "colours": ["#ff0000", "#00ff00", "#0000ff"], "name": "light"}
STYLE = {"dashes": ["solid", "dot", "dash"], "marks": ["o", "s", "t"]}


def test_components_of_a_cluster_have_one_colour_and_keep_their_dash(node: Node) -> None:
    scene = {"style": STYLE, "clusters": [0, 1, 0]}
    body = "(m, scene, theme) => [0, 1, 2].map((j) => m.componentStyle(scene, theme, j))"
    found = node.call("scene/component_style", body, scene, THEME)
    assert [each["colour"] for each in found] == ["#ff0000", "#00ff00", "#ff0000"]
    assert [each["dash"] for each in found] == STYLE["dashes"]
    plain = node.call("scene/component_style", body, {"style": STYLE}, THEME)
    assert [each["colour"] for each in plain] == THEME["colours"]


def test_blending_by_cluster_colours_is_blending_merged_soft_labels(node: Node) -> None:
    shares = [0.2, 0.1, 0.5, 0.3, 0.3, 0.6]  # two points, component after component
    merged = [0.5, 0.7, 0.5, 0.3]
    body = "(m, shares, hexes) => [...m.blend(Float64Array.from(shares), hexes)]"
    red, green = THEME["colours"][:2]
    one = node.call("math/colour", body, shares, [red, green, red])
    other = node.call("math/colour", body, merged, [red, green])
    assert one == other


def test_rings_of_a_cluster_have_one_colour_and_their_own_dash(node: Node) -> None:
    rings = [
        {"name": f"outer {j}", "fillcolor": colour, "line": {"color": colour, "dash": dash}}
        for j, (colour, dash) in enumerate(zip(THEME["colours"], STYLE["dashes"], strict=True))
    ]
    scene = {"figures": {"light": {"rings": rings}}, "clusters": [0, 1, 0]}
    found = node.call("draw/rings", "(m, scene, theme) => m.ringShapes(scene, theme, 3)", scene, THEME)
    assert [each["line"]["color"] for each in found] == ["#ff0000", "#00ff00", "#ff0000"]
    assert [each["line"]["dash"] for each in found] == STYLE["dashes"]


def test_known_classes_keep_their_colours(node: Node) -> None:
    body = "(m, theme) => [-1, 0, 2].map((j) => m.classColour(theme, j))"
    assert node.call("scene/component_style", body, THEME) == ["#999999", "#ff0000", "#0000ff"]
