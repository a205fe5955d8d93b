"""The historical record from Python: datasets, estimates, similarity, back-tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from latticework.history import Added, Results
    from latticework.history.backtest import Backtest
    from latticework.history.panel import Panel
    from latticework.history.similarity import Similarity


class History:
    """The datasets beside a register, and what they say.

    Args:
        folder: of the added datasets, such as ``register.history``.
        as_known: use only versions public on or before this day.
    """

    def __init__(self, folder: str | Path, *, as_known: date | None = None) -> None:
        from latticework.history import Collection

        self.collection = Collection(folder, as_known=as_known)

    def add(self, name: str, file: str | Path, *, released: date | None = None) -> Added:
        """Check a dataset file and keep it; a file that is not what it claims is refused, and nothing is stored.

        ``released`` is the day on which this vintage became public, where you know it better than the catalogue.
        """
        return self.collection.add(name, file, released=released)

    def added(self) -> tuple[Added, ...]:
        """The datasets that have been added."""
        return self.collection.list()

    def rows(self, name: str) -> Any:
        """One added dataset as a DuckDB relation; ``.df()`` and ``.pl()`` give pandas and polars frames."""
        return self.collection.connect(name).table(name.partition("@")[0].replace("-", "_"))

    def panel(self, unit: str) -> Panel:
        """A panel: alliance-years, member-years, dyad-years, directed-dyad-years, donor-months, leader-years, events.

        ``events`` are directed dyad-years from ICEWS; ``gdelt-events`` and ``polecat-events`` from those files.

        Raises:
            UnknownName: no such panel.
        """
        from latticework.history import event_panels, panels
        from latticework.model import UnknownName

        makers: dict[str, Any] = {
            "alliance-years": panels.alliance_years,
            "member-years": panels.member_years,
            "dyad-years": panels.dyad_years,
            "directed-dyad-years": lambda collection: panels.dyad_years(collection, directed=True),
            "donor-months": panels.donor_months,
            "leader-years": panels.leader_years,
            "events": event_panels.directed_dyad_events,
            "gdelt1-events": lambda collection: event_panels.directed_dyad_events(collection, "gdelt1-events"),
            "gdelt-events": lambda collection: event_panels.directed_dyad_events(collection, "gdelt2-events"),
            "polecat-events": lambda collection: event_panels.directed_dyad_events(collection, "polecat"),
        }
        if unit not in makers:
            raise UnknownName("panel", unit, makers)
        made: Panel = makers[unit](self.collection)
        return made

    def estimate(self, outcome: str) -> Results:
        """Estimate one outcome afresh: formal-ends, lapse, cooperation or aid."""
        from latticework.history.outcomes import make_results

        return make_results(self.collection, outcome)

    @staticmethod
    def shipped(as_known: date | None = None) -> Mapping[str, Results]:
        """The estimates that ship with the package; needs no datasets."""
        from latticework.history import shipped_results

        return shipped_results(as_known)

    def backtest(self, outcome: str, until: int) -> Backtest:
        """Fit to a year and score the years after: abrogation, no-contact, cooperation-halved or aid-halved."""
        from latticework.history.backtest import backtest

        return backtest(self.collection, outcome, until)

    def backtests(
        self, outcomes: Sequence[str], untils: Sequence[int], *, workers: int | None = None, cluster: str | None = None
    ) -> list[Backtest]:
        """Do the same for each outcome and year, on several processes (``workers``) or a Dask cluster where it is worth it.

        Those for which a dataset is missing, or which have nothing to score, are left out.
        """
        from latticework.api.grid import engine_for
        from latticework.history.backtests import backtests

        engine = engine_for(len(outcomes) * len(untils), workers, cluster)
        return backtests(self.collection, outcomes, untils, engine)[0]

    def similarity(self, year: int, *, by_capability: bool = False) -> tuple[Any, Similarity]:
        """Similarity of alliance portfolios (COW) of all states in a year: COW codes, and S, kappa and pi.

        ``by_capability`` weights every partner by its share of world capabilities (needs ``cow-nmc``).
        """
        from latticework.history.similarity import alliance_portfolios, capability_weights, compare_portfolios

        needs = ("cow-states", "cow-alliance-dyad", *(("cow-nmc",) if by_capability else ()))
        connection = self.collection.connect(*needs)
        codes, portfolios = alliance_portfolios(connection, year)
        weights = capability_weights(connection, codes, year) if by_capability else None
        return codes, compare_portfolios(portfolios, weights, span=3)
