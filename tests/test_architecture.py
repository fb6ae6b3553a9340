"""House rules, read from the source: who imports whom, sizes, docstrings, no traces of one machine."""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gmmviz"
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
APP = ROOT / "app.py"

LONGEST_MODULE = 300
MAX_FILES = 15
"""In a folder, its `__init__.py` apart; gmmviz/figures has one for each plot."""
LONGEST_PAGE = 60


@dataclass(frozen=True)
class Room:
    """What a part of gmmviz may import: other parts, packages, and packages that only functions import."""

    rooms: frozenset[str]
    packages: frozenset[str] = frozenset()
    when_needed: frozenset[str] = frozenset()


def room(rooms: str, packages: str, when_needed: str = "") -> Room:
    return Room(frozenset(rooms.split()), frozenset(packages.split()), frozenset(when_needed.split()))


ROOMS = {
    "thousands": room("", ""),
    "robust_spread": room("", "numpy"),
    "rounding": room("robust_spread", "numpy"),
    "limits": room("thousands", ""),
    "resources": room("", ""),
    "em": room("em robust_spread rounding thousands", "numpy scipy", "threadpoolctl"),
    "data": room(
        "data limits resources robust_spread rounding thousands",
        "numpy scipy pandas",
        "sklearn python_calamine pyarrow",
    ),
    "figures": room("figures em thousands", "numpy scipy plotly", "PIL"),
    "stage": room("stage figures em", "numpy scipy plotly", "anywidget traitlets"),
    "scenario": room("scenario figures em data limits thousands", "numpy"),
    "estimator": room("estimator stage em thousands", "numpy sklearn", "scipy"),
    "report": room("report figures em data scenario limits thousands", "numpy plotly", "sklearn pandas"),
    "lessons": room("lessons figures em data scenario limits thousands", "numpy"),
    "ui": room(
        "ui lessons report stage figures em data scenario limits resources thousands",
        "numpy pandas plotly streamlit starlette",
        "sklearn",
    ),
    "cli": room("cli report stage figures em data scenario thousands", "numpy"),
    "__main__": room("cli ui scenario resources", "", "streamlit"),
    "__init__": room("em data figures stage estimator", "", ""),
}
OWN_FILES = room("ui report stage figures em data scenario resources", "streamlit")
"""app.py and the pages."""


def module_name(path: Path) -> str:
    """`gmmviz.em.run`; a package's own name for its `__init__.py`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


BY_NAME = {module_name(path): path for path in MODULES}
PACKAGES = {module_name(path) for path in MODULES if path.name == "__init__.py"}


@dataclass(frozen=True)
class Import:
    """One name of an import statement: `gmmviz.em`, `numpy`; at_once where importing the module runs it.

    `module` is the module of ours that is run for it: the name itself or, for a package's part, that part.
    """

    name: str
    at_once: bool
    module: str = ""


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module, parsed once."""
    return ast.parse(text_of(path))


@cache
def text_of(path: Path) -> str:
    """The text of a file, read once."""
    return path.read_text(encoding="utf-8")


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a module's syntax tree, found once: a walk through all modules takes seconds."""
    return tuple(ast.walk(tree_of(path)))


@cache
def imports(path: Path) -> tuple[Import, ...]:
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[Import]:
    for node, at_once, for_types in _import_statements(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, at_once, _run(alias.name, for_types)) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            origin = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                part = f"{origin}.{alias.name}"
                module = _run(part if part in BY_NAME else origin, for_types)
                yield Import(part if origin == "gmmviz" else origin, at_once, module)


def _import_statements(
    parent: ast.AST, at_once: bool = True, for_types: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    """(statement, whether importing the module runs it, whether only types need it) below a node."""
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, at_once and not for_types, for_types
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _import_statements(node, at_once and not function, for_types or _is_for_types(node))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _run(name: str, for_types: bool) -> str:
    return "" if for_types else name


def offences(path: Path, allowed: Room) -> list[str]:
    """The imports of a module that its room does not allow."""
    found = []
    for imported in imports(path):
        package, _, rest = imported.name.partition(".")
        if package == "gmmviz":
            fine = rest.split(".")[0] in allowed.rooms | {"", "__version__"}
        else:
            anywhere = allowed.packages | sys.stdlib_module_names
            fine = package in anywhere or (package in allowed.when_needed and not imported.at_once)
        if not fine:
            found.append(imported.name)
    return found


def room_name(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=shown)
def test_a_module_imports_only_what_its_room_allows(module: Path) -> None:
    assert offences(module, ROOMS[room_name(module)]) == []


@pytest.mark.parametrize("page", [APP, *PAGES], ids=shown)
def test_a_page_imports_only_streamlit_and_ours(page: Path) -> None:
    assert offences(page, OWN_FILES) == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_a_page_is_short_and_does_no_arithmetic(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_PAGE
    sums = [ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.BinOp)]
    assert sums == []


@pytest.mark.parametrize("source", [*MODULES, *sorted(PACKAGE.rglob("*.js")), APP], ids=shown)
def test_a_module_is_not_too_long(source: Path) -> None:
    assert len(source.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", [*MODULES, *PAGES, APP], ids=shown)
def test_modules_and_public_names_say_what_they_are(module: Path) -> None:
    tree = tree_of(module)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, definitions) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert ast.get_docstring(tree)
    assert silent == []


FOLDERS = sorted(
    {path.parent for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
)


@pytest.mark.parametrize("folder", FOLDERS, ids=shown)
def test_a_folder_holds_few_files(folder: Path) -> None:
    files = [path for path in folder.iterdir() if path.is_file() and path.name != "__init__.py"]
    assert len(files) <= MAX_FILES or folder == PACKAGE / "figures"


@pytest.mark.parametrize("folder", FOLDERS, ids=shown)
def test_no_prefix_does_a_folders_work(folder: Path) -> None:
    """Three modules whose names begin with the same word are a folder of that name; that folder itself is one."""
    for kind in ("*.py", "*.js", "*.css"):
        words = Counter(path.stem.split("_")[0] for path in folder.glob(kind) if "_" in path.stem.strip("_"))
        assert [word for word, count in words.items() if count > 2 and word != folder.name] == []


def test_no_two_modules_have_one_name() -> None:
    names = Counter(path.stem for path in MODULES if not path.stem.startswith("__"))
    scripts = Counter(path.stem for path in PACKAGE.rglob("*.js"))
    assert [name for each in (names, scripts) for name, count in each.items() if count > 1] == []


def test_every_plot_is_drawn_by_a_page_a_notebook_or_an_export() -> None:
    """A module of `figures` is imported from another room, or by one of the room that is."""
    texts = {path: path.read_text(encoding="utf-8") for path in [*MODULES, *PAGES]}
    plots = [path for path in texts if path.is_relative_to(PACKAGE / "figures") and path.stem != "__init__"]
    used: set[Path] = set()
    seen = {path for path in texts if not path.is_relative_to(PACKAGE / "figures")}
    while seen:
        text = "\n".join(texts[path] for path in seen)
        seen = {
            path
            for path in set(plots) - used
            if re.search(
                rf"{module_name(path)}\b|from {module_name(path.parent)} import [^\n]*\b{path.stem}\b", text
            )
        }
        used |= seen
    assert [shown(path) for path in plots if path not in used] == []


def test_styles_and_scripts_of_ui_lie_beside_what_draws_them() -> None:
    """A style sheet or a script that is mounted is named by a module of its own folder; other scripts are imported."""
    astray = []
    for path in [*(PACKAGE / "ui").rglob("*.css"), *(PACKAGE / "ui").rglob("*.js")]:
        named = any(
            path.name in text or f'"{path.stem}"' in text
            for folder in (path.parent, path.parent.parent)
            for text in map(text_of, folder.glob("*.py"))
        )
        imported = any(
            re.search(rf'from "[^"]*/{re.escape(path.name)}"', text_of(each))
            for each in PACKAGE.rglob("*.js")
        )
        if not named and not imported:
            astray.append(shown(path))
    assert astray == []


def test_one_module_knows_how_thousands_are_written() -> None:
    """By commas in a text only where `thin` takes them out; a few words of files that are read stand as they are."""
    quoting = {"gmmviz/data/csv/receipt.py"}  # says what a comma in a file may mean
    found = []
    for path in MODULES:
        nodes = nodes_of(path)
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        thinned = {
            part
            for call in calls
            if isinstance(call.func, ast.Name) and call.func.id == "thin"
            for part in ast.walk(call)
        }
        told = {node.value for node in nodes if isinstance(node, ast.Expr)}  # docstrings
        for node in nodes:
            if isinstance(node, ast.FormattedValue) and node not in thinned:
                commas = node.format_spec is not None and "," in ast.unparse(node.format_spec)
            else:
                commas = isinstance(node, ast.Constant) and node not in told and _has_commas(node.value)
            if commas and shown(path) not in quoting:
                found.append(f"{shown(path)}:{node.lineno}")
    scripts = [path for path in PACKAGE.rglob("*.js") if "toLocaleString" in path.read_text(encoding="utf-8")]
    assert found + [shown(path) for path in scripts] == []


WORDS = re.compile(r"[^\W\d_]{2,}[,:;]? [^\W\d_]{2,}|[^\W\d_]{2,} \x00|\x00 [^\W\d_]{2,}")
"""Two words, or a word beside what is filled in."""
WORDS_OF_UI = {
    "gmmviz/ui/data/column_table.py: lines_of": "notes of a column, which the table in the browser shows",
    "gmmviz/ui/data/column_table.py: log": "what a logarithm costs, which the table in the browser shows",
    "gmmviz/ui/data/laboratory_panel.py: _change": "a key",
    "gmmviz/ui/frame/guard.py: sentence": "said where anything else may have failed, the report too",
    "gmmviz/ui/frame/session.py: key_of": "a key",
    "gmmviz/ui/lifetime/descriptors.py: filter": "words of a log that are looked for",
    "gmmviz/ui/server/launch.py: foreign_setting": "said by the command, before anything of ours is loaded",
    "gmmviz/ui/server/prepared.py: _send": "an answer of the server, which builds on nothing of ours",
    "gmmviz/ui/stage/scenes.py: scene": "verdicts by their names",
    "gmmviz/ui/work/jobs/awaiting.py: _key": "a key",
    "gmmviz/ui/work/runs.py: awaited": "the name of a button",
    "gmmviz/ui/work/sources.py: title_of_key": "asks the session for the name of a file",
}
"""Functions of `ui` that draw nothing and yet write words, and why."""


def texts_in(node: ast.AST) -> Iterator[str]:
    """The texts in a syntax tree, what is filled in as `\\0`; without docstrings and the words of errors."""
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, ast.JoinedStr) or isinstance(child, ast.FormattedValue):
            yield from texts_in(child)


def test_words_without_streamlit_are_in_the_room_report() -> None:
    """A function of `ui` that returns something and neither draws nor knows the session writes no words."""
    found = {}
    for path in (PACKAGE / "ui").rglob("*.py"):
        for node in nodes_of(path):
            if (
                not isinstance(node, ast.FunctionDef)
                or node.returns is None
                or ast.unparse(node.returns) == "None"
            ):
                continue
            used = {ast.unparse(each.value) for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            if used & {"st", "session", "components"}:
                continue
            if any(WORDS.search(text) for text in texts_in(ast.Module(node.body, []))):
                found[f"{shown(path)}: {node.name}"] = node
    assert sorted(found) == sorted(WORDS_OF_UI)


# No name of a constant by itself: it would say how something is, not what it bounds (`MAX_IDLE_SECONDS`, not `IDLE`).
ADJECTIVES = """
    ABOVE ABSENT ABSURD ACROSS AFTER AGAIN AGAINST AHEAD ALIKE ALONE APART AROUND ARRIVED ASIDE AT_ONCE BARE
    BEHIND BELOW BENT BEST BETWEEN BEYOND BIG BLANK BOLD BRIDGED BROKEN CAME CERTAIN CHEAP CLEAN CLEAR CLOSE
    CLOSER COARSE COMMON COMPLETE CROSSING DATED DEAR DIFFERENT DIMMED DISTANT DISTINCT DONE DOUBTFUL EARLY EASY
    ELSEWHERE EMPTY ENOUGH ENTIRE EQUAL EVEN EVERYWHERE EVIL EXACT FAINT FAINTEST FALSE FAR FARS FARTHEST FAST
    FEW FEWEST FILLED FINAL FINE FIRM FIRST FLAKY FLAT FLOORED FREE FRESH FULL FURTHER GENEROUS GOLDEN GOOD
    GRACEFUL GRAVE HALF HALFWAY HARD HEAVY HIDDEN HIGH HIGHEST HOLLOW HOSTILE HUGE IDLE IMPATIENT IMPROBABLE
    INFINITE INNER INSIDE INSTEAD KEPT KNOWN LARGE LARGEST LAST LASTING LATE LATER LITTLE LONG LONGEST LOOSE LOW
    LOWER LOWEST MANY MESSY MISSED MORE MOST MOSTLY NARROW NARROWER NEAR NEARER NEAREST NEARLY NEEDED NEVER NEXT
    NICE NOT NOTABLE NOTHING ODD OFTEN ONCE OPEN ORDINARY OTHERS OUTER OUTSIDE OWN PARTED PARTLY PATIENT PLAIN
    PRECISE PREVIOUS QUICK QUIET RARE RARER READY REST RESTING RINGED ROUND ROUNDED SAME SETTLED SEVERAL SHARP
    SHORT SHORTER SIMILAR SINGLE SKEWED SLOW SMALL SOFT SOON SPANNING STALE STANDARDISED STEEPER STILL STRAY
    STRONG SURE SUSPECT TALL THICK THIN TIGHT TIMED TINY TOGETHER TRUE TYPICAL UNASKED UNDER UNEQUAL UNLIKE
    UNLISTED UNPOLISHED UNSEEN UNSETTLED UNUSUAL UPPER UPRIGHT USUAL VARIED VAST VISIBLE WANTED WEAK WIDE WILD
    WRONG
"""
# Nor a participle or a noun that leaves open what is counted or measured.
OPEN_WORDS = """
    BEAT COMPARED DECIDED DRAWABLE EACH EVERY EXPECTED GRACE HAIR JUDGED LISTED LOOKED_AT MARKED NOTED NUDGE OFFERED
    PATIENCE PAUSE PLACED PLACES POLISHED PUBLISHED QUOTED RECOVERED ROOM SAMPLE SAMPLES SECONDS SEEN SHARED SLACK SLICE
    STEPS TRIES TURN VALUES WORK
"""
OF_EACH_MODULE = {
    "DATA": "the data of a lesson",
    "FORMAT": "what a kind of file begins with",
    "HERE": "the folder of a module, with its scripts and styles",
    "KEY": "a component on a page",
    "KIND": "the long work of a module",
    "LAYOUT": "what a figure has beside the template",
    "LESSON": "a scene",
    "METHOD": "how the numbers of a part were found",
    "TEMPLATE": "the text of a script",
    "VERSION": "of a kind of file, and of a link",
}
"""Constants that several modules have, each its own."""


def constants(path: Path) -> Iterator[str]:
    """The names of the constants that a module defines, without leading underscores."""
    for node in tree_of(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        named = {each for target in targets if target for each in ast.walk(target)}
        yield from {each.id.strip("_") for each in named if isinstance(each, ast.Name) and each.id.isupper()}


def constants_of_script(path: Path) -> set[str]:
    """The names of the constants that a script defines."""
    text = path.read_text(encoding="utf-8")
    return set(re.findall(r"^(?:export )?(?:const|let) ([A-Z_\d]+)\b", text, re.MULTILINE))


def test_a_constant_is_defined_once() -> None:
    """Two modules that mean the same import it from one; two that do not have a name for each."""
    found: dict[str, list[str]] = {}
    for path in MODULES:
        for name in constants(path):
            found.setdefault(name, []).append(shown(path))
    for path in PACKAGE.rglob("*.js"):
        for name in constants_of_script(path):
            found.setdefault(f"{name} in a script", []).append(shown(path))
    several = {name: paths for name, paths in found.items() if len(paths) > 1}
    assert several.keys() >= OF_EACH_MODULE.keys(), "an exception is not needed any more"
    assert {name: paths for name, paths in several.items() if name not in OF_EACH_MODULE} == {}


BOUNDS = """
    FAINTEST FARTHEST HIGHEST LARGEST LONGEST MAX MIN SMALLEST
"""
"""Words by which the name of a number says that it bounds something."""
MEASURES = """
    ANSWER BINS BITS BYTES CELLS CENTRES CHARACTERS CLASSES CODE COLUMNS COMPONENTS CORRELATION COUNT CURVATURE
    CYCLES DECIMALS DEGREES DENSITIES DENSITY DESCRIPTORS DIFFERENCE DIGITS DISTANCE DOTS EIGENVALUE EMS ERROR
    EXIT EXPONENT FACTOR FRAME FRAMES GAIN GAINS GAP HEIGHT HOURS INK ITERATIONS JUMPS K LETTERS LEVEL LINES LOG
    LOGARITHM MARGIN MEGABYTES MILLISECONDS MINUTES MODULES MS NATS NICENESS NOTICES NUMBER NUMBERS OPACITY
    PANELS PERCENT PLACES PLOTS POINTS PORT POWER PROBABILITY PX QUANTILE RADIUS RANGE RATIO REACH REFITS
    RESAMPLES RESIDUAL ROUNDS ROWS RUNS SAMPLES SCALE SD SECONDS SEED SHADES SHARE SHARES SIZE SKEWNESS SPAN
    STAGES STARTS STATES STEP STEPS STRIDE TERMS TICKS TIMES TOL VALUES VARIANCE VERSION WEIGHT WIDTH WORDS
"""
"""Nouns by which it says what it measures or counts, or that it is a code: in what unit, or of what."""


def is_number(node: ast.expr) -> bool:
    """Whether an expression is a number that is written out, or computed from such."""
    if isinstance(node, ast.UnaryOp):
        return is_number(node.operand)
    if isinstance(node, ast.BinOp):
        return is_number(node.left) or is_number(node.right)
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in ("float", "int", "math.log", "math.sqrt", "round")
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def definitions(path: Path) -> Iterator[tuple[str, ast.expr, str]]:
    """The constants that a module defines, without leading underscores: name, value and comment."""
    lines = text_of(path).splitlines()
    for node in tree_of(path).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        comments = (line.partition("  # ")[2] for line in lines[node.lineno - 1 : node.end_lineno])
        comment = " ".join(filter(None, comments))
        several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
        pairs = zip(target.elts, node.value.elts, strict=True) if several else [(target, node.value)]
        for each, value in pairs:
            if isinstance(each, ast.Name) and each.id.strip("_").isupper():
                yield each.id.strip("_"), value, comment


def test_a_number_says_what_it_measures_or_bounds() -> None:
    """Its name, in Python or JavaScript, has a noun of measure or a bounding word: no adjective says what a 0.3 is."""
    known = {*BOUNDS.split(), *MEASURES.split()}
    numbers = [
        (shown(path), name) for path in MODULES for name, value, _ in definitions(path) if is_number(value)
    ]
    written = re.compile(r"^(?:export )?const ([A-Z_\d]+) = -?[\d.][\de._ *+/-]*;", re.MULTILINE)
    for path in PACKAGE.rglob("*.js"):
        numbers += [(shown(path), name) for name in written.findall(path.read_text(encoding="utf-8"))]
    words = {name: set(name.split("_")) for _, name in numbers}
    assert [each for each in numbers if not words[each[1]] & known] == []
    assert known <= set().union(*words.values()), "a word is not needed any more"


def test_a_bound_is_called_by_one_word() -> None:
    """MAX and MIN, in Python and JavaScript, not MOST, LEAST or FEWEST beside them."""
    names = {name for path in MODULES for name in constants(path)}
    names |= {name for path in PACKAGE.rglob("*.js") for name in constants_of_script(path)}
    assert [name for name in sorted(names) if {"MOST", "LEAST", "FEWEST"} & set(name.split("_"))] == []


def test_no_two_constants_are_one_thing() -> None:
    """None says the same of the same value as another; lists of words, and numbers of many digits, stand once."""
    found: dict[object, list[str]] = {}
    for path in MODULES:
        for name, value, comment in definitions(path):
            if name in OF_EACH_MODULE:
                continue
            try:
                known: object = ast.literal_eval(value)
            except ValueError:
                known = None
            if isinstance(known, tuple) and len(known) > 1 and all(isinstance(each, str) for each in known):
                found.setdefault(known, []).append(f"{shown(path)}: {name}")
            elif isinstance(known, float) and len(repr(known).replace(".", "").strip("0")) > 5:
                found.setdefault(f"{known:.5g}", []).append(f"{shown(path)}: {name}")
            elif "log(2" in (formula := ast.unparse(value)):
                found.setdefault(re.sub(r"float|np|math|[.()\s]", "", formula), []).append(
                    f"{shown(path)}: {name}"
                )
            if len(comment.split()) > 2:
                found.setdefault((comment, ast.unparse(value)), []).append(f"{shown(path)}: {name}")
            if ": " in comment:  # a reason, which holds for one thing
                found.setdefault(comment, []).append(f"{shown(path)}: {name}")
    beside = {key: {each.partition(":")[0] for each in names} for key, names in found.items()}
    assert {str(key): found[key] for key, paths in beside.items() if len(paths) > 1} == {}


def test_constants_say_what_they_bound() -> None:
    """No constant, in Python or JavaScript, has for its whole name a word that leaves open what it bounds."""
    adjectives = {*ADJECTIVES.split(), *OPEN_WORDS.split()}
    found = [f"{shown(path)}: {name}" for path in MODULES for name in constants(path) if name in adjectives]
    for path in PACKAGE.rglob("*.js"):
        found += [f"{shown(path)}: {name}" for name in constants_of_script(path) & adjectives]
    assert found == []


# a share with another space before its % than the thin one, or none; what Python, Plotly or a link mean by % goes on
PERCENT = re.compile(r"(?:\d|\x00)(?:[ \u2009\u00a0]|\\u2009|\\u00a0)?%(?![\w({%]| \d)")
CSS = re.compile(r"(?:width|height|top|left): ?[\d\x00]*%")


def test_percent_is_written_in_one_way() -> None:
    """A narrow no-break space before it, everywhere; and where shares are rounded none but all and none become so."""
    found = []
    for path in MODULES:
        told = {node.value for node in nodes_of(path) if isinstance(node, ast.Expr)}  # docstrings
        for node in nodes_of(path):
            if isinstance(node, ast.FormattedValue):
                wrong = node.format_spec is not None and ast.unparse(node.format_spec).rstrip("'\"").endswith(
                    "%"
                )
            elif isinstance(node, ast.JoinedStr):
                text = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values
                )
                wrong = PERCENT.search(CSS.sub("", text)) is not None or _rounds_a_share(node, path)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
                wrong = PERCENT.search(CSS.sub("", node.value)) is not None
            else:
                continue
            if wrong:
                found.append(f"{shown(path)}:{node.lineno}")
    share = re.compile(r"(?:\$\{[^}]*\}|\d)(?:[ \u2009\u00a0]|\\u2009|\\u00a0)?%[^\w({ ]")
    for path in PACKAGE.rglob("*.js"):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [
            f"{shown(path)}:{at}"
            for at, line in enumerate(lines, 1)
            if share.search(line) and "style" not in line
        ]
    assert found == [], found


def _rounds_a_share(text: ast.JoinedStr, path: Path) -> bool:
    """Whether a number is rounded right before a percent sign, where `thousands.percent` should have written it."""
    pairs = zip(text.values, text.values[1:], strict=False)
    return path != PACKAGE / "thousands.py" and any(
        isinstance(number, ast.FormattedValue)
        and number.format_spec is not None
        and ast.unparse(number.format_spec).rstrip("'\"").endswith("f")
        and isinstance(sign, ast.Constant)
        and str(sign.value).startswith("\u202f%")
        for number, sign in pairs
    )


def _has_commas(value: object) -> bool:
    return (
        isinstance(value, str)
        and re.search(r"(?<![\d,.#(])[1-9]\d{0,2}(,\d{3})+(?![\d,])", value) is not None
    )


ALIKE = {
    frozenset({"gmmviz/em/kernel/moments.py", "gmmviz/em/kernel/parameters.py"}),  # two errors of a component
    frozenset(
        {"gmmviz/report/page/html_report.py", "gmmviz/report/page/markdown_report.py"}
    ),  # by kind of block
    frozenset(
        {"gmmviz/scenario/json_words.py", "gmmviz/ui/stage/browser_messages.py"}
    ),  # nothing, or what is read
}
"""Modules that may each have a function of the same body: it stands for other things there."""
SHORT = 12  # parts of a syntax tree: bodies with fewer are no mechanism


def body_of(function: ast.FunctionDef) -> str:
    """What a function does, whatever it and what it is given are called; empty where that is little."""
    body = ast.Module(function.body[1:] if ast.get_docstring(function) else function.body, [])
    if sum(1 for _ in ast.walk(body)) <= SHORT:
        return ""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    places = {argument.arg: f"argument {place}" for place, argument in enumerate(given)}
    copy = ast.parse(ast.unparse(body))
    for node in ast.walk(copy):
        if isinstance(node, ast.Name):
            node.id = places.get(node.id, node.id)
    return ast.dump(copy)


def kinds_in(function: ast.FunctionDef) -> tuple[type[ast.AST], ...]:
    """The kinds of nodes in what a function does: the same in functions of the same body, and quickly found.

    Without texts: the same text can be written in several parts.
    """
    body = ast.Module(function.body[1:] if ast.get_docstring(function) else function.body, [])
    texts = (ast.Constant, ast.JoinedStr, ast.FormattedValue)
    return tuple(type(node) for node in ast.walk(body) if not isinstance(node, texts))


def test_no_function_is_written_in_two_modules() -> None:
    alike: dict[tuple[type[ast.AST], ...], list[tuple[Path, ast.FunctionDef]]] = {}
    for path in MODULES:
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef):
                alike.setdefault(kinds_in(node), []).append((path, node))
    found: dict[str, list[Path]] = {}
    for functions in alike.values():
        if len({path for path, _ in functions}) > 1:
            for path, node in functions:
                if body := body_of(node):
                    found.setdefault(body, []).append(path)
    places = [frozenset(shown(path) for path in paths) for paths in found.values()]
    assert {each for each in places if len(each) > 1} == ALIKE


@pytest.mark.parametrize("when", ["at once", "at once or in a function"])
def test_no_import_goes_in_a_circle(when: str) -> None:
    needs = {
        module_name(path): {
            found.module
            for found in imports(path)
            if found.module in BY_NAME
            and found.module != module_name(path)
            and (found.at_once or when != "at once")
        }
        for path in MODULES
    }
    while free := {name for name, needed in needs.items() if not needed}:  # what nothing stands in the way of
        needs = {name: needed - free for name, needed in needs.items() if name not in free}
    assert needs == {}, "these modules import each other, or one that does"


def room_within(folder: str, name: str) -> str:
    """The room of a folder that a module is in: the folder below it, or the module itself; empty outside of it."""
    inside = name.startswith(f"{folder}.")
    return ".".join(name.split(".")[: folder.count(".") + 2]) if inside else ""


def rooms_needed(folder: str) -> dict[str, set[str]]:
    """By room of a folder, the rooms that it imports, also in functions; of another room types too.

    Two modules of one room may know each other's types.
    """
    needs: dict[str, set[str]] = {}
    for path in MODULES:
        if room := room_within(folder, module_name(path)):
            found = {
                target
                for each in imports(path)
                if (target := room_within(folder, each.module or each.name))
                and (each.module or not {room, target} <= BY_NAME.keys() - PACKAGES)
            }
            needs.setdefault(room, set()).update(found - {room})
    return needs


@pytest.mark.parametrize("folder", sorted(PACKAGES))
def test_no_rooms_of_a_folder_import_each_other_in_a_circle(folder: str) -> None:
    """So that each can be read after those that it builds on."""
    needs = rooms_needed(folder)
    if folder == "gmmviz.ui":
        assert len(needs) > 10  # its rooms are looked at
    while free := {name for name, needed in needs.items() if not needed}:
        needs = {name: needed - free for name, needed in needs.items() if name not in free}
    assert needs == {}, "these rooms import each other, or one that does"


def test_one_module_knows_the_session_state() -> None:
    """All others ask `gmmviz.ui.frame.session`, whose records have types; Streamlit's own of a session is private."""
    state = re.compile(
        r"(?<!runtime\.state\.)session_state"
    )  # Streamlit's own module of that name is not meant
    knowing = [
        shown(path) for path in [*MODULES, *PAGES, APP] if state.search(path.read_text(encoding="utf-8"))
    ]
    assert knowing == ["gmmviz/ui/frame/session.py", "gmmviz/ui/frame/streamlit_private.py"]


def holds_two_types(annotation: ast.expr) -> bool:
    """Whether a type, or one inside it, is one of several, None not counted."""

    def parts(node: ast.expr) -> list[ast.expr]:
        either = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
        return [*parts(node.left), *parts(node.right)] if either else [node]

    return any(
        (isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).endswith("Union"))
        or (isinstance(node, ast.BinOp) and sum(ast.unparse(part) != "None" for part in parts(node)) > 1)
        or (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "|" in node.value.replace("| None", "")
        )
        for node in ast.walk(annotation)
    )


@pytest.mark.parametrize(
    ("annotation", "two"),
    [
        ("int | None", False),
        ("tuple[int, str] | None", False),
        ("dict[str, tuple[int, float | None]]", False),
        ("bytes | str", True),
        ("tuple[Hashable, bytes | str] | None", True),
        ("dict[str, list[int | None | str]]", True),
        ("list[Union[int, str]]", True),
        ("tuple['int | str', int]", True),
    ],
)
def test_a_type_of_several_is_found_however_deep_it_stands(annotation: str, two: bool) -> None:
    assert holds_two_types(ast.parse(annotation, mode="eval").body) == two


def test_no_key_of_a_session_and_no_setting_of_the_stage_holds_two_types() -> None:
    """Each field of a page's record has one type, beside None where there is nothing."""
    states, stage = (tree_of(PACKAGE / "ui" / path) for path in ("frame/states.py", "stage/embedded.py"))
    records = [
        node
        for node in [*states.body, *stage.body]
        if isinstance(node, ast.ClassDef) and node.name.endswith(("State", "Setting"))
    ]
    fields = [each for record in records for each in record.body if isinstance(each, ast.AnnAssign)]
    two = [ast.unparse(each) for each in fields if holds_two_types(each.annotation)]
    assert len(fields) > 40
    assert two == []


def test_one_live_fragment_draws_any_job() -> None:
    repeated = re.compile(r"\brun_every=(?!run_every\b)")
    found = [shown(path) for path in [*MODULES, *PAGES] if repeated.search(path.read_text(encoding="utf-8"))]
    assert found == ["gmmviz/ui/work/jobs/live.py"]


def test_files_that_pages_offer_are_made_when_they_are_asked_for() -> None:
    """A browser looks for a file that is offered at once, and finds none where the page was left meanwhile: a 404."""
    closed_by_a_person = "gmmviz/ui/take_away/"  # a dialog: no page is left while its files are looked for
    at_once = {"gmmviz/ui/data/paint/painting.py"}  # a stroke would come between click and file
    found = []
    for path in MODULES:
        for node in nodes_of(path):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "download_button"  # quickly seen
                and ast.unparse(node.func) == "st.download_button"
            ):
                continue
            made = isinstance(node.args[1], ast.Lambda) or ast.unparse(node.args[1]).endswith(".read_bytes")
            if not made and shown(path) not in at_once and not shown(path).startswith(closed_by_a_person):
                found.append(f"{shown(path)}:{node.lineno}")
    assert found == []


def test_one_function_turns_the_page() -> None:
    """`session.turn_page` leaves the address in the browser's history as it was."""
    turning = [
        shown(path) for path in [*MODULES, *PAGES, APP] if "switch_page" in path.read_text(encoding="utf-8")
    ]
    assert turning == ["gmmviz/ui/frame/session.py", "gmmviz/ui/frame/streamlit_private.py"]


def test_records_of_data_have_no_codec_of_their_own() -> None:
    """What a link says of them, the tables of the room `scenario` say; JSON is a worker's that converts a workbook."""
    asked = re.compile(r"\bparse_qsl?\b|\burlencode\b|^(import|from) json\b", re.MULTILINE)
    found = {
        path.parent.name for path in (PACKAGE / "data").rglob("*.py") if asked.search(path.read_text("utf-8"))
    }
    assert found == {"decoding"}


def test_one_script_writes_the_address() -> None:
    """And nothing on the server does: `st.query_params` is only read."""
    writes = re.compile(
        r"pushState|replaceState|\blocation\.(search|hash|href)\s*=[^=]|\blocation\.(assign|replace)\("
    )
    scripts = [shown(path) for path in PACKAGE.rglob("*.js") if writes.search(path.read_text("utf-8"))]
    assert scripts == ["gmmviz/stage/js/page/stage_address.js"]
    writes = re.compile(
        r"query_params(\[[^\]]*\]|\.\w+)?\s*=[^=]|query_params\.(update|from_dict|clear|pop|setdefault)\b"
        r"|\bdel \w+\.query_params"
    )
    lines = [
        f"{shown(path)}: {line.strip()}"
        for path in [*PACKAGE.rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
        for line in path.read_text("utf-8").splitlines()
        if writes.search(line) and "switch_page" not in line
    ]
    assert lines == []


def test_one_function_knows_whether_the_browser_went_back_or_forward() -> None:
    """`arrival.adopt_address` tells it to all by `session.frame().by_history`."""
    knowing = [
        shown(path)
        for path in [*MODULES, *PAGES, APP]
        if "is_history_navigation" in path.read_text(encoding="utf-8")
    ]
    assert knowing == ["gmmviz/ui/frame/streamlit_private.py", "gmmviz/ui/page/arrival.py"]


HEAVY = {"streamlit", "sklearn", "pandas"}
HEAVY_OF_PAGES = {"sklearn", "pandas", "scipy.optimize", "scipy.stats"}
IMPORTED_ALONE = {
    "gmmviz": {*HEAVY, "plotly", "scipy"},
    "gmmviz.data": {"streamlit", "sklearn", "plotly"},
}
"""Rooms, and what importing them does not import."""
IMPORTED_IN_TURN = {
    "gmmviz.em": {*HEAVY, "plotly", "scipy.special", "scipy.optimize", "scipy.stats"},
    "gmmviz.figures": HEAVY,
    "gmmviz.stage": HEAVY,
    "gmmviz.ui": {"sklearn"},
    "gmmviz.ui.watch.watching": HEAVY_OF_PAGES,
    "gmmviz.ui.choose.drawers": HEAVY_OF_PAGES,
}
"""Rooms that each build on those before them: what these import, the room imports too."""


@cache
def imported_by(rooms: tuple[str, ...]) -> dict[str, set[str]]:
    """The modules that are there after each of the rooms, imported one after the other in a fresh process."""
    script = (
        "import sys\nfrom importlib import import_module\n"
        "for name in sys.argv[1:]: import_module(name); print(*sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script, *rooms], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name: set(line.split()) for name, line in zip(rooms, printed.stdout.splitlines(), strict=True)}


@pytest.mark.parametrize("module", [*IMPORTED_ALONE, *IMPORTED_IN_TURN])
def test_importing_a_room_imports_nothing_heavy_it_does_not_need(module: str) -> None:
    together = (module,) if module in IMPORTED_ALONE else tuple(IMPORTED_IN_TURN)
    heavy = {**IMPORTED_ALONE, **IMPORTED_IN_TURN}[module]
    assert heavy & imported_by(together)[module] == set()


def own_files() -> list[Path]:
    """The files under version control or, in an unpacked archive, all that .gitignore does not name.

    There the tests themselves write caches, bytecode and Hypothesis's examples, with paths of this machine.
    """
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(fnmatch(part, name) for part in path.relative_to(ROOT).parts for name in ignored)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    homes = r"/home/\w|/Users/\w|/root/|[A-Z]:\\Users"
    here = re.escape(str(ROOT.parent)) + "/"
    pattern = re.compile(f"{homes}|{here}".encode())
    allowed = Path(__file__)
    found = [shown(path) for path in own_files() if path != allowed and pattern.search(path.read_bytes())]
    assert found == [], found


def test_an_unpacked_archive_is_searched_without_what_tests_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive has no version control: then .gitignore says which files are not its own."""
    shutil.copy(ROOT / ".gitignore", tmp_path)
    own = (tmp_path / ".gitignore", tmp_path / "gmmviz" / "a.py", tmp_path / "tests" / "b.py")
    written = ("gmmviz/__pycache__/a.pyc", ".hypothesis/examples/1", ".pytest_cache/v", ".ruff_cache/c")
    for path in (*own[1:], *(tmp_path / name for name in written)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert sorted(own_files()) == sorted(own)
