"""Datasets of the field in, panels and estimates with events, exposure and intervals out."""

from latticework.history.catalogue import Dataset, dataset, datasets
from latticework.history.check import NotThisDataset
from latticework.history.collection import Added, Collection, MissingDataset
from latticework.history.estimate import Estimate
from latticework.history.results import Results, Support, shipped_results

__all__ = [
    "Added",
    "Collection",
    "Dataset",
    "Estimate",
    "MissingDataset",
    "NotThisDataset",
    "Results",
    "Support",
    "dataset",
    "datasets",
    "shipped_results",
]
