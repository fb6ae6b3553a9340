"""Identifiers: columns that say which row it is and measure nothing, told by name, position and pattern."""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"[A-Z]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|[0-9]+|#")
# names that say it all, whatever stands before them ("Customer ID", "LocID")
ID_WORDS = frozenset(
    word
    for line in (
        "id ids idx uuid guid pid uid hhid geoid objectid oid sid eid pk",
        "rowid rownames rowname rownumber isbn issn ean upc sku ssn iban swift",
        "fips plz cas doi zip zipcode zipcodes postcode postalcode phone telephone tel fax # barcode",
        "postleitzahl matrikel matricule matricola identifiant identificador identificativo kennung aktenzeichen",
        "codice código codigo kod pesel siret bsn nif dni nie cpf cnpj telefon telefono teléfono telefone téléphone",
    )
    for word in line.split()
)
# what may have a number or a code of its own: "order no", "iso num", "postal code", "userid"
NUMBERED = frozenset(
    word
    for line in (
        "account animal article batch bill bird booking call case cell child city client contract country county",
        "customer device district document employee emp experiment family file fips flight gene house",
        "household image invoice iso item loc location lot member mouse municipality obs observation office",
        "order page participant part passenger patient person phone player plot policy postal product",
        "project rat rec record reference region respondent room row run sale sample school sensor serial",
        "session ship shop site specimen staff state station store student subject team telephone test",
        "ticket track transaction tree trip unit user vehicle vessel visit voter zip zone",
    )
    for word in line.split()
)
NUMBER_ENDS = ("nummer", "nr")  # Kundennummer, klantnummer, MatrikelNr
# where the noun stands behind: "numéro client", "codice fiscale", "code postal"
NUMBER_BEGINS = frozenset(["numéro", "numero", "número", "nr", "num", "code", "codice", "código", "codigo"])
NOUNS_BEHIND = frozenset(
    word
    for line in (
        "client cliente postal postale patient paciente paziente commande facture factura fattura fatura pedido",
        "ordine ordre dossier adhérent étudiant élève estudiante studente produit produto producto prodotto article",
        "articolo fiscal fiscale contrat contrato contratto compte cuenta conto siren insee",
    )
    for word in line.split()
)
GERMAN = frozenset(
    [
        "kunden",
        "kd",
        "matrikel",
        "artikel",
        "rechnungs",
        "auftrags",
        "personal",
        "patienten",
        "bestell",
        "konto",
        "vertrags",
    ]
)
RANKS = frozenset(["rank", "ranking", "rang", "rango", "rangliste", "classement", "rangering"])
NUMBER_WORDS = frozenset(word for line in ("no nr num number key code index",) for word in line.split())
# whole names of columns of numbers that nobody measures, also where they repeat
NUMBERS_ALONE = frozenset(["key", "seq", "code", "index", "numero", "número", "numéro", "nummer"])
OTHER_SCRIPTS = ("编号", "編號", "序号", "学号", "工号", "邮编", "番号", "コード", "번호", "№")
POSTAL = frozenset(["zip", "post", "postal"])
# units of a study besides those, also at the end of a longer name
UNITS = frozenset(
    word
    for line in (
        "province firm pair segment cluster group region zone block batch branch clinic village farm herd litter",
        "nest dog cow pig chick worker teacher judge rater doctor child family twin town ward precinct tract",
        "district county state stratum municipality prefecture hospital school station expt experiment event replicate",
        "class seed",
    )
    for word in line.split()
)
# units whose numbers need not be counted: nobody measures how much of them there is
PLACES = frozenset(
    word
    for line in (
        "district county state province municipality prefecture region station hospital school clinic village",
        "account stratum tract precinct ward firm subject patient participant customer pig cow dog litter class seed",
        "user invoice case respondent store employee record serial ticket lot member student person passenger voter",
    )
    for word in line.split()
)
SIZES_TOO = frozenset(["lot"])  # of these, an area as well: numbers only where each of them comes again
BETWEEN = frozenset(["per", "in", "at", "of", "to", "from", "by", "on"])  # "days_in_hospital" is no hospital
FEW_UNITS = 10  # with no more, a column of codes is a category
# whole names of columns that count or name rows
ROW_NAMES = NUMBERED & frozenset(
    word
    for line in (
        "case customer patient subject respondent participant person obs observation record rec row serial",
        "specimen",
    )
    for word in line.split()
) | frozenset(
    word
    for line in ("rows no nr num key index id subjects patients numero número numéro nummer",)
    for word in line.split()
)
UNIX_NAMES = frozenset(["timestamp", "unix", "epoch", "unixtime", "ts", "time", "date", "datetime"])
FEWEST_MONTHS = 6  # different ones
TIMES = UNIX_NAMES | frozenset(
    ["month", "months", "mon", "monat", "mois", "mes", "mnth", "yyyymm", "ym", "period", "datum", "fecha"]
)
INDEX_LEVEL = re.compile(r"__index_level_\d+__")  # as pandas names an index in Parquet
UNNAMED = re.compile(r"(?i)unnamed: \d+|\.\.\.1|")  # as pandas and readr call a column without a name
ROW_NAMES_OF_R = frozenset(["X", "rn"])  # ... and read.csv and data.table


def words_of(name: str) -> list[str]:
    """The words of a name in lower case.

    >>> words_of("LocID"), words_of("smoking_no"), words_of("yearOfRegistration")
    (['loc', 'id'], ['smoking', 'no'], ['year', 'of', 'registration'])
    """
    return [word.lower() for word in WORD.findall(name)]


def names_rows(name: str) -> bool:
    """True if a name alone says that its column identifies something, also where values come again.

    >>> [names_rows(name) for name in ("Customer ID", "userid", "iso_num", "Postal Code", "PassengerId")]
    [True, True, True, True, True]
    >>> [names_rows(name) for name in ("Kundennummer", "MatrikelNr", "numéro client", "codice", "PLZ")]
    [True, True, True, True, True]
    >>> [names_rows(name) for name in ("Kd.-Nr.", "Kundennr", "id_client", "DNI", "__index_level_0__")]
    [True, True, True, True, True]
    >>> [names_rows(name) for name in ("paid", "grid", "sales_per_customer", "tel_minutes", "no_cancer_no")]
    [False, False, False, False, False]
    >>> [names_rows(name) for name in ("heat_index", "row_index", "hhid", "订单编号")]
    [False, True, True, True]
    """
    if name.strip().endswith(OTHER_SCRIPTS):
        return True
    words = words_of(name)
    if not words or "per" in words:
        return False
    last = words[-1]
    if len(words) == 1 and last in NUMBERS_ALONE:
        return True
    said = last in ID_WORDS or (last.endswith("id") and last[:-2] in NUMBERED)
    index = INDEX_LEVEL.fullmatch(name) is not None
    return said or index or names_number(words)


def names_number(words: Sequence[str]) -> bool:
    """True if the words of a name say that it is of a number that something or somebody has: "Kd.-Nr.", "order no"."""
    first, last = words[0], words[-1]
    if last.endswith(NUMBER_ENDS[0]) and len(last) > len(NUMBER_ENDS[0]):
        return True
    foreign = [word for word in words if word not in {"de", "du", "do", "del", "di", "d", "der"}]
    if len(foreign) > 1 and foreign[0] in NUMBER_BEGINS and foreign[1] in NOUNS_BEHIND:
        return True
    german = words[-2] if len(words) > 1 and last in NUMBER_ENDS else last.removesuffix(NUMBER_ENDS[1])
    if german in GERMAN and german != last:
        return True
    if len(words) == 2 and first == "id" and last in NOUNS_BEHIND | NUMBERED:
        return True
    return len(words) > 1 and last in NUMBER_WORDS and words[-2] in NUMBERED


def is_postal_code(name: str) -> bool:
    """True for the name of a postal code, which is none of a few codes however few there are."""
    words = words_of(name)
    return len(words) > 1 and words[-1] == "code" and words[-2] in POSTAL


def is_row_name_of_r(name: str, place: int, names: Sequence[str]) -> bool:
    """True for what R calls a first column without a name; "X" beside a "Y" is a coordinate."""
    coordinates = name == "X" and any(other[:1] in "yY" and len(other) < 3 for other in names if other)
    return place == 0 and name in ROW_NAMES_OF_R and not coordinates


def may_be_nitric_oxide(name: str, values: NDArray[np.float64]) -> bool:
    """True for values (n,) under "NO" that neither rise throughout nor are as dense as the numbers of rows."""
    dense = np.ptp(values) < 2 * len(values)
    return name.strip() == "NO" and not dense and bool((np.diff(values) <= 0).any())


def may_name_rows(name: str) -> bool:
    """True if a name fits a column that numbers rows, such as "no" or "patient": its values decide."""
    words = words_of(name)
    return len(words) == 1 and words[0] in ROW_NAMES


def names_unit(name: str) -> bool:
    """True for the name of a unit of a study, as a number of which a column may be: "tree", "pooled.stratum"."""
    words = words_of(name)
    if not words or not BETWEEN.isdisjoint(words):
        return False
    return words[-1] in UNITS or (len(words) == 1 and words[0] in NUMBERED)


def counts_units(name: str, values: NDArray[np.float64], distinct: int) -> bool:
    """True for whole numbers (n,) of more than a few units, under the name of what they number.

    Trees 1 to 79 that were measured again and again, districts 1 to 53. Units that are often measured, too (runs,
    orders), have to be counted from 0 or 1 on, nearly without gaps; others may have any numbers.
    """
    if not names_unit(name) or distinct <= FEW_UNITS:
        return False
    first, last = float(values.min()), float(values.max())
    if first in (0.0, 1.0) and distinct >= 0.9 * (last - first + 1):
        return True
    words = words_of(name)
    if len(words) > 1 or words[0] not in PLACES or first < 0:
        return False
    return words[0] not in SIZES_TOO or bool(np.unique(values, return_counts=True)[1].min() > 1)


def are_ranks(name: str, values: NDArray[np.float64], distinct: int) -> bool:
    """True for whole numbers (n,) from 1 on, hardly any of them twice, under the name of a rank: places in an order."""
    words = words_of(name)
    ranked = bool(words) and words[-1] in RANKS
    return ranked and values.min() in (0.0, 1.0) and distinct >= 0.5 * len(values) >= 0.25 * values.max()


def are_unix_times(name: str, values: NDArray[np.float64]) -> bool:
    """True for times (n,) since 1970 in s, ms, µs or ns, from 1973 to 2106, under a name for them."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    named = not UNIX_NAMES.isdisjoint(words_of(name))
    return named and any(1e8 * unit <= low and high <= 4.3e9 * unit for unit in (1.0, 1e3, 1e6, 1e9))


def are_even_steps(values: NDArray[np.float64]) -> bool:
    """True for values (n,) that rise by the same step throughout, as the times that R writes beside a series."""
    if len(values) <= FEW_UNITS or np.isnan(values).any():
        return False
    steps = np.diff(values)
    return bool(steps[0] > 0 and np.allclose(steps, steps[0], rtol=1e-3, atol=1e-9))


def is_index(name: str, values: NDArray[np.float64], place: int, unnamed: bool) -> bool:
    """True for whole numbers (n,) that number the rows.

    In a first column without a name, as R and pandas write it, they may have gaps and any order; under the names that
    R gives it they have to rise, since "X" may be measured; elsewhere they have to rise by one. An unnamed first column
    of times in equal steps is an index as well.
    """
    first_without_name = place == 0 and (unnamed or UNNAMED.fullmatch(name) is not None)
    if first_without_name and len(values) > 2:
        if name in ROW_NAMES_OF_R:
            return bool(values[0] >= 0) and bool((np.diff(values) > 0).all())
        return bool(values.min() >= 0) and len(np.unique(values)) == len(values)
    counting = len(values) > 4 and bool((np.diff(values) == 1).all())
    return counting and (place == 0 or may_name_rows(name) or words_of(name)[-1:] == ["index"])


def are_months(name: str, values: NDArray[np.float64], distinct: int) -> bool:
    """True for whole numbers (n,) that all read as year and month: 202406.

    A few such numbers may be sizes as well, and tell when only under the name of a time.
    """
    enough = distinct >= FEWEST_MONTHS or not TIMES.isdisjoint(words_of(name))
    in_range = enough and values.min() >= 190001 and values.max() <= 209912
    return bool(in_range and ((values % 100 >= 1) & (values % 100 <= 12)).all())


def crossed_factors(columns: Sequence[NDArray[np.float64] | None]) -> frozenset[int]:
    """The places of the factors of a design among columns (n,), None for those that are no numbers.

    Each has the numbers 1 to m equally often, and so often with those of another: rows and columns of a field, no
    sizes. One such column alone may be measured: a dose, a rating.
    """
    factors = {place: values.astype(int) for place, values in enumerate(columns) if is_even_factor(values)}
    crossed = set[int]()
    for one, other in combinations(factors, 2):
        first, second = factors[one], factors[other]
        together = np.bincount((first - 1) * second.max() + second - 1, minlength=first.max() * second.max())
        if together.min() == together.max():
            crossed |= {one, other}
    return frozenset(crossed)


def is_even_factor(values: NDArray[np.float64] | None) -> TypeGuard[NDArray[np.float64]]:
    """True for the numbers 1 to m, each of them (n,) equally often and more than once."""
    if values is None or not len(values) or values.min() != 1 or not 3 <= values.max() <= len(values) / 2:
        return False  # also where one is missing
    if not np.array_equal(values, np.rint(values)):
        return False
    counts = np.bincount(values.astype(int))[1:]
    return bool(counts.min() == counts.max())
