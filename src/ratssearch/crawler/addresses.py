"""Which IP addresses a crawler may dial. Own tables: what the standard library calls global varies by version."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA special-purpose registries: everything that is not the public internet.
_REFUSED_4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared (carrier-grade NAT)",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "reserved",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
_REFUSED_6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "64:ff9b:1::/48": "local translation",
    "100::/64": "discard",
    "2001:2::/48": "benchmarking",
    "2001:10::/28": "reserved",
    "2001:20::/28": "reserved",
    "2001:db8::/32": "documentation",
    "3fff::/20": "documentation",
    "5f00::/16": "reserved",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
# Forms that carry an IPv4 address: (network, bits to shift right, whether the bits are inverted).
_CARRIERS = (
    ("::ffff:0:0/96", 0, False),  # IPv4-mapped
    ("::ffff:0:0:0/96", 0, False),  # IPv4-translated (SIIT)
    ("::/96", 0, False),  # IPv4-compatible
    ("64:ff9b::/96", 0, False),  # NAT64
    ("2002::/16", 80, False),  # 6to4
    ("2001::/32", 0, True),  # Teredo: the client's address, inverted
)

_NETWORKS_4 = tuple((ipaddress.IPv4Network(text), words) for text, words in _REFUSED_4.items())
_NETWORKS_6 = tuple((ipaddress.IPv6Network(text), words) for text, words in _REFUSED_6.items())
_CARRIER_NETWORKS = tuple((ipaddress.IPv6Network(text), shift, inverted) for text, shift, inverted in _CARRIERS)


def refusal(address: Address) -> str:
    """Why address is not on the public internet, in a word or two; empty when it is."""
    if isinstance(address, ipaddress.IPv4Address):
        return next((words for network, words in _NETWORKS_4 if address in network), "")
    for network, words in _NETWORKS_6:
        if address in network:
            return words
    for carrier, shift, inverted in _CARRIER_NETWORKS:
        if address in carrier:
            bits = int(address) >> shift & 0xFFFFFFFF
            return refusal(ipaddress.IPv4Address(bits ^ 0xFFFFFFFF if inverted else bits))
    return ""


def parse(text: str) -> Address | None:
    """The address that getaddrinfo wrote as text (a zone id is dropped); None when it is none."""
    try:
        return ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return None
