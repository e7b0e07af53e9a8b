"""What the page says, in both languages."""

from shared.text import Text

WORDS = {
    "title": Text(zh="谁会收到，为什么", en="Who would hear, and why"),
    "lead": Text(
        zh="输入标准编号、地区和严重程度，看看一个问题会转给谁、依据哪一行规则、逾期后转给谁。这里只是推算，不会通知任何人。",
        en="Type a standard, a place and a severity: see who would be asked, which row of the policy "
        "decides, and whom silence reaches. Nothing is sent.",
    ),
    "standard": Text(zh="标准编号", en="Standard"),
    "standard.hint": Text(
        zh="如 GB 18401-2010；留空表示没有写明标准", en="Such as GB 18401-2010; empty: no standard was named"
    ),
    "region": Text(zh="地区", en="Place"),
    "region.hint": Text(
        zh="六位代码（GB/T 2260）或名称，如 440305、深圳南山区",
        en="Six digits of GB/T 2260, or the Chinese name: 440305, 深圳南山区",
    ),
    "severity": Text(zh="严重程度", en="Severity"),
    "contradicts": Text(
        zh="与之矛盾的另一项标准（可不填）", en="Another standard that it contradicts (optional)"
    ),
    "ask": Text(zh="查看", en="Ask"),
    "other": Text(zh="English", en="中文"),
    "region.none": Text(
        zh="没有找到“{typed}”。请填写六位代码，或中文名称，如 深圳市南山区。",
        en="Nothing was found for “{typed}”. Give six digits, or the Chinese name, such as 深圳市南山区.",
    ),
    "region.many": Text(zh="“{typed}”有多处，请选择：", en="“{typed}” may be any of these; choose one:"),
    "region.needed": Text(zh="请填写地区。", en="Give a place."),
    "unreadable": Text(
        zh="“{typed}”不能识别为一项标准，将由人工甄别。",
        en="“{typed}” could not be read as one standard; a person will look at it.",
    ),
    "unreadable.other": Text(
        zh="“{typed}”不能识别为一项标准，没有计入。",
        en="“{typed}” could not be read as a standard, and was left out.",
    ),
    "understood": Text(zh="识别为", en="Read as"),
    "nowhere": Text(zh="未写明标准", en="No standard named"),
    "asked": Text(zh="立即转请处理", en="Asked at once"),
    "informed": Text(zh="每日汇总告知", en="Told in the daily digest"),
    "informed.none": Text(zh="没有其他机构。", en="Nobody else."),
    "role.setter": Text(zh="制定方", en="setter"),
    "role.superior": Text(zh="上级", en="superior"),
    "role.none": Text(zh="知悉", en="for information"),
    "reply_by": Text(zh="应在 {day} 前答复", en="to reply by {day}"),
    "decided": Text(zh="依据", en="Decided by"),
    "ladder": Text(zh="如果一直没有答复", en="If nobody answers"),
    "ladder.lead": Text(
        zh="每级逾期后自动转报上一级；同一机构只问一次。",
        en="Whoever stays silent is followed by the body above; nobody is asked twice.",
    ),
    "ladder.from": Text(zh="{day} 起", en="from {day}"),
    "ladder.end": Text(
        zh="仍无人答复：告知报告人，案件继续公开在案。",
        en="Still nobody: the reporter is told so, and the case stays on record.",
    ),
    "above": Text(zh="其上各级", en="Above it"),
    "clock": Text(zh="期限依据", en="The days come from"),
}
