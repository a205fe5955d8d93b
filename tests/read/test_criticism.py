"""Acts of criticism in a speaker's own statement, by construction: whom they criticize, and what is no such act."""

import pytest

from latticework.read import document_from_text
from latticework.read.find import find_records

ACTS = [
    ("We strongly object to China's unilateral actions in the area.", {"CHN"}),
    ("We reject Russia's attempt to annex the region.", {"RUS"}),
    ("We do not recognize Russia's annexation of the peninsula.", {"RUS"}),
    ("We will never accept the occupation of the islands by China.", {"CHN"}),
    ("We regret Iran's decision to end the inspections.", {"IRN"}),
    ("We regret that Russia has vetoed the draft resolution.", {"RUS"}),
    ("We are gravely concerned by North Korea's missile programme.", {"PRK"}),
    ("We express our deep concern over the continued military build-up of Russia along the border.", {"RUS"}),
    ("Russia must withdraw its troops at once.", {"RUS"}),
    ("Russia's actions are unacceptable.", {"RUS"}),
    ("It is unacceptable that China's vessels ram fishing boats.", {"CHN"}),
    ("We call for the immediate withdrawal of Russian troops from the region.", {"RUS"}),
    ("We demand an end to Iran's attacks on shipping.", {"IRN"}),
    ("We demand that Russia withdraw its forces.", {"RUS"}),
    ("We appeal to Russia to cease its bombardment.", {"RUS"}),
    ("We hold Iran responsible for the attack.", {"IRN"}),
    ("We blame Russia for the collapse of the talks.", {"RUS"}),
    ("We denounce the sham referendums organized by Russia in Ukraine.", {"RUS"}),
    ("We condemn Russia's violation of Ukraine's sovereignty and territorial integrity.", {"RUS"}),
    ("We condemn the attempts by Russia to weaken Moldova.", {"RUS"}),
    ("We condemn the missile launches of the Democratic People's Republic of Korea (DPRK).", {"PRK"}),
    ("We condemn the attack by Hamas on Israeli civilians.", {"HAMAS"}),
]
NO_ACTS = [
    "We regret the loss of life in France.",
    "We are concerned about the humanitarian situation in Ukraine.",
    "We call on Sweden and Norway to support the fund.",
    "We urge Russia to condemn the violence.",
    "Russia must respect the outcome.",
    "Germany must comply with the budget rule.",
    "The war must end.",
    "We reject the claim that Japan started the dispute.",
    "We would object to any Russian veto.",
    "The minister said that Russia must withdraw.",
    "According to the governor, Ukraine must end the exercise.",
    "Any attack by Belarus is unacceptable.",
    "We accept the invitation of France.",
    "We are concerned by the conflict in Ethiopia's Tigray region.",
    "If Russia has concerns about Ukraine's laws, it can raise them.",
    "Far from condemning Iran's attack, the minister left.",
    "We call on the parties to cease fire in Russia and Ukraine.",
    "Russia's aggression continues in Ukraine.",
]


def positions(sentence: str):
    document = document_from_text(f"Statement by Ireland\n\n{sentence}", "statement.txt", date="2024-05-02")
    return [record for record in find_records(document).records if record.type == "position"]


@pytest.mark.parametrize(("sentence", "targets"), ACTS)
def test_an_act_of_criticism_is_the_speakers_and_names_who_did_it(sentence, targets):
    (found,) = positions(sentence)
    assert (found.parties, set(found.targets), found.evidence.quote) == (("IRL",), targets, sentence)


@pytest.mark.parametrize("sentence", NO_ACTS)
def test_no_position_without_an_act_of_the_speaker_or_a_culprit(sentence):
    assert positions(sentence) == []


@pytest.mark.parametrize("sentence", ["Russia must withdraw its troops at once.", "China's actions are unacceptable."])
def test_without_a_speaker_a_demand_is_nobodys(sentence):
    document = document_from_text(f"Notes on the border\n\n{sentence}", "notes.txt", date="2024-05-02")
    assert [record for record in find_records(document).records if record.type == "position"] == []


def test_victims_and_places_are_not_criticized():
    (found,) = positions("We condemn the detention of the monitors of the OSCE and of Ukrainian staff in Moldova.")
    assert found.targets == ()
