"""Lattice in, institutionalization profiles and dependence on a hub out."""

from latticework.measure.dependence import Dependence, dependence
from latticework.measure.profile import Profile, profiles

__all__ = ["Dependence", "Profile", "dependence", "profiles"]
