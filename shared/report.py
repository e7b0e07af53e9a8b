"""Report: what somebody told us. Parsed at the door; never edited after it is received."""

import re
from datetime import datetime
from typing import Annotated, Any, Self

import phonenumbers
from email_validator import EmailNotValidError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc as uscc_number
from stdnum.exceptions import ValidationError as UsccError

from shared.email_address import normalized
from shared.taxonomy import Problem, ReporterKind
from shared.text import Language

DESCRIPTION_MIN, DESCRIPTION_MAX = 10, 8_000  # characters

CASE_NUMBER = r"^\d{4}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAK = re.compile("[\n\r\t\u2028\u2029]")


def _printable(value: str) -> str:
    if _CONTROL.search(value):
        raise PydanticCustomError("control_character", "control characters are not allowed")
    return value


def _one_line(value: str) -> str:
    if _BREAK.search(value):
        raise PydanticCustomError("one_line", "must be one line")
    return value


def _email(value: str) -> str:
    try:
        return normalized(value) if value else value
    except EmailNotValidError as error:
        raise PydanticCustomError("email", "not an e-mail address") from error


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "CN") if value else None
    except phonenumbers.NumberParseException as error:
        raise PydanticCustomError("phone", "not a telephone number") from error
    if number is None:
        return value
    if not phonenumbers.is_possible_number(number):
        raise PydanticCustomError("phone", "not a telephone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _uscc(value: str) -> str:
    try:
        return str(uscc_number.validate(value)) if value else value
    except UsccError as error:
        raise PydanticCustomError("uscc", "not a unified social credit code") from error


Words = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
Line = Annotated[Words, AfterValidator(_one_line)]


class Reporter(BaseModel):
    """Who reports. All but the kind is identity, and is kept apart and encrypted.

    `uscc` is the unified social credit code (GB 32100); `phone` is stored as E.164.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    kind: ReporterKind
    organisation: Annotated[Line, Field(max_length=200)] | None = None
    uscc: Annotated[Line, Field(max_length=30), AfterValidator(_uscc)] | None = None
    name: Annotated[Line, Field(max_length=100)] | None = None
    email: Annotated[Line, Field(max_length=254), AfterValidator(_email)] | None = None
    phone: Annotated[Line, Field(max_length=40), AfterValidator(_phone)] | None = None


class Report(BaseModel):
    """A report as the contract gives it. An unreadable `standard` is kept as typed.

    `joins` is the public number of the case that the reporter knows to be about the same problem.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    standard: Annotated[Line, Field(max_length=300)] | None = None
    clause: Annotated[Line, Field(max_length=100)] | None = None
    problem: Problem | None = None
    title: Annotated[Line, Field(max_length=200)] | None = None
    joins: Annotated[Line, Field(pattern=CASE_NUMBER)] | None = None
    description: Annotated[Words, Field(min_length=DESCRIPTION_MIN, max_length=DESCRIPTION_MAX)]
    current_text: Annotated[Words, Field(max_length=4_000)] | None = None
    proposed_text: Annotated[Words, Field(max_length=4_000)] | None = None
    region: Annotated[str, Field(pattern=r"^[1-9]\d{5}$")]
    danger: bool = False
    reporter: Reporter
    share_identity: bool = False
    language: Language = "zh-CN"

    @model_validator(mode="after")
    def _names_a_standard_or_a_gap(self) -> Self:
        if not self.standard and self.problem is not Problem.GAP and not self.proposed_text:
            raise PydanticCustomError("standard_needed", "name the standard")
        if self.proposed_text and self.proposed_text == self.current_text:
            raise PydanticCustomError("proposal_same", "the proposed text is the same as the current one")
        return self

    def parted(self) -> "tuple[dict[str, Any], dict[str, str]]":
        """Return the report with the reporter's kind alone, and apart from it what tells who it is.

        Both are JSON values; the identity is empty where the reporter is anonymous.
        """
        whole = self.model_dump(mode="json")
        reporter = whole["reporter"]
        identity = {field: value for field, value in reporter.items() if value and field != "kind"}
        # One dump makes both: every report that is accepted goes through here.
        whole["reporter"] = dict.fromkeys(reporter) | {"kind": reporter["kind"]}
        return whole, identity


class AcceptedReport(BaseModel):
    """A report that is safely stored, as the services after intake see it: without identity.

    `unit` is a keyed mark of who reports, so that one source that posts often counts once; None where the
    reporter is anonymous.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    report: Report
    unit: str | None = None
