import base64

import pytest

from shared.errors import Refused
from shared.sealing import RECEIPT_LENGTH, Vault, new_receipt

KEY = base64.b64encode(bytes(range(32))).decode()


def test_what_is_sealed_opens_beside_its_own_report_only():
    vault = Vault(KEY)
    box = vault.seal({"email": "wang@example.cn"}, bound_to="r1")
    assert vault.unseal(box, bound_to="r1") == {"email": "wang@example.cn"}
    with pytest.raises(Refused):
        vault.unseal(box, bound_to="r2")


def test_a_reporter_is_forgotten_when_the_key_is_destroyed():
    vault = Vault(KEY)
    box = vault.seal({"email": "wang@example.cn"}, bound_to="r1")
    del box["key"]
    with pytest.raises(Refused):
        vault.unseal(box, bound_to="r1")


def test_a_receipt_is_known_however_it_was_typed():
    vault, receipt = Vault(KEY), new_receipt()
    assert len(receipt) == RECEIPT_LENGTH
    typed = "-".join((receipt[:13], receipt[13:])).lower().replace("0", "o")
    assert vault.receipt_mark(typed) == vault.receipt_mark(receipt)
    assert vault.receipt_mark(new_receipt()) != vault.receipt_mark(receipt)


def test_a_repeated_request_has_the_same_receipt_and_another_content_another():
    vault = Vault(KEY)
    assert vault.receipt_for("id", b"a") == vault.receipt_for("id", b"a")
    assert vault.receipt_for("id", b"a") != vault.receipt_for("id", b"b")
    assert len(vault.receipt_for("id", b"a")) == RECEIPT_LENGTH


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(b"x" * 16).decode(), "£" * 44])
def test_a_master_key_that_is_none_is_refused_at_start(key: str):
    with pytest.raises(ValueError, match="master key"):
        Vault(key)


def test_a_units_mark_is_the_same_however_it_writes_itself_and_says_nothing():
    mark = Vault(KEY).unit_mark({"organisation": "深圳市 Ａcme 公司", "email": "a@example.cn"})
    assert mark == Vault(KEY).unit_mark({"organisation": "深圳市acme公司", "phone": "+8613800138000"})
    assert mark != Vault(KEY).unit_mark({"organisation": "深圳市 Acme 二公司"})
    assert mark is not None
    assert len(mark) == 64


def test_the_credit_code_comes_before_the_name_and_a_person_alone_is_no_unit():
    first = Vault(KEY).unit_mark({"uscc": "91440300708461136T", "organisation": "甲"})
    assert first == Vault(KEY).unit_mark({"uscc": "91440300708461136T", "organisation": "乙"})
    assert Vault(KEY).unit_mark({"email": "a@example.cn"}) != Vault(KEY).unit_mark({"phone": "a@example.cn"})
    assert Vault(KEY).unit_mark({"name": "王芳"}) is None
    assert Vault(KEY).unit_mark({}) is None
