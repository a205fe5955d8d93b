"""What the reader makes of sentences as diplomats write them: one rule, one sentence that needs it."""

import pytest

from latticework.model import Record
from latticework.read import document_from_text
from latticework.read.find import find_records


def read(body: str, title: str = "Readout of the Meeting of Japan and the Philippines") -> list[Record]:
    document = document_from_text(f"{title}\n\n2023-05-05\n\n{body}", "note.txt", date="2023-05-05")
    return [one for one in find_records(document).records if one.trigger != "title"]


def one_of(kind: str, body: str, **more: str) -> Record:
    found = [one for one in read(body, **more) if one.type == kind]
    assert len(found) == 1, [(one.rule, one.evidence.quote) for one in found]
    return found[0]


# ---- meetings


def test_an_announced_visit_is_a_meeting_to_come() -> None:
    found = one_of("meeting", "The leaders agreed that President Biden will visit Vietnam in September.")
    assert (set(found.parties), found.factuality, found.date) == ({"USA", "VNM"}, "planned", "2023-09")


def test_a_visit_that_was_made_is_none() -> None:
    assert [one for one in read("President Biden visited Vietnam and praised its food.") if one.type == "meeting"] == []


def test_a_fronted_meeting_is_that_of_the_subject_after_it() -> None:
    body = "At the meeting hosted by President Macron that took place on March 9, 2023, France and Germany agreed to share data."
    found = one_of("meeting", body, title="Note")
    assert (set(found.parties), found.date) == ({"FRA", "DEU"}, "2023-03-09")


def test_who_meets_regularly_has_told_of_no_occasion() -> None:
    assert [
        one for one in read("Japan and Korea will continue to meet regularly.", title="Note") if one.type == "meeting"
    ] == []


def test_stretches_of_days_that_only_touch_are_two_meetings() -> None:
    body = "Japan and Korea met on April 25-28. Japan and Korea met on April 28-29."
    assert [one.date for one in read(body, title="Note") if one.type == "meeting"] == [
        "2023-04-25/2023-04-28",
        "2023-04-28/2023-04-29",
    ]


def test_the_next_summit_is_not_the_one_whose_day_is_known() -> None:
    body = "The Quad will hold a summit on May 24, 2023. The next Quad Summit will be hosted by India."
    found = [one for one in read(body, title="Note") if one.type == "meeting"]
    assert [one.date for one in found] == ["2023-05-24", None]


# ---- arrangements


@pytest.mark.parametrize(
    ("sentence", "parties"),
    [
        ("They discussed the recently signed security agreement between Japan and Australia.", {"JPN", "AUS"}),
        ("The United States proposed launching a C5+1 Minerals Dialogue.", {"USA", "KAZ", "KGZ", "TJK", "TKM", "UZB"}),
        ("Presidents Biden and Macron intend to enter into a new memorandum of understanding.", {"USA", "FRA"}),
    ],
)  # fmt: skip
def test_an_instrument_is_told_in_passing(sentence: str, parties: set[str]) -> None:
    assert set(one_of("arrangement", sentence, title="Note").parties) == parties


def test_a_count_elsewhere_in_the_sentence_is_not_the_arrangements() -> None:
    body = "Japan sent 40 personnel, and Japan and Australia signed a memorandum of understanding."
    assert one_of("arrangement", body, title="Note").amount is None


# ---- commitments


def test_the_items_of_a_list_carry_out_what_its_first_line_promises() -> None:
    body = "Japan and Korea committed to combat trafficking by:\n\n- Developing a joint plan.\n\n- Sharing information by 2030.\n\nThe rain stopped."
    found = [one for one in read(body, title="Note") if one.type == "commitment"]
    assert [one.trigger for one in found] == ["committed", "Developing", "Sharing"]
    assert {one.parties for one in found} == {("JPN", "KOR")}
    assert found[2].horizon == "../2030-12-31"


def test_a_body_founded_before_promises_for_those_who_founded_it() -> None:
    body = "Japan and Korea established a joint Task Force on energy. The Task Force will monitor supplies."
    assert set(one_of("commitment", body, title="Note").parties) == {"JPN", "KOR"}


def test_what_is_said_to_be_done_is_promised_and_reported() -> None:
    found = one_of("commitment", "Japan said that the United States will send two ships to Manila.", title="Note")
    assert (found.parties, found.reported_by) == (("USA",), ("JPN",))


def test_the_day_of_a_promise_is_not_that_of_what_it_refers_to() -> None:
    body = "As discussed at the Task Force meeting in November 2022, both sides plan to reduce flaring."
    assert one_of("commitment", body).date == "2023-05-05"


@pytest.mark.parametrize("opening", ["Should Manila ask", "If Manila asks", "Once the treaty is in force"])
def test_a_pledge_on_a_condition_is_hypothetical(opening: str) -> None:
    found = one_of("commitment", f"{opening}, Japan will send two ships.", title="Note on Japan and the Philippines")
    assert found.factuality == "hypothetical"


def test_earlier_money_beside_new_money_is_not_promised_again() -> None:
    body = "Korea will contribute $2 million, adding to its previous contribution of $10 million to Japan."
    assert [one.amount for one in read(body, title="Note") if one.type == "commitment"] == [2e6]


# ---- positions and roles


def test_whoever_welcomes_a_condemnation_has_not_condemned() -> None:
    body = "The leaders issued a statement welcoming the UN resolution condemning Russia's war."
    assert [one for one in read(body) if one.type == "position"] == []


def test_both_agree_that_somebody_must_stop() -> None:
    found = one_of("position", "Japan and Australia call on China to honor its commitments.", title="Note")
    assert (set(found.parties), found.targets) == ({"JPN", "AUS"}, ("CHN",))


@pytest.mark.parametrize(
    ("sentence", "holders"),
    [
        ("They welcomed the deal between Israel and Lebanon, mediated by the United States.", {"USA"}),
        ("Canada works in the food committee, which President Macron leads.", {"FRA"}),
        ("The mechanism has two tasks, resilience (led by Lithuania) and diplomacy (led by Germany).", {"LTU", "DEU"}),
        ("The United States announced Jane Doe as the new Special Coordinator for Sudan.", {"USA"}),
        ("They congratulated Japan on its presidency for the month of January.", {"JPN"}),
    ],
)
def test_a_role_is_told_by_a_phrase(sentence: str, holders: set[str]) -> None:
    found = [one for one in read(sentence) if one.type == "role"]
    assert {code for one in found for code in one.parties} == holders


# ---- names


def test_namesakes_stay_apart() -> None:
    body = "Vice President Harris met today with Prime Minister Timothy Harris of Saint Kitts and Nevis. Vice President Harris spoke today with Prime Minister Holness of Jamaica."
    meetings = [set(one.parties) for one in read(body, title="Readout of Calls") if one.type == "meeting"]
    assert meetings == [{"USA", "KNA"}, {"USA", "JAM"}]


def test_a_junior_without_a_comma_ends_no_sentence() -> None:
    found = one_of(
        "meeting", "President Joseph R. Biden Jr. spoke today with President Macron of France.", title="Note"
    )
    assert set(found.parties) == {"USA", "FRA"}


# ---- criticism and roles of every form


@pytest.mark.parametrize(
    ("body", "holders", "targets"),
    [
        ("Japan voiced grave concern about the coup in Burma.", {"JPN"}, {"MMR"}),
        (
            "Japan deplored the coup in Burma and called on the country's military regime to end the violence.",
            {"JPN"},
            {"MMR"},
        ),
        ("Japan and the Philippines agreed that Russia must withdraw its forces.", {"JPN", "PHL"}, {"RUS"}),
        ("Japan and the Philippines agreed that Russia's referenda are a sham.", {"JPN", "PHL"}, {"RUS"}),
        (
            "Japan expressed its determination to ensure that Iran can never acquire a weapon and shared its grave"
            " concern that Iran has accelerated its programme.",
            {"JPN"},
            {"IRN"},
        ),
    ],
)
def test_criticism_is_that_of_who_utters_it(body: str, holders: set[str], targets: set[str]) -> None:
    found = [one for one in read(body, title="Note") if one.type == "position"]
    assert found and all((set(one.parties), set(one.targets)) == (holders, targets) for one in found)


def test_who_is_responsible_for_destruction_has_no_role_but_is_accused() -> None:
    body = "Russia alone is responsible for the death and destruction. Japan is responsible for the centre."
    found = read(body, title="Statement by President Biden on Ukraine")
    assert [(one.type, one.parties, one.targets) for one in found if one.type in ("position", "role")] == [
        ("position", ("USA",), ("RUS",)),
        ("role", ("JPN",), ()),
    ]


def test_each_of_several_leads_has_its_own_role() -> None:
    body = "They thanked the United States as Secretariat, Australia as lead of the Task Force, and Singapore and Japan as Pillar leads."
    found = [one.parties for one in read(body, title="Note") if one.type == "role"]
    assert sorted(found) == [("AUS",), ("SGP", "JPN"), ("USA",)]


def test_a_role_as_custodian_is_a_role_and_an_important_role_is_none() -> None:
    assert one_of("role", "They recognized Jordan's special role as custodian of the holy sites.").parties == ("JOR",)
    assert not [one for one in read("They recognized Jordan's important role in the region.") if one.type == "role"]


# ---- meetings of statements and travel notes


def test_what_just_happened_is_of_the_documents_day() -> None:
    found = one_of("meeting", "I just spoke with President Zelenskyy.", title="Statement by President Biden on Ukraine")
    assert (set(found.parties), found.date) == ({"USA", "UKR"}, "2023-05-05")


@pytest.mark.parametrize(
    ("body", "parties", "factuality", "date"),
    [
        ("Secretary Blinken traveled to Tokyo on May 2 to meet with Prime Minister Kishida.", "JPN USA", "held", "2023-05-02"),
        ("President Biden will travel to Poland on May 9 to meet President Duda.", "POL USA", "planned", "2023-05-09"),
        ("President Biden and Prime Minister Kishida look forward to seeing one another again in June.", "JPN USA", "planned", "2023-06"),
        ("Secretary of State Blinken will visit China in June.", "CHN USA", "planned", "2023-06"),
        ("They prepared a planned U.S.-Russia summit.", "RUS USA", "planned", None),
    ],
)  # fmt: skip
def test_a_meeting_is_told_by_what_leads_to_it(body: str, parties: str, factuality: str, date: str | None) -> None:
    found = one_of("meeting", body, title="Note")
    assert (" ".join(sorted(found.parties)), found.factuality, found.date) == (parties, factuality, date)


def test_each_stop_of_a_journey_is_a_meeting_of_its_own() -> None:
    body = "President Biden will travel to Japan, Australia, and Vietnam in June. In Poland, he will consult with senior leaders."
    found = [one for one in read(body, title="Statement on President Biden's Travel") if one.type == "meeting"]
    assert [set(one.parties) - {"USA"} for one in found] == [{"JPN"}, {"AUS"}, {"VNM"}, {"POL"}]


def test_two_undated_meetings_in_two_places_are_two() -> None:
    body = "In Baghdad, Mr. Sullivan met with President Barham Salih of Iraq. In Erbil, Mr. Sullivan met with President Nechirvan Barzani of Iraq."
    title = "Statement on National Security Advisor Jake Sullivan's Travel to Iraq"
    assert [one.place for one in read(body, title=title) if one.type == "meeting"] == ["Baghdad", "Erbil"]


def test_whoever_thanks_the_host_of_a_summit_need_not_attend_it() -> None:
    body = "President Biden thanked President Parmelin for hosting the Japan-Korea Summit in Geneva on May 16."
    assert set(one_of("meeting", body, title="Note").parties) == {"JPN", "KOR"}


# ---- instruments of a year, of a torn clause


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("Japan reaffirmed its duties under the 1951 U.S.-Philippines Mutual Defense Treaty.", "1951"),
        ("They work through the U.S.-Canada High-Level Dialogue on Climate Ambition launched on February 23.", "2023-02-23"),
        ("I congratulate Finland and Sweden on signing a memorandum on May 2.", "2023-05-02"),
    ],
)  # fmt: skip
def test_an_instrument_in_passing_keeps_its_date(body: str, date: str) -> None:
    found = one_of("arrangement", body, title="Note")
    assert len(found.parties) == 2 and found.date == date


def test_settlements_that_result_in_agreement_make_no_instrument() -> None:
    body = "Most disputes between Japan and Korea resulted in agreement. The talks between Japan and Korea resulted in the Tokyo Communiqué."
    assert [one.name for one in read(body, title="Note") if one.type == "arrangement"] == ["Tokyo Communiqué"]


@pytest.mark.parametrize(
    ("body", "other"),
    [
        ("Mr. Sullivan spoke today with Akiba Takeo, Secretary General of Japan's National Security Secretariat.", {"JPN"}),
        ("Mr. Sullivan spoke today with Francesco Talo, Diplomatic Advisor to the Prime Minister of Italy.", {"ITA"}),
        ("Mr. Sullivan spoke today with Mary Smith, who is detained in Russia.", set()),
    ],
)  # fmt: skip
def test_a_partner_acts_for_whom_the_office_beside_the_name_tells(body: str, other: set[str]) -> None:
    title = "Statement by National Security Advisor Jake Sullivan"
    found = [set(one.parties) - {"USA"} for one in read(body, title=title) if one.type == "meeting"]
    assert found == ([other] if other else [])
