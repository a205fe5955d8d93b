"""Parts of speech from tags, by a table that is learnt from the language model's own rules as they are met.

spaCy's attribute ruler gives the part of speech of a token from its tag, its form and its dependency, by matching
179 patterns on every document: a fifth of the time of parsing. But what it says depends on little, so that a table
of its own answers, filled whenever something new is met, gives the same and costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import DEP, LEMMA, LOWER, POS, TAG

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Key = tuple[int, int, int, bool]


class WordClasses:
    """Sets ``pos`` (and the rare lemma the rules give) of a parsed document's tokens, as the model's ruler would."""

    def __init__(self, model: Language) -> None:
        ruler: Any = model.get_pipe("attribute_ruler")
        self._ruler = ruler
        strings = model.vocab.strings
        self._forms: set[int] = set()
        self._dependencies: set[int] = set()
        self._table: dict[Key, tuple[int, int]] = {}
        for rule in ruler.patterns:
            for pattern in rule["patterns"]:
                for token in pattern:
                    self._forms |= {strings.add(form) for form in _values(token.get("LOWER"))}
                    self._dependencies |= {strings.add(label) for label in _values(token.get("DEP"))}
        self._dummy = strings.add("expl")

    def set(self, doc: Doc) -> Doc:
        """Set the parts of speech of a document that is tagged and parsed."""
        forms, dependencies, table = self._forms, self._dependencies, self._table
        keys: list[Key] = []
        after_dummy = False  # "there is": the one rule that looks at the token before
        for tag, form, dependency in doc.to_array([TAG, LOWER, DEP]).tolist():
            listed = dependency if dependency in dependencies else 0
            keys.append((tag, form if form in forms else 0, listed, after_dummy))
            after_dummy = dependency == self._dummy
        try:
            found = [table[key] for key in keys]
        except KeyError:
            self._ruler(doc)
            table.update(zip(keys, map(tuple, doc.to_array([POS, LEMMA]).tolist()), strict=True))
            return doc
        if found:
            doc.from_array([POS, LEMMA], np.array(found, dtype="uint64"))  # type: ignore[arg-type]  # its stub knows thinc arrays only
        return doc


def _values(condition: Any) -> list[str]:
    """Give the words that a condition of a pattern names: a word, or those of IN and NOT_IN."""
    if condition is None:
        return []
    if isinstance(condition, str):
        return [condition]
    return [*condition.get("IN", ()), *condition.get("NOT_IN", ())]
