import socket

import pytest

from services.notifier import guard
from services.notifier.guard import InnerAddress

INNER = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - asked about, not bound to
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2001::1",
    "2001:0:5ef5:79fb::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]

PUBLIC = ["8.8.8.8", "1.1.1.1", "114.114.114.114", "203.0.114.1", "::ffff:8.8.8.8", "2400:3200::1"]

SPELLINGS = [
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "0",
    "localhost",
    "127.000.000.001",
    "::1",
    "::ffff:7f00:1",
    "0:0:0:0:0:0:0:1",
]


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_refused(address: str):
    assert guard.is_inner(address)
    with pytest.raises(InnerAddress, match="inner address"):
        guard.check(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_called(address: str):
    guard.check(address)
    assert not guard.is_inner(address)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_loopback_is_spelt_what_the_resolver_makes_of_it_is_refused(spelling: str):
    for found in socket.getaddrinfo(spelling, 80, type=socket.SOCK_STREAM):
        assert guard.is_inner(str(found[4][0]))


@pytest.mark.parametrize("nonsense", ["", "example.com", "127.0.0.1:80", "1.2.3", "%eth0"])
def test_what_is_no_address_is_refused(nonsense: str):
    assert guard.is_inner(nonsense)


def test_the_operator_may_allow_a_host_by_the_name_that_the_address_carries():
    allowed = frozenset({"hooks.intranet", "127.0.0.1"})
    assert guard.is_allowed("http://HOOKS.intranet:8443/x", allowed)
    assert guard.is_allowed("http://user@127.0.0.1/", allowed)
    assert not guard.is_allowed("http://hooks.intranet@10.0.0.1/", allowed)
    assert not guard.is_allowed("http://127.0.0.1.example.com/", allowed)
    assert not guard.is_allowed("not an address", allowed)
