"""The documents that an operator relies on say what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from ndt.health.processes import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
OPERATING = (ROOT / "docs/operating.md").read_text()
PUBLICCODE = yaml.safe_load((ROOT / "publiccode.yml").read_text())


def test_the_table_of_variables_is_what_the_settings_read():
    read = set(re.findall(r"""\benv\.\w+\(\s*["']([A-Z0-9_]+)["']""", (ROOT / "ndt/settings.py").read_text()))
    table = OPERATING.split("## Every variable")[1].split("## What is sent where")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}

    assert told == read


def test_every_variable_of_compose_is_explained():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))

    assert not [name for name in asked if f"`{name}`" not in OPERATING]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_commands_are_those_of_the_house(name):
    assert f"`{' '.join(COMMANDS[name])}`" in OPERATING


@pytest.mark.parametrize(
    "document", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name
)
def test_every_file_that_a_document_names_is_there(document):
    text = document.read_text()
    named = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    named += re.findall(r"`((?:docs|docker|ndt|tests|campaigns|bench|templates|static)/[\w./-]+\.\w+)`", text)

    missing = [name for name in named if not ((document.parent / name).exists() or (ROOT / name).exists())]
    assert not missing


def test_every_management_command_that_operators_are_told_of_exists():
    told = set(re.findall(r"manage\.py (\w+)", OPERATING)) - {"COMMAND", "migrate", "collectstatic", "check"}
    there = {file.stem for file in (ROOT / "ndt").glob("*/management/commands/*.py")}

    assert told <= there


def test_the_licence_is_the_whole_eupl():
    text = (ROOT / "LICENSE").read_text()

    assert text.startswith("# EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "## 15. Applicable Law" in text
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text
    assert len(text) > 13_000


def test_publiccode_describes_this_release():
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]

    assert PUBLICCODE["publiccodeYmlVersion"] == "0.4"
    assert PUBLICCODE["softwareVersion"] == version
    assert PUBLICCODE["legal"] == {"license": "EUPL-1.2"}
    assert set(PUBLICCODE["localisation"]["availableLanguages"]) == set(PUBLICCODE["description"]) == {"nl", "en"}
    for words in PUBLICCODE["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in words["features"])


def test_the_picture_loads_nothing_and_has_a_text():
    text = (ROOT / "docs/architecture.svg").read_text()

    assert "<title" in text
    assert "<desc" in text
    assert not re.search(r"<(script|image|use)\b|href=|@import|url\(http", text)


def test_no_document_names_a_place_of_our_own_machines():
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*"), ROOT / "publiccode.yml"]:
        if file.is_file():
            assert not re.search(r"/(?:root|home)/\w|/tmp/|/work/", file.read_text(errors="replace")), file.name


def test_the_logs_of_the_web_server_are_ours():
    logs = json.loads((ROOT / "ndt/health/server_logs.json").read_text())

    assert logs["formatters"]["json"]["()"] == "ndt.health.logs.JsonFormatter"
