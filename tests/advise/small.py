"""Small lattices and steps at random, for tests that compare with listing everything."""

from hypothesis import strategies as st

from latticework.advise import Step
from latticework.model import Change, Entity, Function, Lattice, Provider, Range, Scenario, Task, Works

ACTORS = ("HUB", "AAA", "BBB", "CCC")
OTHERS = ACTORS[1:]
DRAWS = 7


def entity(id: str, type: str, **values: object) -> Entity:
    return Entity(id=id, type=type, values={"label": id, **values})  # type: ignore[arg-type]


def lattice_of(works: dict[str, Works], tasks: list[Task], functions: list[Function]) -> Lattice:
    return Lattice(
        as_of="2024-07-31",
        as_known=None,
        actors={code: entity(code, "actor", kind="state") for code in ACTORS},
        arrangements={id: entity(id, "arrangement", theatre="t", kind="command", parties=list(ACTORS)) for id in works},
        meetings={}, commitments={}, positions={}, roles={}, constraints={},
        functions={f.id: f for f in functions}, tasks={t.id: t for t in tasks}, works=works, sources={},
    )  # fmt: skip


WORKS = {
    "led": Works(lead="HUB", successors=("AAA",), handover="h"),
    "agreed": Works(essential=("HUB", "BBB"), ready="r"),
    "many": Works(quorum=(2, ("HUB", "AAA", "CCC")), carry_on="c", host="AAA"),
}
JUDGED = {
    id: Range(id=id, low=low, high=high, about=id, why="w", source="s")
    for id, low, high in (("h", 0.2, 0.6), ("r", 0.3, 0.9), ("c", 0.1, 0.5), ("f", 0.0, 0.4))
}
for posture, low, high in (("engaged", 1.0, 1.0), ("scaled_back", 0.3, 0.7), ("withdrawn", 0.0, 0.0)):
    JUDGED[f"posture:{posture}"] = Range(id=f"posture:{posture}", low=low, high=high, about="p", why="w", source="s")


@st.composite
def cases(draw: st.DrawFn) -> tuple[Lattice, Scenario, list[Step]]:
    """A lattice of two functions, a scenario, and up to six steps of every edit."""
    gates = st.sampled_from(["any", "all", "at_least"])
    providers = [Provider(by=by) for by in ("led", "agreed", "many", "BBB")]
    tasks = [
        Task(id="one", label="one", function="x", theatre="t", gate=draw(gates), k=2, providers=tuple(providers[:3])),
        Task(id="two", label="two", function="x", theatre="t", gate=draw(gates), k=2, providers=tuple(providers[1:])),
        Task(
            id="money", label="money", function="y", theatre="t", gate="share", need=0.8, fill="f",
            providers=(Provider(by="HUB", share=0.5), Provider(by="AAA", share=0.3), Provider(by="BBB", share=0.2)),
        ),
    ]  # fmt: skip
    functions = [
        Function(id="x", label="x", theatre="t", gate=draw(gates), k=1, tasks=("one", "two")),
        Function(
            id="y", label="y", theatre="t", gate="at_least", k=draw(st.sampled_from([1, 2])), tasks=("one", "money")
        ),
    ]
    posture = draw(st.sampled_from(["scaled_back", "withdrawn"]))
    change = Change(actor="HUB", posture=posture, on="2025-01-20")
    scenario = Scenario(changes=(change,), draws=DRAWS, seed=draw(st.integers(0, 99)))
    steps = draw(st.lists(st.sampled_from(every_step()), min_size=1, max_size=6, unique_by=lambda step: step.id))
    return lattice_of(WORKS, tasks, functions), scenario, steps


def every_step() -> list[Step]:
    return [
        step("sure-h", "secure", arrangement="led", event="handover:h", effect=(0.3, 0.7), lead_months=(1.0, 9.0)),
        step("sure-h2", "secure", arrangement="led", event="handover:h", effect=(0.1, 0.2)),
        step("sure-r", "secure", arrangement="agreed", event="ready:r", effect=(0.0, 0.9)),
        step("hand", "hand-over", arrangement="led", actors=("CCC",), lead_months=(3.0, 8.0)),
        step("share", "co-lead", arrangement="led", actors=("BBB",)),
        step("succeed", "succeed", arrangement="led", actors=("CCC",), effect=(0.2, 0.8)),
        step("widen", "widen", arrangement="many", actors=("BBB",), event="carry-on:c", effect=(0.0, 0.3)),
        step("loosen", "loosen", arrangement="agreed", actors=("HUB",), effect=(0.1, 0.5)),
        step("host", "host", arrangement="many", actors=("CCC",)),
        step("new", "provide", tasks=("one", "two"), actors=("CCC",), effect=(0.2, 0.6), lead_months=(4.0, 10.0)),
        step("move", "provide", tasks=("two",), arrangement="led", effect=(0.5, 0.9)),
        step("paid", "prefund", tasks=("money",), actors=("HUB",), effect=(0.1, 0.4)),
        step("fund", "fill", tasks=("money",), effect=(0.0, 0.3), lead_months=(2.0, 12.0)),
        step("notice", "notice", arrangement="agreed"),
    ]


def step(id: str, edit: str, **rest: object) -> Step:
    return Step(id=id, kind=id, label=id, edit=edit, effort=(1.0, 2.0), **rest)  # type: ignore[arg-type]
