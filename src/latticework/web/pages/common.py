"""What the views share: the register's keeper, and the two dates of the address."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from latticework.api import SHIPPED_AS_OF, Lattice
from latticework.web.keeper import Keeper
from latticework.web.rendering import kept_dates


def keeper_of(request: Request) -> Keeper:
    """The keeper that the app was made with."""
    keeper: Keeper = request.app.state.keeper
    return keeper


Kept = Annotated[Keeper, Depends(keeper_of)]
AsOf = Annotated[str, Query(description="What was true on this date (ISO).", max_length=30)]
AsKnown = Annotated[str | None, Query(description="As the register knew it on this date (ISO).", max_length=40)]


def lattice_of(keeper: Kept, as_of: AsOf = SHIPPED_AS_OF, as_known: AsKnown = None) -> Lattice:
    """The lattice for the address's two dates; empty boxes mean the defaults."""
    return keeper.lattice(as_of or SHIPPED_AS_OF, as_known or None)


Asked = Annotated[Lattice, Depends(lattice_of)]


Recorded = Annotated[
    bool, Query(description="Let the historical record's ranges in, where an arrangement lies inside the data.")
]


def kept_of(request: Request, record: bool) -> list[tuple[str, str]]:
    """What links between the views of one answer carry besides its scenario: the two dates, and the record's part."""
    return [*kept_dates(request), *([("record", "true")] if record else [])]
