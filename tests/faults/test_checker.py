"""The checker finds every kind of wrong that it is there to find."""

from tests.faults.checker import Call, Facts, judge, undelivered


def told(report: str, *, hook: str = "sac", message: str = "", effect: str = "") -> Call:
    return Call(hook, message or f"m-{report}-{hook}", effect or f"opened {report}", (report,))


def a_run(**changes: object) -> Facts:
    """Two reports, both well; the changes show what is wrong."""
    whole = Facts(
        attempted={"a", "b"},
        accepted={"a", "b"},
        stored={"a", "b"},
        cases=[("a",), ("b",)],
        hooks={"sac"},
        calls=[told("a"), told("b")],
    )
    return whole._replace(**changes)  # type: ignore[arg-type]  # each test names a field of its own


def test_a_run_without_fault_is_clean():
    verdict = judge(a_run())
    assert verdict.once == {"a", "b"}
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.recovered
    assert not verdict.unexpected
    assert verdict.repeated == 0


def test_accepted_and_not_delivered_is_lost():
    assert judge(a_run(calls=[told("a")])).lost == {"b"}


def test_a_report_is_delivered_when_every_authority_has_heard():
    calls = [told("a"), told("b"), told("a", hook="superior")]
    assert judge(a_run(hooks={"sac", "superior"}, calls=calls)).lost == {"b"}
    assert undelivered({"a", "b"}, {"sac", "superior"}, calls) == {"b"}


def test_a_receipt_for_what_is_not_stored_is_a_loss_even_when_it_was_delivered():
    assert judge(a_run(stored={"a"})).lost == {"b"}


def test_the_same_fact_under_two_ids_is_a_duplicated_effect_and_not_delivered_once():
    verdict = judge(a_run(calls=[told("a"), told("b"), told("b", message="other")]))
    assert len(verdict.duplicated) == 1
    assert verdict.once == {"a"}
    assert verdict.repeated == 0


def test_a_report_in_two_cases_is_a_duplicated_effect():
    assert judge(a_run(cases=[("a",), ("b",), ("a",)])).duplicated == ("a is in two cases",)


def test_the_same_message_again_is_repeated_and_not_duplicated():
    verdict = judge(a_run(calls=[told("a"), told("b"), told("b")]))
    assert verdict.repeated == 1
    assert verdict.repeated_share == 1 / 3
    assert not verdict.duplicated


def test_what_was_not_accepted_and_arrived_is_recovered():
    verdict = judge(a_run(accepted={"a"}))
    assert verdict.recovered == {"b"}
    assert not verdict.lost


def test_what_nobody_attempted_is_unexpected():
    assert judge(a_run(attempted={"a"}, accepted={"a"})).unexpected == {"b"}


def test_the_table_names_every_word():
    table = judge(a_run(parked=3)).table("a run")
    for word in (
        "attempted",
        "accepted",
        "stored",
        "routed",
        "delivered once",
        "lost",
        "recovered",
        "parked",
    ):
        assert word in table
