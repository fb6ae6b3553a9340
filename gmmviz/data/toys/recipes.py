"""Recipes of toys: everything a generated data set depends on, as a value and as the text a link carries."""

from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from gmmviz import limits
from gmmviz.limits import Limit
from gmmviz.thousands import count_text

FORMS = {
    "clouds": "bell-shaped clouds",
    "heavy": "clouds with heavy tails",
    "moons": "two moons",
    "rings": "rings in rings",
    "noise": "noise only",
}
TILTS = {
    "alike": "all tilted alike",
    "crossing": "every other one the other way",
    "fanned": "each turned a bit further",
}
RECIPE_SEPARATOR, LIST_SEPARATOR = "_", "~"  # marks that an address carries unchanged


# what a number of a recipe may be
RANGES: dict[str, Limit[int] | Limit[float]] = {
    "k": limits.TOY_GROUPS,
    "n": limits.TOY_ROWS,
    "separation": Limit(0.0, 10.0),
    "growth": Limit(1.0, 10.0),
    "correlation": Limit(-0.99, 0.99),
    "noise": Limit(0.0, 0.9),
    "d": limits.TOY_COLUMNS,
    "seed": limits.SEED_LIMIT,
}


@dataclass(frozen=True)
class Recipe:
    """A toy before it is drawn.

    `separation` is the distance of neighbouring centres in sd of the narrowest cloud (between rings and moons:
    in sd of their blur); `growth` how many times wider the widest cloud is than the narrowest; `weights` the
    relative sizes, () for equal ones; `noise` the share of points spread evenly over the whole area.
    """

    form: str = "clouds"
    k: int = 3
    n: int = 300
    separation: float = 5.0
    weights: tuple[float, ...] = ()
    growth: float = 1.0
    tilt: str = "alike"
    correlation: float = 0.0
    noise: float = 0.0
    d: int = 2
    seed: int = 1

    def __post_init__(self) -> None:
        for name, choices in (("form", FORMS), ("tilt", TILTS)):
            if getattr(self, name) not in choices:
                raise ValueError(
                    f"{name} is '{getattr(self, name)}' in this toy; choose one of: {', '.join(choices)}."
                )
        for name, limit in RANGES.items():
            value = getattr(self, name)
            if not limit.least <= value <= limit.most:
                raise ValueError(
                    f"{name} is {value} in this toy; it goes from {limit.least} to {limit.most}."
                )
        if self.weights and (len(self.weights) != self.k or not all(0 < w < 1e6 for w in self.weights)):
            raise ValueError(
                f"weights are {self.weights} in this toy of {self.k}; give one positive number a group."
            )
        if self.form == "moons" and self.k != 2:
            raise ValueError(f"k is {self.k} in this toy; there are two moons.")
        if self.form == "rings" and self.k > limits.TOY_RINGS.most:
            raise ValueError(f"k is {self.k} in this toy; there are at most {limits.TOY_RINGS.most} rings.")

    @property
    def groups(self) -> int:
        """Number of groups that are drawn, noise apart."""
        return {"moons": 2, "noise": 0}.get(self.form, self.k)


def recipe_text(recipe: Recipe) -> str:
    """The recipe in a word; what has its default is left out.

    >>> recipe_text(Recipe(k=2, weights=(3.0, 1.0), seed=7))
    'clouds_k2_n300_weights3~1_seed7'
    """
    words = [recipe.form]
    for field in fields(Recipe)[1:]:
        value = getattr(recipe, field.name)
        if value != field.default or field.name in {"k", "n", "seed"}:
            words.append(field.name + written(value))
    return RECIPE_SEPARATOR.join(words)


def written(value: object) -> str:
    """A field's value as text: numbers as short as they are exact."""
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(map(written, value))
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def recipe_of(text: str) -> Recipe:
    """The recipe that `recipe_text` wrote. Raises ValueError, with what is wrong, for anything else.

    >>> recipe_of('moons_k2_n300_seed4').form
    'moons'
    """
    form, *words = text.split(RECIPE_SEPARATOR)
    values: dict[str, Any] = {"form": form}
    kinds = get_type_hints(Recipe)
    for word in words:
        name = next((name for name in kinds if word.startswith(name) and name not in {"form", "n"}), "n")
        values[name] = read(name, word.removeprefix(name), kinds[name])
    return Recipe(**values)


def read(name: str, text: str, kind: Any) -> Any:
    """A field's value from its text."""
    if kind in (int, float) and len(text) > limits.NUMBER_CHARACTERS:
        raise ValueError(
            f"{name} has {count_text(len(text))} characters in this toy; "
            f"a number has at most {limits.NUMBER_CHARACTERS}."
        )
    try:
        if kind in (int, float, str):
            return kind(text)
        return tuple(float(part) for part in text.split(LIST_SEPARATOR))
    except ValueError:
        raise ValueError(f"{name} is '{text}' in this toy; it should be a number.") from None
