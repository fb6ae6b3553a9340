"""A module that one thread is still importing is waited for by any other that looks into it.

plotly finds pandas by `sys.modules`, where a module stands as soon as its import begins. A page that drew a chart just
then met a pandas without `Series`. Importing pandas before every page would prevent that, and cost each start 0.4 s.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class Waiting(ModuleType):
    """A module under import: an attribute that is not there yet is waited for, except by the importing thread."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python's own, asked for before the import begins
            raise AttributeError(name)
        import_module(
            self.__name__
        )  # another thread's import is waited for; in the thread's own it returns at once
        return ModuleType.__getattribute__(self, name)


class WaitingLoader(Loader):
    """Loads as another loader does, into a module that is waited for until it is whole."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty module."""
        return Waiting(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Fill it; from then on it is a module as any other."""
        module.__loader__ = self.loader
        if module.__spec__ is not None:
            module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        module.__class__ = ModuleType


class WaitingFinder(MetaPathFinder):
    """Finds some modules as Python does, and has them waited for."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's spec, or None for a name that is none of ours."""
        if name not in self.names:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = WaitingLoader(spec.loader)
        return spec


def wait_for(*names: str) -> None:
    """Have modules waited for that are imported from now on; once a process, however often it is called."""
    known = {name for finder in sys.meta_path if isinstance(finder, WaitingFinder) for name in finder.names}
    new = frozenset(names) - known
    if new:
        sys.meta_path.insert(0, WaitingFinder(new))
