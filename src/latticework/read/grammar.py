"""Who does what to whom in a parsed sentence: subjects, objects and the actors that noun phrases stand for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING

from latticework.read.dates import FoundDate, find_dates
from latticework.read.money import FoundAmount, find_counts, find_money
from latticework.read.names import Mention, codes_of
from latticework.read.scene import Codes, Scene, size_in
from latticework.read.sentences import Sentence
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

WE = frozenset(["we", "us", "ourselves", "i", "me"])
GIVEN_TO = frozenset(["committed", "determined", "resolved", "prepared", "dedicated", "united", "poised"])
HE = frozenset(["he", "him", "she", "himself", "herself"])
THEY = frozenset(["they", "them", "themselves", "both", "each"])
SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "expl"])
PLACE_BEFORE = re.compile(
    r"\b(?:in|at|to|near|around|over|off|across|into|toward|towards|against|about|regarding|concerning|on|outside|inside|throughout|within|via|through|beyond|upon|between\b.*\band)"
    r"(?: the| northern| southern| eastern| western| all of| nearby)*(?: (?:[A-Z][\w'.-]+(?: [A-Z][\w'.-]+)*,|[A-Z][\w'.-]+,? and))? $"
)
SHARING = frozenset(
    ["of", "between", "among", "with", "by", "from", "amongst", "including", "like", "alongside", "for"]
)


@cache
def agent_nouns() -> frozenset[str]:
    """Give the nouns that stand for an actor when its name modifies them."""
    return frozenset(str(vocabulary("triggers")["agents"]["nouns"]).split())


@cache
def forms(*lines: str) -> frozenset[str]:
    """Give every form of verbs written as "meet meets met"."""
    return frozenset(word for line in lines for word in line.split())


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression of the vocabulary; matched without regard to case."""
    return re.compile(expression, re.IGNORECASE)


class Reading:
    """One parsed sentence with its actors, dates and amounts, in the scene of its document."""

    def __init__(self, sentence: Sentence, doc: Doc, named: list[Mention], units: list[Mention], scene: Scene) -> None:
        self.sentence = sentence
        self.text = sentence.text
        self.doc = doc
        self.tokens: list[Token] = list(doc)
        self._starts = [token.idx for token in self.tokens]
        self.named = named
        self.mentions = units
        self.scene = scene
        self._at: dict[int, Mention] = {}
        for mention in units:
            for token in self._tokens(mention.start, mention.end):
                self._at[token.i] = mention

    def _tokens(self, start: int, end: int) -> Iterator[Token]:
        for token in self.tokens[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)]:
            if token.idx + len(token.text) > start:
                yield token

    def token_at(self, char: int) -> Token:
        """Give the token that a character belongs to, or the next one."""
        at = max(0, bisect_right(self._starts, char) - 1)
        token = self.tokens[at]
        return token if token.idx + len(token.text) > char or at + 1 == len(self.tokens) else self.tokens[at + 1]

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

    def mention_at(self, token: Token) -> Mention | None:
        """Give the actor named at a token."""
        return self._at.get(token.i)

    # ---- clauses

    def subject(self, verb: Token, depth: int = 0) -> Token | None:
        """Find the (possibly shared or understood) subject of a verb; for a passive, the one who does it if named."""
        if depth > 6:
            return None
        own = [child for child in verb.children if child.dep_ in SUBJECTS]
        if verb.lower_ in GIVEN_TO and own:  # "we are committed": a state, not a passive
            return own[0] if own[0].tag_ not in ("WDT", "WP") else verb.head
        if any(child.dep_ == "nsubjpass" for child in own):
            by = self.by_agent(verb)
            return by
        if own:
            subject = own[-1]  # the nearest: a label such as "Advisor: the Department plans …" comes before
            if subject.tag_ in ("WDT", "WP") and verb.dep_ in ("relcl", "acl"):
                return verb.head if verb.head.pos_ not in ("VERB", "AUX") else None
            return subject
        head = verb.head
        if head == verb:  # "A and B plan to …", the verb taken for a noun
            return (
                next((c for c in verb.children if c.dep_ == "compound" and self.mention_at(c)), None)
                if verb.pos_ == "NOUN"
                else None
            )
        if verb.dep_ in ("conj", "xcomp", "advcl", "ccomp", "acomp", "dep", "parataxis", "pcomp") and head.pos_ in (
            "VERB",
            "AUX",
        ):
            if verb.dep_ == "xcomp":
                controlled = [c for c in head.children if c.dep_ in ("dobj", "dative") and c.i < verb.i]
                if controlled and head.lower_ not in ("use", "uses", "used"):
                    return controlled[-1]
            if verb.dep_ == "conj" and head.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in head.children):
                passive = [c for c in head.children if c.dep_ == "nsubjpass"]
                if passive and verb.tag_ != "VBN":
                    return passive[0]
            return self.subject(head, depth + 1)
        if verb.dep_ in ("pcomp", "prep") and head.dep_ in ("prep", "acl", "advcl", "mark") or head.dep_ == "prep":
            return (
                self.subject(head, depth + 1) if head.pos_ in ("VERB", "AUX") else self._governor_subject(head, depth)
            )
        if verb.dep_ == "acl" and verb.tag_ in (
            "VBD",
            "VBZ",
            "VBP",
        ):  # a finite verb after a list, taken for a participle
            while head.dep_ == "conj":
                head = head.head
            return head
        if verb.pos_ == "NOUN":
            return None
        if verb.dep_ in ("acl", "relcl"):
            if verb.tag_ == "VBG" or verb.dep_ == "acl":
                return self._governor_subject(head, depth) or head
            return head
        return None

    def _governor_subject(self, token: Token, depth: int) -> Token | None:
        while token.head != token and token.pos_ not in ("VERB", "AUX"):
            token = token.head
        return self.subject(token, depth + 1) if token.pos_ in ("VERB", "AUX") else None

    def by_agent(self, verb: Token) -> Token | None:
        """Find the "by" phrase of a passive."""
        for child in verb.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        return inner
        return None

    def objects(self, verb: Token) -> list[Token]:
        """Give the direct objects of a verb, or the subject of a passive."""
        found = [c for c in verb.children if c.dep_ in ("dobj", "attr", "oprd", "nsubjpass")]
        return [inner for one in found for inner in (one, *one.conjuncts)]

    def after_prep(self, token: Token, *words: str) -> list[Token]:
        """Give the objects of some prepositions under a verb or noun, also of stacked and coordinated ones."""
        found: list[Token] = []
        for child in token.children:
            if child.dep_ in ("prep", "agent", "dative", "prt") and (
                child.pos_ == "ADP" or child.lower_ == "including"
            ):
                if child.lower_ in words:
                    found += [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
                found += self.after_prep(child, *words)
            elif child.dep_ == "conj" and child.pos_ == "ADP" and child.lower_ in words:
                found += [c for c in child.children if c.dep_ == "pobj"]
        return found

    def negated(self, verb: Token) -> bool:
        """Tell whether a verb is negated."""
        return any(c.dep_ == "neg" or c.lower_ in ("never", "not", "cannot") for c in verb.children)

    def modal(self, verb: Token) -> str | None:
        """Give the modal of a verb, also when it is coordinated: "will", "may", "would" …"""
        for child in verb.children:
            if child.tag_ == "MD":
                return child.lower_
        if verb.dep_ == "xcomp" and verb.head.lower_ in ("continue", "begin", "start", "work", "seek"):
            return self.modal(verb.head)
        if verb.dep_ == "conj" and verb.tag_ in ("VB", "VBP") and verb.head.pos_ in ("VERB", "AUX"):
            return self.modal(verb.head)
        return None

    def governor(self, token: Token) -> Token | None:
        """Give the verb that governs a noun, through prepositions and coordination."""
        while token.head != token:
            token = token.head
            if token.pos_ in ("VERB", "AUX") and token.dep_ != "prep":  # "including" is no verb
                return token
        return None

    def span(self, token: Token) -> tuple[int, int]:
        """Give the characters of a noun phrase, without what a clause adds to it."""
        left, right = token.left_edge, token.right_edge
        for child in token.rights:
            if child.dep_ in ("relcl", "acl", "advcl", "ccomp") and child.left_edge.i > token.i:
                right = self.doc[max(token.i, child.left_edge.i - 1)]
                break
        return left.idx, right.idx + len(right.text)

    def phrase(self, token: Token) -> str:
        """Give the words of a noun phrase."""
        start, end = self.span(token)
        return self.text[start:end]

    # ---- actors

    def codes(self, token: Token | None) -> Codes:
        """Give the actors that a noun phrase stands for, each once; empty when it stands for none."""
        if token is None:
            return ()
        found: list[str] = []
        for one in (token, *token.conjuncts):
            if one.pos_ in ("VERB", "AUX") or (one != token and one.i < token.i and token.dep_ == "conj"):
                continue
            found += self._single(one)
        return tuple(dict.fromkeys(found))

    def _single(self, token: Token) -> Codes:
        lower = token.lower_
        if lower in WE or (lower == "our" and token.dep_ == "poss"):
            if self.text[: token.idx].count('"') % 2:  # somebody else's words
                return ()
            return self.scene.speakers or self.scene.said or self.scene.met
        if lower in HE:
            return self._earlier_subject(token) or self.scene.he
        if lower in THEY and not list(token.lefts):
            of = self.after_prep(token, "of")
            return self.codes(of[0]) if of else self.scene.they if lower != "both" else self.scene.group_of(2)
        if token.tag_ in ("WP", "WDT"):
            return self.codes(token.head.head) if token.head.dep_ in ("relcl",) and token.head.head != token else ()
        mention = self.mention_at(token)
        appositions = [c for c in token.children if c.dep_ == "appos"]
        if mention:
            if self._owns(mention, token):
                return ()
            more = [code for c in appositions for code in (self._single(c) if self.mention_at(c) else ())]
            return tuple(dict.fromkeys([*mention.codes, *more]))
        if lower.rstrip("s") in {n.rstrip("s") for n in ("signatory", "signatories")} and self.scene.signatories:
            inner = self._modifiers(token)
            return inner or self.scene.signatories
        if lower in agent_nouns() or any(lower.endswith("-" + n) for n in ("elect",)):
            named = self._modifiers(token)
            if not named:
                for child in appositions:
                    named += self._single(child)
            if (
                not named
                and token.text[0].isupper()
                and "NATO" in self.scene.said + self.scene.met
                and re.search(r"\bAll(?:ies|ied)\b", self.phrase(token))
            ):
                named = ("NATO",)
            if not named:
                named = self._described(token)
            if lower in ("counterpart", "counterparts", "colleague", "colleagues") and any(
                c.lower_ in ("his", "her", "their") for c in token.children
            ):
                return tuple(dict.fromkeys(named))
            return tuple(dict.fromkeys(named))
        if lower in ("department", "office", "house"):
            return self._modifiers(token)
        return ()

    def _earlier_subject(self, pronoun: Token) -> Codes:
        """Give the single actor that an earlier subject of the same sentence stands for."""
        for token in reversed(self.doc[: pronoun.i]):
            if token.dep_ in SUBJECTS and token.pos_ != "PRON":
                codes = self.codes(token)
                if len(codes) == 1:
                    return codes
        return ()

    def _owns(self, mention: Mention, token: Token) -> bool:
        """Tell whether a name is only the owner of what follows it: "NATO's partners"."""
        return token.dep_ == "poss" or (
            token.i + 1 < len(self.doc) and self.doc[token.i + 1].tag_ == "POS" and token.dep_ in ("poss", "nmod")
        )

    def _modifiers(self, token: Token) -> Codes:
        """Give the actors that modify a noun: before it, and after "of", "between", "from" …"""
        found: list[str] = []
        last_head = token.i
        left = token.left_edge.i
        for i in range(left, last_head):
            mention = self._at.get(i)
            if mention and not self._follows_place(mention):
                if self.doc[i].dep_ == "poss" and not self._possessor_counts(self.doc[i]):
                    continue
                found += mention.codes
        for child in token.children:
            if child.lower_ == "our":
                found += self.scene.speakers
            elif child.lower_ == "their" and token.lower_ in (
                "leaders",
                "ministers",
                "governments",
                "nations",
                "countries",
                "forces",
                "militaries",
            ):
                found += self.scene.they
            elif child.lower_ in ("his", "her") and token.lower_ in ("administration", "government", "team"):
                found += self.scene.he
        for inner in self.after_prep(token, *SHARING):
            if inner.pos_ not in ("VERB", "AUX"):
                found += self.codes(inner) or [code for one in self.after_prep(inner, "of") for code in self.codes(one)]
        return tuple(dict.fromkeys(found))

    def _possessor_counts(self, token: Token) -> bool:
        # "Japan's defense minister" is Japan's; "NATO's Indo-Pacific partners" are not NATO
        return token.head.lower_.split()[-1] not in ("partners", "partner", "allies", "ally", "neighbors")

    def _described(self, token: Token) -> Codes:
        """Resolve "the three ministers", "both sides", "the President" from what came before."""
        lower = token.lower_
        before = " ".join(t.text for t in self.doc[token.left_edge.i : token.i + 1])
        if token.dep_ == "conj" and token.head.dep_ in SUBJECTS:
            before = f"{self.doc[token.head.left_edge.i].text} {before}"  # "the President and Prime Minister"
        definite = re.match(r"(?i)(?:the|both|all|these|those|each|our|their)\b", before) or re.match(
            r"(?i)(?:two|three|four|five)\b", before
        )
        if lower in ("president", "minister", "secretary", "chancellor", "premier", "king", "prime", "ambassador"):
            if not definite:
                return ()
            known = list(self.scene.persons.by_word.values())
            office = re.sub(r"^(?:the|a|an|our|their|his|her|both) ", "", before.lower())
            for person in (
                known if self.scene.readout else reversed(known)
            ):  # a readout's "the President" is the first named
                if person.office.lower() == office:
                    return (person.code,)
            return next(((person.code,) for person in reversed(known) if lower in person.office.lower()), ())
        if not definite and (
            lower not in ("leaders", "officials", "ministers", "signatories", "delegations", "principals")
            or token.dep_ not in SUBJECTS
        ):
            return ()
        if lower in ("administration", "government") and definite:
            return self.scene.speakers if len(self.scene.speakers) == 1 else ()
        plural = (
            token.tag_ in ("NNS", "NNPS")
            or "both" in before.lower()
            or (lower.endswith("s") and lower[:-1] in agent_nouns())
        )
        if lower in (
            "forces",
            "people",
            "troops",
            "members",
            "partners",
            "allies",
            "personnel",
            "military",
            "states",
            "teams",
            "companies",
            "heads",
            "donors",
            "participants",
        ) and not re.search(r"(?i)\b(?:both|two|three|four|five|our)\b", before):
            return ()
        if lower in ("countries", "nations", "governments") and not re.match(
            r"(?i)(?:the|both|our|all|these)\b(?: (?:two|three|four|five|six|seven|of))?", before
        ):
            return ()
        if not plural and lower not in ("group",):
            return ()
        return self.scene.group_of(size_in(before))

    def _follows_place(self, mention: Mention) -> bool:
        before = self.text[max(0, mention.start - 40) : mention.start]
        return (
            mention.how in ("name", "capital", "institution", "organization")
            and PLACE_BEFORE.search(before) is not None
        )

    def parties_between(self, start: int, end: int) -> list[Mention]:
        """Give the mentions in a stretch of text that are parties, not places, topics or owners of things."""
        return [m for m in self.mentions if start <= m.start and m.end <= end and self.is_party(m)]

    def is_party(self, mention: Mention) -> bool:
        """Tell whether a mention stands for an actor that takes part, by how it is joined to its sentence."""
        if mention.how == "person":
            token = self._last_token(mention)
            owned = token is not None and token.dep_ == "poss" and token.head.lower_ not in agent_nouns()
            return not owned
        if self._follows_place(mention):
            return False
        token = self._last_token(mention)
        if token is None or (token.dep_ == "poss" and not self._possessor_counts(token)):
            return False
        head = token.head
        if mention.how == "capital":
            return token.dep_ in ("nsubj", "conj") and self.text[mention.end : mention.end + 1] != ","
        while token.dep_ in ("conj", "appos") and self.mention_at(head):
            token, head = head, head.head
        if token.dep_ in ("compound", "amod", "nmod", "poss", "npadvmod", "quantmod"):
            while head.dep_ in ("compound", "nmod", "amod") and head.head != head:
                head = head.head
            return (
                head.lower_ in agent_nouns()
                or self.mention_at(head) is not None
                or head.lower_ in forms(*vocabulary("triggers")["meeting"]["nouns"])
            )
        if token.dep_ == "pobj":
            return head.lower_ in SHARING and (
                head.head.pos_ in ("VERB", "AUX") or head.head.lower_ in agent_nouns() or self._is_meeting(head.head)
            )
        return mention.how != "adjective" or token.pos_ in ("NOUN", "PROPN")

    def _is_meeting(self, token: Token) -> bool:
        return token.lower_ in forms(*vocabulary("triggers")["meeting"]["nouns"])

    def _last_token(self, mention: Mention) -> Token | None:
        tokens = list(self._tokens(mention.start, mention.end))
        if not tokens:
            return None
        inside = {t.i for t in tokens}
        for token in tokens:  # the head of the name
            outside = token.head.i not in inside or token.head == token
            if outside and token.pos_ in ("PROPN", "NOUN", "ADJ"):
                return token
        return tokens[-1]

    def subject_codes(self, verb: Token) -> Codes:
        """Give the actors that are the subject of a verb: what its head stands for, else the parties before the verb."""
        subject = self.subject(verb)
        codes = self.codes(subject)
        for one in verb.children:  # "20 countries, including Japan, and the EU signed", parsed as two subjects
            if (
                one.dep_ == "nsubj"
                and subject is not None
                and one.i < subject.i
                and re.search(r", and (?:the )?$", self.text[one.idx : subject.idx])
            ):
                codes = tuple(dict.fromkeys([*self.codes(one), *codes]))
        if subject is not None and codes and subject.i < verb.i and subject.pos_ != "PRON":
            start = subject.left_edge.idx
            first = (
                subject.head if subject.head.pos_ in ("VERB", "AUX") and subject.i < subject.head.i < verb.i else verb
            )
            listed = (
                codes_of(self.parties_between(start, first.idx))
                if len(subject.text) and subject.left_edge.i <= subject.i
                else ()
            )
            between = self.text[subject.idx : verb.idx]
            if not re.search(r"\b(?:who|which|that|where|after|as|while)\b", between):
                codes = tuple(dict.fromkeys([*codes, *listed]))
        return codes

    def mentioned(self, start: int = 0, end: int | None = None) -> Codes:
        """Give the codes of every mention between two characters."""
        stop = len(self.text) if end is None else end
        return codes_of([m for m in self.mentions if start <= m.start and m.end <= stop])
