"""How families are called where one column makes several of them one."""

from gmmviz.em.models.families import FAMILIES, representative


def plain_in_one_column(name: str, k: int = 2) -> str:
    """What a family is called for k components in one column, where several are one.

    >>> plain_in_one_column("VVV"), plain_in_one_column("VVV", 1)
    ('own widths', 'one width')
    """
    same = FAMILIES[representative(name, k, 1)]
    return same.plain_in_one_column or same.plain


def notation(name: str, k: int, d: int) -> str:
    """A family's name as it is written in the notation of mclust: of one column E (one width) or V (own widths).

    >>> notation("VVE", 3, 1), notation("VVV", 1, 1), notation("VVE", 3, 2)
    ('V', 'E', 'VVE')
    """
    if d > 1:
        return name
    same = FAMILIES[representative(name, k, d)]
    return same.letter_in_one_column or same.name
