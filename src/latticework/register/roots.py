"""Which entity a subject is, when one was merged into another, and that into a third."""

from __future__ import annotations

from latticework.model import RegisterError


def follow(links: dict[str, str]) -> dict[str, str]:
    """Follow each link to its end.

    Raises:
        RegisterError: the links go round in a circle.

    >>> follow({"a": "b", "b": "c"})
    {'a': 'c', 'b': 'c'}
    """
    ends: dict[str, str] = {}
    for start in links:
        seen, at = {start}, links[start]
        while at in links:
            if at in seen:
                raise RegisterError(f"{start!r} would be merged into itself", remedy="Split one of them first")
            seen.add(at)
            at = links[at]
        ends[start] = at
    return ends
