"""What an insert of many met: documents that were there, and anything else."""

import pytest
from pymongo.errors import BulkWriteError

from shared.mongo import there_before

THERE, OTHER = {"index": 3, "code": 11_000}, {"index": 1, "code": 121}


def test_what_was_there_before_is_named_by_its_place():
    assert there_before(BulkWriteError({"writeErrors": [THERE]})) == {3}


@pytest.mark.parametrize(
    "details",
    [
        {"writeErrors": [THERE, OTHER]},
        {"writeErrors": [], "writeConcernErrors": [{"code": 64}]},
        {"writeErrors": [THERE], "writeConcernErrors": [{"code": 64}]},
    ],
)
def test_what_may_not_be_stored_is_never_taken_for_stored(details: dict[str, object]):
    with pytest.raises(BulkWriteError):
        there_before(BulkWriteError(details))
