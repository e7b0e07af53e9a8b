"""How many speak of one problem: distinct units, regions and kinds of reporter, and not posts."""

from collections.abc import Iterable
from datetime import datetime

from shared.case import Member, Volume


def volume(members: Iterable[Member], since: datetime) -> Volume:
    """Count those that reported from `since` on.

    All the anonymous of one region and kind count as one unit: nothing shows that they are several.
    """
    recent = [member for member in members if member.at >= since]
    return Volume(
        reports=len({member.report for member in recent}),
        units=len({member.unit or f"{member.region} {member.kind}" for member in recent}),
        regions=len({member.region for member in recent}),
        kinds=len({member.kind for member in recent}),
    )
