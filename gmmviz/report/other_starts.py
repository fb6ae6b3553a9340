"""How a fit stands to the fits of its own model from other starts."""

from gmmviz.em.search.sweep import REACHED_NATS, Cell


def at_its_best(own: Cell | None, log_likelihood: float) -> Cell | None:
    """The fits of a model from other starts, where a fit at this height is the best of them; None where it is not."""
    if own is None or own.best is None:
        return None
    return own if abs(own.best.end.log_likelihood - log_likelihood) <= REACHED_NATS else None


def higher_starts(own: Cell | None, log_likelihood: float) -> list[Cell]:
    """The fits of a model from other starts, where the best is sound and higher than a fit; none where it is not."""
    if own is None or own.best is None or own.spurious:
        return []
    return [own] if own.best.end.log_likelihood > log_likelihood + REACHED_NATS else []
