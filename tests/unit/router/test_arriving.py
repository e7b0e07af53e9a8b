"""What comes next is read and classified ahead, and made anew where that no longer holds."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from services.router.arriving import Arrivals
from shared.errors import Refused, blamed
from shared.report import AcceptedReport
from tests.builders import NOW, a_report, the_policy

POLICY = the_policy()


class Read:
    """Reports that are stored, and which of them were asked for."""

    def __init__(self, *ids: str) -> None:
        self.kept = {id_: AcceptedReport(id=id_, at=NOW, report=a_report()) for id_ in ids}
        self.asked: list[str] = []

    async def reports(self, ids: Iterable[str]) -> dict[str, AcceptedReport]:
        wanted = [*ids]
        self.asked += wanted
        return {id_: self.kept[id_] for id_ in wanted if id_ in self.kept}


async def test_arrivals_come_classified_and_in_the_order_of_their_ids():
    arrivals = await Arrivals(Read("b", "a")).of({"a", "b"}, POLICY)
    assert [one.accepted.id for one in arrivals] == ["a", "b"]
    assert all(
        one.made == POLICY.classifier.classify(one.accepted.report, one.accepted.id) for one in arrivals
    )


async def test_what_was_foreseen_is_not_read_again():
    read = Read("a", "b", "c")
    arrivals = Arrivals(read)
    await arrivals.foresee({"a", "b"}, POLICY)
    read.asked.clear()
    assert [one.accepted.id for one in await arrivals.of({"a", "b", "c"}, POLICY)] == ["a", "b", "c"]
    assert read.asked == ["c"]


async def test_what_was_foreseen_under_another_policy_is_made_anew():
    read = Read("a")
    arrivals = Arrivals(read)
    await arrivals.foresee({"a"}, POLICY)
    await arrivals.of({"a"}, replace(POLICY))
    assert read.asked == ["a", "a"]


async def test_a_report_that_is_not_stored_is_refused_by_its_name_and_nothing_was_foreseen():
    read = Read("a")
    arrivals = Arrivals(read)
    for ask in (arrivals.foresee, arrivals.of):
        with pytest.raises(Refused, match="report b is not in the store") as refused:
            await ask({"a", "b"}, POLICY)
        assert blamed(refused.value) == {"b"}
    assert (await arrivals.of({"a"}, POLICY))[0].accepted.id == "a"
    assert read.asked.count("a") == 3
