"""Speed of the what-if engine beside named peers, in one run; prints ratios (peer time / ours, above 1 is faster).

usage: python benchmarks/whatif.py [--trees FOLDER]

``--trees`` names a folder with the Aralia fault trees (``*.xml.gz``). Peers are used where they are installed:
``dd`` (CUDD, depth-first order), NumPy boolean sampling, pyAgrum and ProbLog (exact inference), and SCRAM, a program
that is found on the PATH. "Engine" is compiling, chance and all importances, without start and reading of the file (SCRAM: with its importances
for the events of cut sets of at most two; it gives no others without listing larger sets); "process" is all of a command
from start to end. Compiled code is loaded before anything is measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scram import scram_times

import latticework as lw
from latticework.whatif.compile import compile_network
from latticework.whatif.engines import best_chance
from latticework.whatif.exact import chance, importances
from latticework.whatif.mef_read import load_tree
from latticework.whatif.network import AND, AT_LEAST, EVENT, Network
from latticework.whatif.sampling import BLOCK, Flat, flat, sampled

LEAST_ROWS = 4_000  # what is smaller has an evaluation that is mostly the call


def seconds(what: Callable[[], object], repeat: int = 3) -> float:
    best = math.inf
    for _ in range(repeat):
        began = time.perf_counter()
        what()
        best = min(best, time.perf_counter() - began)
    return best


def dd_naive(network: Network, root: int, chances: dict[str, float], most: float = 30.0) -> float:
    """Chance by CUDD through dd, events in depth-first order, no reordering."""
    from dd import cudd

    manager = cudd.BDD()
    manager.configure(reordering=False)
    names = {node: name for name, node in network.names.items()}
    seen, stack, order = set(), [root >> 1], []
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            if node in names:
                order.append(names[node])
            stack += [part >> 1 for part in reversed(network.parts[node])]
    manager.declare(*order)
    built = {0: manager.true}
    for node in network.below(root):
        if node == 0:
            continue
        parts = [~built[p >> 1] if p & 1 else built[p >> 1] for p in network.parts[node]]
        if network.kind[node] == EVENT:
            built[node] = manager.var(names[node])
        elif network.kind[node] == AND:
            built[node] = manager.true
            for part in parts:
                built[node] &= part
        elif network.kind[node] == AT_LEAST:
            rows = [manager.true] + [manager.false] * network.k[node]
            for part in parts:
                for j in range(network.k[node], 0, -1):
                    rows[j] |= part & rows[j - 1]
            built[node] = rows[-1]
        else:
            built[node] = manager.false
            for part in parts:
                built[node] = manager.apply("xor", built[node], part)
    top = ~built[root >> 1] if root & 1 else built[root >> 1]
    memo: dict[int, float] = {}

    def p(node) -> float:
        if node == manager.true:
            return 1.0
        if node == manager.false:
            return 0.0
        key = int(node)
        if key not in memo:
            if node.negated:
                memo[key] = 1 - p(~node)
            else:
                q = chances[node.var]
                memo[key] = q * p(node.high) + (1 - q) * p(node.low)
        return memo[key]

    return p(top)


def numpy_sampling(
    network: Network, nodes: list[int], roots: list[int], chances: dict[str, float], draws: int
) -> list[float]:
    """Sampling with one boolean array a node; ``nodes`` are those that the roots use, what is used first."""
    generator = np.random.default_rng(1)
    value = {0: np.ones(draws, bool)}
    names = {node: name for name, node in network.names.items()}
    for node in nodes:
        if node == 0:
            continue
        parts = [~value[p >> 1] if p & 1 else value[p >> 1] for p in network.parts[node]]
        if node in names:
            value[node] = generator.random(draws) < chances[names[node]]
        elif network.kind[node] == AND:
            value[node] = np.logical_and.reduce(parts)
        elif network.kind[node] == AT_LEAST:
            value[node] = np.sum(parts, axis=0) >= network.k[node]
        else:
            value[node] = np.logical_xor.reduce(parts)
    return [float((~value[root >> 1] if root & 1 else value[root >> 1]).mean()) for root in roots]


def problog_exact(network: Network, root: int, chances: dict[str, float]) -> float:
    from problog import get_evaluatable
    from problog.program import PrologString

    names = {node: f"e{node}" for node in network.names.values()}
    of = {node: name for name, node in network.names.items()}
    lines = []
    for node in network.below(root):
        said = [("\\+" if p & 1 else "") + f"n{p >> 1}" for p in network.parts[node]]
        if node in names:
            lines.append(f"{chances[of[node]]}::n{node}.")
        elif network.kind[node] == AND:
            lines.append(f"n{node} :- {', '.join(said) or 'true'}.")
        else:
            return math.nan
    lines.append(f"top :- {chr(92) + '+' if root & 1 else ''}n{root >> 1}.\nquery(top).")
    result = get_evaluatable().create_from(PrologString("\n".join(lines))).evaluate()
    return float(next(iter(result.values())))


def pyagrum_exact(network: Network, root: int, chances: dict[str, float]) -> float:
    import pyagrum as gum

    net = gum.BayesNet()
    of = {node: name for name, node in network.names.items()}
    counter = 0

    def variable(name: str) -> None:
        net.add(gum.LabelizedVariable(name, name, 2))

    def gate(name: str, literals: list[tuple[str, int]]) -> None:
        """AND of two literals at a time, so that no table has more than eight entries."""
        nonlocal counter
        left, left_not = literals[0]
        for i, (right, right_not) in enumerate(literals[1:], 1):
            out = name if i == len(literals) - 1 else f"t{counter}"
            counter += 1
            variable(out)
            net.addArc(left, out)
            net.addArc(right, out)
            for a in (0, 1):
                for b in (0, 1):
                    true = float((a ^ left_not) and (b ^ right_not))
                    net.cpt(out)[{left: a, right: b}] = [1 - true, true]
            left, left_not = out, 0

    for node in network.below(root):
        if node in of:
            variable(f"n{node}")
            net.cpt(f"n{node}").fillWith([1 - chances[of[node]], chances[of[node]]])
        elif node and network.kind[node] == AND:
            gate(f"n{node}", [(f"n{p >> 1}", p & 1) for p in network.parts[node]])
        elif node:
            return math.nan
    engine = gum.LazyPropagation(net)
    engine.setTargets({f"n{root >> 1}"})
    engine.makeInference()
    return float(engine.posterior(f"n{root >> 1}")[1 - (root & 1)])


def trees(folder: Path) -> None:
    print("\n## Fault trees: compile, chance and all importances (seconds)\n")
    print(
        "| tree | rows | ours | SCRAM engine | dd, depth-first | pyAgrum | ProbLog | dd / ours | SCRAM / ours | "
        "our process | SCRAM process |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    ratios: dict[str, list[float]] = {"dd": [], "SCRAM engine": [], "SCRAM process": [], "pyAgrum": [], "ProbLog": []}
    large: list[float] = []
    small = {"chinese", "das9202", "das9203", "das9204", "das9205"}
    for path in sorted(folder.glob("*.xml.gz")):
        name = path.name.removesuffix(".xml.gz")
        tree = load_tree(path)
        inputs = {n: np.array([p]) for n, p in tree.chances.items()}
        rows = 0

        def ours(tree=tree, inputs=inputs) -> None:
            nonlocal rows
            compiled = compile_network(tree.network, tree.root)
            rows = compiled.size
            importances(compiled, inputs)

        ours()
        time_ours = seconds(ours, 7)
        given = dict(tree.chances)
        cell = {"dd": "-", "pyAgrum": "-", "ProbLog": "-"}
        time_dd = seconds(lambda tree=tree, given=given: dd_naive(tree.network, tree.root, given), 1)
        cell["dd"] = f"{time_dd:.3f}"
        ratios["dd"].append(time_dd / time_ours)
        for peer, run, module in (("pyAgrum", pyagrum_exact, "pyagrum"), ("ProbLog", problog_exact, "problog")):
            if name in small and importlib.util.find_spec(module):
                try:
                    got = run(tree.network, tree.root, given)
                    exact = best_chance(tree.network, tree.root, inputs).chance[0]
                    if not math.isnan(got):
                        assert math.isclose(got, exact, rel_tol=1e-6), (peer, name, got, exact)
                        peer_time = seconds(lambda run=run, t=tree, g=given: run(t.network, t.root, g), 1)
                        cell[peer] = f"{peer_time:.3f}"
                        ratios[peer].append(peer_time / time_ours)
                except Exception as problem:  # noqa: BLE001  # a peer that cannot is a result too
                    cell[peer] = type(problem).__name__
        scram = scram_times(path)
        command = [sys.executable, "-m", "latticework.cli", "tree", str(path), "--order", "1"]
        whole = seconds(lambda command=command: subprocess.run(command, check=True, capture_output=True), 1)
        if scram:
            ratios["SCRAM engine"].append(scram[0] / time_ours)
            ratios["SCRAM process"].append(scram[1] / whole)
            if scram[1] > 0.3:
                large.append(scram[0] / time_ours)
        print(
            f"| {name} | {rows:,} | {time_ours:.5f} | {f'{scram[0]:.5f}' if scram else '-'} | {cell['dd']} | "
            f"{cell['pyAgrum']} | {cell['ProbLog']} | {time_dd / time_ours:.1f} | "
            f"{f'{scram[0] / time_ours:.1f}' if scram else '-'} | {whole:.2f} | {f'{scram[1]:.2f}' if scram else '-'} |",
            flush=True,
        )
    if large:
        ratios["SCRAM engine, trees for which its process needs over 0.3 s"] = large
    for peer, values in ratios.items():
        if values:
            mean = math.exp(sum(map(math.log, values)) / len(values))
            print(f"\n{peer}: geometric mean {mean:.1f} x over {len(values)} trees, smallest {min(values):.2f} x")


def draws(folder: Path) -> None:
    print("\n## 10,000 draws of all inputs, as a multiple of the price of one (goal: at most 30)\n")
    print(
        "The price of one is that of one answer: compiling and evaluating. Evaluating alone cannot come near 30: one draw\n"
        "is one multiplication and one fused addition a row, and the processor does four at a time, so that 10,000 draws\n"
        "cost at least some hundred times one (last column: nanoseconds for one row and one draw).\n"
    )
    print("| tree | rows | compile | evaluate one | evaluate 10,000 | with compiling | evaluating alone | ns |")
    print("|---|---|---|---|---|---|---|---|")
    for path in sorted(folder.glob("*.xml.gz")):
        tree = load_tree(path)
        generator = np.random.default_rng(1)
        many = {n: p * (0.5 + generator.random(10_000)) for n, p in tree.chances.items()}
        one = {n: p[:1] for n, p in many.items()}
        compiled = compile_network(tree.network, tree.root)
        if compiled.size < LEAST_ROWS:
            continue
        compile_time = seconds(lambda t=tree: compile_network(t.network, t.root), 2)
        time_one = seconds(lambda c=compiled, o=one: chance(c, o), 5)
        time_many = seconds(lambda c=compiled, m=many: chance(c, m), 1)
        print(
            f"| {path.name.removesuffix('.xml.gz')} | {compiled.size:,} | {compile_time:.4f} | {time_one:.5f} | {time_many:.3f} | "
            f"{(compile_time + time_many) / (compile_time + time_one):.1f} x | {time_many / time_one:.0f} x | "
            f"{1e9 * time_many / compiled.size / 10_000:.2f} |",
            flush=True,
        )


def shipped() -> None:
    print("\n## The shipped lattice, full answer with 4,000 draws (goal: under 50 ms for a slider)\n")
    lattice = lw.Register.shipped().as_of("2024-07-31")
    first = seconds(lambda: lattice.what_if(actor="USA"), 1)

    def slide() -> None:
        change = lw.Change(actor="USA", posture="scaled_back", on="2025-01-20", level=(0.37, 0.37))
        lattice.what_if(lw.Scenario(changes=(change,)))

    print(f"first answer {1000 * first:.0f} ms; each further position of the slider {1000 * seconds(slide, 5):.0f} ms")


def synthetic_world() -> tuple[Network, list[int], dict[str, float]]:
    """200 states, 5,000 arrangements of 2-30 parties, 500 functions of k-of-n among 3-40 arrangements; seed 1."""
    generator = np.random.default_rng(1)
    network = Network()
    states = [network.event(f"s{i}") for i in range(200)]
    chances = {f"s{i}": float(p) for i, p in enumerate(0.6 + 0.4 * generator.random(200))}
    arrangements = []
    for i in range(5000):
        size = int(generator.integers(2, 31))
        parties = [states[j] for j in generator.choice(200, size, replace=False)]
        ready = network.event(f"r{i}")
        chances[f"r{i}"] = float(0.5 + 0.5 * generator.random())
        quorum = network.at_least(max(1, int(round(size * (0.5 + 0.4 * generator.random())))), parties)
        arrangements.append(network.all_of((ready, quorum)))
    functions = []
    for _ in range(500):
        size = int(generator.integers(3, 41))
        chosen = [arrangements[j] for j in generator.choice(5000, size, replace=False)]
        functions.append(network.at_least(max(1, int(size * 0.6)), chosen))
    return network, functions, chances


def bare_words(laid: Flat, blocks: int) -> Callable[[], object]:
    """The least that a sampler with 64 draws a word could do: every literal's words are read once and met with one AND
    and one OR, every event's and gate's words are written once; nothing is drawn at random and nothing is counted.
    """
    from numba import njit

    @njit(nogil=True)
    def words(start, parts, events, bits, blocks):
        for block in range(blocks):
            for event in range(events):
                row = bits[event]
                for w in range(64):
                    row[w] = np.uint64(block)
            for gate in range(start.shape[0] - 1):
                out = bits[events + gate]
                for w in range(64):
                    out[w] = np.uint64(0xFFFFFFFFFFFFFFFF)
                for i in range(start[gate], start[gate + 1]):
                    row = bits[parts[i] >> 1]
                    for w in range(64):
                        out[w] = (out[w] & row[w]) | np.uint64(i)

    bits = np.zeros((len(laid.names) + len(laid.kind), 64), np.uint64)
    words(laid.start, laid.parts, len(laid.names), bits, 1)
    return lambda: words(laid.start, laid.parts, len(laid.names), bits, blocks)


def sampler() -> None:
    print("\n## The sampler on the synthetic world (goals: 20 x NumPy boolean, within 3 x of bare word operations)\n")
    network, functions, chances = synthetic_world()
    sampled(network, functions[:1], chances, draws=BLOCK)
    ours_draws, numpy_draws = 1 << 18, 1 << 11
    ours = seconds(lambda: sampled(network, functions, chances, draws=ours_draws))
    nodes = sorted({node for root in functions for node in network.below(root)})
    once = seconds(lambda: numpy_sampling(network, nodes, functions, chances, numpy_draws), 2)
    theirs = once * ours_draws / numpy_draws
    laid = flat(network, functions)
    floor = seconds(bare_words(laid, ours_draws // BLOCK))
    print(
        f"{len(laid.parts):,} literals, {ours_draws:,} draws of all {len(functions)} functions: {ours:.2f} s. NumPy boolean "
        f"would need {theirs:.1f} s: {theirs / ours:.0f} x. A bare compiled loop with one AND and one OR for each word of each "
        f"literal, without random numbers and without counting, needs {floor:.2f} s: we are within {ours / floor:.1f} x."
    )


def world() -> None:
    print("\n## The synthetic world end to end (goal: under 60 s)\n")
    began = time.perf_counter()
    network, functions, chances = synthetic_world()
    built = time.perf_counter()
    exact = 0
    for root in functions:
        inputs = {name: np.array([p]) for name, p in chances.items()}
        if len(network.below(root)) < 40:
            exact += best_chance(network, root, inputs, most_rows=50_000).standard_error is None
    rough = sampled(network, functions, chances, draws=1 << 17)
    worst = max(one.standard_error for one in rough)
    print(
        f"{time.perf_counter() - began:.1f} s ({built - began:.1f} s to build {len(network.kind):,} nodes); {exact} small "
        f"functions exact, the rest sampled with {rough[0].draws:,} draws, largest standard error {worst:.4f}; at most "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB of memory, everything before included"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trees", type=Path, help="folder with the Aralia trees")
    arguments = parser.parse_args()
    shipped()
    if arguments.trees:
        trees(arguments.trees)
        draws(arguments.trees)
    sampler()
    world()


if __name__ == "__main__":
    main()
