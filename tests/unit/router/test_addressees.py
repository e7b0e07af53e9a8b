"""Whom a case is put to and who is told: both axes, contradictions, supervisors, shared competence."""

from typing import Any

import pytest

from services.router.case.addressees import Matter, addressees
from shared.case import Case, CaseState, Role
from shared.standard import StandardRef
from shared.taxonomy import Severity
from tests.builders import a_case, a_report, asked, delivered, opened, the_policy

HERE = "440507"  # a district of a city that answers to its province


def asked_of(case: Case) -> set[tuple[str, str]]:
    return {(escalation.role.value, escalation.authority) for escalation in case.escalations}


def contradiction(standard: str | None, text: str, **fields: Any) -> Case:
    whole = {"problem": "contradiction", "region": HERE, "standard": standard}
    return a_case(a_report(text, **(whole | fields)))


def test_an_ordinary_problem_goes_to_the_setter_and_the_superior_is_told():
    case = a_case(a_report(region=HERE))
    assert asked_of(case) == {("setter", "sac")}
    assert case.informed == ("440500",)
    (line,) = [line for line in case.history if line.what == "informed"]
    assert "汕头市" in line.text.zh
    assert "for information" in line.text.en


def test_who_is_asked_is_not_told_again():
    case = a_case(a_report(standard="DB4405/T 1-2020", region=HERE))
    assert asked_of(case) == {("setter", "440500")}
    assert case.informed == ()


def test_a_larger_problem_asks_both_axes_and_informs_nobody_of_them():
    case = a_case(a_report(region=HERE, danger=True))
    assert asked_of(case) == {("setter", "sac"), ("superior", "440500")}
    assert case.informed == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "与JB/T 7267-2016的要求矛盾"},
        {"current_text": "见JB/T 7267-2016第4章"},
        {"proposed_text": "改为执行JB/T 7267-2016"},
    ],
)
def test_a_contradiction_between_two_setters_goes_to_their_common_superior_too(fields: dict[str, str]):
    case = contradiction("YY/T 0287-2017", "两项标准的要求不一致，无法同时满足。", **fields)
    assert {("setter", "nmpa"), ("superior", "sac")} <= asked_of(case)
    assert "miit" in case.informed
    because = asked(case, "sac").because
    assert all(
        name in because.both for name in ("YY/T 0287—2017", "JB/T 7267—2016", "第三十条", "Arts. 30 and 33")
    )
    assert all(name in because.zh for name in ("国家药品监督管理局", "工业和信息化部"))


def test_two_standards_in_one_field_are_read_as_the_one_reported_and_the_other():
    case = contradiction("YY/T 0287-2017、JB/T 7267-2016", "两项标准的要求不一致，无法同时满足。")
    assert {("setter", "nmpa"), ("superior", "sac")} <= asked_of(case)


def test_other_problems_that_name_a_second_standard_have_one_setter():
    case = a_case(
        a_report(
            "测试时参照JB/T 7267-2016的方法。", standard="YY/T 0287-2017", region=HERE, problem="ambiguous"
        )
    )
    assert asked_of(case) == {("setter", "nmpa")}


def test_a_contradiction_within_one_setters_standards_stays_there():
    case = contradiction("GB/T 19001-2016", "与GB/T 19004-2020的要求不一致。")
    assert asked_of(case) == {("setter", "sac")}


@pytest.mark.parametrize("other", ["ISO 9001:2015", "ASTM D4236-94", "Q/ABC 001-2020"])
def test_a_standard_without_a_setter_here_has_no_common_superior(other: str):
    case = contradiction("YY/T 0287-2017", f"与{other}的要求不一致，无法同时满足。")
    assert asked_of(case) == {("setter", "nmpa")}


def test_a_contradiction_with_no_standard_is_screened():
    assert asked_of(contradiction(None, "两项标准的要求不一致。", proposed_text="统一")) == {("setter", HERE)}


def test_a_text_that_cites_very_many_standards_is_bounded():
    cited = "、".join(f"DB{province}/T {n}-2020" for province in range(11, 66) for n in range(1, 5))
    case = contradiction("YY/T 0287-2017", f"与{cited}不一致。")
    assert len(case.escalations) + len(case.informed) < 30


def test_a_group_standard_is_its_associations_and_its_supervisor_hears_too():
    major = a_case(a_report(standard="T/CAS 300-2018", region=HERE, problem="safety"))
    assert asked_of(major) == {("setter", "t-cas"), ("superior", "440500"), ("superior", "440000")}
    assert "may order correction" in asked(major, "440000").because.en
    ordinary = a_case(a_report(standard="T/CAS 300-2018", region=HERE))
    assert asked_of(ordinary) == {("setter", "t-cas")}
    assert set(ordinary.informed) == {"440500", "440000"}


def test_an_enterprise_standard_is_supervised_by_its_county_and_the_province_is_told():
    case = a_case(a_report(standard="Q/ABC 001-2020", region=HERE))
    assert asked_of(case) == {("setter", HERE)}
    assert set(case.informed) == {"440500", "440000"}
    assert "supervises" in asked(case, HERE).because.en


@pytest.mark.parametrize(("standard", "also"), [("CB/T 1001-2020", "sastind"), ("GB 50016-2014", "sac")])
def test_a_body_that_shares_the_matter_is_told_whatever_the_severity_and_the_reason_says_so(
    standard: str, also: str
):
    for danger in (False, True):
        case = a_case(a_report(standard=standard, region=HERE, danger=danger))
        assert also in case.informed
        setter = next(e for e in case.escalations if e.role is Role.SETTER)
        name = the_policy().directory.authority(also).name
        assert f"{name.zh}通过每日汇总知悉" in setter.because.zh
        assert f"the {name.en} is told in its daily digest" in setter.because.en


def test_every_row_of_the_table_that_tells_a_body_says_so_and_no_other_does():
    directory = the_policy().directory
    for code in ("CB", "EJ", "GF", "HB", "LD", "QJ", "SH", "WJ"):
        assert directory.setter(StandardRef.parse(f"{code}/T 1-2020"), HERE).also
    for route in directory.routes:
        tells = bool(route.also) or route.to == "shared-ministry"
        assert ("{also}" in route.because.zh, "{also}" in route.because.en) == (tells, tells)


def test_a_case_with_two_superiors_is_transmitted_when_all_three_have_it():
    case, _ = opened(
        a_report("与JB/T 7267-2016不一致。", standard="YY 0505-2012", region=HERE, problem="contradiction")
    )
    assert asked_of(case) == {("setter", "nmpa"), ("superior", "sac"), ("superior", "440500")}
    for authority, state in (("nmpa", "asked"), ("sac", "asked"), ("440500", "transmitted")):
        case = delivered(case, authority)
        assert case.state is CaseState(state)


def test_nobody_stands_twice_in_the_list_and_everybody_has_a_reason():
    for severity in Severity:
        for typed in ("GB 50016-2014", "T/CAS 300-2018", "Q/ABC 001-2020", "CB/T 1-2020"):
            others = (StandardRef.parse("JB/T 7267-2016"), StandardRef.parse("DB44/T 1-2020"))
            found = addressees(
                Matter(StandardRef.parse(typed), HERE, severity, others), the_policy().directory
            )
            everybody = [*(one for _, one in found.asked), *found.informed]
            assert len({one.authority.id for one in everybody}) == len(everybody)
            assert all(one.because.zh and one.because.en for one in everybody)
