"""Source: the network address that a request is counted under, whatever the request says of itself. Pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

_ONE_HOUSEHOLD = (
    64  # bits of an IPv6 address that one customer is given; the rest is the customer's own choice
)


class Source(NamedTuple):
    """Who asks: one IPv4 address, or one IPv6 network of 64 bits. None where the address is not known."""

    address: Address | None

    def __str__(self) -> str:
        if isinstance(self.address, IPv6Address):
            return str(ip_network((int(self.address) >> _ONE_HOUSEHOLD << _ONE_HOUSEHOLD, _ONE_HOUSEHOLD)))
        return str(self.address)

    def within(self, networks: Networks) -> bool:
        """Say whether the address lies in one of the networks."""
        return self.address is not None and any(self.address in network for network in networks)


def source_of(peer: str | None, forwarded: Iterable[str], proxies: Networks) -> Source:
    """Return the right-most address that none of our own proxies has.

    `forwarded` are the X-Forwarded-For headers. They are read from the right, and only as far as proxies of
    ours wrote them: whatever stands left of the first stranger is the stranger's own invention.
    """
    hops = [hop for header in forwarded for hop in header.split(",")]
    found = Source(_address(peer or ""))
    while hops and found.within(proxies):
        before = _address(hops.pop())
        if before is None:
            break
        found = Source(before)
    return found


def _address(written: str) -> Address | None:
    """Read an address as proxies write it, with a port or without: `192.0.2.1:443`, `[2001:db8::1]:443`."""
    bare = written.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
