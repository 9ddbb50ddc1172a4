"""Every public page of the country answers, with and without data."""

from __future__ import annotations

import pytest
from django.urls import reverse

PAGES = ["overview", "scenario", "comparison", "certainty", "method"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_with_data(client, country, name):
    response = client.get(reverse(f"inspectie:{name}"))

    assert response.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_without_data(client, db, name):
    assert client.get(reverse(f"inspectie:{name}")).status_code == 200
