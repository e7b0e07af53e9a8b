from contextlib import suppress

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from shared.email_address import normalized

LOCAL = st.text(st.sampled_from("aZ0_+-.\"' é@"), max_size=70)
DOMAIN = st.text(st.sampled_from("aZ0-._é中[]: "), max_size=70) | st.sampled_from(
    ["QQ.com", "xn--fiq228c.cn", "中文.cn", "localhost", "a.test", "[127.0.0.1]", "a..cn", "-a.cn", "a.c"]
)


def by_the_library(typed: str) -> str | None:
    with suppress(EmailNotValidError):
        return validate_email(typed, check_deliverability=False).normalized
    return None


def by_us(typed: str) -> str | None:
    with suppress(EmailNotValidError):
        return normalized(typed)
    return None


@given(st.builds("{}@{}".format, LOCAL, DOMAIN) | st.emails() | st.text())
@example("a" * 64 + "@qq.com")
@example("a" * 65 + "@qq.com")
@example("a" * 60 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".com")
@example("a@" + "b" * 64 + ".com")
@example("a@QQ.com\n")
@example("a\n@qq.com")
def test_an_address_is_what_the_library_makes_of_it(typed: str):
    assert by_us(typed) == by_the_library(typed)


def test_a_domain_is_in_lower_case_and_a_local_part_as_it_was_typed():
    assert normalized("Wang.Fang@QQ.COM") == "Wang.Fang@qq.com"


@pytest.mark.parametrize("typed", ["", "wang", "wang@", "@qq.com", "wang@@qq.com", "wang@qq", "a b@qq.com"])
def test_what_is_no_address_is_refused(typed: str):
    with pytest.raises(EmailNotValidError):
        normalized(typed)
