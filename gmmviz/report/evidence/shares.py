"""Shares as the pages write them."""


def percent(share: float, digits: int = 0) -> str:
    """A share in per cent.

    >>> percent(0.5), percent(0.0123, 1)
    ('50 %', '1.2 %')
    """
    return f"{100.0 * share:.{digits}f} %"
