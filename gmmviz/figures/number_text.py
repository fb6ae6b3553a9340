"""Numbers as people read them: a true minus, thin spaces between thousands."""

import math

from gmmviz.thousands import MINUS, thin


def number_text(value: float, decimals: int = 2) -> str:
    """A number with a fixed count of decimals; a rounded zero has no sign; nan is an en dash.

    >>> number_text(-1130.264), number_text(-0.001), number_text(1843, 0)
    ('−1\u202f130.26', '0.00', '1\u202f843')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}∞"
    rounded = round(value, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
    return thin(f"{rounded:,.{decimals}f}")
