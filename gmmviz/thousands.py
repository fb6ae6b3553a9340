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
    """A share in per cent.

    >>> percent(0.5), percent(0.0123, 1)
    ('50\\u202f%', '1.2\\u202f%')
    """
    return f"{100.0 * share:.{decimals}f}\u202f%"
