"""Fetch the front's packages, copy them unchanged into static/vendor/, and bundle their CSS.

`make vendor` runs this; it is the only thing in the house that needs Node (for `npm pack`).
`python ndt/web/vendor.py --bundle` only rebuilds the bundle from the files that are there.

Written without Django, so that it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent.parent / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
BUNDLES = {"frame": VENDOR / "frame.css", "forms": VENDOR / "forms.css"}


@dataclass(frozen=True, slots=True)
class Package:
    """A package at one version, and the files of it that we serve.

    files: paths inside the package. css: the file among them that goes into a bundle. bundle: which
    one: `frame` is for every page, `forms` for pages with forms, notices and tables.
    """

    name: str
    version: str
    licence: str
    licence_file: str
    files: tuple[str, ...]
    css: str = ""
    bundle: str = "forms"

    @property
    def folder(self) -> Path:
        """Where the copy stands: `static/vendor/<name>/<version>/`, without the at-sign and slash."""
        return VENDOR / self.name.lstrip("@").replace("/", "-") / self.version


def utrecht(component: str, version: str) -> Package:
    """Describe one component of the Utrecht library of NL Design System."""
    css = "dist/index.min.css"
    return Package(f"@utrecht/{component}-css", version, "EUPL-1.2", "LICENSE.md", (css,), css)


def candidate(component: str, version: str) -> Package:
    """Describe one component that is a candidate for the national standard."""
    css = f"dist/{component}.css"
    return Package(
        f"@nl-design-system-candidate/{component}-css",
        version,
        "EUPL-1.2",
        "LICENSE.md",
        (css, f"{css}.map"),
        css,
        "frame",
    )


def typeface(name: str, version: str) -> Package:
    """Describe a variable typeface: Latin and extended Latin, upright, the weight axis only."""
    files = tuple(f"files/{name}-{subset}-wght-normal.woff2" for subset in ("latin", "latin-ext"))
    return Package(f"@fontsource-variable/{name}", version, "OFL-1.1", "LICENSE", files)


PACKAGES = (
    # 2.x: the long-supported line. 4.x is a rewrite that changes events and inheritance.
    Package("htmx.org", "2.0.11", "0BSD", "LICENSE", ("dist/htmx.min.js",)),
    typeface("bricolage-grotesque", "5.3.0"),
    typeface("atkinson-hyperlegible-next", "5.3.0"),
    candidate("skip-link", "1.0.5"),
    candidate("button", "1.1.0"),
    utrecht("form-field", "3.0.1"),
    utrecht("form-label", "3.0.1"),
    utrecht("form-field-description", "3.0.1"),
    utrecht("form-field-error-message", "3.0.1"),
    utrecht("textbox", "4.0.1"),
    utrecht("textarea", "4.0.1"),
    utrecht("select", "3.0.1"),
    utrecht("alert", "4.0.2"),
    utrecht("table", "3.0.1"),
)


def sha256(content: bytes) -> str:
    """Give the hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def fetch(package: Package) -> str:
    """Copy a package's files and licence into its folder. Returns npm's own integrity value."""
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run(  # noqa: S603
            ["npm", "pack", "--json", "--ignore-scripts", f"{package.name}@{package.version}"],  # noqa: S607
            cwd=scratch,
            check=True,
            capture_output=True,
            text=True,
        )
        description = json.loads(packed.stdout)[0]
        with tarfile.open(Path(scratch) / description["filename"]) as archive:
            for name in (*package.files, package.licence_file):
                member = archive.extractfile(f"package/{name}")
                if member is None:
                    raise SystemExit(f"{package.name} {package.version} has no file {name}: correct PACKAGES.")
                target = package.folder / Path(name).name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(member.read())
        return str(description["integrity"])


def bundle(name: str) -> str:
    """Join the CSS of a bundle's components in one cascade layer, so that a rule of the house always wins."""
    parts = ["/* Made by ndt/web/vendor.py from the unchanged files in this folder. Licences stand beside them. */\n"]
    for package in PACKAGES:
        if package.css and package.bundle == name:
            css = (package.folder / Path(package.css).name).read_text(encoding="utf-8")
            css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css).strip()
            parts.append(f"/* {package.name} {package.version}, {package.licence} */\n{css}\n")
    return "".join([parts[0], "@layer vendor{\n", *parts[1:], "}\n"])


def known_integrity() -> dict[tuple[str, str], str]:
    """Read from the manifest what each package at its version was when it was first fetched."""
    if not MANIFEST.exists():
        return {}
    packages = json.loads(MANIFEST.read_text(encoding="utf-8"))["packages"]
    return {(entry["name"], entry["version"]): entry["integrity"] for entry in packages}


def describe(package: Package, integrity: str) -> dict[str, object]:
    """Say for the manifest what stands in a package's folder."""
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "integrity": integrity,
        "files": {
            str(path.relative_to(VENDOR)): sha256(path.read_bytes())
            for path in sorted(package.folder.iterdir())
            if path.is_file()
        },
    }


def main(arguments: list[str]) -> int:
    """Fetch everything unless only the bundle is asked for; write the bundle and the manifest."""
    if "--bundle" not in arguments:
        known = known_integrity()
        entries = []
        for package in PACKAGES:
            sys.stdout.write(f"vendor: {package.name} {package.version}\n")
            integrity = fetch(package)
            if known.get((package.name, package.version), integrity) != integrity:
                raise SystemExit(f"{package.name} {package.version} is not the package it was: do not use it.")
            entries.append(describe(package, integrity))
        MANIFEST.write_text(json.dumps({"packages": entries}, indent=2) + "\n", encoding="utf-8")
    for name, path in BUNDLES.items():
        path.write_text(bundle(name), encoding="utf-8")
        sys.stdout.write(f"vendor: wrote {path.relative_to(VENDOR.parent.parent)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
