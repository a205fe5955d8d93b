"""Published numbers, reproduced to the printed digit from the data in hand."""

import numpy as np
import pytest

from latticework.history import Collection
from latticework.history.coordination import add_coordination
from latticework.history.fit import Fit
from latticework.history.logit import fit_logit

MAIN = ["milinst", "formal", "chcap2d", "dinstch2", "origtar1"]


def leeds_anac(collection: Collection, honoured: str, covariates: list[str]) -> Fit:
    columns = collection.connect("leeds-anac-2005").table("leeds_anac_2005").fetchnumpy()
    y = columns[honoured].astype(float)
    x = np.column_stack([columns[name] for name in covariates]).astype(float)
    return fit_logit(y, x, covariates)


def test_leeds_and_anac_2005_main_logit(collection: Collection) -> None:
    # Leeds & Anac 2005, Int. Interactions 31(3), the main model on the replication file
    fit = leeds_anac(collection, "honor3", MAIN)
    assert fit.n == 137
    assert round(fit.log_likelihood, 4) == -57.3446
    coefficients = {name: round(fit.coefficient(name), 4) for name in fit.names}
    assert coefficients == {
        "const": 3.6907,
        "milinst": -0.7092,
        "formal": -0.9287,
        "chcap2d": -1.5466,
        "dinstch2": -1.4604,
        "origtar1": -1.3593,
    }
    assert round(fit.standard_error("milinst"), 4) == 0.2977
    assert round(fit.standard_error("formal"), 4) == 0.3586


def test_honoured_by_coordination(collection: Collection) -> None:
    query = "SELECT milinst, sum(honor3)::INT, count(*) FROM leeds_anac_2005 GROUP BY 1 ORDER BY 1"
    rows = collection.connect("leeds-anac-2005").execute(query).fetchall()
    assert rows == [(0, 63, 81), (1, 18, 30), (2, 12, 26)]


@pytest.mark.parametrize(
    ("honoured", "instead", "milinst", "formal", "log_likelihood"),
    [
        ("honor2", {}, -0.7023, -1.2049, -53.1519),
        ("honor2", {"chcap2d": "chcp2d20"}, -0.5496, -1.0706, -56.6133),
        ("honor2", {"chcap2d": "chalcapd"}, -0.7055, -0.9665, -57.1899),
        ("honor2", {"dinstch2": "regch2"}, -0.6447, -1.2407, -54.9903),
    ],
)
def test_the_other_codings_in_the_replication_file(
    collection: Collection,
    honoured: str,
    instead: dict[str, str],
    milinst: float,
    formal: float,
    log_likelihood: float,
) -> None:
    # not printed values: what statsmodels 0.15 gives for the alternative codings that the authors' file carries
    fit = leeds_anac(collection, honoured, [instead.get(name, name) for name in MAIN])
    found = (fit.coefficient("milinst"), fit.coefficient("formal"), fit.log_likelihood)
    assert tuple(round(value, 4) for value in found) == (milinst, formal, log_likelihood)


def test_coordination_recoded_agrees_with_the_published_coding(collection: Collection) -> None:
    # Leeds & Anac's milinst as published with ATOP 4.01, against our rule on the provisions of ATOP 5.0
    published = collection.connect("atop-alliance@4.01").execute("SELECT atopid, milinst FROM atop_alliance").fetchall()
    coded = {atopid: int(float(value)) for atopid, value in published if value is not None}
    connection = collection.connect("atop-alliance@5.0")
    add_coordination(connection)
    recoded = {a: c for a, c in connection.execute("FROM coordination").fetchall() if c is not None}
    common = coded.keys() & recoded.keys()
    assert len(common) == 738
    assert [atopid for atopid in common if coded[atopid] != recoded[atopid]] == [4965]


def test_chisols_rates(collection: Collection) -> None:
    # CHISOLS v5.0; 21 "Transition Year" state-years belong to neither group
    query = "SELECT dem, count(*), sum(solschdum)::INT, sum(leadertrans)::INT FROM chisols GROUP BY dem ORDER BY dem"
    rows = {dem: counts for dem, *counts in collection.connect("chisols").execute(query).fetchall()}
    states, changes, _ = map(sum, zip(*rows.values(), strict=True))
    assert (states, changes) == (11338, 1053)
    assert round(100 * rows["1"][1] / rows["1"][0], 2) == 15.21
    assert round(100 * rows["0"][1] / rows["0"][0], 2) == 5.04


def test_kiel_totals_of_release_29(collection: Collection) -> None:
    connection = collection.connect("kiel-donor-month")
    query = "SELECT country, round(sum(total), 1) FROM kiel_donor_month GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
    assert connection.execute(query).fetchall() == [
        ("United States", 115.4),
        ("EU (Commission and Council)", 84.4),
        ("Germany", 29.9),
        ("United Kingdom", 21.3),
        ("Canada", 14.1),
    ]
    query = "SELECT round(sum(total), 1), round(sum(military), 1), round(sum(financial), 1), count(DISTINCT iso) FROM kiel_donor_month"
    assert connection.execute(query).fetchall() == [(358.4, 173.0, 159.7, 42)]


def test_how_alliances_ended_in_atop_5(collection: Collection) -> None:
    connection = collection.connect("atop-alliance")
    query = "SELECT ineffect, term, count(*) FROM atop_alliance GROUP BY ALL ORDER BY ALL"
    assert connection.execute(query).fetchall() == [(0, 0, 49), (0, 1, 84), (0, 2, 160), (0, 3, 119), (1, 0, 353)]


def test_how_leaders_left_in_archigos(collection: Collection) -> None:
    # Goemans, Gleditsch & Chiozza 2009; version 4.1
    query = (
        "SELECT exit, count(*) FROM archigos WHERE exit IN ('Regular', 'Irregular', 'Foreign') GROUP BY 1 ORDER BY 1"
    )
    rows = collection.connect("archigos").execute(query).fetchall()
    assert rows == [("Foreign", 72), ("Irregular", 600), ("Regular", 2293)]


def test_capabilities_of_the_united_states_in_1945(collection: Collection) -> None:
    query = "SELECT round(cinc, 3) FROM cow_nmc WHERE ccode = 2 AND year = 1945"
    assert collection.connect("cow-nmc").execute(query).fetchall() == [(0.384,)]
