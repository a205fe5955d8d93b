"""Statements and records in, one DuckDB file, and a lattice as of any date out."""

from latticework.register.shipped_facts import shipped_statements
from latticework.register.store import RegisterFile

__all__ = ["RegisterFile", "shipped_statements"]
