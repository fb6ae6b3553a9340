"""A fit in one paragraph: what was fitted to what, how it compares, how sure it is, its caveats."""

from dataclasses import dataclass

from gmmviz.data import Account, Points
from gmmviz.data.concerns import too_many
from gmmviz.data.notices import counted as counted_noun
from gmmviz.em import STARTS, VARIANTS, EMRun, EMState, family_of, notation, parameter_count, representative
from gmmviz.em.search.sweep import REACHED_NATS, Cell
from gmmviz.em.statistics.criteria import Measures, bic
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.report.component_cards import Described, counted
from gmmviz.report.other_starts import at_its_best, higher_starts
from gmmviz.report.row_tables import rounded, short_percent, signed
from gmmviz.report.rows.own_units import centre_word, centres, logarithms_sentence
from gmmviz.report.scores import (
    Scored,
    edge_sentence,
    failed_cells,
    family_name,
    family_title,
    hollow,
    k_spans,
    ranked,
    scored,
    strength,
    unsound,
)
from gmmviz.thousands import count_text

MIN_NOTED_SD = 0.3  # sd of all rows: a difference below it is not worth a word
JUDGE = "A component is one bell-shaped cloud; whether it is a cluster is for the reader to judge."
MAX_NAMED_ONE_BY_ONE = 6  # columns or components that are named one by one
DESCRIBING_COLUMNS = 2  # columns that describe a component


@dataclass(frozen=True, eq=False)
class Facts:
    """What the paragraph is about: points, their run, the state that is shown, what was found of it.

    `cells` are fits of other models, and of this one from other starts, in the file's units. `planned` is how many
    models there are in the grid that they are from; 0 where they are only those with one component fewer and one more.
    """

    points: Points
    run: EMRun
    shown: EMState
    found: Described
    cells: tuple[Cell, ...] = ()
    planned: int = 0
    seen: int = 1  # starts of this model whose ends are known, none of them higher
    concerns: tuple[str, ...] = ()  # what is worth knowing about the points, beside what their file warned of

    @property
    def grid(self) -> bool:
        """Whether the other fits are those of a grid."""
        return self.planned > 0

    @property
    def unfinished(self) -> bool:
        """Whether the grid has models of which starts are still to come."""
        return self.grid and sum(cell.finished for cell in self.cells) < self.planned

    @property
    def k(self) -> int:
        """Components."""
        return self.shown.mixture.k

    @property
    def ended(self) -> bool:
        """Whether the state is the run's last."""
        return self.shown is self.run.states[-1]

    @property
    def parameters(self) -> int:
        """Free numbers of the model."""
        return parameter_count(self.run.settings, self.points.d)

    @property
    def bic(self) -> float:
        """BIC of the state, from the engine's log-likelihood."""
        return bic(Measures(self.shown.log_likelihood, self.parameters, self.points.n))

    @property
    def family(self) -> str:
        """The family, by the one name of those that coincide for so many components and columns."""
        return representative(self.run.settings.family, self.k, self.points.d)

    @property
    def own_cell(self) -> Cell | None:
        """The fits of this model from other starts."""
        model = (self.family, self.k)
        return next((cell for cell in self.cells if (cell.family, cell.k) == model), None)


def paragraph(facts: Facts) -> str:
    """All of it, a sentence each, as plain text: names as in the file, on one line each."""
    burden = parameters_sentence(facts)
    sentences = [f"Careful: {burden}"] if burden else []
    sentences += [
        *fitted(facts),
        *described(facts),
        compared(facts),
        searched(facts),
        agreed(facts),
        ambiguous(facts),
    ]
    sentences += [f"Careful: {caveat}" for caveat in caveats(facts) if caveat != burden]
    sentences.append(JUDGE if facts.k > 1 else "")
    return " ".join(filter(None, sentences))


def fitted(facts: Facts) -> list[str]:
    """How many rows of what, which were left out, the model."""
    points = facts.points
    title = one_line(points.title or "the data")
    of = "component" if facts.k == 1 else "components"
    names = [one_line(name, limit=40) for name in points.columns[:MAX_NAMED_ONE_BY_ONE]]
    more = f" and {points.d - MAX_NAMED_ONE_BY_ONE} more" if points.d > MAX_NAMED_ONE_BY_ONE else ""
    columns = f"{points.d} columns" if points.d > 1 else "1 column"
    scaled = ", standardised for the fit" if points.scaling != "none" else ""
    account = points.account or Account(points.n)
    kind = "k-means" if facts.run.settings.is_kmeans else "shape"
    shape = (
        f"{kind}: {family_name(facts.family, points.d, facts.k)}, {notation(facts.family, facts.k, points.d)}"
    )
    return [
        f"A mixture of {facts.k} Gaussian {of} ({shape}) was fitted to {counted(points.n)} of {title} in {columns} "
        f"({', '.join(names)}{more}){scaled}.",
        logarithms_sentence(points, facts.bic),
        one_line(account.sentence() if account.losses else " ".join(account.left_out), limit=600),
        *(one_line(unused.sentence(), limit=400) for unused in points.unused),
        *(one_line(text, limit=400) for text in points.readings),
    ]


def described(facts: Facts) -> list[str]:
    """Each component with its size and what sets it apart; of many only how large they are."""
    weights, counts = facts.shown.mixture.weights, facts.found.owned.counts
    if facts.k > MAX_NAMED_ONE_BY_ONE:
        low, high = short_percent(float(weights.min())), short_percent(float(weights.max()))
        return [f"The components hold from {low} to {high} of the mixture."]
    if facts.k == 1:
        return []
    sizes = [
        f"holds {short_percent(float(weight))} ({counted(int(count))} most likely its own)"
        for weight, count in zip(weights, counts, strict=True)
    ]
    return [f"Component {j + 1} {size}{apart(facts, j)}." for j, size in enumerate(sizes)]


def apart(facts: Facts, j: int) -> str:
    """What sets a component apart most, as a clause."""
    sentences = []
    for p in facts.found.order(j)[:DESCRIBING_COLUMNS]:
        value = float(facts.found.apart[j, p])
        if abs(value) >= MIN_NOTED_SD:
            name = one_line(facts.points.file_columns[p], limit=40)
            mean = float(centres(facts.points, facts.found.mixture.means)[j, p])
            unit = float(facts.found.sd[p]) * (mean if facts.points.logged[p] else 1.0)
            side, word = "high" if value > 0 else "low", centre_word(facts.points, int(p))
            in_logs = " of logarithms" if facts.points.logged[p] else ""
            sentences.append(f"{name} {side} ({word} {rounded(mean, unit)}, {signed(value, 1)} sd{in_logs})")
    return f": {' and '.join(sentences)}" if sentences else ": its means are near those of all rows"


def compared(facts: Facts) -> str:
    """BIC, and how far it is from that of other models."""
    logged = " of the logarithms" if facts.points.logs else ""
    measures = (
        f"{facts.parameters} parameters, log-likelihood{logged} {number_text(facts.shown.log_likelihood)}"
    )
    text = f"BIC is {number_text(facts.bic)} (lower is better; {measures})"
    if not facts.ended:
        return f"{text}; it is compared with other models at the end of a run only."
    if facts.run.flags:
        return f"{text}; a component that shrank makes it low without end, so it is no evidence for a model."
    own = facts.own_cell
    others = scored([cell for cell in facts.cells if cell is not own], "bic")
    rivals = [each for each in others if each.eligible]
    if not rivals:
        alone = "no other model has a sound fit to compare it with"
        return f"{text}; {alone if others else 'it was not compared with other numbers of components'}."
    if not facts.grid:
        each = ", ".join(_beside(facts, rival) for rival in sorted(rivals, key=lambda rival: rival.cell.k))
        return f"{text}; {each}."
    so_far = " so far" if facts.unfinished else ""
    best, models = (
        ranked([*rivals, *scored(higher_starts(own, facts.shown.log_likelihood), "bic")])[0],
        f"{len(rivals) + 1} models{so_far}{unsound(others)}",
    )
    lead = best.score - facts.bic
    name = f"K = {best.cell.k}, {family_title(best.cell.family, facts.points.d, best.cell.k)}"
    if lead >= 0:
        lowest = f"{text}, the lowest of {models}"
        return f"{lowest}; the next, {name}, is {number_text(lead)} higher ({strength(lead)})."
    if best.cell is own:
        name, how = "this same one from another start", ""
    else:
        how = f" ({strength(-lead)} for it)"
    return f"{text}; of {models} the lowest, {name}, is {number_text(-lead)} lower{how}."


def searched(facts: Facts) -> str:
    """Which models a grid tried, whether it was finished, and which could not be fitted; empty without a grid."""
    if not facts.ended or not facts.grid or not facts.cells:
        return ""
    ks = sorted({cell.k for cell in facts.cells})
    span = f"K = {k_spans(ks)}"
    gaps = failed_cells(facts.cells, "bic", facts.points.d) + hollow(
        facts.cells, at_its_best(facts.own_cell, facts.shown.log_likelihood)
    )
    if facts.unfinished:
        done = f"{sum(cell.finished for cell in facts.cells)} of {facts.planned} models"
        return " ".join([f"The grid was unfinished: {done}, so far {span}.", *gaps])
    sentences = [f"Tried were {span} in {counted_noun(facts.planned, 'model')}."]
    return " ".join(filter(None, [*sentences, edge_sentence(facts.cells, "bic"), *gaps]))


def parameters_sentence(facts: Facts) -> str:
    """That there are too many parameters for the rows; empty where there are not."""
    notice = too_many(facts.points, facts.parameters, facts.k)
    return "" if notice is None else notice.text


def _beside(facts: Facts, rival: Scored) -> str:
    lead = rival.score - facts.bic
    k = rival.cell.k
    many = f"with {k} component{'' if k == 1 else 's'}"
    weight, favoured = strength(abs(lead)), k if lead < 0 else facts.k
    text = f"{weight} for {favoured}" if weight.endswith("evidence") else weight
    return f"{many} it is {number_text(abs(lead))} {'higher' if lead >= 0 else 'lower'} ({text})"


def agreed(facts: Facts) -> str:
    """How many starts ended on this optimum, as far as is known."""
    start = STARTS[facts.run.settings.start]
    cell = facts.own_cell
    if facts.k == 1 or not facts.ended:
        return ""
    if cell is None or cell.best is None or cell.starts < 2:
        which = start.numbered(facts.run.settings.seed, ", ")
        several = f"It is the best of {count_text(facts.seen)} starts that were tried"
        return f"{several if facts.seen > 1 else 'One start was tried'} ({which})."
    log_likelihood = facts.shown.log_likelihood
    near = (each for each in cell.optima if abs(each.end.log_likelihood - log_likelihood) <= REACHED_NATS)
    same = next(near, None)
    reached = 0 if same is None else len(same.reached_by)
    higher = cell.best.end.log_likelihood - (log_likelihood if same is None else same.end.log_likelihood)
    if same is None and higher < -REACHED_NATS:  # the run's own start is not among these
        return f"None of {cell.starts} other starts ended as high: a better fit may be missing, too."
    words = f"{reached or 'None'} of {cell.starts} starts ended on this same optimum"
    if higher > REACHED_NATS:
        best = len(cell.best.reached_by)
        return f"{words}; {best} ended {number_text(higher)} higher in log-likelihood, on a better fit of this model."
    if facts.seen > cell.starts:
        return f"{words}, and none of the {count_text(facts.seen)} that were tried on a higher one."
    return f"{words}, none on a higher one."


def ambiguous(facts: Facts) -> str:
    """How many rows have no owner."""
    if facts.k == 1:
        return ""
    owned, share = facts.found.owned, facts.found.share
    loose = len(owned.undecided(share))
    verb, them = ("is", "it") if loose == 1 else ("are", "them")
    percentage = short_percent(share)
    if not loose:
        return f"No row is ambiguous: one component owns at least {percentage} of each."
    of_all = short_percent(loose / owned.n)
    return f"{counted(loose)} ({of_all}) {verb} ambiguous: no component owns {percentage} of {them}."


def caveats(facts: Facts) -> list[str]:
    """What a reader has to know before believing it."""
    run, points, settings = facts.run, facts.points, facts.run.settings
    sentences = []
    if not facts.ended:
        last = run.states[-1].iteration
        sentences.append(
            f"This is the mixture after {count_text(facts.shown.iteration)} of {count_text(last)} updates, "
            "not the end of the run."
        )
    elif run.verdict.kind != "settled":
        sentences.append(run.verdict.sentence)
    if facts.ended:
        sentences += [flag.sentence for flag in run.flags]
    own = at_its_best(facts.own_cell, facts.shown.log_likelihood)
    if facts.ended and own is not None and own.reached_once:
        sentences.append("One start alone reached this optimum, so a better one may be missing.")
    if family_of(settings.family).depends_on_units and points.scaling == "none" and points.d > 1:
        sentences.append("This shape depends on the units of the columns, and they were not standardised.")
    if caveat := VARIANTS[settings.variant].caveat:
        sentences.append(caveat)
    if settings.floor > 0.0:
        sentences.append(f"No component was let shrink below a smallest width ({settings.floor:g}).")
    return [*sentences, *(one_line(text, limit=400) for text in (*points.warnings, *facts.concerns))]
