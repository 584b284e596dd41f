"""Short digests of files, so that a changed lexicon, config or sentence is seen."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path


def digest_files(paths: Iterable[Path]) -> str:
    """Sixteen hexadecimal digits over names and contents, in the order of the paths sorted."""
    digest = sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
