"""The faces are those of the manifest, and cover the scripts of the house's people."""

from __future__ import annotations

import hashlib
import json

from ndt.pdf import faces, vendor

MANIFEST = json.loads((faces.FOLDER / "manifest.json").read_text())


def test_every_face_is_the_one_of_the_manifest():
    for package in MANIFEST:
        for name, digest in package["files"].items():
            assert hashlib.sha256((faces.FOLDER / name).read_bytes()).hexdigest() == digest, name


def test_nothing_else_lies_among_the_faces():
    listed = {name for package in MANIFEST for name in package["files"]}
    found = {path.relative_to(faces.FOLDER).as_posix() for path in faces.FOLDER.rglob("*") if path.is_file()}

    assert found - listed == {"manifest.json", "fonts.conf"}


def test_every_package_brings_its_open_licence():
    for package in MANIFEST:
        (licence,) = (name for name in package["files"] if name.endswith("LICENSE_FONT"))
        assert package["licence"] == "OFL-1.1"
        assert "SIL OPEN FONT LICENSE" in (faces.FOLDER / licence).read_text().upper()


def test_the_manifest_is_what_make_vendor_would_fetch():
    assert [(one["package"], one["version"]) for one in MANIFEST] == [
        (f"@expo-google-fonts/{package.name}", package.version) for package in vendor.PACKAGES
    ]


def test_one_family_and_weight_is_one_file():
    keys = [(face.family, face.weight, face.style) for face in (*faces.HOUSE, *faces.OTHER_SCRIPTS)]

    assert len(keys) == len(set(keys))


def test_dutch_needs_no_other_face():
    assert faces.needed("Één geïnteresseerde: coöperatie, façade, € 12, ‘t Hart – “ja”") == list(faces.HOUSE)


def test_invisible_signs_stay():
    assert faces.printable("a\u200db\n\u2066c") == "a\u200db\n\u2066c"
