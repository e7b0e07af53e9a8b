"""Addresses of a cluster."""

from shared.addresses import addresses


def test_one_address_is_one_and_commas_divide_a_clusters_nodes():
    assert addresses("amqp://a:1/") == ("amqp://a:1/",)
    assert addresses("amqp://a:1/x, amqps://b:2/x,amqp://c/") == (
        "amqp://a:1/x",
        "amqps://b:2/x",
        "amqp://c/",
    )


def test_a_password_may_hold_a_comma():
    assert addresses("amqp://me:se,cret@a/") == ("amqp://me:se,cret@a/",)
