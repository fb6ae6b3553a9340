"""Name words: what the name of a column says by itself: that it numbers rows, or is of a unit of a study."""

import re
from collections.abc import Sequence

WORD = re.compile(r"[A-Z]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|[0-9]+|#")
# names that say it all, whatever stands before them ("Customer ID", "LocID")
ID_WORDS = frozenset(
    word
    for line in (
        "id ids idx uuid guid pid uid hhid geoid objectid oid sid eid pk",
        "mrn gvkey permno permco cik cusip entrez pmid mmsi npi duns",
        "rowid rownames rowname rownumber isbn issn ean upc sku ssn iban swift",
        "fips plz cas doi zip zipcode zipcodes postcode postalcode phone telephone tel fax # barcode",
        "postleitzahl matrikel matricule matricola identifiant identificador identificativo kennung aktenzeichen",
        "codice código codigo kod pesel siret bsn nif dni nie cpf cnpj telefon telefono teléfono telefone téléphone",
    )
    for word in line.split()
)
# what may have a number or a code of its own: "order no", "iso num", "postal code", "userid"
NUMBERED_WORDS = frozenset(
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
# what has an identifier of its own in names without a gap ("eventid"), besides those
GLUED_WORDS = frozenset(
    word
    for line in (
        "event acct loan hosp claim admission hadm stay icustay encounter cust stu prod trans message msg tweet movie",
        "book song game match venue race driver route stop node doc post comment question provider parcel job task",
    )
    for word in line.split()
)
# whole names, also with a word for a number behind: codes where the numbers are large, measured or counted where not
LARGE_CODES = frozenset(
    ["acct", "parcel", "ndb", "hip", "hd", "batter", "pitcher", "player", "fielder", "umpire"]
)
YEARS = frozenset(["yr", "year", "yyyy", "yy", "jahr", "fyear", "modelyr"])
SHORT_TIMES = {"mo": "month", "dy": "day"}  # beside a year
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
COUNTING_NAMES = frozenset(word for line in ("no nr num number key code index",) for word in line.split())
# whole names of columns of numbers that nobody measures, also where they repeat
NUMBERS_ALONE = frozenset(["key", "seq", "code", "index", "numero", "número", "numéro", "nummer"])
OTHER_SCRIPTS = ("编号", "編號", "序号", "学号", "工号", "邮编", "番号", "コード", "번호", "№")
POSTAL_WORDS = frozenset(["zip", "post", "postal"])
# units of a study besides those, also at the end of a longer name
UNIT_NAMES = frozenset(
    word
    for line in (
        "province firm pair segment cluster group region zone block batch branch clinic village farm herd litter",
        "nest dog cow pig chick worker teacher judge rater doctor child family twin town ward precinct tract",
        "district county state stratum municipality prefecture hospital school station expt experiment event replicate",
        "class seed",
    )
    for word in line.split()
)
# words of which a few numbers are codes
CODE_WORDS = frozenset(
    word
    for line in (
        "state province county country firm pair",
        "segment code class cluster group region zone district category type kind tier grade rank sector",
        "stratum ward status department dept store branch gender sex race level cohort block batch fold",
        "treatment",
    )
    for word in line.split()
)
# units whose numbers need not be counted: nobody measures how much of them there is
PLACE_NAMES = frozenset(
    word
    for line in (
        "district county state province municipality prefecture region station hospital school clinic village",
        "account stratum tract precinct ward firm subject patient participant customer pig cow dog litter class seed",
        "user invoice case respondent store employee record serial ticket lot member student person passenger voter",
    )
    for word in line.split()
)
# of these, what may be counted or measured as well: numbers only where each of them comes again
SIZES_TOO = frozenset(["lot", "seed", "ticket", "store", "record", "invoice", "class", "case"])
LINKING_WORDS = frozenset(
    ["per", "in", "at", "of", "to", "from", "by", "on"]
)  # "days_in_hospital" is no hospital
# whole names of columns that count or name rows
ROW_NAMES = NUMBERED_WORDS & frozenset(
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
# words for times that may last: behind or before another word they say how long ("hours_slept")
PLURAL_TIME_WORDS = frozenset(["hours", "months", "stunden"])
# ... unless it says of what they are: "hours_utc", "hours_of_day"
CALENDAR = frozenset(["utc", "gmt", "local", "time", "date", "start", "begin", "end"])
SPANS = frozenset(["day", "week", "month", "year", "birth", "the", "of"])
# words that make any time a length of time, or what is counted in it
DURATION_WORDS = frozenset(
    word
    for line in (
        "worked slept spent studied absent missed pregnant gestation gestational tenure duration elapsed length since",
        "until till remaining left age total sum mean average avg watched",
    )
    for word in line.split()
)
# heads of names that begin with a time: "day_calls"
COUNTED_BEHIND = frozenset(
    word
    for line in (
        "calls mins minutes charge charges sales visits orders trips rate income wage salary price cost costs",
        "payment payments balance pay rent temp temperature rain rainfall revenue count total mean",
    )
    for word in line.split()
)
INDEX_LEVEL = re.compile(r"__index_level_\d+__")  # as pandas names an index in Parquet
UNNAMED_PATTERN = re.compile(r"(?i)unnamed: \d+|\.\.\.1|")  # as pandas and readr call a column without a name
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
    said = last in ID_WORDS or (last.endswith("id") and last[:-2] in NUMBERED_WORDS | GLUED_WORDS)
    index = INDEX_LEVEL.fullmatch(name) is not None
    return said or index or names_number(words)


def names_large_code(name: str) -> bool:
    """True for what may have a code of many digits, such as "acct" or "NDB_No": its values decide."""
    words = words_of(name)
    return bool(words) and words[0] in LARGE_CODES and set(words[1:]) <= COUNTING_NAMES


def spelled_out(name: str, names: Sequence[str]) -> str:
    """A name, where it is a short one for a time beside a year among `names` the long one.

    >>> spelled_out("mo", ["yr", "mo"]), spelled_out("mo", ["mo", "fe"])
    ('month', 'mo')
    """
    long_one = SHORT_TIMES.get(name.strip().lower())
    return long_one if long_one and not YEARS.isdisjoint(each.strip().lower() for each in names) else name


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
    if len(words) == 2 and first == "id" and last in NOUNS_BEHIND | NUMBERED_WORDS:
        return True
    return len(words) > 1 and last in COUNTING_NAMES and words[-2] in NUMBERED_WORDS


def is_postal_code(name: str) -> bool:
    """True for the name of a postal code, which is none of a few codes however few there are."""
    words = words_of(name)
    return len(words) > 1 and words[-1] == "code" and words[-2] in POSTAL_WORDS


def is_row_name_of_r(name: str, place: int, names: Sequence[str]) -> bool:
    """True for what R calls a first column without a name; "X" beside a "Y" is a coordinate."""
    coordinates = name == "X" and any(other[:1] in "yY" and len(other) < 3 for other in names if other)
    return place == 0 and name in ROW_NAMES_OF_R and not coordinates


def may_name_rows(name: str) -> bool:
    """True if a name fits a column that numbers rows, such as "no" or "patient": its values decide."""
    words = words_of(name)
    return len(words) == 1 and words[0] in ROW_NAMES


def names_unit(name: str) -> bool:
    """True for the name of a unit of a study, as a number of which a column may be: "tree", "pooled.stratum"."""
    words = words_of(name)
    if not words or not LINKING_WORDS.isdisjoint(words):
        return False
    return words[-1] in UNIT_NAMES or (len(words) == 1 and words[0] in NUMBERED_WORDS)


def names_time(name: str) -> bool:
    """True if a name with a word for a time says when it was, and not how long it took or how much came in it.

    >>> [names_time(name) for name in ("hour", "hour_of_day", "pickup_hour", "hour_utc")]
    [True, True, True, True]
    >>> [names_time(name) for name in ("hours", "hours_worked", "sleep_hours", "HoursPerWeek")]
    [True, False, False, False]
    >>> [names_time(name) for name in ("calls_per_day", "Day.Calls", "day_of_week", "sampling_day")]
    [False, False, True, True]
    """
    words = words_of(name)
    if "per" in words or not DURATION_WORDS.isdisjoint(words) or not COUNTED_BEHIND.isdisjoint(words[-1:]):
        return False
    others = set(words) - PLURAL_TIME_WORDS
    return PLURAL_TIME_WORDS.isdisjoint(words) or others <= CALENDAR or ("of" in others and others <= SPANS)
