"""The roles of a table's columns, for tests."""

from gmmviz.data.csv.table import Table


def roles_of(table: Table) -> dict[str, str]:
    """The role of every column by its name."""
    return {column.name: column.role for column in table.columns}
