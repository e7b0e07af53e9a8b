"""Pairs of real reports on one clause that a careful reader calls one problem, by their source's numbers.

Read one by one among the neighbours of the reported half that the rule joined, or nearly: the same defect and
the same remedy, be it at two places of one clause. In doubt they are different.
"""

ERRATA = (
    "437 439",
    "646 647",
    "345 1837",
    "1463 1465",
    "1464 1466",
    "951 2129",
    "551 585",
    "341 697",
    "8447 8448",
    "601 602",
    "968 969",
    "2060 4477",
    "7328 7329",
    "3087 3495",
    "4838 4839",
    "947 948",
    "3074 7560",
    "1861 1862",
    "7901 7902",
    "586 3015",
    "1547 1548",
    "4496 5000",
    "3459 8406",
    "794 858",
)

ONE_PROBLEM = frozenset(frozenset(f"rfc-errata:{number}" for number in pair.split()) for pair in ERRATA)
