"""Why a person should look at a report before, or while, it goes its way."""

from collections.abc import Iterator

from services.router.classify.tracks import Threshold
from services.router.classify.view import readable
from shared.case import Confidence
from shared.report import Report
from shared.taxonomy import Problem, Track
from shared.text import Text

UNREADABLE = Text(
    zh="标准编号“{standard}”无法识别，请人工核对是哪一项标准。",
    en="The standard “{standard}” could not be read; a person should find out which one is meant.",
)
MISSING = Text(
    zh="报告没有指明标准，请人工核对是哪一项标准。",
    en="The report names no standard; a person should find out which one is meant.",
)
OTHER = Text(zh="问题类别不明，请人工确定。", en="The kind of problem is not known; a person should set it.")
UNSURE = Text(
    zh="对{part}的判断把握只有 {sure}%，低于 {least}%，请人工核对。",
    en="The channel is only {sure}% sure of the {part}, less than {least}%; a person should check it.",
)
PARTS = {
    "track": Text(zh="办理途径", en="track"),
    "problem": Text(zh="问题类别", en="kind of problem"),
    "severity": Text(zh="严重程度", en="severity"),
}


def screening(
    report: Report, track: Track, problem: Problem, confidence: Confidence, least: Threshold
) -> Iterator[Text]:
    """Yield why a person should look; nothing where nobody needs to."""
    if problem is not Problem.GAP and track is not Track.PROPOSAL:
        if not report.standard:
            yield MISSING
        elif readable(report.standard) is None:
            yield UNREADABLE.with_(standard=report.standard)
    if problem is Problem.OTHER:
        yield OTHER
    for part, name in PARTS.items():
        if part == "problem" and problem is Problem.OTHER:
            continue
        sure, due = getattr(confidence, part), getattr(least, part)
        if sure < due:
            yield UNSURE.with_(part=name, sure=round(sure * 100), least=round(due * 100))
