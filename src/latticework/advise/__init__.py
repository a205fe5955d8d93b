"""Lattice and scenario in, compared sets of institutionalizing steps out."""

from latticework.advise.compare import StepSet, advise

__all__ = ["StepSet", "advise"]
