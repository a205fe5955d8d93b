"""Lattice in; institutionalization profiles, dependence on a hub and lattice-ness out."""

from latticework.measure.dependence import Dependence, dependence
from latticework.measure.network import LatticeNess, lattice_ness
from latticework.measure.profile import Profile, profiles

__all__ = ["Dependence", "LatticeNess", "Profile", "dependence", "lattice_ness", "profiles"]
