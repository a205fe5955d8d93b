"""Write small screenshots of the web app's views, light and dark, into docs/screens. Run: python scripts/screenshots.py"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

VIEWS = {
    "lattice": "/?pull=USA:withdrawn",
    "lattice-panel": "/?pull=USA:scaled_back&show=nsatu",
    "what-if": "/what-if?a1_actor=USA&a1_posture=scaled_back&b1_actor=USA&b1_posture=withdrawn",
    "advise": "/advise?function=north-korea&function=sustain-ukraine&steps=2",
    "timeline": "/timeline",
    "read": "/read",
    "register": "/register",
    "briefing": "/briefing",
}
REPOSITORY = Path(__file__).resolve().parent.parent
INTO, SITE = REPOSITORY / "docs" / "screens", REPOSITORY / "build" / "site"


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "latticework.cli", *map(str, words)]


def main() -> None:
    INTO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        register = Path(folder) / "r.duckdb"
        subprocess.run(command("--register", register, "init"), check=True, capture_output=True)
        documents = INTO.parent.parent / "src" / "latticework" / "shipped" / "documents"
        subprocess.run(command("--register", register, "read", documents), check=True, capture_output=True)
        serving = subprocess.Popen(
            command("--register", register, "serve", "--port", 0), stdout=subprocess.PIPE, text=True
        )
        try:
            assert serving.stdout
            found = next(m for line in serving.stdout if (m := re.search(r"(http://[^/]+)/\?token=(\S+)", line)))
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for scheme in ("light", "dark"):
                page = browser.new_context(viewport={"width": 1280, "height": 1000}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
                page.goto(found[0])
                for name, path in VIEWS.items():
                    page.goto(found[1] + path, wait_until="networkidle")
                    if name == "advise":
                        expect(page.locator("#sets")).to_be_visible(timeout=120_000)
                    if name == "briefing":
                        expect(page.frame_locator("iframe.paper").get_by_role("heading", level=1)).to_be_visible()
                    target = INTO / f"{name}-{scheme}.png"
                    page.screenshot(path=target, full_page=name == "lattice")
                    small(target)
                    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")
            documentation(browser)
            browser.close()
        finally:
            serving.terminate()
            serving.wait(timeout=30)


def documentation(browser: Browser) -> None:
    """The documentation, where `make docs` has built it."""
    if not (SITE / "tutorial.html").exists():
        print("No documentation in build/site: run `make docs` first for its screenshot")
        return
    for scheme in ("light", "dark"):
        page = browser.new_context(viewport={"width": 1280, "height": 1000}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
        page.goto((SITE / "tutorial.html").as_uri() + "#2-what-holds-if-a-party-walks-away", wait_until="networkidle")
        target = INTO / f"docs-{scheme}.png"
        page.screenshot(path=target)
        small(target)
        print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


def small(target: Path) -> None:
    """Fewer colours where Pillow is there; these pages have few."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(target) as image:
        image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
