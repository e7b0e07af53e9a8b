"""Words of the console's pages on which persons look at cases, and confirm, correct, merge or split them."""

from shared.text import Text

RULING = {
    "nav.screening": Text(zh="待核查", en="To be screened"),
    "nav.waiting": Text(zh="{n} 件", en="{n}"),
    "nav.many": Text(zh="99 件以上", en="over 99"),
    "screening.title": Text(zh="待核查的案件", en="Cases to be screened"),
    "screening.intro": Text(
        zh="系统对这些案件没有把握，请人工核查：判断正确的予以确认，不正确的予以更正。等待最久的在前。",
        en="The channel is not sure what to make of these. Please look at each: confirm it if it is right, "
        "correct it if it is not. Those that wait longest come first.",
    ),
    "screening.empty": Text(
        zh="没有等待核查的案件。出现新的案件时，会列在这里，导航栏显示件数。",
        en="No case waits for you. When one does, it stands here, and the navigation shows how many.",
    ),
    "screening.since": Text(zh="{at} 起等待", en="Waiting since {at}"),
    "screening.whose": Text(zh="由{who}核查", en="To be screened by: {who}"),
    "screening.why": Text(zh="为什么需要人工核查", en="Why a person should look"),
    "screening.do": Text(zh="去核查", en="Go and look"),
    "sure": Text(zh="把握 {n}%", en="{n}% sure"),
    "case.open": Text(
        zh="查看案件：核查、更正、合并、拆分", en="Open the case: confirm, correct, merge, split"
    ),
    "case.about": Text(zh="案件情况", en="About the case"),
    "case.judged": Text(zh="系统的判断", en="What was made of it"),
    "case.tracks": Text(zh="反馈所涉类别", en="Tracks of its reports"),
    "case.total": Text(zh="反馈数量", en="Reports"),
    "case.total.some": Text(
        zh="共 {n} 份，显示最近 {shown} 份", en="{n} in all; the newest {shown} are shown"
    ),
    "case.links": Text(zh="关联案件", en="Linked cases"),
    "case.escalations": Text(zh="询问的机构", en="Authorities that were asked"),
    "case.none_asked": Text(zh="尚未询问任何机构。", en="Nobody was asked yet."),
    "case.informed": Text(zh="知会的机构", en="Told for information"),
    "case.rulings": Text(zh="人工裁定", en="What persons have ruled"),
    "case.summary": Text(zh="公开摘要", en="Public summary"),
    "report.untitled": Text(zh="无标题", en="Untitled"),
    "report.supporter": Text(zh="附议", en="joined in support"),
    "report.split": Text(zh="选中此份，用于拆分", en="Choose this one to split it off"),
    "rule.title": Text(zh="裁定", en="Your ruling"),
    "rule.pending": Text(
        zh="已有一项裁定正在执行，稍后刷新可见结果。",
        en="A ruling is being carried out; load the page again in a moment to see what came of it.",
    ),
    "rule.not_yours": Text(
        zh="贵机构可以查看本案，但无权裁定。可由问题所在地的主管机构、被询问的机构或其上级机构作出。",
        en="You may read this case but not rule on it. The authority of its region, a body that was asked, "
        "or one above those can.",
    ),
    "rule.merged": Text(
        zh="本案已并入 {number}，请到该案裁定。",
        en="This case has become part of {number}; rule on that one.",
    ),
    "confirm.title": Text(zh="判断正确", en="It is right"),
    "confirm.why": Text(
        zh="确认后，案件不再列入“待核查”，按现有判断继续办理。",
        en="The case then leaves the list of those to be screened, and goes on as it is.",
    ),
    "confirm_because.label": Text(zh="备注", en="Remark"),
    "confirm_because.hint": Text(zh="可不填。", en="It may stay empty."),
    "confirm.do": Text(zh="确认", en="Confirm"),
    "correct.title": Text(zh="更正", en="Correct it"),
    "correct.why": Text(
        zh="只改需要改的项。系统会按更正后的内容重新确定承办机构和期限；误询的机构会收到撤回通知。更正前后的内容、"
        "更正人和理由记入办理过程。",
        en="Change only what is wrong. Who is asked, and by when, is then decided anew; those who were "
        "wrongly asked are told. What it was and is, who corrected it and why stand in the history.",
    ),
    "standard.label": Text(zh="标准", en="Standard"),
    "standard.hint": Text(
        zh="例如 GB 18401-2010。无法识别的编号会按原样保留。",
        en="Such as GB 18401-2010. What cannot be read is kept as typed.",
    ),
    "clause.label": Text(zh="条款", en="Clause"),
    "clause.hint": Text(zh="例如 5.1；涉及全文的写“全文”。", en="Such as 5.1, or “whole”."),
    "region.label": Text(zh="地区（六位行政区划代码）", en="Region (six digits of GB/T 2260)"),
    "region.hint": Text(zh="例如 440305。", en="Such as 440305."),
    "track.label": Text(zh="类别", en="Track"),
    "problem.label": Text(zh="问题类型", en="Kind of problem"),
    "severity.label": Text(zh="严重程度", en="Severity"),
    "summary.label": Text(zh="公开摘要", en="Public summary"),
    "summary.hint": Text(
        zh="一句话，最多 300 个字，显示在公开登记中。请不要写入人名、单位和联系方式。",
        en="One sentence of at most 300 characters for the public register. No names, no organisations, no "
        "addresses.",
    ),
    "correct_because.label": Text(zh="更正理由", en="Why it is corrected"),
    "correct_because.hint": Text(zh="5 至 2000 个字。", en="5 to 2,000 characters."),
    "correct.do": Text(zh="提交更正", en="Send the correction"),
    "merge.title": Text(zh="并入另一案", en="It is part of another case"),
    "merge.why": Text(
        zh="本案的反馈转入另一案，本案就此结束，已询问的机构会得知。两案的反馈人都会得知。",
        en="Its reports move to the other case and this one ends; those who were asked are told, and so are "
        "the reporters of both.",
    ),
    "into.label": Text(zh="并入的案号", en="The other case’s number"),
    "into.hint": Text(
        zh="例如 2026-7K3M9-QX2AB；已在上面选中的，不必填写。",
        en="Such as 2026-7K3M9-QX2AB; leave it empty if you chose one above.",
    ),
    "alike.title": Text(zh="同一标准的其他未结案件", en="Other open cases of this standard"),
    "alike.clause": Text(zh="第 {clause} 条，", en="clause {clause}, "),
    "alike.line": Text(
        zh="{clause}{about}，{n} 份反馈，{state}", en="{clause}{about}, reports: {n}, {state}"
    ),
    "alike.look": Text(zh="查看", en="Look at it"),
    "alike.none": Text(zh="没有同一标准的其他未结案件。", en="There is no other open case of this standard."),
    "merge_because.label": Text(zh="合并理由", en="Why they are one"),
    "merge_because.hint": Text(zh="5 至 2000 个字。", en="5 to 2,000 characters."),
    "merge.do": Text(zh="合并", en="Merge"),
    "split.title": Text(zh="拆分", en="Some reports are about something else"),
    "split.why": Text(
        zh="请在“反馈内容”中选中要拆出的反馈（不能全选）。它们成为另一案，重新判断和分派；双方反馈人都会得知。",
        en="Choose under “What was reported” those that are about something else (not all of them). They "
        "become a case of their own, judged and routed anew; the reporters of both are told.",
    ),
    "reports.label": Text(zh="拆出的反馈", en="Reports that were split off"),
    "reports.some": Text(zh="{n} 份", en="{n}"),
    "split_because.label": Text(zh="拆分理由", en="Why they are two"),
    "split_because.hint": Text(zh="5 至 2000 个字。", en="5 to 2,000 characters."),
    "split.do": Text(zh="拆分", en="Split"),
    "split.one": Text(
        zh="本案只有一份反馈，不能拆分。", en="The case has one report only, and cannot be split."
    ),
    "emptied": Text(
        zh="不能清空。不需要更改的，请保留原来的内容；涉及全文的条款写“全文”。",
        en="This cannot be emptied. Leave what stood there, or write “whole” for the clause.",
    ),
    "done.confirmed": Text(
        zh="已确认。本案很快会从“待核查”中移出，并继续办理。",
        en="Confirmed. In a moment the case leaves the list of those to be screened, and goes on.",
    ),
    "done.corrected": Text(
        zh="更正已收到，很快生效：系统会重新确定承办机构和期限，并告知撤回的机构。刷新可见结果。",
        en="The correction was received. In a moment it is decided anew who is asked and by when, and those "
        "who were wrongly asked are told. Load the page again to see it.",
    ),
    "done.merged": Text(
        zh="合并已收到，很快生效：反馈转入另一案，两案的反馈人都会得知。",
        en="The merger was received. In a moment the reports move to the other case, and the reporters of "
        "both are told.",
    ),
    "done.split": Text(
        zh="拆分已收到，很快生效：拆出的反馈成为另一案，案号会出现在“关联案件”中，双方反馈人都会得知。",
        en="The split was received. In a moment those reports are a case of their own, which will stand "
        "under “Linked cases”, and the reporters of both are told.",
    ),
    "ruled.confirmed": Text(zh="确认", en="Confirmed"),
    "ruled.corrected": Text(zh="更正", en="Corrected"),
    "ruled.merged": Text(zh="并入另一案", en="Merged"),
    "ruled.split": Text(zh="拆分", en="Split"),
    "ruled.pending": Text(zh="正在执行", en="being carried out"),
    "ruled.moot": Text(zh="尚未执行", en="not carried out"),
    "link.merged_into": Text(zh="已并入", en="Became part of"),
    "link.merged_from": Text(zh="并入本案的", en="Took in"),
    "link.split_into": Text(zh="由本案拆出", en="Was split off as"),
    "link.split_from": Text(zh="拆自", en="Was split from"),
    "link.recurs": Text(zh="再次发生，前案为", en="Recurs, after"),
    "link.related": Text(zh="相关", en="Related to"),
    "case_state.asked": Text(zh="待送达主管机构", en="Being put to the authorities"),
    "case_state.transmitted": Text(zh="已送达主管机构", en="Delivered to the authorities"),
    "case_state.acknowledged": Text(zh="主管机构已受理", en="Taken up by an authority"),
    "case_state.answered": Text(zh="已答复", en="Answered"),
    "case_state.unanswered": Text(zh="期限内无人答复", en="Nobody answered in time"),
    "case_state.merged": Text(zh="已并入另一案", en="Became part of another case"),
}
