"""Datasets of the field in, panels and estimates with events, exposure and intervals out."""

from latticework.history.catalogue import Dataset, dataset, datasets
from latticework.history.check import NotThisDataset
from latticework.history.collection import Added, Collection, MissingDataset

__all__ = ["Added", "Collection", "Dataset", "MissingDataset", "NotThisDataset", "dataset", "datasets"]
