"""What persons look at and rule on cases, over real HTTP and a real store."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from services.intake.export import rows_since
from services.intake.oversight import scope_of
from services.intake.store.authority import SOURCES
from services.intake.store.rulings import MongoRulings, waiting_in
from services.intake.web import case_shapes
from shared.case import Case, CaseState, EscalationState
from shared.events import RulingReceived
from shared.journal import MongoJournal
from shared.mongo import COLLECTIONS, from_document
from shared.ruling import OPERATOR, Ruled, Ruling
from tests.authority_side import Side, a_side
from tests.builders import NOW, a_report
from tests.seeded import OF_SHENZHEN, merged_into, screened_by

WHY = "第5.1条说的是限值，不是文字错误"
CORRECT = {"problem": "technical", "because": WHY}


@pytest.fixture
async def side(mongo_url: str) -> AsyncIterator[Side]:
    async with a_side(mongo_url) as it:
        yield it


async def get(http: ClientSession, path: str) -> tuple[int, Any]:
    async with http.get(path) as answer:
        return answer.status, await answer.json(content_type=None)


async def rule(http: ClientSession, case: Case, what: str, body: Any = None) -> tuple[int, Any]:
    sent = {} if body is None else {"json": body}
    async with http.post(f"/v1/cases/{case.number}/{what}", **sent) as answer:
        return answer.status, await answer.json(content_type=None)


async def kept(side: Side, ruling: str) -> Ruling:
    found = await side.database[COLLECTIONS.rulings].find_one({"_id": ruling})
    assert found is not None
    return from_document(Ruling, found)


def refused(problem: Any) -> list[str]:
    return [error["field"] for error in problem["errors"]]


async def test_cases_that_wait_are_listed_oldest_first_for_their_authority_and_those_above(side: Side):
    for days in (3, 1, 2):
        since = NOW + timedelta(days=days)
        await side.put_case([a_report()], screening=screened_by("440305", since=since))
    await side.put_case([a_report()], screening=screened_by("110101"))
    await side.put()
    for authority, count in (("440305", 3), (OF_SHENZHEN, 3), ("440000", 3), ("samr", 4), ("mem", 0)):
        async with side.program(authority) as http:
            status, page = await get(http, "/v1/screening")
        assert (status, len(page["cases"])) == (200, count), authority
        assert [c["since"] for c in page["cases"]] == sorted(c["since"] for c in page["cases"])
        case_shapes.ScreeningPage.model_validate(page)
    async with side.program(OPERATOR) as http:
        assert len((await get(http, "/v1/screening"))[1]["cases"]) == 4


async def test_a_line_of_the_list_says_what_was_made_of_the_case_and_why_a_person_should_look(side: Side):
    case = await side.put_case([a_report(clause="5.1")] * 2, screening=screened_by("440305"))
    async with side.program("440305") as http:
        _, page = await get(http, "/v1/screening")
    (line,) = page["cases"]
    assert (line["number"], line["standard"], line["clause"]) == (case.number, "GB/T 19001-2016", "5.1")
    assert (line["problem"], line["confidence"]["problem"], line["reports"]) == ("ambiguous", 0.42, 2)
    assert line["why"] == ["the kind of problem is not sure enough"]
    assert line["link"].endswith(f"/authority/cases/{case.number}")


@pytest.mark.parametrize("authority", ["440305", "samr"])
async def test_pages_of_the_list_follow_each_other(side: Side, authority: str):
    for minutes in (0, 0, 1, 2, 2):
        since = NOW + timedelta(minutes=minutes)
        await side.put_case([a_report()], screening=screened_by("440305", since=since))
    found, cursor = [], ""
    async with side.program(authority) as http:
        while True:
            _, page = await get(http, f"/v1/screening?limit=2&cursor={cursor}")
            found += [case["number"] for case in page["cases"]]
            if not (cursor := page["next"]):
                break
        assert (await get(http, "/v1/screening?cursor=%00"))[0] == 422
    assert len(found) == len(set(found)) == 5


ROLES = (
    # whose region it is, put to, above one put to, above the region, informed, stranger, stranger's region
    ("440305", 202),
    ("sac", 202),
    (OF_SHENZHEN, 202),
    ("440000", 202),
    ("samr", 202),
    (OPERATOR, 202),
    ("nhc", 403),
    ("miit", 404),
    ("110000", 404),
    ("440304", 404),
)


@pytest.mark.parametrize(("authority", "status"), ROLES)
async def test_who_may_read_and_rule(side: Side, authority: str, status: int):
    other = await side.put()
    case = await side.put_case(
        [a_report(danger=True)] * 2, informed=("nhc",), screening=screened_by("440305")
    )
    actions = {
        "confirm": {},
        "correct": CORRECT,
        "split": {"reports": [case.reports[0]], "because": WHY},
        "merge": {"into": other.number, "because": WHY},
    }
    async with side.program(authority) as http:
        seen, _ = await get(http, f"/v1/desk/cases/{case.number}")
        ruled = {(await rule(http, case, what, body))[0] for what, body in actions.items()}
    assert seen == (200 if status != 404 else 404)
    assert ruled == {status}
    assert len(await side.told(RulingReceived)) == (4 if status == 202 else 0)


async def test_without_a_token_nothing_is_seen_or_ruled(side: Side):
    case = await side.put_case([a_report()], screening=screened_by("440305"))
    async with ClientSession(side.url) as http:
        assert (await get(http, "/v1/screening"))[0] == 401
        assert (await get(http, f"/v1/desk/cases/{case.number}"))[0] == 401
        for what in ("confirm", "correct", "merge", "split"):
            assert (await rule(http, case, what, {}))[0] == 401


async def test_a_case_is_seen_with_its_reports_and_shared_identities_on_the_record(side: Side):
    case = await side.put_case(
        [a_report(share_identity=True), a_report("Another report of the same clause.", share_identity=True)],
        identity={"name": "王芳"},
        screening=screened_by("440305"),
        links=(merged_into(await side.put()),),
    )
    with capture_logs() as logs:
        async with side.program(OF_SHENZHEN) as http:
            _, found = await get(http, f"/v1/desk/cases/{case.number.lower()}")
    case_shapes.CaseDetail.model_validate(found)
    assert (found["may_rule"], found["total"], len(found["reports"])) == (True, 2, 2)
    assert found["reports"][0]["reporter"] == {"kind": "enterprise", "name": "王芳"}
    assert found["classification"]["confidence"]["problem"] == 0.42
    looks = [(line["report"], line["by"], line["case"]) for line in logs if line["event"] == "identity.seen"]
    assert sorted(looks) == sorted((id_, OF_SHENZHEN, case.id) for id_ in case.reports)


async def test_a_correction_is_kept_and_the_router_hears_of_it(side: Side):
    case = await side.put_case([a_report()], screening=screened_by("440305"))
    body = {**CORRECT, "severity": "ordinary", "standard": "某份老标准", "region": "440300"}
    async with side.program("440305") as http:
        status, taken = await rule(http, case, "correct", body)
        _, seen = await get(http, f"/v1/desk/cases/{case.number}")
    assert (status, taken["case"]) == (202, case.number)
    ruling = await kept(side, taken["ruling"])
    assert (ruling.by, ruling.ruled, ruling.because) == ("440305", Ruled.CORRECTED, WHY)
    assert ruling.correction is not None
    assert ruling.correction.model_dump(exclude_none=True) == {
        "standard": "某份老标准",
        "region": "440300",
        "problem": "technical",
    }
    case_shapes.CaseDetail.model_validate(seen)
    assert [(r["id"], r["pending"]) for r in seen["rulings"]] == [(ruling.id, True)]
    assert [(f.ruling, f.case) for f in await side.told(RulingReceived)] == [(ruling.id, case.id)]


async def test_what_was_ruled_is_told_again_from_the_store_when_its_writer_died(side: Side):
    case = await side.put_case([a_report()] * 3, screening=screened_by("440305"))
    async with side.program("440305") as http:
        await rule(http, case, "confirm")
        await rule(http, case, "split", {"reports": [case.reports[1]], "because": WHY})
    await side.relay.drain()
    journal = MongoJournal(side.database, "intake", list(SOURCES))
    written = [event for _, event in await journal.written(side.relay.writer, 0, 1_000)]
    assert len(written) == 2
    assert sorted(event.id for event in written) == sorted(event.id for event in side.broker.told)


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("confirm", {}),
        ("correct", CORRECT),
        ("merge", {"into": "OTHER", "because": WHY}),
        ("split", {"reports": ["FIRST"], "because": WHY}),
    ],
)
async def test_the_same_ruling_at_one_moment_or_again_is_one_ruling(side: Side, what: str, body: Any):
    other = await side.put()
    case = await side.put_case([a_report()] * 2, screening=screened_by("440305"))
    if "into" in body:
        body = body | {"into": other.number}
    if "reports" in body:
        body = body | {"reports": [case.reports[0]]}
    async with side.program("sac") as http:
        first = await asyncio.gather(*(rule(http, case, what, body) for _ in range(5)))
        again = await rule(http, case, what, body)
    assert {str(answer) for answer in first} == {str(again)}
    assert again[0] == 202
    assert len(await side.told(RulingReceived)) == 1


async def test_of_different_rulings_at_one_moment_each_has_its_place(side: Side):
    case = await side.put_case([a_report()], screening=screened_by("440305"))
    async with side.program("440305") as http:
        words = ("technical", "outdated")
        said = await asyncio.gather(
            *(rule(http, case, "correct", {"problem": problem, "because": WHY}) for problem in words)
        )
    assert [status for status, _ in said] == [202, 202]
    found = await side.database[COLLECTIONS.rulings].find({"case": case.id}).sort("nth", 1).to_list(None)
    assert [document["nth"] for document in found] == [0, 1]


async def test_a_ruling_that_the_case_has_left_behind_may_be_made_again(side: Side):
    case = await side.put_case([a_report()], screening=screened_by("440305"))
    async with side.program("440305") as http:
        _, first = await rule(http, case, "correct", CORRECT)
        await side.keep(case, first["ruling"])  # heard, and the problem is what it was once more
        _, second = await rule(http, case, "correct", CORRECT)
    assert first["ruling"] != second["ruling"]


UNFIT: tuple[tuple[str, Any, list[str]], ...] = (
    ("correct", {"problem": "technical"}, ["because"]),
    ("correct", {"problem": "technical", "because": "错"}, ["because"]),
    ("correct", {"problem": "ambiguous", "because": WHY}, ["problem"]),
    ("correct", {"because": WHY}, ["problem"]),
    ("correct", {"problem": "strange", "severity": "worst", "because": WHY}, ["problem", "severity"]),
    ("correct", {"region": "999999", "because": WHY}, ["region"]),
    ("correct", {"standard": "a\nb", "because": WHY}, ["standard"]),
    ("correct", {"standard": "gb/t19001—2016", "because": WHY}, ["problem"]),
    ("correct", {"summary": "x" * 301, "because": WHY}, ["summary"]),
    ("correct", {**CORRECT, "number": "2026-AAAAA-AAAAA"}, ["number"]),
    ("merge", {"because": WHY}, ["into"]),
    ("merge", {"into": "2026-00000-00000", "because": WHY}, ["into"]),
    ("merge", {"into": "SELF", "because": WHY}, ["into"]),
    ("merge", {"into": "MERGED", "because": WHY}, ["into"]),
    ("merge", {"into": "STRANGE", "because": WHY}, ["into"]),
    ("split", {"reports": [], "because": WHY}, ["reports"]),
    ("split", {"reports": "ALL", "because": WHY}, ["reports"]),
    ("split", {"reports": ["another"], "because": WHY}, ["reports"]),
    ("split", {"because": "短"}, ["reports", "because"]),
)


async def test_a_ruling_that_does_not_fit_names_its_fields(side: Side):
    case = await side.put_case([a_report()] * 2)
    ended = await side.put_case([a_report()], state=CaseState.MERGED, links=(merged_into(case),))
    strange = await side.put_case([a_report(region="110101")], escalations=())
    known = {
        "SELF": case.number,
        "MERGED": ended.number,
        "STRANGE": strange.number,
        "ALL": list(case.reports),
    }
    async with side.program("440305") as http:
        for what, body, fields in UNFIT:
            named = {name: known.get(str(value), value) for name, value in body.items()}
            status, problem = await rule(http, case, what, named)
            assert (status, refused(problem)) == (422, fields), (what, body)
    assert await side.database[COLLECTIONS.rulings].count_documents({}) == 0


async def test_a_case_that_was_merged_meanwhile_is_409_and_says_where_it_went(side: Side):
    target = await side.put()
    case = await side.put_case([a_report()] * 2, state=CaseState.MERGED, links=(merged_into(target),))
    async with side.program("sac") as http:
        for what, body in (
            ("confirm", {}),
            ("correct", CORRECT),
            ("merge", {"into": target.number, "because": WHY}),
            ("split", {"reports": [case.reports[0]], "because": WHY}),
        ):
            status, problem = await rule(http, case, what, body)
            assert (status, target.number in problem["detail"]) == (409, True), what


async def test_the_case_of_a_withdrawn_escalation_is_named_so(side: Side):
    case = await side.put()
    withdrawn = case.escalations[0].model_copy(update={"state": EscalationState.WITHDRAWN})
    await side.keep(case.model_copy(update={"escalations": (withdrawn,)}))
    async with side.program("sac") as http:
        _, found = await get(http, f"/v1/escalations/{withdrawn.id}")
        _, listed = await get(http, "/v1/escalations?state=withdrawn")
        answer = {"outcome": "amend", "text": "将发布修改单。"}
        async with http.post(f"/v1/escalations/{withdrawn.id}/answer", json=answer) as said:
            assert said.status == 409
    assert found["state"] == "withdrawn"
    assert [one["id"] for one in listed["escalations"]] == [withdrawn.id]


async def test_an_operator_reads_everything_and_neither_speaks_for_an_authority_nor_subscribes(side: Side):
    case = await side.put(a_report(danger=True))
    async with side.program(OPERATOR) as http:
        _, page = await get(http, "/v1/escalations")
        assert {one["id"] for one in page["escalations"]} == {e.id for e in case.escalations}
        path = f"/v1/escalations/{case.escalations[0].id}/acknowledge"
        async with http.post(path, json={}) as said:
            assert said.status == 403
        wanted = {"channel": "email", "address": "a@b.example"}
        async with http.post("/v1/subscriptions", json=wanted) as made:
            assert made.status == 403


async def test_what_was_ruled_is_exported_with_what_was_made_of_it_before(side: Side):
    report = a_report("请打13812345678或发邮件到wang@example.cn，GB/T 19001-2016第5.1条有误。", clause="5.1")
    case = await side.put_case([report], screening=screened_by("440305"))
    other = await side.put()
    async with side.program("440305") as http:
        await rule(http, case, "correct", CORRECT | {"summary": "限值有误"})
        await rule(http, case, "merge", {"into": other.number, "because": WHY})
    store = MongoRulings(side.database)
    (row,) = [row async for row in rows_since(store, datetime(2026, 1, 1, tzinfo=UTC))]
    assert row["description"] == "请打[PHONE]或发邮件到[EMAIL]，GB/T 19001-2016第5.1条有误。"
    assert (row["kind"], row["region"], row["because"]) == ("enterprise", "440305", WHY)
    assert (row["before"]["problem"], row["before"]["confidence"]["problem"]) == ("ambiguous", 0.42)
    assert row["ruled"] == {k: v for k, v in row["before"].items() if k != "confidence"} | {
        "problem": "technical"
    }
    assert [row async for row in rows_since(store, datetime.now(UTC) + timedelta(days=1))] == []


@pytest.mark.parametrize("authority", ["440305", OF_SHENZHEN, OPERATOR])
async def test_the_list_is_found_by_an_index_and_costs_what_waits(side: Side, authority: str):
    for number in range(60):
        waits = screened_by("440305") if number % 20 == 0 else None
        await side.put_case([a_report()], screening=waits)
    found = side.database[COLLECTIONS.cases].find(waiting_in(scope_of(authority)))
    examined = (await found.explain())["executionStats"]
    assert (examined["nReturned"], examined["totalDocsExamined"]) == (3, 3)
