"""How numbers are written for people: thin spaces between thousands and before %, a true minus.

The thin space is the narrow no-break one, so that no line ends inside a number.
"""

MINUS, THIN_SPACE = "\u2212", "\u202f"


def thin(text: str) -> str:
    """A number that Python wrote with commas and a hyphen, as people read it.

    >>> thin(f"{-1234.5:,.2f}")
    '−1\u202f234.50'
    """
    return text.replace(",", THIN_SPACE).replace("-", MINUS)


def count_text(n: int) -> str:
    """A whole number with all its digits.

    >>> count_text(1843), count_text(272)
    ('1\u202f843', '272')
    """
    return thin(f"{n:,}")


def percent(share: float, decimals: int = 0) -> str:
    """A share in per cent; one that is neither none nor all is written as neither, with one decimal or by a bound.

    >>> percent(0.5), percent(0.0123, 1), percent(0.0), percent(1.0)
    ('50\\u202f%', '1.2\\u202f%', '0\\u202f%', '100\\u202f%')
    >>> percent(0.004), percent(0.996), percent(0.0004), percent(0.9996), percent(0.00001, 2)
    ('0.4\\u202f%', '99.6\\u202f%', '<0.1\\u202f%', '>99.9\\u202f%', '<0.01\\u202f%')
    """
    return f"{percent_number(share, decimals)}\u202f%"


def percent_number(share: float, decimals: int = 0) -> str:
    """The same without the sign, for a column of shares.

    >>> percent_number(0.0, 1), percent_number(0.0002, 1), percent_number(0.123, 1)
    ('0.0', '<0.1', '12.3')
    """
    text = f"{100.0 * share:.{decimals}f}"
    if 0.0 < share < 1.0 and float(text) in (0.0, 100.0):
        digits = max(decimals, 1)
        text = f"{100.0 * share:.{digits}f}"
        if float(text) == 0.0:
            return f"<{10.0**-digits:.{digits}f}"
        if float(text) == 100.0:
            return f">{100.0 - 10.0**-digits:.{digits}f}"
    return text
