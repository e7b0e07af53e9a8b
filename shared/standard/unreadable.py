"""What is raised where a text names no standard, or more than one."""

from shared.text import Text

SHOWN = 60
"""Characters of the typed text that a message repeats."""

NAMES_NONE = Text(
    zh="未能从中认出标准编号。请写代号、顺序号和年份，例如 GB/T 19001—2016；也可保留原文，由工作人员辨认。",
    en="No standard could be recognised here. Write its code, number and year, such as GB/T 19001—2016; "
    "or leave it as it is, and a person will read it.",
)
NAMES_SEVERAL = Text(
    zh="这里写了不止一项标准。请每次只写一项，其余另行反馈。",
    en="This names more than one standard. Write one here, and report on the others separately.",
)
TOO_LONG = Text(
    zh="内容过长，不像一个标准编号。请只写编号，其余写在问题描述中。",
    en="This is too long to be a designation. Write the designation alone, and the rest in the description.",
)


class UnreadableCitation(ValueError):
    """A text in which no single standard can be read; `reason` says in two languages what to do."""

    def __init__(self, text: str, reason: Text = NAMES_NONE) -> None:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        super().__init__(f"{shown!r}: {reason.en}")
        self.text = text
        self.reason = reason
