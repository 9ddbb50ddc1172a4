"""Every allowed pair of colour roles can be read: text 4.5 to 1, shapes 3 to 1, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent.parent / "static/css/tokens.css").read_text(encoding="utf-8")
ROOMS = ("campaigns", "bijles", "opleiding", "wisselkracht", "beraad", "inspectie")
TEXT, SHAPE = 4.5, 3.0

# What may stand on what. A pair that is not here may not be used.
ON_PAPER = [
    *(("ink", ground, TEXT) for ground in ("paper", "raised", "sunk", "info-soft", "good-soft", "warn-soft", "alarm-soft")),
    *(("ink-soft", ground, TEXT) for ground in ("paper", "raised", "sunk")),
    *(("action", ground, TEXT) for ground in ("paper", "raised", "sunk", "info-soft")),
    *(("action-strong", ground, TEXT) for ground in ("paper", "raised", "info-soft")),
    *(("alarm", ground, TEXT) for ground in ("paper", "raised", "sunk", "alarm-soft")),
    *(("good", ground, TEXT) for ground in ("paper", "raised", "good-soft")),
    *((room, ground, TEXT) for room in ROOMS for ground in ("paper", "raised")),
    ("on-action", "action", TEXT),
    ("on-action", "action-strong", TEXT),
    ("on-alarm", "alarm", TEXT),
    ("on-alarm", "alarm-strong", TEXT),
    ("on-good", "good", TEXT),
    ("on-yellow", "yellow", TEXT),
    ("on-board", "board", TEXT),
    ("on-board-soft", "board", TEXT),
    *((f"on-{room}", f"{room}-ground", TEXT) for room in ROOMS),
    *(("edge", ground, SHAPE) for ground in ("paper", "raised", "sunk")),
    *(("focus", ground, SHAPE) for ground in ("paper", "raised", "sunk")),
    ("alarm", "paper", SHAPE),
    ("floor", "paper", SHAPE),
    ("yellow", "board", SHAPE),
]  # fmt: skip
# On a ground the same roles have other values.
ON_GROUND = [
    ("ink", "paper", TEXT),
    ("ink-soft", "paper", TEXT),
    ("action", "paper", TEXT),
    ("action-strong", "paper", TEXT),
    ("action-strong", "info-soft", TEXT),
    ("on-action", "action", TEXT),
    ("focus", "paper", SHAPE),
]
ON_ACCENT = [("ink", "paper", TEXT), ("ink-soft", "paper", TEXT), ("focus", "paper", SHAPE)]


def declarations(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", css))


def block(selector: str, css: str = TOKENS) -> dict[str, str]:
    """Give the variables of the first rule with exactly that selector."""
    found = re.search(rf"^[ ]*{re.escape(selector)}\s*\{{([^}}]*)\}}", css, re.MULTILINE)
    assert found, selector
    return declarations(found.group(1))


def scheme(name: str) -> dict[str, str]:
    """Give the roles of a colour scheme."""
    roles = block(":root")
    if name == "dark":
        roles |= block(":root", TOKENS[TOKENS.index("prefers-color-scheme: dark") :])
    return roles


def resolved(role: str, roles: dict[str, str], over: dict[str, str]) -> str:
    """Follow var() to a colour. over: the values that a ground gives."""
    value = over.get(role, roles.get(role, ""))
    reference = re.fullmatch(r"var\(--([a-z0-9-]+)\)", value)
    if not reference:
        return value
    # A ground refers to the page's own role when it names itself through another word.
    return resolved(reference.group(1), roles, {key: entry for key, entry in over.items() if key != role})


def luminance(colour: str) -> float:
    """Give the relative luminance of `#rrggbb`. Source: WCAG 2.2."""
    assert re.fullmatch("#[0-9a-f]{6}", colour), colour
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(pairs: list[tuple[str, str, float]], roles: dict[str, str], over: dict[str, str]) -> list[str]:
    measured = [
        (front, back, least, contrast(resolved(front, roles, over), resolved(back, roles, over)))
        for front, back, least in pairs
    ]
    return [f"{front} on {back}: {ratio:.2f} < {least}" for front, back, least, ratio in measured if ratio < least]


def test_contrast_is_computed_as_in_the_norm():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_pair_on_paper_can_be_read(name: str):
    assert not too_weak(ON_PAPER, scheme(name), {})


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", [".ground-yellow", ".ground-board"])
def test_every_pair_on_a_ground_can_be_read(name: str, ground: str):
    assert not too_weak(ON_GROUND, scheme(name), block(ground))


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("room", ROOMS)
def test_every_pair_on_the_ground_of_a_plan_can_be_read(name: str, room: str):
    assert not too_weak(ON_ACCENT, scheme(name), block(f".accent-{room}") | block(".ground-accent"))


def test_every_role_has_a_dark_value_or_needs_none():
    light, dark = block(":root"), block(":root", TOKENS[TOKENS.index("prefers-color-scheme: dark") :])
    same = {"yellow", "on-yellow", "on-board", "on-board-soft"} | {
        name for room in ROOMS for name in (f"{room}-ground", f"on-{room}")
    }

    assert {role for role, value in light.items() if value.startswith("#")} - set(dark) <= same
