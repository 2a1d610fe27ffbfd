"""Which IP addresses count as the public internet."""

from __future__ import annotations

import ipaddress

import pytest

from ratssearch.crawler.addresses import parse, refusal

_REFUSED = (
    "0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 "
    "192.0.0.8 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 "
    ":: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:192.168.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 "
    "64:ff9b:1::1 2002:7f00:1:: 2002:c0a8:101::1 "
    "2001:0:1:2:3:4:80ff:fffe 2001:db8::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 "
)
_PUBLIC = (
    "1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.167.255.255 198.20.0.1 "
    "223.255.255.255 2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1 "
)


@pytest.mark.parametrize("text", _REFUSED.split())
def test_refused(text: str) -> None:
    """Private, loopback, link-local, shared, reserved and multicast, in IPv4 and in every IPv6 form that carries it."""
    assert refusal(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", _PUBLIC.split())
def test_public(text: str) -> None:
    """Neighbours of refused ranges, and public addresses in carrying forms, are fine."""
    assert refusal(ipaddress.ip_address(text)) == ""


def test_teredo_hides_its_client() -> None:
    """The IPv4 address in a Teredo address is inverted; a public one inside is fine."""
    assert refusal(ipaddress.ip_address("2001:0:1:2:3:4:f7f7:f7f7")) == ""  # 8.8.8.8


def test_zone_ids_are_read() -> None:
    """A link-local address with its interface is still link-local."""
    address = parse("fe80::1%eth0")
    assert address is not None
    assert refusal(address) == "link-local"
    assert parse("nonsense") is None
