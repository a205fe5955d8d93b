"""Lattice and scenario in, outcome out: what holds, exactly evaluated over all draws."""

from latticework.whatif.engine import answer
from latticework.whatif.judgements import load_judgements
from latticework.whatif.scenario_file import check_scenario, load_scenario, with_codes

__all__ = ["answer", "check_scenario", "load_judgements", "load_scenario", "with_codes"]
