"""Dataclasses as plain JSON, for ``--json``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any


def to_json(value: Any) -> Any:
    """Turn dataclasses, mappings and sequences into what ``json.dumps`` takes; field names are kept."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in value]
    if isinstance(value, (date, Path)):
        return str(value)
    if hasattr(value, "item"):  # a NumPy scalar
        return value.item()
    return value
