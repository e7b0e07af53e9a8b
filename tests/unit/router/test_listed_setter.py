"""What the catalogue knows overrides what the designation suggests; what it does not know leaves it alone."""

import pytest

from services.router.directory import Assignment, Directory
from services.router.settings import RouterSettings
from shared.authority import Authority
from shared.catalogue import Catalogue, Listed, StandardStatus
from shared.standard import StandardRef
from shared.text import Text
from tests.builders import SHENZHEN_NANSHAN
from tests.known_standards import a_listed

TC_28 = Authority(id="tc-28", name=Text(zh="全国信标委", en="SAC/TC 28"), level="committee")
XYZA = Authority(id="t-xyza", name=Text(zh="某某协会", en="T/XYZA"), level="association", superior="440000")


@pytest.fixture
def directory() -> Directory:
    settings = RouterSettings()  # of its own, since tests let it know further bodies
    return Directory.load(settings.directory, settings.policy)


def set_by(directory: Directory, designation: str, *listed: Listed) -> Assignment:
    return directory.knowing(Catalogue(listed)).setter(StandardRef.parse(designation), SHENZHEN_NANSHAN)


def test_without_a_word_in_the_catalogue_the_routes_decide(directory: Directory):
    assert set_by(directory, "YY/T 0316-2016").authority.id == "nmpa"
    plain = a_listed("YY/T 0316-2016", title="风险管理", status=StandardStatus.CURRENT)
    assert set_by(directory, "YY/T 0316-2016", plain) == set_by(directory, "YY/T 0316-2016")


def test_the_setter_of_the_catalogue_comes_before_that_of_the_code(directory: Directory):
    assigned = set_by(directory, "YY/T 0316-2016", a_listed("YY/T 0316-2016", setter="miit"))
    assert assigned.authority.id == "miit"
    assert "标准目录载明，YY/T 0316—2016由工业和信息化部负责。" in assigned.because.zh
    assert assigned.decided_by == "catalogue: YY/T 0316-2016"


def test_another_edition_of_the_same_standard_has_the_same_setter(directory: Directory):
    assert set_by(directory, "YY 0316", a_listed("YY/T 0316-2016", setter="miit")).authority.id == "miit"


def test_a_committee_that_is_not_on_this_channel_is_told_to_its_owner(directory: Directory):
    listed = a_listed("YY/T 0316-2016", setter="tc-28-sc-7")
    assigned = set_by(directory, "YY/T 0316-2016", listed)
    assert assigned.authority.id == "sac"
    assert "SAC/TC 28/SC 7" in assigned.because.en
    directory.authorities.admit([TC_28])
    assert set_by(directory, "YY/T 0316-2016", listed).authority.id == "tc-28"


def test_an_imported_committee_answers_or_shares_the_matter_with_the_setter(directory: Directory):
    directory.authorities.admit([TC_28])
    alone = set_by(directory, "GB/T 1-2000", a_listed("GB/T 1-2000", committee="全国信标委"))
    assert alone.authority.id == "tc-28"
    both = set_by(directory, "GB/T 1-2000", a_listed("GB/T 1-2000", setter="sac", committee="tc-28"))
    assert (both.authority.id, [body.id for body in both.also]) == ("sac", ["tc-28"])
    assert "归口单位是全国信标委。" in both.because.zh


def test_an_association_that_was_imported_answers_for_its_code(directory: Directory):
    assert set_by(directory, "T/XYZA 1-2020").authority.id == "440000"
    directory.authorities.admit([XYZA])
    assert set_by(directory, "T/XYZA 1-2020").authority.id == "t-xyza"
    assert directory.ladder("t-xyza") == ("t-xyza", "440000", "sac", "samr")


@pytest.mark.parametrize(
    ("listed", "says"),
    [
        (a_listed("GB/T 1-2000", replaced_by="GB/T 1-2020"), "GB/T 1—2000已被GB/T 1—2020代替。"),
        (
            a_listed("GB/T 1-2000", setter="sac", replaced_by="GB/T 1-2020"),
            "GB/T 1—2000已被GB/T 1—2020代替。",
        ),
        (a_listed("GB/T 1-2000", status=StandardStatus.WITHDRAWN), "GB/T 1—2000已废止。"),
        (a_listed("GB/T 1-2000", committee="全国某委员会"), "归口单位是全国某委员会。"),
    ],
)
def test_the_reason_names_the_successor_and_the_committee(directory: Directory, listed: Listed, says: str):
    assigned = set_by(directory, "GB/T 1-2000", listed)
    assert assigned.authority.id == "sac"
    assert says in assigned.because.zh


def test_imported_bodies_are_known_by_name_and_never_take_the_place_of_the_tables(directory: Directory):
    bodies = directory.authorities
    false_sac = Authority(id="sac", name=Text(zh="假", en="false"), level="committee")
    lost = Authority(id="tc-9", name=Text(zh="丙", en="C"), level="committee", superior="nobody")
    bodies.admit([TC_28, false_sac, lost])
    assert bodies.get("sac").name.zh == "国家标准化管理委员会"
    assert bodies.named(" sac/tc 28 ") == bodies.get("tc-28")
    assert bodies.ladder("tc-9") == ("tc-9", "sac", "samr")
    assert {"tc-28", "tc-9"} <= bodies.below("sac")
    bodies.admit([])
    assert "tc-28" not in bodies
    assert bodies.named("全国信标委") is None
    assert bodies.named("国家标准化管理委员会") == bodies.get("sac")
