"""Office files (docx, xlsx) without the time at which they were made: the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def same_bytes(made: bytes, *, moments: bool = False) -> bytes:
    """Give the same archive with one fixed time for every part, in one order; ``moments``: also inside its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            content = old.read(name)
            new.writestr(
                part, MOMENT.sub(b"1980-01-01T00:00:00Z", content) if moments and name == PROPERTIES else content
            )
    return out.getvalue()
