"""The Lattice in a browser: frame times for 20, 100 and 300 rails, time to the first useful picture, page weight.

Limits compared with, in the same run: 33 ms a frame. The lattices are invented from a seed; only the last row is shipped.
Run: python benchmarks/web.py [SEED]
"""

import random
import shutil
import socket
import sys
import threading
import time
from dataclasses import replace
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

import latticework as lw
from latticework.model import Entity, Function, Provider, Task, Works
from latticework.web import create_app

LIMIT_MS = 33.0
THEATRES = ("europe", "cross_regional", "japan", "korea", "south_china_sea")
FRAMES = """async () => {
  const slider = document.querySelector("input[type=range]"), times = [];
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  for (let round = 0; round < 3; round++) for (let i = 0; i <= 40; i++) {
    slider.value = i;
    await painted();
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    await painted();
    times.push(performance.now() - start);
  }
  return [times, latticework.measured.times.slice(1)];
}"""
LOADED = """async () => {
  while (!performance.getEntriesByName("first-contentful-paint").length) await new Promise(requestAnimationFrame);
  const [page] = performance.getEntriesByType("navigation"), all = performance.getEntriesByType("resource");
  const first = performance.getEntriesByName("first-contentful-paint")[0];
  return [page.responseStart, first.startTime, [page, ...all].reduce((sum, one) => sum + one.encodedBodySize, 0)];
}"""


class Kept:
    """A keeper that holds one lattice."""

    path = None

    def __init__(self, lattice: lw.Lattice) -> None:
        self.only = lattice

    def lattice(self, *dates: Any) -> lw.Lattice:
        return self.only


def invented(rails: int, seed: int) -> lw.Lattice:
    """A lattice of so many arrangements over the shipped actors, each carrying one of ten functions."""
    draw, base = random.Random(seed), lw.Register.shipped().as_of("2024-07-31").snapshot
    actors = draw.sample([a for a, e in base.actors.items() if e.get("kind") == "state" and a != "USA"], 34)
    arrangements, works, tasks, functions = {}, {}, {}, {}
    for i in range(rails):
        id, members = f"rail-{i:03}", draw.sample(actors, draw.randint(1, 6))
        hub = draw.random() < 0.6
        values = {"label": f"Arrangement {i}", "theatre": THEATRES[i % 5], "parties": [*members, *["USA"] * hub]}
        arrangements[id] = Entity(id=id, type="arrangement", values=values)
        works[id] = Works(essential=("USA", members[0]) if hub and draw.random() < 0.5 else (members[0],))
    for f in range(10):
        of = [id for i, id in enumerate(arrangements) if i % 10 == f]
        tasks[f"t{f}"] = Task(
            id=f"t{f}", label=f"Task {f}", function=f"f{f}", theatre=THEATRES[f % 5], gate="at_least", k=1 + len(of) // 2,
            providers=tuple(Provider(by=id) for id in of),
        )  # fmt: skip
        functions[f"f{f}"] = Function(
            id=f"f{f}", label=f"Function {f}", theatre=THEATRES[f % 5], gate="all", tasks=(f"t{f}",)
        )
    return lw.Lattice(
        replace(base, arrangements=arrangements, works=works, tasks=tasks, functions=functions, meetings={}, commitments={}, roles={}, constraints={}, positions={})
    )  # fmt: skip


def measure(browser: Any, lattice: lw.Lattice) -> tuple[float, ...]:
    """First picture (ms; cold and warm), 6 and 41 levels (ms), frames (median, 95th, worst), script alone, weight."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(Kept(lattice), token="t", port=port)  # type: ignore[arg-type]
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"http://127.0.0.1:{port}/?token=t&pull=USA:withdrawn")
    cold = page.evaluate(LOADED)[1]
    page.reload(wait_until="networkidle")
    _, warm, weight = page.evaluate(LOADED)
    grids = []
    for every in (8, 1):
        start = time.perf_counter()
        page.evaluate(
            f"fetch('/api/lattice/levels?pull=USA:0&pull=FRA:0.5&move=USA&every={every}').then((a) => a.text())"
        )
        grids.append(1000 * (time.perf_counter() - start))
    page.locator("input[type=range]").focus()
    page.wait_for_load_state("networkidle")
    frames, script = page.evaluate(FRAMES)
    frames, script = sorted(frames), sorted(script)
    server.should_exit = True
    thread.join(10)
    at = lambda row, share: row[min(len(row) - 1, int(share * len(row)))]  # noqa: E731
    return cold, warm, *grids, at(frames, 0.5), at(frames, 0.95), frames[-1], at(script, 0.5), weight / 1000


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 20240731
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"Seed {seed}; Chromium {browser.version}, without a graphics card; 123 slider moves each.\n")
        print(
            "| rails | first picture, ms (first visit) | again | the slider moves after (6 levels), ms | 41 levels, ms | frame, ms: median | 95th | worst | 33 ms / 95th | of it script | page, kB |"
        )
        print("|---|---|---|---|---|---|---|---|---|---|---|")
        shipped = lw.Register.shipped().as_of("2024-07-31")
        for name, lattice in [*((str(n), invented(n, seed)) for n in (20, 100, 300)), ("29, shipped", shipped)]:
            cold, warm, few, grid, median, late, worst, script, weight = measure(browser, lattice)
            print(
                f"| {name} | {cold:.0f} | {warm:.0f} | {few:.0f} | {grid:.0f} | {median:.1f} | {late:.1f} | {worst:.1f} | "
                f"{LIMIT_MS / late:.1f} | {script:.1f} | {weight:.0f} |", flush=True,
            )  # fmt: skip
        browser.close()


if __name__ == "__main__":
    main()
