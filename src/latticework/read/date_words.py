"""The table of date expressions: what each form looks like, and the words that can begin one.

Templates are regular expressions in which a space stands for any white space inside a paragraph and
``{name}`` for one of the fragments below. Reading them is the business of ``date_days`` and ``date_spans``.
"""

from __future__ import annotations

import re

from latticework.read.number_words import (
    CARDINALS,
    ORDINAL,
    ORDINALS,
    UNDER_HUNDRED,
    VAGUE,
    WORDS,
    YEAR_IN_WORDS,
    alternation,
)

MONTHS = {w: i for i, (name, short) in enumerate(WORDS["months"].items(), 1) for w in (name.lower(), *short)}
WEEKDAYS = {w: i for i, (name, short) in enumerate(WORDS["weekdays"].items()) for w in (name.lower(), *short)}
SEASONS: dict[str, list[int]] = WORDS["seasons"]
FISCAL: dict[str, list[int]] = {name.lower(): rule for name, rule in WORDS["fiscal_years"].items()}
DECADES: dict[str, int] = WORDS["decades"] | WORDS["decade_names"]

SPACE = r"(?:[ \t\u00a0]{1,4}|[ \t]?\r?\n(?!\s))"
NUMBER = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d|[.:]\d|[a-z%]|,\d{1,3}(?!\d))"
CLOSED = (
    r"(?=[.,;:!?)\n–—-]| ?$| (?:to|until|till|through|and|in|at|of)\b| {year})"  # a number word that counts nothing
)

FRAGMENTS = {
    "month": alternation(MONTHS) + r"(?![^\W\d_]|-a-)\.?",
    "weekday": alternation(WEEKDAYS) + r"\b\.?",
    "fullday": alternation(name.lower() for name in WORDS["weekdays"]) + r"\b",
    "dayname": alternation(name.lower() for name in WORDS["weekdays"]),
    "number": NUMBER,
    "ordinal": ORDINAL,
    "nth": rf"(?:{ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)\b)",
    "place": rf"(?:{alternation(w for w, v in ORDINALS.items() if v < 6)}|last)\b",
    "closed": rf"(?:{ORDINAL}|{UNDER_HUNDRED}){CLOSED}",
    "year": rf"(?:(?:1\d|2[01])\d\d(?!\d|[.,]\d)|{YEAR_IN_WORDS})",
    "digits": r"(?:1[5-9]|20|21)\d\d(?!\d)",
    "words": YEAR_IN_WORDS,
    "count": rf"(?:\d{{1,3}}|{alternation(VAGUE)}|an?|{UNDER_HUNDRED})",
    "upto": r"(?:(?:\d{1,3}|{under}) ?(?:-|–|to|or) ?)?",  # of "two to three years" the outer end
    "under": UNDER_HUNDRED,
    "unit": r"(?:day|week|month|year|decade)s?\b",
    "span": r"(?:week|weekend|month|year|decade|century)\b",
    "dash": r"(?: ?[-–—] ?| (?:to|through|thru|and|until|till) (?:the )?)",
    "part": r"(?:early in|late in|early|mid|late|(?:the )?(?:beginning|start|middle|end) of)",
    "season": alternation(SEASONS),
    "whose": alternation(FISCAL).replace("'", "[’']").replace(r"u\.s\.", r"u\.s\.?"),
    "tens": alternation(WORDS["decades"]),
    "decades": alternation(WORDS["decade_names"]),
}

TEMPLATES = {
    "numeric": r"(?P<one>\d{1,4})(?P<mark>[-/.])(?P<two>\d\d?|{month})(?P=mark)(?P<three>\d{1,4})(?!\d|[-/.]\d)",
    "month_days": r"(?:{weekday},? (?:the )?)?(?P<month>{month})(?: (?:the )?|[-/]| ?)(?P<first>{number}|{closed})"
    r"(?:{dash}(?P<last>{number})(?! {month}))?(?:(?:,? ?,? ?| of )(?P<year>{year}))?",
    "month_between": r"(?P<month>{month}) (?:between|from) (?P<first>{number}){dash}(?P<last>{number})(?:,? (?P<year>{year}))?",
    "days_month": r"(?:{weekday},? (?:the )?)?(?:the )?(?:(?P<first>{number})(?:{dash}(?P<last>{number}))?\.? (?:of |day of )?|(?P<named>{ordinal}) (?:day )?of )"
    r"(?P<month>{month})(?:,? (?P<year>{year}))?",
    "day_of_month": r"(?:the )?(?P<first>{nth})(?:{dash}(?P<last>{nth}))? of (?P<shift>this|next|last|the previous|the current) month\b",
    "nth_weekday": r"(?:the )?(?P<place>{place}) (?P<weekday>{fullday}) (?:of |in )?(?:(?P<shift>this|next|last|previous|the) month\b|(?P<month>{month})(?:,? (?P<year>{year}))?)",
    "weekday_ordinal": r"(?P<weekday>{fullday}),? the (?P<first>\d\d?(?:st|nd|rd|th)\b|{closed})",
    "weekday_week": r"(?:(?P<weekday>{fullday}),? (?:of )?(?P<shift>this|next|last) week\b|(?P<shift2>this|next|last) week,? (?:on )?(?P<weekday2>{fullday}))",
    "week_days": r"(?P<shift>this|next|last) week,? (?:between|from) (?P<weekday>{weekday}) (?:and|to|through|until) (?P<weekday2>{weekday})",
    "week_of": r"(?:the )?(?P<unit>week|month) (?:of|commencing|starting|beginning)(?: on)? (?:(?P<month>{month})(?: (?:the )?|)(?P<first>{number})(?!{dash}{number})(?:,? (?P<year>{year}))?"
    r"|(?:the )?(?P<first2>{number}|{ordinal}) (?:of )?(?P<month2>{month})(?:,? (?P<year2>{year}))?|the (?P<nth>{nth}))",
    "nth_week": r"(?:the )?(?P<place>{place}) week (?:of |in )?(?:(?P<month>{month})(?:,? (?P<year2>{year}))?|(?P<year>{year})|(?P<shift>this|next|last|the) (?P<unit>month|year)\b)",
    "month": r"(?:(?P<part>{part}|(?:late |early |mid-)?(?:this past|this coming|this|last|next))[ -])?(?P<month>{month})(?:(?: ?,? (?:of )?|-)(?P<year>{year})|,? (?P<shift>(?:of )?(?:this|last|next) year))?",
    "year_month": r"(?P<year>{digits}) (?P<month>{month})(?! ?\d)",
    "month_number": r"(?:(?P<year>{digits})(?: ?/ ?|-)(?P<number>0?[1-9]|1[0-2])|(?P<number2>0?[1-9]|1[0-2])(?: ?/ ?|-)(?P<year2>{digits}))(?![\d/%]|[-.,]\d|-\w)",
    "season": r"(?:(?P<shift>this past|this coming|this|last|next|in the|the) )?(?P<season>{season})(?: (?:of )?(?P<year>{year}))?\b",
    "quarter": r"(?:(?P<early>{digits}),? )?(?:the )?(?P<place>{place}) (?P<unit>quarter|half)(?:(?: of)? (?P<year>{year}|(?:the|this|next|last) year\b))?\b",
    "quarter_code": r"(?:(?P<early>{digits}) ?)?(?P<unit>[qh])(?P<number>[1-4])\b(?:,? (?:of )?(?P<year>{digits}|(?:this|next|last) year\b))?",
    "decade": r"(?:(?:the )?(?P<part>early|mid|late)[ -]|the )?(?P<tens>(?:1[5-9]|20)\d)0[’']?s\b",
    "decade_short": r"the (?:(?P<part>early|mid|late)[ -])?(?:[’']?(?P<tens>[2-9])0[’']?s\b|(?P<century>seventeen|eighteen|nineteen|twenty) (?P<within>{tens})\b|(?P<named>{tens}|{decades})\b)",
    "fiscal": r"(?:(?P<part>(?:the )?(?:end|start|beginning) of) (?:the )?)?(?:(?P<whose>{whose}) )?(?:fiscal year|fy) ?(?:(?P<year>{digits})|(?P<short>\d\d)\b)",
    "part_of": r"(?:(?:the )?(?P<part>end|beginning|start|middle) of (?:(?P<shift>the|this|next|last) )(?P<unit>week|month|year|decade|century)\b"
    r"|(?P<part2>early|mid|late)[ -](?P<shift2>this|next|last) (?P<unit2>week|month|year|decade)\b|(?:the )?(?:year[’']s end|year-end|end of year)\b)",
    "rest_of": r"(?:the )?(?:rest|remainder) of (?:the|this|the current|current) (?P<unit>week|month|year|decade)\b",
    "ago": r"(?P<spans>{count} {unit}(?:,? (?:and )?{count} {unit}){0,3}) ago\b",
    "ahead": r"(?:(?P<spans>{count} {unit}(?:,? (?:and )?{count} {unit}){0,3}) (?:(?P<way>from|after|before) (?P<anchor>now|today|tomorrow|yesterday)|hence)\b|(?P<n>{count}) (?P<weekday>{dayname}s?) from now\b)",
    "in_time": r"in (?P<spans>{count} {unit})(?:[’'] time)?",
    "within": r"within (?:the )?(?:next |coming |upcoming |following )?{upto}(?P<spans>{count} {unit}(?:,? (?:and )?{count} {unit}){0,3})(?: (?:of|from) (?:today|now))?\b",
    "span_of": r"(?:(?:over|in|during|for|throughout) )?(?:the )?(?P<what>last|past|previous|next|coming|following|upcoming) {upto}(?P<spans>{count} ?{unit})",
    "relative": r"(?P<what>later this|earlier this|later in the|earlier in the|this past|this coming|the same|same|this|last|next|current|upcoming|the coming|coming|the past|the last|the next"
    r"|the previous|previous|the following|over the past|past) (?P<unit>{span})",
    "after_next": r"the (?P<unit>week|weekend|month|year) after (?:the )?next\b",
    "today": r"(?:today|tonight|this (?:morning|afternoon|evening|day)|earlier today|later today)\b(?![’']s (?:world|challenges|threats|security|most|global))",
    "near": r"(?:(?:the )?day before (?P<before>yesterday)|(?:the )?day after (?P<after>tomorrow)|(?P<yesterday>yesterday|last night)|(?P<tomorrow>tomorrow))\b",
    "now": r"now\b",
    "weekday": r"(?:(?P<shift>last|next|this past|this coming|this) )?(?P<weekday>{fullday})\b",
    "years": r"(?P<first>{digits})(?: ?(?:-|–|—| to | through ) ?(?P<last>{digits})|[-–](?P<short>\d\d)(?![\d%]|[-/.,]\d))",
    "year": r"(?:(?P<part>{part})[ -](?:of )?)?(?P<year>{digits}(?!-\d|[.,]\d)|{words})(?! (?:million|billion|troops|personnel|people|meters|kilometers|km|miles|systems|vehicles|soldiers|posts|tons|U\.S\.|percent)|%| ?x )",
}


def expand(template: str) -> str:
    """Put the fragments into a template and let its spaces match any white space inside a paragraph."""
    for _ in range(3):
        template = re.sub(r"\{([a-z]+)\}", lambda found: FRAGMENTS[found[1]], template)
    return template.replace("[ -]", "(?: |-)").replace(" ", SPACE)


EXPRESSIONS = {name: re.compile(expand(template), re.IGNORECASE) for name, template in TEMPLATES.items()}
STARTS = frozenset(
    [*MONTHS, *WEEKDAYS, *SEASONS, *CARDINALS, *ORDINALS, *VAGUE, *WORDS["openers"]]
    + [re.split(r"\W", name)[0] for name in [*FISCAL, *DECADES]]
)
