"""Units of one kind in one column, such as MB beside GB, how much each is in one of them; names of measures."""

from collections.abc import Iterable

from gmmviz.data.csv.columns.name_words import words_of

UNIT_FACTORS: tuple[dict[str, float], ...] = (
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

# what is measured or counted in whole numbers, and where a thing is: numbers that may be as large as in a register
MEASURED_WORDS = frozenset(
    word
    for line in (
        "population pop inhabitants residents people households voters votes income salary wage wages earnings pay",
        "price prices cost costs value worth amount balance revenue sales turnover profit budget gross net gdp debt",
        "loan mortgage rent tax fee fees charge charges spend spending assets equity capital deposits premium loss",
        "area size sqft acreage length width height depth distance dist mileage odometer km miles weight mass volume",
        "capacity load power energy frequency pressure speed intensity brightness flux signal counts count total sum",
        "steps calories views visits clicks likes followers users downloads plays reads bytes packets words tokens",
        "attendance enrolment enrollment passengers cases deaths births cells production output yield consumption",
        "time duration seconds minutes ms usage traffic measure measurement reading response score points rate",
        "x y z east north easting northing lat lon long latitude longitude coord coordinate utm elevation altitude",
        "einwohner einkommen preis fläche flaeche umsatz gewicht rechtswert hochwert prix revenu surface poids",
        "precio ingreso superficie peso prezzo reddito",
    )
    for word in line.split()
)
SHORT_WORD_LETTERS = 3  # letters: a word of no more says nothing within another


def alike(units: Iterable[str]) -> bool:
    """True for several units that measure the same.

    >>> alike(["MB", "GB"]), alike(["MB", "kg"]), alike(["MB"])
    (True, False, False)
    """
    asked = set(units)
    return len(asked) > 1 and any(asked <= kind.keys() for kind in UNIT_FACTORS)


def ratio(unit: str, other: str) -> float | None:
    """How many of the other unit a unit is; None where they do not measure the same.

    >>> ratio("GB", "MB"), ratio("kg", "m")
    (1000.0, None)
    """
    found = next((kind for kind in UNIT_FACTORS if unit in kind and other in kind), None)
    return None if found is None else found[unit] / found[other]


def names_measure(name: str) -> bool:
    """True if a word of a name, or a part of it without a gap, is of something measured, counted or of a place.

    >>> [names_measure(name) for name in ("population", "totalpop", "weight_g", "X", "utm_e", "lot area (m2)")]
    [True, True, True, True, True, True]
    >>> [names_measure(name) for name in ("MRN", "parcel", "objid", "respondent", "kic")]
    [False, False, False, False, False]
    """
    words = words_of(name)
    units = {unit.lower() for kind in UNIT_FACTORS for unit in kind}
    measured = not MEASURED_WORDS.isdisjoint(words) or (len(words) > 1 and not units.isdisjoint(words[1:]))
    long_ones = [word for word in MEASURED_WORDS if len(word) > SHORT_WORD_LETTERS]
    return measured or any(
        one.startswith(word) or one.endswith((word, "pop")) for one in words for word in long_ones
    )
