"""A visitor cannot choose the address that limits are counted by."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from ndt.web.client import UNKNOWN, address_block, client_address


def request(peer="10.0.0.2", forwarded=None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "expected"),
    [
        (0, "203.0.113.9", None, "203.0.113.9"),
        (0, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (1, "10.0.0.2", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.2", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.2", "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "10.0.0.2", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.2", None, "10.0.0.2"),
        (1, "10.0.0.2", "  ,", "10.0.0.2"),
        (1, "10.0.0.2", "unknown", "10.0.0.2"),
        (1, "", "203.0.113.9", "203.0.113.9"),
        (1, "", None, UNKNOWN),
        (1, "10.0.0.2", "203.0.113.9:51234", "203.0.113.9"),
        (1, "10.0.0.2", '"[2001:db8::1]:443"', "2001:db8::1"),
        (1, "10.0.0.2", "fe80::1%eth0", "fe80::1"),
        (1, "10.0.0.2", "2001:0DB8:0:0::1", "2001:db8::1"),
        (1, "10.0.0.2", "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.2", "64:ff9b::cb00:7109", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(request(peer, forwarded)) == expected


@given(claims=st.lists(st.ip_addresses().map(str) | st.text(alphabet="abc:.%[]\"' ", max_size=20), max_size=6))
def test_no_claim_of_a_visitor_changes_the_address(claims):
    claimed = "".join(f"{claim.replace(',', '')}, " for claim in claims)
    for proxies, forwarded in [(1, "203.0.113.9"), (2, "203.0.113.9, 10.0.0.1")]:
        with override_settings(TRUSTED_PROXIES=proxies):
            assert client_address(request(forwarded=claimed + forwarded)) == "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
    ],
)
def test_a_household_shares_a_block(address, block):
    assert address_block(address) == block


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_a_household_cannot_leave_its_block(address, host):
    neighbour = (int(address) >> 64 << 64) | host
    if address.ipv4_mapped is None and not str(address).startswith(("64:ff9b::", "::")):
        assert address_block(str(address)) == address_block(str(type(address)(neighbour)))


def test_what_is_no_address_has_no_block():
    with pytest.raises(ValueError, match="no IP address"):
        address_block("amina@voorbeeld.example")
