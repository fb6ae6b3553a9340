"""Units of one kind in one column, such as MB beside GB: how much each is, in one of them."""

from collections.abc import Iterable

KINDS: tuple[dict[str, float], ...] = (
    {"B": 1.0}
    | {f"{sign}B": 1e3**power for power, sign in enumerate("kMGT", 1)}
    | {"KB": 1e3}
    | {f"{sign}iB": 1024.0**power for power, sign in enumerate("KMGT", 1)},
    {
        "ng": 1e-9,
        "µg": 1e-6,
        "ug": 1e-6,
        "mg": 1e-3,
        "g": 1.0,
        "kg": 1e3,
        "t": 1e6,
        "oz": 28.349523125,
        "lb": 453.59237,
    },
    {"nm": 1e-9, "µm": 1e-6, "um": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0, "km": 1e3}
    | {"in": 0.0254, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344},
    {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0},
    {"ml": 1e-3, "cl": 1e-2, "dl": 0.1, "l": 1.0},
    {"mV": 1e-3, "V": 1.0},
    {"mA": 1e-3, "A": 1.0},
    {"W": 1.0, "kW": 1e3, "MW": 1e6},
    {"Wh": 1.0, "kWh": 1e3, "MWh": 1e6},
    {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    {"Pa": 1.0, "hPa": 1e2, "kPa": 1e3, "MPa": 1e6, "mbar": 1e2, "bar": 1e5},
)
"""Units that measure the same, each with how many of one of them it is."""


def alike(units: Iterable[str]) -> bool:
    """True for several units that measure the same.

    >>> alike(["MB", "GB"]), alike(["MB", "kg"]), alike(["MB"])
    (True, False, False)
    """
    asked = set(units)
    return len(asked) > 1 and any(asked <= kind.keys() for kind in KINDS)


def ratio(unit: str, other: str) -> float | None:
    """How many of the other unit a unit is; None where they do not measure the same.

    >>> ratio("GB", "MB"), ratio("kg", "m")
    (1000.0, None)
    """
    found = next((kind for kind in KINDS if unit in kind and other in kind), None)
    return None if found is None else found[unit] / found[other]
