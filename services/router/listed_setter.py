"""What the catalogue says of who answers for a standard: it overrides what the designation suggests. Pure."""

from typing import NamedTuple

from shared.authorities import Authorities
from shared.catalogue import Listed, StandardStatus, committee_name
from shared.text import Text

SAYS = Text(
    zh="标准目录载明，{standard}由{body}负责。",
    en="The catalogue says that the {body} answers for {standard}.",
)
OWNER = Text(
    zh="标准目录载明，{standard}由{committee}归口；该委员会未接入本渠道，由其主管机构{body}处理。",
    en="The catalogue says that {standard} belongs to {committee}, which is not on this channel; the {body}, "
    "above it, deals with it.",
)
COMMITTEE = Text(zh="归口单位是{committee}。", en="Its committee is {committee}.")
REPLACED = Text(zh="{standard}已被{successor}代替。", en="{standard} has been replaced by {successor}.")
WITHDRAWN = Text(zh="{standard}已废止。", en="{standard} has been withdrawn.")


class ListedSetter(NamedTuple):
    """The id of the body that answers, None where the catalogue does not say; who shares it; the reasons."""

    authority: str | None
    also: tuple[str, ...]
    because: tuple[Text, ...]


def listed_setter(one: Listed, authorities: Authorities, nation: str) -> ListedSetter:
    """Say who answers by the catalogue. A committee that is no body of the directory is told to its owner."""
    setter, committee = _body(one.setter, authorities), _body(one.committee, authorities)
    shown = str(one.ref)
    history = _history(one, shown)
    if setter is None and one.setter and one.setter.startswith("tc-"):
        owner = authorities.get(nation).name
        owned = OWNER.with_(standard=shown, committee=committee_name(one.setter), body=owner)
        return ListedSetter(nation, (), (owned, *history))
    found = setter or committee
    shares = (committee,) if committee and committee != found else ()
    belongs = _belongs(one, committee, authorities) if committee is None or shares else ()
    says = (SAYS.with_(standard=shown, body=authorities.get(found).name),) if found else ()
    return ListedSetter(found, shares, (*says, *belongs, *history))


def _belongs(one: Listed, committee: str | None, authorities: Authorities) -> tuple[Text, ...]:
    """Name the committee, where the catalogue knows one."""
    if committee is not None:
        return (COMMITTEE.with_(committee=authorities.get(committee).name),)
    return (COMMITTEE.with_(committee=committee_name(one.committee)),) if one.committee else ()


def _body(id_: str | None, authorities: Authorities) -> str | None:
    """The present id of a body; of a subcommittee that is none, its committee's; None where neither is."""
    known = (authorities.named(one) for one in (id_, id_.partition("-sc-")[0])) if id_ else ()
    return next((body.id for body in known if body), None)


def _history(one: Listed, shown: str) -> tuple[Text, ...]:
    if one.successor:
        return (REPLACED.with_(standard=shown, successor=one.successor),)
    return (WITHDRAWN.with_(standard=shown),) if one.status is StandardStatus.WITHDRAWN else ()
