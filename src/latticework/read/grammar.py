"""The actors of a parsed sentence: whom its noun phrases and pronouns stand for, and who takes part as a party."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from latticework.read.clauses import SUBJECTS, VERBAL, Clauses
from latticework.read.dates import FoundDate, find_dates
from latticework.read.descriptions import described
from latticework.read.money import FoundAmount, find_counts, find_money
from latticework.read.names import Mention, codes_of
from latticework.read.scene import Codes, Scene, each_once
from latticework.read.sentences import Sentence
from latticework.read.trigger_words import agent_nouns, expression, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Reading(Clauses):
    """One parsed sentence with its actors, dates and amounts, in the scene of its document.

    ``named`` are the actors and persons as they are written, ``mentions`` the units they form ("US-ROK-Japan").
    """

    def __init__(self, sentence: Sentence, doc: Doc, named: list[Mention], units: list[Mention], scene: Scene) -> None:
        super().__init__(sentence.text, doc, units)
        self.sentence = sentence
        self.named = named
        self.scene = scene

    @cached_property
    def dates(self) -> list[FoundDate]:
        """The dates in the sentence, counted from the document's date."""
        return find_dates(self.text, self.scene.document.date)

    @cached_property
    def money(self) -> list[FoundAmount]:
        """The amounts of money in the sentence."""
        return find_money(self.text)

    @cached_property
    def counts(self) -> list[FoundAmount]:
        """The counts of personnel and equipment in the sentence."""
        return find_counts(self.text)

    # ---- whom a noun phrase stands for

    def codes(self, token: Token | None) -> Codes:
        """Give the actors that a noun phrase stands for, each once; empty when it stands for none."""
        if token is None:
            return ()
        found: list[str] = []
        for one in (token, *token.conjuncts):
            if one.pos_ in VERBAL or (one != token and one.i < token.i and token.dep_ == "conj"):
                continue
            found += self._single(one)
        return each_once(found)

    def codes_after(self, token: Token, *prepositions: str) -> Codes:
        """Give the actors that stand after some prepositions under a verb or noun: "met *with A and B*"."""
        return each_once(code for one in self.after_prep(token, *prepositions) for code in self.codes(one))

    def _single(self, token: Token) -> Codes:
        lower = token.lower_
        if lower in words("grammar", "we") or (lower == "our" and token.dep_ == "poss"):
            return self._we(token)
        if lower in words("grammar", "he"):
            return self._earlier_subject(token) or self.scene.he
        if lower == "it" and token.dep_ in SUBJECTS:  # "the United States reiterated that it will …"
            return self._earlier_subject(token)
        if lower in words("grammar", "they") and not list(token.lefts):
            return self._they(token)
        if token.tag_ in ("WP", "WDT"):
            head = token.head
            return self.codes(head.head) if head.dep_ == "relcl" and head.head != token else ()
        mention = self.mention_at(token)
        if mention:
            return () if self.is_owner(token) else each_once((*mention.codes, *self._named_apart(token)))
        if lower in ("signatory", "signatories") and self.scene.signatories:
            return self.modifiers(token) or self.scene.signatories
        if lower in self.scene.bodies and re.match(r"(?i)(?:the|our|this)\b", self.phrase(token)):
            return self._body(token, lower)
        if lower in agent_nouns() or lower.endswith("-elect"):
            return self._agent(token)
        return self.modifiers(token) if lower in words("agents", "houses") else ()

    def _we(self, token: Token) -> Codes:
        before, after = self.text[: token.idx], self.text[token.idx :]
        quoted_from_before = after.count('"') % 2 and re.search(r'[.,!?…]"\W*$', after) is not None
        somebody_elses_words = before.count('"') % 2 or quoted_from_before
        return () if somebody_elses_words else self.scene.speakers or self.scene.said or self.scene.met

    def _body(self, token: Token, noun: str) -> Codes:
        """Give the parties of a body founded before: "the Task Force", "the committee"."""
        if noun == "force" and self.doc[max(0, token.i - 1)].lower_ != "task":
            return ()
        return self.modifiers(token) or self.scene.bodies[noun]

    def _they(self, token: Token) -> Codes:
        of = self.after_prep(token, "of")
        if of:
            return self.codes(of[0])
        return self.scene.group_of(2) if token.lower_ == "both" else self.scene.they

    def _named_apart(self, token: Token) -> Codes:
        """Give the actors that an apposition names: "the three allies, *Japan, Korea, and the US*"."""
        return tuple(
            code for c in token.children if c.dep_ == "appos" and self.mention_at(c) for code in self._single(c)
        )

    def _agent(self, token: Token) -> Codes:
        """Give whose leaders, ministers or forces a noun means: by its modifiers, else by what came before."""
        named = self.modifiers(token)
        if not named:
            named = tuple(code for c in token.children if c.dep_ == "appos" for code in self._single(c))
        if not named and self._are_allies(token):
            named = ("NATO",)
        return each_once(named or described(self, token))

    def _are_allies(self, token: Token) -> bool:
        """Tell whether a capitalized noun means NATO's "Allies" in a document about NATO."""
        return (
            token.text[0].isupper()
            and "NATO" in self.scene.said + self.scene.met
            and re.search(r"\bAll(?:ies|ied)\b", self.phrase(token)) is not None
        )

    def _earlier_subject(self, pronoun: Token) -> Codes:
        """Give the single actor that an earlier subject of the same sentence stands for."""
        for token in reversed(self.doc[: pronoun.i]):
            if token.dep_ in SUBJECTS and token.pos_ != "PRON":
                codes = self.codes(token)
                if len(codes) == 1:
                    return codes
        return ()

    def is_owner(self, token: Token) -> bool:
        """Tell whether a name is only the owner of what follows it: "*NATO's* partners"."""
        owned = token.i + 1 < len(self.doc) and self.doc[token.i + 1].tag_ == "POS"
        return token.dep_ == "poss" or (owned and token.dep_ == "nmod")

    def modifiers(self, token: Token) -> Codes:
        """Give the actors that modify a noun: before it, and after "of", "between", "from" …"""
        found: list[str] = []
        for before in self.doc[token.left_edge.i : token.i]:
            mention = self.mention_at(before)
            if mention and not self.is_place(mention) and (before.dep_ != "poss" or _possessor_counts(before)):
                found += mention.codes
        for child in token.children:
            if child.lower_ == "our":
                found += self.scene.speakers
            elif child.lower_ == "their" and token.lower_ in words("agents", "theirs"):
                found += self.scene.they
            elif child.lower_ in ("his", "her") and token.lower_ in words("agents", "his"):
                found += self.scene.he
        for inner in self.after_prep(token, *words("grammar", "sharing")):
            if inner.pos_ not in VERBAL:
                found += self.codes(inner) or self.codes_after(inner, "of")
        return each_once(found)

    # ---- who takes part

    def subject_codes(self, verb: Token) -> Codes:
        """Give the actors that are the subject of a verb: what its head stands for, else the parties before the verb."""
        subject = self.subject(verb)
        codes = self.codes(subject)
        if subject is None:
            return codes
        for one in verb.children:  # "20 countries, including Japan, and the EU signed", parsed as two subjects
            torn = one.dep_ == "nsubj" and one.i < subject.i
            if torn and re.search(r", and (?:the )?$", self.text[one.idx : subject.idx]):
                codes = each_once((*self.codes(one), *codes))
        if not codes or subject.i >= verb.i or subject.pos_ == "PRON":
            return codes
        if re.search(r"\b(?:who|which|that|where|after|as|while)\b", self.text[subject.idx : verb.idx]):
            return codes
        first = subject.head if subject.head.pos_ in VERBAL and subject.i < subject.head.i < verb.i else verb
        return each_once((*codes, *codes_of(self.parties_between(subject.left_edge.idx, first.idx))))

    def reporters(self, at: int) -> Codes:
        """Give the actors who, by the text, say what stands at a character: "X said that …", "according to X"."""
        token = self.token_at(at)
        while token.head != token:
            if token.dep_ == "ccomp" and token.head.lower_ in words("reported", "verbs"):
                return self.subject_codes(token.head)
            token = token.head
        told = re.match(r"According to (?:the )?", self.text)
        return next((m.codes for m in self.mentions if told and m.start == told.end()), ())

    def mentioned(self, start: int = 0, end: int | None = None) -> Codes:
        """Give the codes of every mention between two characters."""
        stop = len(self.text) if end is None else end
        return codes_of([m for m in self.mentions if start <= m.start and m.end <= stop])

    def opened_in(self, start: int, end: int) -> Codes:
        """Give the codes of every mention that begins between two characters, also when it ends behind them."""
        return codes_of([m for m in self.mentions if start <= m.start < end])

    def parties_between(self, start: int, end: int) -> list[Mention]:
        """Give the mentions in a stretch of text that are parties, not places, topics or owners of things."""
        return [m for m in self.mentions if start <= m.start and m.end <= end and self.is_party(m)]

    def is_place(self, mention: Mention) -> bool:
        """Tell whether a name only tells where, or about what: "talks *in Japan*"."""
        before = self.text[max(0, mention.start - 40) : mention.start]
        named = mention.how in ("name", "capital", "institution", "organization")
        return named and expression("grammar", "place_before").search(before) is not None

    def is_party(self, mention: Mention) -> bool:
        """Tell whether a mention stands for an actor that takes part, by how it is joined to its sentence."""
        token = self._head_of(mention)
        if mention.how == "person":
            return token is None or token.dep_ != "poss" or token.head.lower_ in agent_nouns()
        if self.is_place(mention) or token is None or (token.dep_ == "poss" and not _possessor_counts(token)):
            return False
        head = token.head
        if mention.how == "capital":
            return token.dep_ in ("nsubj", "conj") and self.text[mention.end : mention.end + 1] != ","
        while token.dep_ in ("conj", "appos") and self.mention_at(head):
            token, head = head, head.head
        if token.dep_ in ("compound", "amod", "nmod", "poss", "npadvmod", "quantmod"):
            while head.dep_ in ("compound", "nmod", "amod") and head.head != head:
                head = head.head
            return _takes_parties(head) or self.mention_at(head) is not None
        if token.dep_ == "pobj":
            above = head.head
            return head.lower_ in words("grammar", "sharing") and (above.pos_ in VERBAL or _takes_parties(above))
        return mention.how != "adjective" or token.pos_ in ("NOUN", "PROPN")

    def _head_of(self, mention: Mention) -> Token | None:
        """Give the head of a name: the token that hangs on a word outside it, else its last."""
        tokens = list(self.tokens_in(mention.start, mention.end))
        inside = {t.i for t in tokens}
        for token in tokens:
            outside = token.head.i not in inside or token.head == token
            if outside and token.pos_ in ("PROPN", "NOUN", "ADJ"):
                return token
        return tokens[-1] if tokens else None


def _possessor_counts(token: Token) -> bool:
    # "Japan's defense minister" is Japan's; "NATO's Indo-Pacific partners" are not NATO
    return token.head.lower_.split()[-1] not in words("agents", "not_the_owner")


def _takes_parties(noun: Token) -> bool:
    """Tell whether what modifies a noun takes part: "the *Japanese* ministers", "the *US-Japan* summit"."""
    return noun.lower_ in agent_nouns() or noun.lower_ in words("meeting", "nouns")
