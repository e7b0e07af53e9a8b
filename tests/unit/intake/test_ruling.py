from collections.abc import Sequence
from typing import Any

import pytest

from services.intake.declined import TooLate, Unfit
from services.intake.oversight import may_rule, may_see
from services.intake.ruling import UNDER_WAY, Decision, before_ruling, is_pending, rule
from shared.case import Case, CaseState
from shared.ruling import OPERATOR, Correction, Ruled, Ruling
from shared.taxonomy import Problem, Severity
from tests.builders import NOW, a_report, an_accepted
from tests.seeded import a_seeded_case, merged_into, screened_by

WHY = "限值不是文字错误"
CONFIRM = Decision(ruled=Ruled.CONFIRMED)


def a_case(reports: int = 1, **fields: Any) -> Case:
    return a_seeded_case([an_accepted(a_report(clause="5.1")) for _ in range(reports)], **fields)


def correct(**fields: Any) -> Decision:
    return Decision(ruled=Ruled.CORRECTED, because=WHY, correction=Correction(**fields))


def merge(into: str) -> Decision:
    return Decision(ruled=Ruled.MERGED, because=WHY, into=into)


def split(*reports: str) -> Decision:
    return Decision(ruled=Ruled.SPLIT, because=WHY, reports=reports)


def ruled(
    case: Case, wanted: Decision, before: Sequence[Ruling] = (), *, pending: bool = False, by: str = "sac"
) -> Ruling:
    return rule(case, wanted, by=by, before=before, pending=pending, at=NOW)


def test_a_correction_holds_what_changes_and_leaves_out_what_is_so_already():
    ruling = ruled(a_case(), correct(problem=Problem.GAP, clause="5.1", severity=Severity.ORDINARY))
    assert ruling.correction == Correction(problem=Problem.GAP)


def test_another_spelling_of_the_same_standard_changes_nothing():
    with pytest.raises(Unfit, match="nothing to correct"):
        ruled(a_case(), correct(standard="ＧＢ/T19001—2016"))


def test_a_standard_that_cannot_be_read_is_kept_as_typed():
    ruling = ruled(a_case(), correct(standard="那本蓝皮的规范"))
    assert ruling.correction == Correction(standard="那本蓝皮的规范")


@pytest.mark.parametrize("wanted", [CONFIRM, correct(problem=Problem.GAP), merge("other")])
def test_the_same_again_while_it_is_being_carried_out_is_the_same_ruling(wanted: Decision):
    case = a_case(screening=screened_by("440305"))
    first = ruled(case, wanted)
    assert ruled(case, wanted, [first], pending=True) is first


def test_the_same_again_after_it_was_carried_out_is_the_same_ruling():
    case, other = a_case(3), a_case()
    corrected = ruled(case, correct(problem=Problem.GAP))
    after = case.model_copy(
        update={"classification": case.classification.model_copy(update={"problem": Problem.GAP})}
    )
    assert ruled(after, correct(problem=Problem.GAP), [corrected]) is corrected
    merged = ruled(case, merge(other.id))
    gone = case.model_copy(update={"state": CaseState.MERGED, "links": (merged_into(other),)})
    assert ruled(gone, merge(other.id), [merged]) is merged
    apart = ruled(case, split(case.reports[0]))
    assert (
        ruled(case.model_copy(update={"members": case.members[1:]}), split(case.reports[0]), [apart]) is apart
    )
    assert ruled(case, CONFIRM, [confirmed := ruled(case, CONFIRM)]) is confirmed


def test_the_same_words_of_another_or_after_something_else_are_a_ruling_of_their_own():
    case = a_case(screening=screened_by("440305"))
    first = ruled(case, CONFIRM)
    assert ruled(case, CONFIRM, [first], pending=True, by="samr").id != first.id
    second = ruled(case, correct(problem=Problem.GAP), [first], pending=True)
    third = ruled(case, CONFIRM, [first, second], pending=True)
    assert len({first.id, second.id, third.id}) == 3


def test_a_correction_that_was_overtaken_may_be_made_again():
    case = a_case()
    first = ruled(case, correct(problem=Problem.GAP))
    assert ruled(case, correct(problem=Problem.GAP), [first], pending=False).id != first.id


def test_a_case_that_is_becoming_part_of_another_takes_no_more_rulings():
    case = a_case()
    first = ruled(case, merge("other"))
    with pytest.raises(TooLate, match="just becoming part"):
        ruled(case, correct(problem=Problem.GAP), [first], pending=True)


def test_a_ruling_that_no_case_ever_hears_is_not_waited_for_for_ever():
    ruling = ruled(a_case(), merge("other"))
    assert is_pending(ruling, (), NOW + UNDER_WAY / 2)
    assert not is_pending(ruling, (ruling.id,), NOW + UNDER_WAY / 2)
    assert not is_pending(ruling, (), NOW + UNDER_WAY)


def test_a_case_that_was_merged_names_the_one_to_rule_on():
    target = a_case()
    gone = a_case(state=CaseState.MERGED, links=(merged_into(target),))
    with pytest.raises(TooLate, match=target.number):
        ruled(gone, CONFIRM)


def test_some_but_not_all_reports_are_split_off_in_the_order_of_the_case():
    case = a_case(3)
    one, two, three = case.reports
    assert ruled(case, split(three, one, three)).reports == (one, three)
    for unfit in (split(), split(one, two, three), split(one, "another")):
        with pytest.raises(Unfit):
            ruled(case, unfit)


def test_what_a_ruling_was_made_upon_holds_the_newest_reports_that_were_shown():
    case = a_case(3)
    assert before_ruling(case, 2).reports == case.reports[1:]


@pytest.mark.parametrize(
    ("viewer", "sees", "rules"),
    [
        ("440305", True, True),  # the authority of its region
        ("440300", True, True),  # above it
        ("440000", True, True),
        ("samr", True, True),  # the top
        ("miit", True, True),  # asked
        ("110105", True, True),  # who is to screen it
        ("110000", True, True),  # above that
        (OPERATOR, True, True),
        ("nhc", True, False),  # told for information
        ("440304", False, False),
        ("120000", False, False),
    ],
)
def test_who_sees_and_who_rules(viewer: str, sees: bool, rules: bool):
    case = a_case(informed=("nhc",), screening=screened_by("110105"))
    asked = case.escalations[0].model_copy(update={"authority": "miit"})
    case = case.model_copy(update={"escalations": (asked,)})
    assert (may_see(viewer, case), may_rule(viewer, case)) == (sees, rules)
