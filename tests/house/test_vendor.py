"""What others made stands in static/vendor/ unchanged, with its licence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from ndt.web import vendor

MANIFEST = json.loads(vendor.MANIFEST.read_text(encoding="utf-8"))
FILES = {name: digest for package in MANIFEST["packages"] for name, digest in package["files"].items()}


def present() -> set[str]:
    made_here = {vendor.MANIFEST, *vendor.BUNDLES.values()}
    return {
        str(path.relative_to(vendor.VENDOR))
        for path in vendor.VENDOR.rglob("*")
        if path.is_file() and path not in made_here
    }


def test_every_file_is_in_the_manifest_and_the_other_way_round():
    assert present() == set(FILES)


def test_no_file_was_changed():
    changed = [name for name, digest in FILES.items() if vendor.sha256((vendor.VENDOR / name).read_bytes()) != digest]

    assert not changed


@pytest.mark.parametrize("package", MANIFEST["packages"], ids=lambda package: package["name"])
def test_a_package_has_its_licence_beside_it_and_may_be_used(package: dict):
    names = {Path(name).name.lower() for name in package["files"]}

    assert any(name.startswith("license") for name in names)
    assert package["licence"] in {"EUPL-1.2", "OFL-1.1", "0BSD"}
    assert package["integrity"].startswith("sha512-")


def test_the_manifest_tells_of_the_pinned_packages():
    pinned = [(package.name, package.version) for package in vendor.PACKAGES]

    assert [(package["name"], package["version"]) for package in MANIFEST["packages"]] == pinned


@pytest.mark.parametrize("name", vendor.BUNDLES)
def test_a_bundle_is_made_from_the_files(name: str):
    assert vendor.BUNDLES[name].read_text(encoding="utf-8") == vendor.bundle(name)


def test_type_faces_weigh_120_kb_at_most():
    faces = [vendor.VENDOR / name for name in FILES if name.endswith(".woff2")]

    assert len(faces) == 4
    assert sum(face.stat().st_size for face in faces) <= 120_000


def test_templates_point_at_versions_that_are_there():
    static = Path(settings.BASE_DIR) / "static"
    used = {
        address
        for template in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for address in _static_addresses(template.read_text(encoding="utf-8"))
    }

    # What Django's admin brings along is found in its own folder.
    assert not {address for address in used if not (static / address).exists() and not finders.find(address)}


def _static_addresses(text: str) -> list[str]:
    parts = text.replace('"', "'").split("{% static '")[1:]
    return [part.split("'")[0] for part in parts]
