"""Money and counts in running text: published cases, round trips, and numbers that are neither."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.read.money import find_counts, find_money
from latticework.vocab import vocabulary

# What in Microsoft's Recognizers-Text currency specification (English; MIT licence) does not concern us, and why.
SET_ASIDE = {
    "spoken prices": r".*dollars? (and )?(one|two|15|50|forty five)|15 usd 50|17 USD 25|.*100 and fifty|one kuai.*|dollar 22\.5 million",
    "two prices run together with stray spaces": r"10 \$ 30 cent|10 \$",
    "a script no treaty in English uses": r"100,000 ரூ",
}
CODES = {
    "Dollar": "USD", "United States dollar": "USD", "Pound": "GBP", "British pound": "GBP", "Rupee": "INR", "Peseta": "ESP",
    "Finnish markka": "FIM", "Netherlands guilder": "NLG", "Euro": "EUR",
}  # fmt: skip


def set_aside(written: str, whole: str, resolution: dict) -> str | None:
    if resolution["value"] is None:
        return "a currency without an amount"
    if not (resolution.get("isoCurrency") or CODES.get(resolution["unit"])):
        return "no one currency: cents, pence, francs of several states, bitcoin"
    if written == "10 $" and "30 $" not in whole:
        return None
    return next((why for why, words in SET_ASIDE.items() if re.fullmatch(words, written, re.IGNORECASE)), None)


def test_published_cases(shared_dir: Path):
    path = shared_dir / "data" / "text" / "date_money_cases" / "NumberWithUnit_English_CurrencyModel.json"
    right, wrong, aside = 0, [], 0
    for case in json.loads(path.read_text(encoding="utf-8")):
        found = find_money(case["Input"])
        if not case["Results"]:
            assert found == [], case["Input"]
        for result in case["Results"]:
            resolution = result["Resolution"]
            if set_aside(result["Text"], case["Input"], resolution):
                aside += 1
                continue
            currency = resolution.get("isoCurrency") or CODES[resolution["unit"]]
            here = [m for m in found if m.start <= result["End"] and result["Start"] < m.end]
            if any(m.value == pytest.approx(float(resolution["value"])) and m.currency == currency for m in here):
                right += 1
            else:
                wrong.append((case["Input"], result["Text"], here))
    assert right / (right + len(wrong)) >= 0.98, wrong
    assert aside <= 40  # the list of reasons must not grow to cover faults


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("a $4 billion deal, A$4 billion, US$ 3m", [(4e9, None, "USD"), (4e9, None, "AUD"), (3e6, None, "USD")]),
        ("€50bn, EUR 50 bn and 50 billion euros", [(5e10, None, "EUR")] * 3),
        ("$500 million to $1 billion", [(5e8, 1e9, "USD")]),
        ("between $5 and $10 million", [(5e6, 1e7, "USD")]),
        ("£2-3 billion", [(2e9, 3e9, "GBP")]),
        ("3 to 5 billion euros", [(3e9, 5e9, "EUR")]),
        ("rose from $5 million to $7 million", [(5e6, None, "USD"), (7e6, None, "USD")]),
        ("$5 to 10 people", [(5, None, "USD")]),
        ("half a billion dollars; two and a half billion dollars", [(5e8, None, "USD"), (2.5e9, None, "USD")]),
        ("one hundred and fifty million Swiss francs", [(1.5e8, None, "CHF")]),
        (
            "₹5,000 crore, 5,000 crore rupees, 35 lakh rupees",
            [(5e10, None, "INR"), (5e10, None, "INR"), (3.5e6, None, "INR")],
        ),
        ("¥43 trillion and 43 trillion yen", [(4.3e13, None, "JPY")] * 2),
        (
            "120 MEUR; MAUD 60; 10 rmb 20 usd",
            [(1.2e8, None, "EUR"), (6e7, None, "AUD"), (10, None, "CNY"), (20, None, "USD")],
        ),
        ("500 pounds of explosives, 2,000-pound bombs, £500", [(500, None, "GBP")]),
        ("All 5 pens, TRY 3 times, SDG 17, two won, a dollar figure, $", []),
    ],
)
def test_an_amount_is_read_with_currency_scale_and_range(text, amounts):
    assert [(m.value, m.upper, m.currency) for m in find_money(text)] == amounts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("700 personnel and about 9,000 U.S. forces", [(700, "personnel"), (9000, "personnel")]),
        ("five air defence systems and 20 HIMARS", [(5, "system"), (20, "launcher")]),
        ("2,000 155 mm rounds, then 155mm rounds and 155 mm rounds", [(2000, "round")]),
        ("48 F-16s; the F-16 aircraft; 12 F-16 aircraft", [(48, "aircraft"), (12, "aircraft")]),
        ("one Astute class submarine; one round table", [(1, "submarine")]),
        ("800 Stinger anti-aircraft systems", [(800, "system")]),
        ("twenty-five thousand troops", [(25000, "personnel")]),
        ("2-plus-2 forces, Article 5 forces, in 2024 forces, December 9 forces", []),
        ("the two nations' forces; five days of forces; three National Food Systems Dialogues; $5 vehicles", []),
        ("zero emission vehicles and 100 percent electrified vehicles", []),
    ],
)
def test_a_count_has_its_unit_and_names_are_no_counts(text, counts):
    assert [(c.value, c.unit) for c in find_counts(text)] == counts


CURRENCIES = vocabulary("money")["currencies"]
SCALES = [("", 1), (" thousand", 1e3), (" million", 1e6), (" billion", 1e9), (" trillion", 1e12), (" crore", 1e7)]


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(1, 9_999_999), st.sampled_from(SCALES[1:]), st.booleans())
def test_every_currency_is_read_by_code_and_by_each_name(code, units, scale, before):
    written, value = f"{units:,}{scale[0]}", units * scale[1]
    texts = [f"gave {code} {written}." if before else f"gave {written} {code}."]
    texts += [f"gave {written} {name}." for name in CURRENCIES[code]]
    for text in texts:
        (found,) = find_money(text)
        assert (found.value, found.currency) == (pytest.approx(value), code), text
        assert text[found.start : found.end] == text[5:-1]


@given(
    st.sampled_from(sorted(vocabulary("money")["signs"].items())), st.integers(1, 9_999_999), st.sampled_from(SCALES)
)
def test_every_sign_is_read(sign, units, scale):
    (found,) = find_money(f"gave {sign[0]}{units:,}{scale[0]}.")
    assert (found.value, found.currency) == (pytest.approx(units * scale[1]), sign[1])


@given(
    st.integers(2, 99_999),
    st.sampled_from([(w, u) for u, words in vocabulary("counted")["units"].items() for w in words]),
)
def test_every_unit_is_counted(number, unit):
    (found,) = find_counts(f"sent {number:,} {unit[0]}.")
    assert (found.value, found.unit) == (number, unit[1])


WORDS = "$ US$ C$ € 5 5,000 2.5 - – to and between from million billion euros dollars won pounds of USD TRY MEUR half a one hundred thousand troops systems 155 mm rounds one submarine Article , ."


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS.split(" ")), max_size=25).map(" ".join)))
def test_any_text_is_read_without_a_crash_and_amounts_do_not_overlap(text):
    for found in (find_money(text), find_counts(text)):
        for one in found:
            assert 0 <= one.start < one.end <= len(text)
            assert re.search(r"\d|[a-z]", text[one.start : one.end], re.IGNORECASE)
            assert one.value >= 0
            assert one.upper is None or one.upper > one.value
        for one, other in zip(found, found[1:], strict=False):
            assert one.end <= other.start
