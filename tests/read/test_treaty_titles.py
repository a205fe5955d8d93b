"""Treaty titles: kind, parties and date as far as the title states them, and not what other instruments it mentions."""

import json
import re

import pytest

from latticework.read import document_from_text
from latticework.read.names import find_actors
from latticework.read.treaty_titles import parse_treaty_title, read_treaty_title

TITLES = [
    ("Treaty of Alliance between Great Britain, Prussia and the Ottoman Empire", "treaty", {"GBR", "PRUSSIA", "TUR"}, None),
    ("Exchange of Notes between His Majesty's Government in New Zealand and the Swedish Government regarding Trade with Japan", "exchange_of_notes", {"NZL", "SWE"}, None),
    ("Treaty of Amity between Her Majesty and the Emperor of Brazil", "treaty", {"GBR", "BRA"}, None),
    ("Declaration of the British and Spanish Governments on Gibraltar and Morocco", "declaration", {"GBR", "ESP"}, None),
    ("Protocol modifying the Franco-Soviet Agreement of 17 July 1937", "protocol", {"FRA", "SUN"}, None),
    ("Agreement with Yugoslavia concerning Norwegian Shipping", "agreement", {"YUG"}, None),
    ("Agreement between the United Kingdom (acting on behalf of the Sheikh of Kuwait) and Saudi Arabia", "agreement", {"GBR", "SAU"}, None),
    ("Convention between Canada and Norway amending the Convention between Canada and Denmark signed at Oslo on 2 May 1930", "convention", {"CAN", "NOR"}, None),
    ("Treaty between the United States of Venezuela and Italy, signed at Rome on 3 March 1940", "treaty", {"VEN", "ITA"}, "1940-03-03"),
    ("Amendment to the Agreement of 8 November 1958 between Denmark and the German Democratic Republic", "amendment", {"DNK", "DDR"}, None),
    ("Exchange of Letters relating to British Bases in Ceylon", "exchange_of_notes", set(), None),
    ("Memorandum of Understanding between the Republic of Korea and Japan on Indonesia", "memorandum", {"KOR", "JPN"}, None),
]  # fmt: skip
NO_TREATIES = [
    "Readout of the Signing of the Treaty between France and Italy",
    "United States and Japan to negotiate an agreement",
    "Remarks on the Agreement with Norway",
    "The leaders discussed the Treaty between France and Italy",
    "Opposition to the Protocol",
]


@pytest.mark.parametrize(("title", "kind", "parties", "date"), TITLES)
def test_a_title_gives_its_own_kind_parties_and_date(title, kind, parties, date):
    found = parse_treaty_title(title)
    assert (found.kind, set(found.parties), found.date) == (kind, parties, date)


@pytest.mark.parametrize("line", NO_TREATIES)
def test_a_line_that_does_not_open_with_an_instrument_is_no_treaty_title(line):
    assert parse_treaty_title(line) is None


def test_the_record_quotes_the_title_and_takes_the_day_from_the_line_below():
    text = "Treaty of Friendship between France\nand Siam\n\nSigned at Paris, the 2nd March, 1905.\n\nArticle 1. Peace."
    end = text.index("\n\nSigned")
    record = read_treaty_title(document_from_text(text, "treaty.txt"), 0, end)
    assert record.evidence.quote == text[:end]
    assert set(record.parties) == {"FRA", "THA"}
    assert record.date == "1905-03-02"
    assert [one.quote for one in record.further] == ["Signed at Paris, the 2nd March, 1905."]


def test_a_draft_is_planned_and_the_crown_is_marked_as_inferred():
    text = "Proposed Agreement between Her Majesty and the King of Siam"
    record = read_treaty_title(document_from_text(text, "draft.txt"), 0, len(text))
    assert record.factuality == "planned"
    assert record.inferred == ("parties: Her or His Majesty without a realm is the British Crown",)


def test_published_titles_that_name_two_sides_give_exactly_them(shared_dir):
    """UK Treaties Online: "between A and B" titles whose two capitalized parties both stand in the title."""
    rows = [
        json.loads(line)
        for line in (shared_dir / "data/text/uk_treaties_security_before_1990.jsonl").open(encoding="utf-8")
    ]
    right = total = 0
    for row in rows:
        other = [party for party in row["parties"] if party != "UNITED KINGDOM"]
        if (
            len(row["parties"]) != 2
            or len(other) != 1
            or not re.search(r"between .*(?:United Kingdom|Great Britain)", row["title"])
        ):
            continue
        codes = {code for m in find_actors(other[0].title()) for code in m.codes}
        if len(codes) != 1 or other[0].title() not in row["title"]:
            continue
        total += 1
        found = parse_treaty_title(row["title"])
        right += found is not None and set(found.parties) == {"GBR", *codes}
    assert total > 100
    assert right / total >= 0.94
