"""Arrivals: reports read from the store and classified; those that come next while others are being saved."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from services.router.likeness import Likeness
from services.router.placing import Arrival
from services.router.policy import Policy
from shared.errors import Refused, blaming
from shared.report import AcceptedReport


class Reports(Protocol):
    """What is asked of what intake has stored."""

    async def reports(self, ids: Iterable[str]) -> dict[str, AcceptedReport]:
        """Return those of the reports that are stored."""


class Arrivals:
    """Makes arrivals of reports, which never change: what was made under the same policy holds."""

    def __init__(self, inbox: Reports) -> None:
        self._inbox = inbox
        self._ahead: Mapping[str, Arrival] = {}
        self._under: Policy | None = None

    async def of(self, ids: Collection[str], policy: Policy) -> list[Arrival]:
        """Return the arrivals of reports, in the order of their ids; Refused when one is not in the store."""
        made = dict(self._ahead) if self._under is policy else {}
        lacking = [id_ for id_ in ids if id_ not in made]
        found = await self._inbox.reports(lacking) if lacking else {}
        if missing := {*lacking} - found.keys():
            with blaming(missing):
                raise Refused(f"report {', '.join(sorted(missing))} is not in the store")
        made |= {id_: arrival(accepted, policy) for id_, accepted in found.items()}
        return [made[id_] for id_ in sorted(ids)]

    async def foresee(self, ids: Collection[str], policy: Policy) -> None:
        """Make arrivals that will be asked for next; these take the place of what was foreseen before."""
        arrivals = await self.of(ids, policy)
        self._ahead, self._under = {one.accepted.id: one for one in arrivals}, policy


def arrival(accepted: AcceptedReport, policy: Policy) -> Arrival:
    """Return a report as it is placed: classified, and comparable; what fails names the report."""
    with blaming([accepted.id]):
        made = policy.classifier.classify(accepted.report, accepted.id)
        return Arrival(accepted, made, Likeness.of(accepted.id, accepted.report, made[0].problem))
