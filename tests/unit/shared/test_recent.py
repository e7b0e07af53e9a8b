"""The memory of what was done lately: it keeps what it promises, and does not grow."""

from hypothesis import given
from hypothesis import strategies as st

from shared.recent import Recent


@given(st.lists(st.text(max_size=3)), st.integers(min_value=1, max_value=20))
def test_the_last_ids_are_remembered_and_no_others(ids: list[str], least: int):
    recent = Recent(least)
    recent.note(ids)
    newest_first = list(dict.fromkeys(reversed(ids)))
    assert all(id_ in recent for id_ in newest_first[:least])
    assert sum(id_ in recent for id_ in newest_first) <= 2 * least
    assert "never noted" not in recent
