"""Which network addresses a stranger may make us call: public ones only.

The caller asks about the final address of every attempt, after names have been resolved, so that no spelling
of a host and no change of its name's address gets by.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

_REFUSED = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "100.64.0.0/10",  # shared by a carrier's customers
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # 6to4 relays
            "198.18.0.0/15",  # benchmarks
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
            "::/96",  # IPv4 written as IPv6 long ago, loopback and unspecified
            "64:ff9b::/96",  # NAT64: leads to IPv4
            "64:ff9b:1::/48",  # NAT64 for local use
            "100::/64",  # discarded
            "2001::/23",  # protocol assignments, Teredo
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: leads to IPv4
            "3fff::/20",  # documentation
            "5f00::/16",  # segment routing
            "fc00::/7",  # private
            "fe80::/10",  # link-local
            "fec0::/10",  # site-local
            "ff00::/8",  # multicast
        ),
    )
)
"""IANA's special-purpose registries, and multicast; `is_global` alone lets several of these through."""


class InnerAddress(PermissionError):
    """The address lies inside a network, or leads there; an OSError, so that the connector tries the next."""


def is_inner(address: str) -> bool:
    """Say whether an address, as the resolver gives it, is anything but a public one."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return not ip.is_global or any(ip in network for network in _REFUSED if network.version == ip.version)


def check(address: str) -> None:
    """Raise InnerAddress unless the address is a public one."""
    if is_inner(address):
        raise InnerAddress(f"{address} is an inner address, which webhooks may not reach")


def is_allowed(url: str, allowed_hosts: frozenset[str]) -> bool:
    """Say whether the operator lets this address's host be an inner one."""
    return (urlsplit(url).hostname or "").lower() in allowed_hosts
