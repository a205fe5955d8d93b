"""Pages from templates: one environment, one base, the views' navigation."""

from __future__ import annotations

from functools import cache
from math import floor
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from latticework.show.words import PLACES, chance

if TYPE_CHECKING:
    from jinja2 import Environment

VIEWS = (
    ("/", "Lattice"),
    ("/what-if", "What if"),
    ("/advise", "Advise"),
    ("/timeline", "Timeline"),
    ("/read", "Read & review"),
    ("/register", "Register"),
    ("/briefing", "Briefing"),
)
"""Path and name of each view, as the navigation lists them."""


@cache
def environment() -> Environment:
    """The templates; everything that is put in is escaped, and a missing value is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("latticework.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    made.filters["chance"] = chance
    made.filters["place"] = lambda theatre: PLACES.get(theatre, str(theatre).replace("_", " ").title())
    made.filters["px"] = lambda value: f"{floor(value * 10 + 0.5) / 10:g}"
    made.filters["slug"] = lambda words: str(words).replace(" ", "-")
    made.filters["exact"] = exact
    made.policies["json.dumps_kwargs"] = {"sort_keys": False, "separators": (",", ":")}
    return made


def exact(text: str) -> Markup:
    """Write text so that a browser's page holds it character by character: it would read CR as LF, and drop NUL."""
    return Markup(escape(text).replace("\r", Markup("&#13;")).replace("\0", "\ufffd"))


def kept_dates(request: Request) -> list[tuple[str, str]]:
    """The part of the address that every view keeps: the two dates."""
    return [(name, value) for name in ("as_of", "as_known") if (value := request.query_params.get(name))]


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Fill a template; ``kept`` are the two dates of the address."""
    kept = dict(kept_dates(request))
    html = environment().get_template(template).render(views=VIEWS, here=request.url.path, kept=kept, **values)
    return HTMLResponse(html, status_code=status)


def fragment(template: str, **values: Any) -> HTMLResponse:
    """Fill a template that is a part of a page."""
    return HTMLResponse(environment().get_template(template).render(**values))
