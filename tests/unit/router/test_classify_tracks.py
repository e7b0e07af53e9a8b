"""The legal tracks of a text: which it holds, which is the principal one, and who is asked."""

import pytest

from shared.case import Classification
from shared.taxonomy import Problem, Severity, Track
from tests.builders import a_report, the_policy


def classified(*args: object, **fields: object) -> tuple[Classification, ...]:
    return the_policy().classifier.classify(a_report(*args, **fields))  # type: ignore[arg-type] # the builder's words


@pytest.mark.parametrize(
    ("text", "tracks"),
    [
        ("第6.1条的限量无法检测，建议改为“不大于5 mg/kg”。", [Track.IMPLEMENTATION]),
        ("第6.1条与6.2条矛盾，请问应如何理解？", [Track.IMPLEMENTATION, Track.INTERPRETATION]),
        ("该方法已经过时。另建议制定快速检测方法标准。", [Track.IMPLEMENTATION, Track.PROPOSAL]),
        (
            "4.2条与4.5条相互矛盾。另举报某公司冒用本标准编号生产，请依法查处。",
            [Track.IMPLEMENTATION, Track.BREACH],
        ),
        ("请问第8.1条是指同一生产日期还是同一原料批？望答复。", [Track.INTERPRETATION]),
        ("举报某公司偷工减料，产品不合格，请查处。", [Track.BREACH]),
        ("我局接到投诉举报较多，原因是第5.3条的“明显”含义不明确。", [Track.IMPLEMENTATION]),
        ("小区物业费乱收费，我要信访，请给个说法。", [Track.OTHER]),
    ],
)
def test_a_text_may_hold_several_tracks_the_principal_one_first(text: str, tracks: list[Track]):
    assert [made.track for made in classified(text)] == tracks


def test_every_track_is_judged_for_itself_and_names_the_same_kind():
    fault, breach = classified(
        "4.2条与4.5条相互矛盾。另举报某公司冒用本标准编号生产，请依法查处。", standard="GB 18401-2010"
    )
    assert fault.problem is breach.problem is Problem.CONTRADICTION
    assert fault.severity is breach.severity is Severity.MAJOR
    assert "denounced" in breach.rules
    assert "“举报”" in breach.because[-1].zh


def test_a_breach_and_a_complaint_are_put_to_the_place_where_it_happened():
    asks = the_policy().classifier.asks
    place = {track for track in Track if asks(track) == "place"}
    assert place == {Track.BREACH, Track.COMPLAINT, Track.OTHER}
    assert asks(Track.PROPOSAL) == "setter"
