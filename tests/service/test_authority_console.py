"""The authority's console as a browser without JavaScript uses it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from shared.events import AnswerReceived, SubscriptionChanged
from tests.authority_side import Side, a_side
from tests.builders import a_report, asked


@pytest.fixture
async def side(mongo_url: str) -> AsyncIterator[Side]:
    async with a_side(mongo_url) as it:
        yield it


async def get(http: ClientSession, path: str, **headers: str) -> tuple[int, str]:
    async with http.get(path, headers=headers) as answer:
        return answer.status, await answer.text()


async def post(http: ClientSession, path: str, form: dict[str, Any], **headers: str) -> tuple[int, str]:
    async with http.post(path, data=form, headers=headers) as answer:
        return answer.status, await answer.text()


async def send(http: ClientSession, path: str, **form: Any) -> tuple[int, str]:
    """Send a form of the page, with the mark that the page carries."""
    _, page = await get(http, path)
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found, page
    return await post(http, path, {"mark": found[1], **form})


async def test_without_a_session_every_page_asks_for_the_token(side: Side):
    async with side.browser() as http:
        for path in ("/authority", "/authority/subscriptions", "/authority/escalations/x"):
            status, page = await get(http, path)
            assert status == 401
            assert f'name="next" value="{path}"' in page
        status, page = await post(http, "/authority", {"token": "fbk_wrong"})
    assert status == 401
    assert "unknown or was revoked" in page


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Disposition: form-data\r\n\r\nx",
        b'Content-Disposition: form-data; name="token"\r\nContent-Transfer-Encoding: riddle\r\n\r\nx',
    ],
)
async def test_a_form_that_cannot_be_read_is_refused_as_such(side: Side, part: bytes):
    kind = {"Content-Type": "multipart/form-data; boundary=a"}
    body = b"--a\r\n" + part + b"\r\n--a--\r\n"
    async with side.browser() as http, http.post("/authority", data=body, headers=kind) as answer:
        assert answer.status == 400


async def test_the_session_is_a_strict_cookie_that_no_script_reads(side: Side):
    form = {"token": await side.token("sac"), "next": "/authority/subscriptions"}
    async with (
        side.browser() as http,
        http.post("/authority", data=form, allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (303, "/authority/subscriptions")
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert form["token"] not in cookie


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "/authority.evil", "/"])
async def test_logging_in_leads_nowhere_else(side: Side, where: str):
    form = {"token": await side.token("sac"), "next": where}
    async with side.browser() as http, http.post("/authority", data=form, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "/authority"


async def test_logging_out_ends_the_session(side: Side):
    async with side.browser("sac") as http:
        assert (await get(http, "/authority"))[0] == 200
        await post(http, "/authority", {"do": "logout"})
        assert (await get(http, "/authority"))[0] == 401


async def test_the_list_says_severity_state_and_deadline_in_words(side: Side):
    await side.put(a_report(danger=True, clause="5.1"))
    async with side.browser("sac") as http:
        _, english = await get(http, "/authority")
        _, chinese = await get(http, "/authority?lang=zh-CN")
    for page, words in (
        (english, ("Critical", "Waiting for you to take it", "clause 5.1", "Asked: ")),
        (chinese, ("紧急", "待签收", "第 5.1 条", "询问对象：", "广东省深圳市")),
    ):
        assert all(word in page for word in words)


async def test_a_filter_without_results_says_what_happens_next(side: Side):
    async with side.browser("sac") as http:
        status, page = await get(http, "/authority?state=answered&severity=major&order=newest")
    assert status == 200
    assert "There is nothing to show" in page


async def test_a_person_acknowledges_and_answers(side: Side):
    id_ = asked(await side.put(), "sac").id
    path = f"/authority/escalations/{id_}"
    async with side.browser("sac") as http:
        status, page = await send(http, path, do="acknowledged")
        assert (status, "Acknowledged. Please answer before the deadline." in page) == (200, True)
        assert "in a moment this will be “Acknowledged" in page
        status, page = await send(http, path, do="answered", outcome="amend", text="第一行\r\n第二行")
        assert (status, "every reporter is told" in page) == (200, True)
        assert 'name="outcome"' not in page
    said = await side.database["answers"].find({"outcome": "amend"}).to_list(None)
    assert [one["text"] for one in said] == ["第一行\n第二行"]
    assert len(await side.told(AnswerReceived)) == 2


async def test_an_answer_that_does_not_fit_comes_back_with_what_was_typed(side: Side):
    path = f"/authority/escalations/{asked(await side.put(), 'sac').id}"
    async with side.browser("sac") as http:
        status, page = await send(http, path, do="answered", outcome="", text="<b>kept</b> as typed")
        assert status == 422
        assert '<a href="#outcome">' in page
        assert "&lt;b&gt;kept&lt;/b&gt; as typed" in page
        status, page = await send(http, path, do="returned", return_text="x", authority="nobody")
        assert (status, '<a href="#return_text">' in page) == (422, True)
        status, page = await send(http, path, do="returned", return_text="not ours", authority="nobody")
        assert (status, '<a href="#authority">' in page) == (422, True)


async def test_a_body_above_sees_no_form_and_is_told_who_has_to_speak(side: Side):
    id_ = asked(await side.put(a_report(danger=True)), "440300").id
    async with side.browser("sac") as http:
        status, page = await get(http, f"/authority/escalations/{id_}")
        assert (status, 'name="outcome"' in page) == (200, False)
        assert "has to speak" in page
        assert (await get(http, "/authority/escalations/none"))[0] == 404


async def test_a_form_from_elsewhere_or_without_its_mark_does_nothing(side: Side):
    path = f"/authority/escalations/{asked(await side.put(), 'sac').id}"
    async with side.browser("sac") as http:
        assert (await post(http, path, {"do": "acknowledged"}))[0] == 403
        assert (await post(http, path, {"do": "acknowledged", "mark": "\u00e9"}))[0] == 403
        _, page = await get(http, path)
        mark = re.findall(r'name="mark" value="([^"]+)"', page)[0]
        form = {"do": "acknowledged", "mark": mark}
        assert (await post(http, path, form, Origin="https://evil.example"))[0] == 403
    assert await side.told(AnswerReceived) == []


async def test_an_identity_that_was_shared_stands_on_the_page(side: Side):
    case = await side.put(
        a_report(share_identity=True, title="<script>"), name="王芳", phone="+8675512345678"
    )
    async with side.browser("sac") as http:
        _, page = await get(http, f"/authority/escalations/{asked(case, 'sac').id}")
    assert "王芳" in page
    assert "Keep it secret as the law asks" in page
    assert "&lt;script&gt;" in page


async def test_a_person_adds_tests_and_deletes_subscriptions(side: Side):
    path = "/authority/subscriptions"
    async with side.browser("sac") as http:
        assert "nobody tells you anything" in (await get(http, path))[1]
        form = {"channel": "webhook", "address": "https://a.example/", "standards": "GB 18401\r\nYY"}
        _, page = await send(http, path, do="add", severities="critical", **form)
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page.replace("&#43;", "+"))
        assert secret
        _, page = await get(http, path)
        assert secret[0] not in page
        assert all(word in page for word in ("https://a.example/", "GB 18401", "Critical"))
        id_ = re.findall(r'name="id" value="([^"]+)"', page)[0]
        assert "A trial is on its way" in (await send(http, path, do="test", id=id_))[1]
        assert "whsec_" in (await send(http, path, do="rotate", id=id_))[1]
        assert "nothing is sent there any more" in (await send(http, path, do="deleted", id=id_))[1]
        status, page = await send(http, path, do="add", channel="email", address="nobody")
        assert (status, '<a href="#address">' in page) == (422, True)
    assert len(await side.told(SubscriptionChanged)) == 3


async def test_the_queues_password_is_shown_once(side: Side):
    async with side.browser("sac") as http:
        _, page = await send(http, "/authority/subscriptions", do="add", channel="queue")
    assert all(word in page for word in ("agency.sac.v1", "agency.sac", "PASSWORD@broker.example:5672"))
    assert "shown only once" in page


async def test_a_person_asks_for_digests_and_is_told_that_a_queue_has_none(side: Side):
    path = "/authority/subscriptions"
    async with side.browser("miit") as http:
        await send(http, path, do="add", channel="email", address="a@b.example", digest="yes")
        async with http.get(path) as answer:
            assert "with the daily digest" in await answer.text()
        _, refused = await send(http, path, do="add", channel="queue", digest="yes")
    assert "Digests come by e-mail or webhook" in refused
