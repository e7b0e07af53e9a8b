"""The public register: what is shown of a case, what may be asked, how it is written, and joining it."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest

from services.intake.declined import NotThere, TooLate, Unfit
from services.intake.escalation_list import Place
from services.intake.register.entry import entry_of, public_clause
from services.intake.register.joining import Supporter, joinable, report_of
from services.intake.register.question import LISTED, OPEN_STATES, Question, Spot, question_of, windows
from services.intake.register.view import COLUMNS, View
from services.intake.status import Line, view
from services.intake.web import register_shapes, shapes
from services.intake.web.formats import Form, accepted
from shared.case import Case, CaseState, Happening, Relation
from shared.region import Regions
from shared.report import Report, Reporter
from shared.settings import PROJECT
from shared.standard import StandardRef
from shared.taxonomy import Outcome, Problem, ReporterKind, Severity, Track
from shared.text import Text
from tests.public_pages import a_name
from tests.registered import OPENED, a_known, a_link, a_member, merged

REGIONS = Regions.load(PROJECT / "deploy" / "directory" / "regions.csv")
VIEW = View("https://feedback.example", REGIONS)
LATER = OPENED + timedelta(hours=1)


def shown(case: Case) -> dict[str, Any]:
    return VIEW.json(entry_of(case, LATER))


def asked(**query: str) -> Question:
    return question_of(query, REGIONS)


def unfit(**query: str) -> list[str]:
    with pytest.raises(Unfit) as refused:
        asked(**query)
    return [field for field, _ in refused.value.fields]


def a_supporter(**fields: Any) -> Supporter:
    whole = {"region": "440305", "reporter": Reporter(kind=ReporterKind.MEDIA), **fields}
    return Supporter(**whole)


def test_an_entry_is_as_the_description_says_and_counts_the_anonymous_of_a_place_as_one_unit():
    units = (("a", "440305"), ("a", "440305"), ("b", "110101"), (None, "110101"), (None, "110101"))
    members = tuple(a_member(f"r{n}", unit=unit, region=place) for n, (unit, place) in enumerate(units))
    case = a_known(members=members, summary="限值不一致。", links=(a_link(Relation.RELATED, a_known("c9")),))
    told = shown(case)
    register_shapes.PublicCase.model_validate_json(orjson.dumps(told))
    assert (told["reports"], told["units"], told["regions"]) == (5, 3, 2)
    assert told["region"] == {"code": "440305", "name": "广东省深圳市南山区"}
    assert told["link"] == f"https://feedback.example/cases/{case.number}"
    assert [one["relation"] for one in told["related"]] == ["related"]


def test_nothing_of_a_reporter_is_shown():
    told = str(shown(a_known(members=(a_member("r1", unit="secret mark"),), answered=True)))
    for hidden in ("secret mark", "r1", "enterprise", "第 1 号修改单", "因为"):
        assert hidden not in told


@pytest.mark.parametrize(
    ("standard", "key"),
    [("张三 13800138000 的那个标准", None), ("Q/ABC 001-2020", "Q/ABC 1"), (None, None)],
)
def test_a_standard_that_is_a_reporters_words_or_an_enterprises_own_is_not_shown(
    standard: str | None, key: str | None
):
    told = shown(a_known(standard=None).model_copy(update={"standard": standard, "key": key}))
    assert (told["standard"], told["key"]) == (None, None)


@pytest.mark.parametrize(
    "clause",
    ["5.1", "第5.1条", "5.1.2 a)", "附录A", "附录 B.2", "表1", "5.1、5.2", "5.1 and 6.2", "Table 3", "第三章",
     "第二十一条第三款", "图2", "5.3.1注1", "全文", "4.2～4.5", "Annex A"],
)  # fmt: skip
def test_a_clause_is_shown_as_it_was_cited(clause: str):
    assert public_clause(f" {clause} ") == clause


@pytest.mark.parametrize(
    "clause", ["找王芳 13800138000", "13800138000", "关于甲公司的条款", "5.1 张三", "第" * 100, "", None]
)
def test_what_is_no_clause_is_not_shown(clause: str | None):
    assert public_clause(clause) is None


def test_the_setters_outcome_counts():
    assert entry_of(a_known(answered=True), LATER).outcome is Outcome.AMEND
    assert entry_of(a_known(), LATER).outcome is None


def test_a_question_reads_any_spelling_and_a_place_covers_what_is_below():
    question = asked(standard="gb∕t１９００１—2016", region="440300", state="open", severity="major")
    assert question.standard == StandardRef.parse("GB/T 19001-2016")
    assert question.places
    assert question.places.holds("440305")
    assert not question.places.holds("440400")
    assert (question.states, question.severity) == (OPEN_STATES, Severity.MAJOR)
    assert asked().states == LISTED
    assert asked(region="440000").wide
    assert not question.wide


def test_everything_that_does_not_fit_is_named_at_once():
    wrong = {"standard": "那个标准", "region": "999999", "state": "lost", "problem": "x", "severity": "y"}
    assert unfit(**wrong) == list(wrong)
    assert unfit(cursor="~") == ["cursor"]
    assert unfit(limit="0") == ["limit"]


def test_a_cursor_is_read_back():
    spot = Spot(edition=True, place=Place(OPENED, "c-1"))
    assert asked(cursor=spot.cursor()).after == spot


def test_the_windows_join_reach_back_for_ever_and_widen():
    cut = windows(OPENED)
    assert cut[0] == (OPENED - timedelta(minutes=1), OPENED)
    assert all(newer[0] == older[1] for newer, older in pairwise(cut))
    assert cut[-1][0] is None
    assert cut[-1][1] < OPENED - timedelta(days=3650)


def test_a_table_runs_no_formula_and_opens_as_unicode():
    case = a_known(
        summary='=HYPERLINK("http://evil.example")', links=(a_link(Relation.SPLIT_FROM, a_known("c2")),)
    )
    written = VIEW.csv([entry_of(case, LATER)])
    assert written.startswith("\ufeffnumber,")
    head, row = csv.reader(io.StringIO(written.removeprefix("\ufeff")))
    cells = dict(zip(head, row, strict=True))
    assert tuple(head) == COLUMNS
    assert cells["summary"].startswith("'=")
    assert cells["region_name"] == "广东省深圳市南山区"
    assert cells["related"] == f"split_from:{a_known('c2').number}"


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("", Form.JSON),
        ("*/*", Form.JSON),
        ("text/html, application/xml;q=0.9", Form.JSON),
        ("text/csv", Form.CSV),
        ("application/json;q=0.2, application/atom+xml", Form.ATOM),
        ("text/csv; q=0.5, application/json; q=0.9", Form.JSON),
        ("text/csv;q=many", Form.JSON),
    ],
)
def test_the_form_is_what_the_header_likes_best(header: str, form: Form):
    assert accepted(header) is form


def test_me_too_is_a_report_that_names_the_case_and_repeats_no_words_of_others():
    report = report_of(a_known(), a_supporter(language="en", danger=True))
    assert (report.standard, report.clause, report.problem) == ("GB 18401—2010", "5.1", Problem.CONTRADICTION)
    assert (report.joins, report.danger, report.region) == (a_known().number, True, "440305")
    assert "Me too" in report.description
    assert "我也遇到" in report_of(a_known(), a_supporter()).description
    unread = a_known().model_copy(update={"standard": "王芳说的标准", "key": None, "clause": "见王芳的来信"})
    report = report_of(unread, a_supporter())
    assert (report.standard, report.clause) == (None, None)
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_one_joins_what_is_there_and_has_not_ended():
    assert joinable(a_known()) == a_known()
    with pytest.raises(NotThere):
        joinable(None)
    with pytest.raises(TooLate, match="an amendment will follow"):
        joinable(a_known(answered=True))
    with pytest.raises(TooLate, match="no authority answered in time"):
        joinable(a_known(state=CaseState.UNANSWERED))


def a_document() -> Mapping[str, Any]:
    report = {"standard": "gb18401", "description": "第5.1条与第6.2条矛盾。", "region": "440305"}
    return {"at": OPENED, "report": {**report, "reporter": {"kind": "enterprise"}}}


def test_each_legal_track_is_told_the_gravest_first_and_all_that_happened_in_order_of_time():
    minor = a_known("c2", track=Track.BREACH, severity=Severity.ORDINARY, answered=True)
    seen = view(a_document(), [minor, a_known("c1")])
    assert [case.id for case in seen.cases] == ["c1", "c2"]
    assert (seen.status, seen.standard) == ("transmitted", "GB 18401—2010")
    times = [line.happening.at for line in seen.history]
    assert times == sorted(times)
    assert {line.track for line in seen.history[1:]} == {Track.IMPLEMENTATION, Track.BREACH}
    told = seen.as_json("en", a_name, "https://feedback.example/")
    shapes.Status.model_validate_json(orjson.dumps(told))
    assert told["cases"][0]["link"] == f"https://feedback.example/cases/{a_known('c1').number}"


def test_with_one_case_the_lines_name_no_track():
    seen = view(a_document(), [a_known()])
    assert {line.track for line in seen.history} == {None}
    text = Text(zh="一", en="one")
    assert Line(Happening(at=datetime.now(UTC), what="x", by="channel", text=text)).track is None


def test_before_the_router_has_decided_the_reporter_sees_his_own_words():
    seen = view(a_document(), [])
    assert (seen.status, seen.case, seen.standard) == ("received", None, "gb18401")
    unread = a_known().model_copy(update={"standard": "王芳说的标准", "key": None})
    assert view(a_document(), [unread]).standard == "gb18401"


def test_a_merged_case_names_the_one_it_became_part_of():
    gone, into = merged(a_known("c1"), a_known("c2"))
    assert shown(gone)["merged_into"]["number"] == into.number
    assert shown(gone)["related"] == []
    assert shown(into)["related"][0]["relation"] == "merged_from"
    assert len(into.reports) == 2
