"""Whose address a request is counted under: what a stranger writes about it is not believed."""

from ipaddress import ip_network

import pytest

from services.intake.source import source_of

OURS = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "source"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        ("10.0.0.1", ["10.0.0.9, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7, nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("10.0.0.1", ["[2001:db8:1:2::3]:4711"], "2001:db8:1:2::/64"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::ffff:192.0.2.1", [], "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("fd00::1", ["2001:db8:1:2::3"], "2001:db8:1:2::/64"),
        (None, ["198.51.100.7"], "None"),
    ],
)
def test_the_right_most_address_that_is_no_proxy_of_ours_is_the_source(
    peer: str | None, forwarded: list[str], source: str
):
    assert str(source_of(peer, forwarded, OURS)) == source


def test_an_address_within_one_customers_network_is_the_same_source():
    assert str(source_of("2001:db8:1:2::1", (), ())) == str(source_of("2001:db8:1:2:ffff::9", (), ()))
