"""axe-core over a page, in light and dark; it is given to the page by the browser, so that the policy need not allow it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[str]:
    """Say each violation of WCAG 2 A and AA in light and dark, and what it is about."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
        for one in Axe().run(page, options=options).response["violations"]:
            found += [f"{scheme}: {one['id']}: {node['html'][:120]}" for node in one["nodes"]]
    page.emulate_media(color_scheme="light")
    return found
