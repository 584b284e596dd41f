"""The software bill of materials: CycloneDX JSON of the bot's and the model server's locks."""

from __future__ import annotations

from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from .locks import BOT_LOCK, RASA_LOCK, Locked, read_lock

PARTS = {"rangkul": BOT_LOCK, "rangkul-model-server": RASA_LOCK}


def write_sbom(root: Path, version: str) -> str:
    """CycloneDX 1.6 as JSON. Raises OSError where a lock is missing."""
    program = Component(
        name="rangkul", version=version, type=ComponentType.APPLICATION, bom_ref="rangkul-all"
    )
    bom = Bom()
    bom.metadata.component = program
    parts = [_add(bom, name, version, read_lock(root / lock)) for name, lock in PARTS.items()]
    bom.register_dependency(program, parts)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _add(bom: Bom, name: str, version: str, packages: tuple[Locked, ...]) -> Component:
    """One part of the program with all that its environment holds."""
    part = Component(name=name, version=version, type=ComponentType.APPLICATION, bom_ref=name)
    bom.components.add(part)
    made = [_component(name, one) for one in packages]
    bom.components.update(made)
    bom.dependencies.add(Dependency(part.bom_ref, [Dependency(one.bom_ref) for one in made]))
    bom.dependencies.update(Dependency(one.bom_ref) for one in made)
    return part


def _component(owner: str, package: Locked) -> Component:
    """The same package in both environments is there twice: the versions differ."""
    url = PackageURL("pypi", name=package.name.lower(), version=package.version)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{owner}/{package.name}@{package.version}",
        purl=url,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.hashes],
    )
