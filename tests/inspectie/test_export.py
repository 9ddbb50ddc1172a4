"""An exported page is the page that the site gives."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.inspectie import landscape

BASE = "kwaliteit-in-zicht"


@pytest.mark.django_db
def test_an_exported_page_is_what_a_visitor_gets(tmp_path: Path, client: Client):
    landscape.build(6)
    out = io.StringIO()
    call_command("export_schools", tmp_path, groups=True, data=True, processes=1, stdout=out)

    for address in (f"{BASE}/scholen/00VB-C1/", f"{BASE}/gemeenten/0363/", f"{BASE}/kaart/"):
        served = client.get(f"/{address}").content
        assert (tmp_path / address / "index.html").read_bytes() == served
    assert (tmp_path / BASE / "scholen/00VB-C1.json").read_bytes() == client.get(
        f"/{BASE}/scholen/00VB-C1.json"
    ).content
    assert (tmp_path / "static/css/schools.css").is_file()
    # 6 schools, 3 municipalities, 2 boards and the map, each as page, CSV and JSON.
    assert "pages written: 36" in out.getvalue()


@pytest.mark.django_db
def test_without_schools_nothing_is_written(tmp_path: Path):
    with pytest.raises(CommandError, match="import_inspectie"):
        call_command("export_schools", tmp_path)

    assert not list(tmp_path.iterdir())
