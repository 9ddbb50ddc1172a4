"""Of a browser's report only the rule and the kind of source are counted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ndt.health import csp_reports, services
from ndt.health.middleware import REPORTS_PER_MINUTE, HealthMiddleware
from ndt.health.models import PolicyViolation

pytestmark = pytest.mark.django_db
OLD = {
    "csp-report": {
        "document-uri": "https://site.example/bevestig/geheim/",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://kwaad.example/x.js?amina",
    }
}
NEW = [
    {"type": "csp-violation", "body": {"effectiveDirective": "style-src-attr", "blockedURL": "inline"}},
    {"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "data"}},
]


def post(client, body):
    return client.post("/csp-rapport", json.dumps(body), content_type="application/reports+json")


def test_both_shapes_are_counted_without_addresses(client):
    for _n in range(2):
        assert post(client, OLD).status_code == 204
    assert post(client, NEW).status_code == 204

    counts = {(row.directive, row.blocked): row.times for row in PolicyViolation.objects.all()}
    assert counts == {
        ("script-src-elem", "elsewhere"): 2,
        ("style-src-attr", "inline"): 1,
        ("img-src", "data"): 1,
    }


def test_it_needs_no_token_and_sets_no_cookie(client):
    response = post(client, OLD)

    assert not response.cookies


def test_a_flood_is_counted_up_to_a_limit():
    middleware = HealthMiddleware(lambda _request: None)

    assert [middleware._has_room() for _n in range(REPORTS_PER_MINUTE + 5)].count(False) == 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[1]",
        b"null",
        b'{"csp-report": 1}',
        b'{"csp-report": {"effective-directive": "<x>"}}',
        b"\xff",
    ],
)
def test_what_is_no_report_is_ignored(client, body):
    response = client.post("/csp-rapport", body, content_type="application/csp-report")

    assert response.status_code == 204
    assert not PolicyViolation.objects.exists()


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["csp-report", "body", "effective-directive", "blocked-uri", "x"]), inner), max_leaves=20))  # fmt: skip
def test_anything_is_read_without_a_fault(value):
    for directive, blocked in csp_reports.read(json.dumps(value).encode(), own_host="site.example"):
        assert len(directive) <= 40
        assert len(blocked) <= 20


def test_old_counts_go():
    now = timezone.now()
    services.count_violation(directive="img-src", blocked="self", day=now.date())
    services.count_violation(directive="img-src", blocked="self", day=now.date() - timedelta(days=100))

    assert services.clean(now) == 1
    assert PolicyViolation.objects.count() == 1
