"""Fetch the faces that documents print in, unchanged, and write down what they are.

Run by `make vendor` (needs npm): `python -m ndt.pdf.vendor`. The faces stay on the server, so they
do not count for the web's budget; `tests/ndt/pdf/test_fonts.py` checks every file against the
manifest.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package and the styles of it that we keep."""

    name: str
    version: str
    styles: tuple[str, ...]


PACKAGES = (
    Package("bricolage-grotesque", "0.4.1", ("600SemiBold", "800ExtraBold")),
    Package("atkinson-hyperlegible-next", "0.4.1", ("400Regular", "400Regular_Italic", "700Bold")),
    Package("noto-sans", "0.4.2", ("400Regular", "700Bold")),
    Package("noto-sans-arabic", "0.4.3", ("400Regular", "700Bold")),
    Package("noto-sans-hebrew", "0.4.1", ("400Regular", "700Bold")),
    Package("noto-sans-ethiopic", "0.4.2", ("400Regular", "700Bold")),
    Package("noto-sans-armenian", "0.4.2", ("400Regular",)),
    Package("noto-sans-georgian", "0.4.3", ("400Regular",)),
    Package("noto-sans-devanagari", "0.4.1", ("400Regular",)),
    Package("noto-sans-thai", "0.4.2", ("400Regular",)),
    Package("noto-sans-sc", "0.4.3", ("400Regular",)),
    Package("noto-sans-kr", "0.4.3", ("400Regular",)),
)


def fetch(package: Package) -> dict[str, str]:
    """Unpack the kept files of `package` into `fonts/<name>/`; give the SHA-256 of each."""
    target = FOLDER / package.name
    target.mkdir(parents=True, exist_ok=True)
    kept = {}
    with tempfile.TemporaryDirectory() as scratch:
        wanted = f"@expo-google-fonts/{package.name}@{package.version}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=scratch, check=True)  # noqa: S603, S607
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as bundle:
            for member in bundle.getmembers():
                parts = member.name.split("/")
                is_face = parts[1] in package.styles and member.name.endswith(".ttf")
                if not is_face and member.name != "package/LICENSE_FONT":
                    continue
                content = bundle.extractfile(member)
                assert content is not None, member.name
                path = target / parts[-1]
                path.write_bytes(content.read())
                kept[path.relative_to(FOLDER).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return dict(sorted(kept.items()))


def main() -> None:
    """Fetch all faces and write the manifest."""
    manifest = [
        {
            "package": f"@expo-google-fonts/{package.name}",
            "version": package.version,
            "licence": "OFL-1.1",
            "files": fetch(package),
        }
        for package in PACKAGES
    ]
    (FOLDER / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
