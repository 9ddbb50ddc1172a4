"""Where a request comes from, as far as our own proxies vouch for it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest

UNKNOWN: Final = "0.0.0.0"  # noqa: S104 -- a value to compare, nothing binds to it
NAT64: Final = IPv6Network("64:ff9b::/96")


def client_address(request: HttpRequest) -> str:
    """Give the visitor's address, in its shortest spelling.

    Each proxy of ours appends the address it was called from to X-Forwarded-For, so the visitor
    stands `TRUSTED_PROXIES` places from the right; what stands further left is the visitor's own
    claim. With no trusted proxy the header is ignored. A request over a Unix socket without the
    header is UNKNOWN: all of those share one block.
    """
    peer = _parse(request.META.get("REMOTE_ADDR", ""))
    hops = [hop for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and hops:
        return str(_parse(hops[-min(settings.TRUSTED_PROXIES, len(hops))]) or peer or UNKNOWN)
    return str(peer or UNKNOWN)


def address_block(address: str) -> str:
    """Give the block that one household or company shares: an IPv4 address as is, of IPv6 the /64.

    Raises ValueError for what is no address.
    """
    parsed = _parse(address)
    if parsed is None:
        raise ValueError("This is no IP address.")
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address as proxies write it: with a port, in brackets, with a zone; None when it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return _embedded_ipv4(address) or address
    return address


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Give the IPv4 visitor inside an IPv4-mapped or NAT64 address, so that one person has one block."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped
