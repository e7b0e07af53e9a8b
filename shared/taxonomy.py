"""The fixed vocabularies of the contract, each word with its name in Chinese and English."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from shared.text import Text


class ReporterKind(StrEnum):
    """Who reports: the six kinds of notice [2012]19 section seven, and anybody else (标准化法 Art. 35)."""

    ENTERPRISE = "enterprise"
    ENFORCEMENT = "enforcement"
    CERTIFICATION = "certification"
    ASSOCIATION = "association"
    RESEARCH = "research"
    MEDIA = "media"
    CONSUMER = "consumer"
    OTHER = "other"


class Problem(StrEnum):
    """What is wrong with the standard, or with its use."""

    SAFETY = "safety"
    CONTRADICTION = "contradiction"
    INFEASIBLE = "infeasible"
    OUTDATED = "outdated"
    AMBIGUOUS = "ambiguous"
    TECHNICAL = "technical"
    EDITORIAL = "editorial"
    GAP = "gap"
    BARRIER = "barrier"
    BREACH = "breach"
    TRANSLATION = "translation"
    OTHER = "other"


class Track(StrEnum):
    """The legal road that a report takes."""

    IMPLEMENTATION = "implementation"
    INTERPRETATION = "interpretation"
    BREACH = "breach"
    COMPLAINT = "complaint"
    PROPOSAL = "proposal"
    OTHER = "other"


class Severity(StrEnum):
    """How serious: critical is danger to life or health now, major is 较大问题."""

    CRITICAL = "critical"
    MAJOR = "major"
    ORDINARY = "ordinary"
    EDITORIAL = "editorial"


class Outcome(StrEnum):
    """How an authority ends an escalation; "closed" without one of these does not exist."""

    AMEND = "amend"
    REVISE = "revise"
    HOLD = "hold"
    INTERPRETED = "interpreted"
    NO_CHANGE = "no_change"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    ENFORCEMENT = "enforcement"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class _Names(Mapping[StrEnum, Text]):
    """A name for each word of each vocabulary: `other` is a word of four of them, with a name in each.

    A plain table cannot hold them, since words of two vocabularies that are spelt alike are equal.
    """

    def __init__(self, rows: Iterable[tuple[StrEnum, str, str]]) -> None:
        self._names = {(type(word), word.value): Text(zh=zh, en=en) for word, zh, en in rows}

    def __getitem__(self, word: StrEnum) -> Text:
        return self._names[type(word), word.value]

    def __iter__(self) -> Iterator[StrEnum]:
        return (kind(value) for kind, value in self._names)

    def __len__(self) -> int:
        return len(self._names)


NAMES: Mapping[StrEnum, Text] = _Names(
    (
        (ReporterKind.ENTERPRISE, "企业", "Enterprise"),
        (ReporterKind.ENFORCEMENT, "执法监督部门", "Law enforcement"),
        (ReporterKind.CERTIFICATION, "认证认可机构", "Certification or accreditation body"),
        (ReporterKind.ASSOCIATION, "行业组织", "Industry association"),
        (ReporterKind.RESEARCH, "科研机构", "Research institution"),
        (ReporterKind.MEDIA, "新闻媒体", "News media"),
        (ReporterKind.CONSUMER, "消费者或个人", "Consumer or individual"),
        (ReporterKind.OTHER, "其他", "Other"),
        (Problem.SAFETY, "安全隐患", "Safety hazard"),
        (Problem.CONTRADICTION, "与法律或其他标准矛盾", "Contradicts a law or another standard"),
        (Problem.INFEASIBLE, "无法执行", "Cannot be carried out"),
        (Problem.OUTDATED, "技术落后", "Technically outdated"),
        (Problem.AMBIGUOUS, "表述不清", "Ambiguous"),
        (Problem.TECHNICAL, "技术性错误", "Technical error"),
        (Problem.EDITORIAL, "编辑性错误", "Editorial error"),
        (Problem.GAP, "缺少标准或规定", "Missing standard or requirement"),
        (Problem.BARRIER, "市场壁垒或地方保护", "Market barrier or local protection"),
        (Problem.BREACH, "实践中违反标准", "Breach seen in practice"),
        (Problem.TRANSLATION, "翻译问题", "Translation"),
        (Problem.OTHER, "其他", "Other"),
        (Track.IMPLEMENTATION, "实施问题", "Problem in use"),
        (Track.INTERPRETATION, "请求解释", "Request for interpretation"),
        (Track.BREACH, "举报", "Report of a breach"),
        (Track.COMPLAINT, "投诉", "Consumer complaint"),
        (Track.PROPOSAL, "制修订建议", "Proposal"),
        (Track.OTHER, "其他", "Other"),
        (Severity.CRITICAL, "紧急", "Critical"),
        (Severity.MAJOR, "较大问题", "Major"),
        (Severity.ORDINARY, "一般问题", "Ordinary"),
        (Severity.EDITORIAL, "编辑性问题", "Editorial"),
        (Outcome.AMEND, "属实，将发布修改单", "Confirmed; an amendment will follow"),
        (Outcome.REVISE, "属实，将修订标准", "Confirmed; the standard will be revised"),
        (Outcome.HOLD, "留待下次复审", "Held for the next review"),
        (Outcome.INTERPRETED, "已作出解释", "Interpreted"),
        (Outcome.NO_CHANGE, "不作修改", "No change"),
        (Outcome.NOT_OURS, "不属于本机构职责", "Not ours"),
        (Outcome.DUPLICATE, "与已有问题重复", "Duplicate"),
        (Outcome.ENFORCEMENT, "已移交执法", "Referred to enforcement"),
        (Outcome.ACCEPTED, "建议已采纳", "Proposal accepted"),
        (Outcome.DECLINED, "建议未采纳", "Proposal declined"),
    )
)

GRAVITY: dict[Severity, int] = {severity: rank for rank, severity in enumerate(Severity)}
"""The gravest first: the smaller the number, the graver."""


def graver(one: Severity, other: Severity) -> bool:
    """Say whether the first is graver than the second."""
    return GRAVITY[one] < GRAVITY[other]


VOCABULARIES: dict[str, type[StrEnum]] = {
    "reporter_kinds": ReporterKind,
    "problems": Problem,
    "tracks": Track,
    "severities": Severity,
    "outcomes": Outcome,
}
