"""What every room's tests share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

# the tests share the cores already: the linear algebra of each waiting for the others' would take many times as long
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from playwright.sync_api import Browser, sync_playwright

from latticework.history import Collection

REPOSITORY = Path(__file__).resolve().parent.parent
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The research data beside the repository: present in CI, absent for users."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "gold").is_dir():
        if os.environ.get("CI") and os.environ.get("LATTICEWORK_EXPECTS_SHARED", "1") != "0":
            pytest.fail("CI must have the research data in ../shared, and it is not there")
        pytest.skip("needs the research data in ../shared, which users do not have")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one these tests are skipped, except in CI, which installs it."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium in CI: .ci/run must install it")
        pytest.skip("no Chromium here; install one (Debian: apt install chromium) to run the browser tests")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


RESEARCH_FILES = {
    "atop-alliance": ["atop/atop5_0_alliance.csv", "atop/atop4_01_alliance_milinst.csv"],
    "atop-member": ["atop/atop4_01_member.csv"],
    "leeds-anac-2005": ["atop/leeds_anac_2005_war_alliance.csv"],
    "chisols": ["chisols/chisols_v5_0_state_year.csv.gz"],
    "archigos": ["leaders/archigos_4_1.csv.gz"],
    "cow-states": ["cow/cow_states_v2016.csv"],
    "cow-gw": ["cow/cow_gw_state_year_panel.csv.gz"],
    "cow-alliance-dyad": ["cow/alliance_v4.1_by_dyad.csv"],
    "cow-alliance-member": ["cow/alliance_v4.1_by_member.csv"],
    "cow-nmc": ["covariates/cow_nmc_v7_0.csv.gz"],
    "democracy": ["covariates/cow_state_year_democracy.csv.gz"],
    "polity5": ["covariates/polity5_2018.csv.gz"],
    "unga-ideal-points": ["covariates/unga_ideal_points_2020_04.csv.gz"],
    "atop-dyad-year": ["atop/atop5_1_directed_dyad_year_obligations.csv.gz"],
    "icews-dyad-year": ["events/icews_directed_dyad_year_2002_2014.csv.gz"],
    "kiel-donor-month": ["kiel/ust_r29_data_explorer.csv"],
    "visits-secretary": ["visits/us_secretary_of_state_travel_1866_on.csv.gz"],
    "visits-president": ["visits/us_president_travel_1906_on.csv.gz"],
    "visits-leaders": ["visits/foreign_leader_visits_to_us.csv.gz"],
    "gdelt2-events": ["events/gdelt2_events_20180101000000.csv.gz"],
}


@pytest.fixture(scope="session")
def collection(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Every dataset of the shared data that the catalogue knows."""
    added = Collection(tmp_path_factory.mktemp("research") / "register.history")
    for name, paths in RESEARCH_FILES.items():
        for path in paths:
            added.add(name, shared_dir / "data" / path)
    return added
