"""Many outcomes and years at once give what each gives alone, and what cannot be scored is said."""

import numpy as np
import pytest

from latticework.history import Collection
from latticework.history.backtest import backtest
from latticework.history.backtests import backtests
from latticework.history.outcomes import make_results
from latticework.read.engines import ThisProcess


def test_many_give_what_each_gives_alone_and_draw_nothing(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something was drawn")

    monkeypatch.setattr(np.random, "PCG64", refuse)
    moved: list[tuple[float, float]] = []
    scored, left_out = backtests(
        collection, ["aid-halved", "abrogation"], [1990, 2000, 2024], ThisProcess(),
        lambda done, in_all, what: moved.append((done, in_all)),
    )  # fmt: skip
    assert [(one.outcome, one.until) for one in scored] == [
        ("aid-halved", 2024),
        ("abrogation", 1990),
        ("abrogation", 2000),
    ]
    assert scored == [backtest(collection, one.outcome, one.until) for one in scored]
    assert ["aid-halved" in str(one) for one in left_out] == [True, True, False]
    assert moved[-1] == (3, 3)


def test_a_seed_of_ones_own_is_kept_with_the_estimates(collection: Collection) -> None:
    made = make_results(collection, "aid", seed=5)
    assert (made.seed, made.command) == (5, "latticework history estimate aid --save . --seed 5")
