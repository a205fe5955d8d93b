"""What the package stands on: a licence report that fails on GPL and AGPL, and a bill of materials (CycloneDX JSON).

usage: python scripts/supply_chain.py [--folder build/supply]

Reads the runtime lock (names, versions, hashes) and the metadata of what is installed; nothing is downloaded. The
optional extras are reported too, as far as they are installed. Prints how many packages there are and how large they
are, writes licences.md and sbom.json, and ends with code 1 when a licence is not allowed or not known.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^ \\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
FORBIDDEN = re.compile(r"(?<![A-Z])A?GPL|affero|(?<!lesser )general public license", re.IGNORECASE)
LESSER = re.compile(r"LGPL|lesser general public", re.IGNORECASE)
NO_LICENCE = ("", "unknown", "none", "dependency licenses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One installed package: its licence as its own metadata state it, hashes from the lock, size on disk."""

    name: str
    version: str
    licence: str
    hashes: tuple[str, ...] = ()
    kilobytes: int = 0
    extra: str = ""

    @property
    def problem(self) -> str | None:
        """Say why the package may not be shipped, or ``None``."""
        if self.licence.casefold() in NO_LICENCE:
            return "states no licence"
        choices = re.split(r"\bOR\b", self.licence)
        if all(FORBIDDEN.search(LESSER.sub("", choice)) for choice in choices):
            return f"is under {self.licence}"
        return None


def read_lock(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Give, for each locked package, its version and the SHA-256 of its files."""
    locked: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in text.splitlines():
        if found := LOCKED.match(line):
            name = canonicalize_name(found[1])
            locked[name] = (found[2], [])
        elif (found := HASH.search(line)) and name:
            locked[name][1].append(found[1])
    return {name: (version, tuple(hashes)) for name, (version, hashes) in locked.items()}


def licence_of(about: metadata.PackageMetadata) -> str:
    """Give the licence that a package's metadata state: the SPDX expression, else the field, else the classifiers."""
    expression = about.get("License-Expression")
    if expression:
        return str(expression)
    classified = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    field = (about.get("License") or "").strip().splitlines()
    written = field[0].strip() if field and len(field[0]) < 80 else ""
    return written or " AND ".join(line for line in classified if line != "OSI Approved")


def installed(name: str, hashes: Iterable[str] = (), extra: str = "") -> Package:
    """Describe an installed package.

    Raises:
        PackageNotFoundError: it is not installed.
    """
    found = metadata.distribution(name)
    files = (Path(str(file.locate())) for file in found.files or ())
    size = sum(path.stat().st_size for path in files if path.is_file())
    return Package(
        name=canonicalize_name(name), version=found.version, licence=licence_of(found.metadata), hashes=tuple(hashes),
        kilobytes=size // 1000, extra=extra,
    )  # fmt: skip


def runtime_packages(lock: Path) -> list[Package]:
    """Describe everything in the runtime lock, as it is installed here."""
    found = []
    for name, (version, hashes) in read_lock(lock.read_text(encoding="utf-8")).items():
        package = installed(name, hashes)
        if package.version != version:
            raise SystemExit(f"{name} is locked at {version} and installed at {package.version}: run `make setup`")
        found.append(package)
    return found


def extra_packages(present: Iterable[str]) -> list[Package]:
    """Describe what each optional extra adds, as far as it is installed."""
    known, found = set(present), []
    extras = metadata.metadata("latticework").get_all("Provides-Extra") or ()
    for extra in sorted(extras):
        waiting = list(metadata.requires("latticework") or ())
        environment = {**default_environment(), "extra": extra}
        while waiting:
            needed = Requirement(waiting.pop())
            name = canonicalize_name(needed.name)
            if name in known or (needed.marker and not needed.marker.evaluate(environment)):
                continue
            known.add(name)
            try:
                found.append(installed(name, extra=extra))
            except metadata.PackageNotFoundError:
                continue
            waiting += metadata.requires(name) or ()
            environment = {**default_environment(), "extra": ""}
    return found


def bill_of_materials(packages: Iterable[Package], version: str) -> dict[str, object]:
    """Give the packages as a CycloneDX 1.6 document; the same packages give the same bytes."""
    components = []
    for package in sorted(packages, key=lambda one: one.name):
        reference = f"pkg:pypi/{package.name}@{package.version}"
        component: dict[str, object] = {
            "type": "library",
            "bom-ref": reference,
            "name": package.name,
            "version": package.version,
            "purl": reference,
            "licenses": [{"license": {"name": package.licence}}],
        }
        if package.hashes:
            component["scope"] = "required"
            component["properties"] = [
                {"name": "latticework:accepted-file-sha256", "value": value} for value in package.hashes
            ]
        else:
            component["scope"] = "optional"
            component["properties"] = [{"name": "latticework:extra", "value": package.extra}]
        components.append(component)
    root = f"pkg:pypi/latticework@{version}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "latticework",
                "version": version,
                "purl": root,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
    }


def report(packages: Iterable[Package]) -> str:
    """Give the licence report as a Markdown table."""
    lines = ["| package | version | licence | extra | kB |", "|---|---|---|---|---|"]
    for package in packages:
        size = f"{package.kilobytes:,}"
        lines.append(f"| {package.name} | {package.version} | {package.licence} | {package.extra} | {size} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both files, print the summary, and fail on what may not be shipped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "build" / "supply")
    folder = parser.parse_args().folder
    runtime = runtime_packages(REPOSITORY / "requirements.lock")
    extras = extra_packages(["latticework", *(package.name for package in runtime)])
    packages = [*runtime, *extras]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "licences.md").write_text(report(packages), encoding="utf-8")
    version = metadata.version("latticework")
    bill = json.dumps(bill_of_materials(packages, version), ensure_ascii=False, indent=2) + "\n"
    (folder / "sbom.json").write_text(bill, encoding="utf-8")
    megabytes = sum(package.kilobytes for package in runtime) / 1000
    print(f"{len(runtime)} packages at run time, {megabytes:,.0f} MB; {len(extras)} more in extras.")
    problems = [package for package in packages if package.problem]
    for package in problems:
        print(f"{package.name} {package.version} {package.problem}.", file=sys.stderr)
    if problems:
        raise SystemExit(1)
    print(f"No GPL or AGPL among them. Wrote {folder}: licences.md, sbom.json.")


if __name__ == "__main__":
    main()
