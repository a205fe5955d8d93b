"""Optional parts: what each extra of the package brings, and the sentence when it is missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Literal

from latticework.model.errors import LatticeworkError

Extra = Literal["history", "report", "cluster", "arrow"]
BRINGS: dict[str, str] = {"history": "scipy", "report": "typst", "cluster": "distributed", "arrow": "pyarrow"}


def import_extra(module: str, extra: Extra, what: str) -> ModuleType:
    """Import a module that an optional extra brings.

    Args:
        module: such as ``scipy.stats``.
        extra: the extra that brings it.
        what: what needs it, the first words of the sentence: "Reading on a cluster".
    Raises:
        LatticeworkError: it is not installed; the sentence says which extra to install.
    """
    try:
        return import_module(module)
    except ImportError as problem:
        package = BRINGS[extra]
        raise LatticeworkError(
            f"{what} needs {package}, which is not installed", remedy=f"Say: pip install 'latticework[{extra}]'"
        ) from problem
