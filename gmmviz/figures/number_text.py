"""Numbers as people read them: small counts as words, a true minus, thin spaces between thousands."""

import math
from decimal import ROUND_HALF_UP, Context

from gmmviz.thousands import MINUS, count_text, thin

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)  # as the browser rounds
MAX_DECIMALS_APART = 12
SMALLEST_PLAIN, LARGEST_PLAIN = -6, 20  # powers of ten between which a number has no exponent


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


def distinct_texts(first: float, second: float) -> tuple[str, str]:
    """Two numbers with as many decimals as it takes to tell one from the other: two of them, twelve at most.

    >>> distinct_texts(2.5, 3.0), distinct_texts(1.0001, 1.0004)
    (('2.50', '3.00'), ('1.0001', '1.0004'))
    """
    for decimals in range(2, MAX_DECIMALS_APART):
        texts = number_text(first, decimals), number_text(second, decimals)
        if first == second or texts[0] != texts[1]:
            return texts
    return number_text(first, MAX_DECIMALS_APART), number_text(second, MAX_DECIMALS_APART)


def short_number(value: float) -> str:
    """A finite number with six significant digits, without trailing zeros: a value of a row, here and on the stage.

    >>> short_number(4.90), short_number(-12345678.0), short_number(-1.25e-7)
    ('4.9', '−12\u202f345\u202f700', '−1.25e−7')
    """
    rounded = SIX_DIGITS.create_decimal_from_float(value + 0.0).normalize()
    power = rounded.adjusted()
    if rounded and not SMALLEST_PLAIN <= power <= LARGEST_PLAIN:
        return f"{rounded.scaleb(-power):f}e{power:+d}".replace("-", MINUS)
    return thin(f"{rounded:,f}")


MIN_NATS_IN_DIGITS = 1e-6  # what is smaller is written as less than this


def nats_text(value: float) -> str:
    """Nats with as many digits as they need.

    >>> nats_text(12.345), nats_text(0.0123), nats_text(1e-4), nats_text(-1e-9), nats_text(0.0)
    ('12.35', '0.0123', '0.000100', 'less than 0.000001', '0.00')
    """
    size = abs(value)
    if 0.0 < size < MIN_NATS_IN_DIGITS:
        return f"less than {number_text(MIN_NATS_IN_DIGITS, 6)}"
    return number_text(value, 2 if size >= 0.1 or size == 0.0 else 4 if size >= 1e-3 else 6)


def number_word(n: int) -> str:
    """A count as people say it: a word up to ten, beyond with all its digits. `capitalize` begins a sentence.

    >>> number_word(0), number_word(3).capitalize(), number_word(1843)
    ('no', 'Three', '1\u202f843')
    """
    return NUMBER_WORDS[n] if n < len(NUMBER_WORDS) else count_text(n)
