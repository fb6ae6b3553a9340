"""Which lanes race: the four a race opens with, adding, rerolling, duplicating and taking out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gmmviz.em import STARTS, VARIANTS, EMSettings
from gmmviz.em.models.variants import WHOLE_VARIANT
from gmmviz.limits import LANES
from gmmviz.report.scores import family_name
from gmmviz.scenario import Lane, Scenario, opening
from gmmviz.thousands import count_text

FIRST_STARTS = ("points", "points", "kmeans++", "kmeans")
TIGHT_TOL = 1e-8  # gain per row: loosely stopped runs look like different optima
DEFAULT_RACE = EMSettings(
    k=3, seed=3, tol=TIGHT_TOL
)  # Old Faithful: three optima among the four lanes, the best is one
MODEL = ("k", "family", "weights", "variant", "accelerate", "floor")


def showcase() -> Scenario:
    """The race that is shown where nothing was asked for: several optima, and the best is reached once."""
    return replace(opening("faithful"), lanes=opening_race(Lane(DEFAULT_RACE)))


def opening_race(lane: Lane) -> tuple[Lane, ...]:
    """Four lanes of one model: random points twice, k-means++, k-means; a start of another kind comes first."""
    lane = tightened(lane)
    seed = lane.settings.seed
    plain = not lane.forks and lane.settings.start == "points"
    others = [
        Lane(replace(lane.settings, k=lane.k, start=start, seed=seed + (plain and number == 1)))
        for number, start in enumerate(FIRST_STARTS)
    ]
    return (lane, *others[1:])


def tightened(lane: Lane) -> Lane:
    """The lane with a stop that is tight enough to compare where runs end."""
    return replace(lane, settings=replace(lane.settings, tol=min(lane.settings.tol, TIGHT_TOL)))


def beside_kmeans(lane: Lane) -> tuple[Lane, ...]:
    """Two lanes from one start: soft, and k-means."""
    soft = lane.settings.variant if VARIANTS[lane.settings.variant].ends_as_em else EMSettings().variant
    lane = tightened(lane)
    settings = replace(lane.settings, accelerate=False, variant=soft)
    kmeans = replace(settings, family="EII", weights="equal", variant=WHOLE_VARIANT)
    return replace(lane, settings=settings), replace(lane, settings=kmeans)


def resumed(scenario: Scenario, kept: Scenario | None) -> tuple[Lane, ...]:
    """The lanes a race has when it is entered: those of before, if they are about the same; else the opening four."""
    first = scenario.lanes[0]
    if (
        kept is not None
        and scenario.of_points == kept.of_points
        and model_of(first) in map(model_of, kept.lanes)
    ):
        return kept.lanes
    if len(scenario.lanes) >= LANES.least and (kept is None or scenario.lanes[1:] != kept.lanes[1:]):
        return scenario.lanes
    return opening_race(first)


def model_of(lane: Lane) -> tuple[object, ...]:
    """What of a lane is the model, whatever its start."""
    return lane.k, *(getattr(lane.settings, name) for name in MODEL[1:])


def rerolled(lanes: Sequence[Lane], number: int) -> tuple[Lane, ...]:
    """The lanes with another start of the same kind in lane `number`."""
    return (*lanes[:number], _fresh(lanes, lanes[number]), *lanes[number + 1 :])


def all_rerolled(lanes: Sequence[Lane]) -> tuple[Lane, ...]:
    """All lanes with another start each; lanes of other settings that share a start go on sharing one."""
    found = tuple(lanes)
    for number, lane in enumerate(lanes):
        alike = next((each for each in range(number) if _share(lanes[each], lane)), None)
        if alike is None or lane in lanes[:number]:  # a copy begins elsewhere
            found = rerolled(found, number)
            continue
        new = found[alike].settings
        own = Lane(replace(lane.settings, k=lane.k, start=new.start, seed=new.seed))
        found = (*found[:number], own, *found[number + 1 :])
    return found


def _share(one: Lane, other: Lane) -> bool:
    """Whether two lanes begin at one start."""
    return (one.settings.start, one.settings.seed, one.forks) == (
        other.settings.start,
        other.settings.seed,
        other.forks,
    )


def duplicated(lanes: Sequence[Lane], number: int) -> tuple[Lane, ...]:
    """The lanes with a copy of lane `number` after it."""
    return tuple(lanes) if len(lanes) >= LANES.most else (*lanes[: number + 1], *lanes[number:])


def removed(lanes: Sequence[Lane], number: int) -> tuple[Lane, ...]:
    """The lanes without lane `number`."""
    return tuple(lanes) if len(lanes) <= LANES.least else (*lanes[:number], *lanes[number + 1 :])


def with_model(lanes: Sequence[Lane], **changes: Any) -> tuple[Lane, ...]:
    """All lanes with these settings; another K drops what was placed by hand, and k-means has its own shape."""
    return tuple(
        Lane(replace(lane.settings, k=changes.get("k", lane.k), **_without_k(changes)))
        if "k" in changes
        else lane
        if "family" in changes and lane.settings.is_kmeans
        else replace(lane, settings=replace(lane.settings, **changes))
        for lane in lanes
    )


def _without_k(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name != "k"}


def _fresh(lanes: Sequence[Lane], lane: Lane) -> Lane:
    """A lane from a start of the same kind whose number no lane has; random points where a kind is always the same."""
    kind = lane.settings.start if STARTS[lane.settings.start].random else FIRST_STARTS[0]
    taken = [other.settings.seed for other in lanes if other.settings.start in (kind, lane.settings.start)]
    return Lane(replace(lane.settings, k=lane.k, start=kind, seed=max(taken) + 1))


def tag_of(title: str, lanes: Sequence[Lane]) -> str:
    """One line that says which race it is; each lane's head says its start.

    >>> tag_of("Old Faithful", [Lane()]), tag_of("Iris", [Lane(EMSettings(k=9)), Lane(EMSettings(k=8))])
    ('Old Faithful, K 2', 'Iris, K 8 to 9')
    """
    least, most = min(lane.k for lane in lanes), max(lane.k for lane in lanes)
    return f"{title}, K {least}" + ("" if least == most else f" to {most}")


def _placed(lane: Lane, lanes: Sequence[Lane]) -> str:
    """What the start of a placed lane is called beside others placed otherwise: when a mean was moved last.

    Those that would have one name are numbered.
    """
    starts = list(dict.fromkeys(each.forks for each in lanes if each.forks))
    first = [forks for forks in starts if len(forks) == min(map(len, starts))]
    names = [
        "placed by hand"
        if forks in first
        else f"placed by hand, moved at iteration {count_text(forks[-1].frame // 2)}"
        for forks in starts
    ]
    place = starts.index(lane.forks)
    own = names[place]
    return own if names.count(own) == 1 else f"{own} ({names[: place + 1].count(own)})"


def name_of(lane: Lane, lanes: Sequence[Lane], d: int) -> str:
    """What a lane that fits d columns is called: its start, and what tells it from the others.

    >>> name_of(Lane(EMSettings(seed=7)), [Lane()], 2)
    'random points no. 7'
    """
    settings = lane.settings
    words = [_placed(lane, lanes) if lane.forks else STARTS[settings.start].numbered(settings.seed)]
    if settings.is_kmeans:
        words.insert(0, "k-means")
    if len({each.k for each in lanes}) > 1:
        words.append(f"K {lane.k}")
    others = [each.settings for each in lanes if not each.settings.is_kmeans]
    if settings.is_kmeans:
        return ", ".join(words)
    if len({family_name(each.family, d) for each in others}) > 1:
        words.append(family_name(settings.family, d))
    if len({each.settings.variant for each in lanes}) > 1:
        words.insert(
            0, VARIANTS[settings.variant].plain
        )  # first, as a narrow lane cuts its name off at the end
    return ", ".join(words)
