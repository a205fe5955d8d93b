"""The public API: a register, its lattice on a date, and the outcome of a scenario, as one sentence.

These classes join the rooms; each method hands over to the room that knows how.
"""

from latticework.api.history import History
from latticework.api.lattice import Lattice
from latticework.api.outcome import Outcome
from latticework.api.register import SHIPPED_AS_OF, Register
from latticework.api.reports import FileRead, ReadReport, SecondRead

__all__ = [
    "SHIPPED_AS_OF",
    "FileRead",
    "History",
    "Lattice",
    "Outcome",
    "ReadReport",
    "Register",
    "SecondRead",
]
