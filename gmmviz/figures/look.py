"""How a person looks at a run on the stage: a value, with its choices and the words for them."""

from dataclasses import dataclass

LOOKS: dict[str, tuple[str, ...]] = {
    "color": ("blend", "hard", "truth", "none"),
    "rings": ("mass", "sigma"),
    "background": ("none", "density", "territories", "uncertainty"),
    "shown": ("sample", "many"),
    "pace": ("together", "own"),
}


@dataclass(frozen=True)
class Look:
    """How the stage shows a run; nothing here changes a number."""

    color: str = "blend"
    rings: str = "mass"
    background: str = "none"
    trails: bool = True
    shown: str = "sample"
    present: bool = False
    pace: str = "together"

    def __post_init__(self) -> None:
        for name, choices in LOOKS.items():
            if getattr(self, name) not in choices:
                raise ValueError(
                    f"{name} is '{getattr(self, name)}'; choose one of: {', '.join(map(str, choices))}."
                )
