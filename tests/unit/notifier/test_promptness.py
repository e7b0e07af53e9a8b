"""Whose answer is waited for before a delivery is stored: who answers promptly, and owes none for long."""

from services.notifier.promptness import PATIENCE, Promptness


def test_an_unknown_listener_and_one_that_answered_in_time_are_waited_for():
    listener = Promptness()
    assert listener.patience(0.0) == PATIENCE
    listener.asked("m-1", 0.0)
    listener.answered("m-1", PATIENCE / 2)
    assert listener.patience(1.0) == PATIENCE


def test_who_answered_late_is_not_waited_for_until_an_answer_comes_in_time():
    listener = Promptness()
    listener.asked("m-1", 0.0)
    listener.answered("m-1", 2 * PATIENCE)
    assert listener.patience(10.0) == 0
    listener.asked("m-2", 10.0)
    listener.answered("m-2", 10.0)
    assert listener.patience(10.0) == PATIENCE


def test_who_owes_an_answer_for_long_is_not_waited_for():
    listener = Promptness()
    listener.asked("m-1", 0.0)
    listener.asked("m-2", PATIENCE)
    assert listener.patience(PATIENCE / 2) == PATIENCE
    assert listener.patience(2 * PATIENCE) == 0
    listener.forget(["m-1"])
    assert listener.patience(PATIENCE * 3 / 2) == PATIENCE
