"""Values as a person writes them on a command line."""

from __future__ import annotations

import json
from typing import Any

from latticework.model import RegisterError


def value_of(text: str) -> Any:
    """Take JSON as JSON and everything else as text."""
    try:
        return json.loads(text, parse_constant=lambda _: text)
    except ValueError:
        return text


def pairs_of(given: list[str]) -> dict[str, Any]:
    pairs = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise RegisterError(f"{one!r} is no NAME=VALUE", remedy="Say for example place=Tokyo")
        pairs[name] = value_of(value)
    return pairs
