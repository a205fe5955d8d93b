"""Latticework: read the record of security cooperation, and ask what holds if a party walks away."""

from latticework.api import History, Lattice, Outcome, ReadReport, Register
from latticework.model import (
    Change,
    Document,
    Entity,
    Evidence,
    Interval,
    LatticeworkError,
    Range,
    Record,
    Scenario,
    Statement,
)

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Document",
    "Entity",
    "Evidence",
    "History",
    "Interval",
    "Lattice",
    "LatticeworkError",
    "Outcome",
    "Range",
    "ReadReport",
    "Record",
    "Register",
    "Scenario",
    "Statement",
]
