"""The sentences of the letters, in both languages."""

from shared.text import Text

STANDARD = Text(zh="标准", en="Standard")
CLAUSE = Text(zh="条款", en="Clause")
PROBLEM = Text(zh="问题类型", en="Kind of problem")
TRACK = Text(zh="办理类别", en="Handled as")
SEVERITY = Text(zh="严重程度", en="Severity")
BECAUSE = Text(zh="理由", en="Because")
REGION = Text(zh="地区（GB/T 2260）", en="Region (GB/T 2260)")
REPORTS = Text(zh="反映件数", en="Reports")
NEW_OF_ALL = Text(zh="又有 {new} 份，共 {total} 份", en="{new} more, {total} in all")
REPLY_BY = Text(zh="答复期限", en="Please answer by")
REFERENCE = Text(zh="转办编号", en="Reference")
NUMBER = Text(zh="编号", en="Number")
OUTCOME = Text(zh="结果", en="Outcome")
ANSWER = Text(zh="答复", en="Answer")
WORDS = Text(zh="答复原文", en="In its own words")
NO_STANDARD = Text(zh="未指明标准", en="no standard named")
NO_ANSWER = Text(zh="尚无机构答复", en="Nobody has answered")

ESCALATION_SUBJECT = Text(
    zh="【{severity}】{standard}：请于{by}前答复",
    en="[{severity}] {standard}: please answer by {by}",
)
AS_SETTER = Text(
    zh="有人反映了贵单位制定或归口管理的一项标准在实施中的问题，现转请贵单位处理。",
    en="A problem was reported in the use of a standard that is yours, and is put to you.",
)
AS_SUPERIOR = Text(
    zh="贵单位所辖地区有人反映了一项标准在实施中的问题，现请贵单位知悉并督办。",
    en="A problem in the use of a standard was reported from the area that you supervise, and is put to you.",
)
AS_PLACE = Text(
    zh="贵单位所辖地区收到一件涉及标准的{track}，现转请贵单位依法处理。",
    en="This came from the area that you supervise, and concerns a standard. It is put to you to deal with "
    "under the law ({track}).",
)
NEXT = Text(
    zh="请在{by}前受理并答复；不属于贵单位职责的，请退回并注明应由哪个单位处理。"
    "逾期未答复的，将转报上一级机构。答复后，反映人会收到结果。",
    en="Please take it and answer by {by}, or return it and name the body whose it is. If nobody answers in "
    "time, it is put to the body above. The reporters are told your answer.",
)
NEXT_CRITICAL = Text(
    zh="本件涉及人身安全，请立即处理，并在{by}前答复；不属于贵单位职责的，请立即退回并注明应由哪个单位处理。"
    "逾期未答复的，将转报上一级机构。",
    en="People may be in danger: please act at once and answer by {by}, or return it at once and name the "
    "body whose it is. If nobody answers in time, it is put to the body above.",
)

GROWN_SUBJECT = Text(
    zh="【{severity}】{standard}：又有 {new} 份反映，共 {total} 份",
    en="[{severity}] {standard}: {new} more, {total} in all",
)
GROWN = Text(
    zh="此前转请贵单位处理的问题又有 {new} 份反映，共 {total} 份。",
    en="More reports have joined a case that was put to you earlier: {new} more, {total} in all.",
)
CHANGED_SUBJECT = Text(
    zh="【{severity}】{standard}：转办事项有变化", en="[{severity}] {standard}: a case of yours has changed"
)
CHANGED = Text(
    zh="此前转请贵单位处理的问题有变化：现按“{severity}”办理，共 {total} 份反映。",
    en="A case that was put to you earlier has changed. It is now handled as: {severity}. Reports in all: "
    "{total}.",
)
DANGER = Text(zh="本件涉及人身安全，请立即处理。", en="People may be in danger: please act at once.")
GROWN_NEXT = Text(
    zh="答复期限为{by}，与此前通知不同的，以本次为准。一次答复即适用于全部反映；"
    "已受理的，无需再次受理，也无需另做其他事。逾期未答复的，将转报上一级机构。",
    en="Please answer by {by}; if you were given another date before, this one holds. One answer serves all "
    "the reports. If you have taken the case already, there is nothing else to do. If nobody answers in "
    "time, it is put to the body above.",
)

WITHDRAWN_SUBJECT = Text(
    zh="{standard}：无需再答复（{number}）", en="{standard}: no answer is needed any more ({number})"
)
WITHDRAWN = Text(
    zh="此前转请贵单位处理的下列事项已经撤回，贵单位无需再答复。",
    en="The case below was put to you earlier, and is withdrawn: you need not answer it.",
)
WITHDRAWN_NEXT = Text(
    zh="贵单位无需再做任何事；已经作出的处理仍保留在案。给贵单位带来不便，谨致歉意，并感谢配合。",
    en="There is nothing more to do; what you have done already stays on record. We are sorry for the "
    "trouble, and thank you.",
)

ANSWERED_SUBJECT = Text(zh="您反映的标准问题已有答复（{number}）", en="Your report has an answer ({number})")
ANSWERED = Text(
    zh="感谢您反映标准实施中的问题。有关机构已经答复。",
    en="Thank you for reporting a problem with a standard. The authority has answered.",
)
ANSWERED_NEXT = Text(
    zh="本件到此办结。如需查看全部经过，请打开下面的网址并输入您的回执号。",
    en="This closes the case. To see all that happened, open the address below and enter your receipt.",
)
SILENCE_SUBJECT = Text(
    zh="您反映的标准问题尚无机构答复（{number}）", en="Nobody has answered your report yet ({number})"
)
SILENCE = Text(
    zh="感谢您反映标准实施中的问题。很抱歉，至今没有机构在期限内答复。",
    en="Thank you for reporting a problem with a standard. We are sorry: no authority has answered in time.",
)
SILENCE_NEXT = Text(
    zh="您反映的问题继续保留在案，未答复的情况已记录；任何机构日后答复时，我们会再通知您。"
    "如需查看全部经过，请打开下面的网址并输入您的回执号。",
    en="Your report stays on file and the silence is on record; if any body answers later, you will be told. "
    "To see all that happened, open the address below and enter your receipt.",
)

MERGED_SUBJECT = Text(
    zh="您反映的标准问题已与相同问题合并办理（{number}）",
    en="Your report is now handled with others of the same problem ({number})",
)
MERGED = Text(
    zh="感谢您反映标准实施中的问题。{other} 与 {number} 两件反映的是同一个问题，现合并办理；"
    "您反映的问题今后的编号是 {number}。",
    en="Thank you for reporting a problem with a standard. Cases {other} and {number} speak of the same "
    "problem, and are now handled as one; from now on yours goes under number {number}.",
)
SPLIT_SUBJECT = Text(
    zh="您反映的标准问题现单独办理（{number}）", en="Your report is now handled separately ({number})"
)
SPLIT = Text(
    zh="感谢您反映标准实施中的问题。原先合并办理的反映其实涉及两个问题，"
    "现分为 {other} 和 {number} 两件分别办理；您反映的问题今后的编号是 {number}。",
    en="Thank you for reporting a problem with a standard. What was handled as one case is two problems, "
    "which are now handled separately as {other} and {number}; from now on yours goes under number {number}.",
)
REGROUPED_NEXT = Text(
    zh="您无需做任何事，原来的回执号继续有效：打开下面的网址并输入回执号，即可查看全部经过。"
    "有了答复，我们会通知您。",
    en="There is nothing for you to do, and your receipt still works: open the address below and enter it to "
    "see all that happened. You will be told of the answer.",
)

DIGEST_SUBJECT = Text(
    zh="每日汇总（{until}）：{count} 件标准实施问题，供知悉",
    en="Digest of {until}: {count} cases for your information",
)
DIGEST = Text(
    zh="{since}至{until}收到以下 {count} 件标准实施问题，已请有关机构处理，现供贵单位知悉。",
    en="From {since} to {until} these {count} problems with standards were reported, and put to the bodies "
    "named. They are told to you for your information.",
)
DIGEST_CASE = Text(
    zh="{standard} · {problem} · {severity}\n已请{setter}处理\n{link}",
    en="{standard} · {problem} · {severity}\nput to: {setter}\n{link}",
)
DIGEST_NEXT = Text(
    zh="无需答复。对方逾期未答复的，如依次轮到贵单位，会另行转请贵单位处理。不想再收到汇总的，可在订阅中关闭。",
    en="No answer is needed. If the body that was asked stays silent and you are next, the case will be put "
    "to you separately. Digests can be turned off in your subscriptions.",
)
MORE_CASES = Text(zh="另有（件）", en="Further cases")

TRIAL_SUBJECT = Text(zh="试发：订阅有效", en="Trial: your subscription works")
TRIAL = Text(
    zh="这是应贵单位要求发出的试发邮件，不涉及任何实际问题。",
    en="This is the trial message that you asked for. It is about no real problem.",
)
TRIAL_NEXT = Text(
    zh="无需回复。今后转给贵单位的问题将以同样方式发到本邮箱。",
    en="No answer is needed. Cases that are put to you will arrive here in the same way.",
)

MORE = Text(zh="详情", en="The rest")
SIGNED = Text(
    zh="标准实施信息反馈渠道（本邮件由系统自动发出，请勿直接回复）",
    en="The standards feedback channel (sent automatically; replies to this address are not read)",
)
