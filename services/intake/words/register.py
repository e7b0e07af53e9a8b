"""Words of the public register: known problems, one case, and joining it."""

from shared.text import Text

REGISTER = {
    "nav.cases": Text(zh="已知问题", en="Known problems"),
    "cases.title": Text(zh="已知的标准问题", en="Known problems with standards"),
    "cases.intro": Text(
        zh="各项标准已经反映的问题、办到哪一步、结果如何，都公开在这里；不公开任何人的身份和反馈原文。遇到同样"
        "的问题，点开后按“我也遇到”即可，不必重写。",
        en="Which problems of a standard are known, where each stands and what came of it. Nobody’s identity "
        "and nobody’s text is shown. If you have met the same problem, open it and press “Me too”: there "
        "is no need to write it again.",
    ),
    "cases.standard.hint": Text(
        zh="例如 GB 18401—2010，写法不必规范；各年版的问题都会列出。",
        en="Such as GB 18401-2010, in any spelling; problems of all its editions are listed.",
    ),
    "cases.place.hint": Text(
        zh="选定后按“查找”，可再选下一级。", en="Press “Find” after choosing, to go one level further down."
    ),
    "cases.anywhere": Text(zh="全国", en="Anywhere"),
    "state.label": Text(zh="办理状态", en="Where it stands"),
    "cases.every": Text(zh="全部", en="All"),
    "cases.open": Text(zh="等待答复", en="Awaiting an answer"),
    "cases.find": Text(zh="查找", en="Find"),
    "cases.found": Text(zh="查到的问题", en="What was found"),
    "cases.latest": Text(zh="最近的问题", en="The latest"),
    "cases.none": Text(zh="没有查到这样的问题", en="No such problem is known"),
    "cases.none.why": Text(
        zh="可以只写标准的代号和顺序号，或放宽地区和状态再查；如果还没有人反映过，请由您来反映。",
        en="Try the code and number alone, or a wider place or any state. If nobody has reported it yet, "
        "please do.",
    ),
    "cases.empty": Text(zh="还没有公开的问题", en="No problem is known yet"),
    "cases.empty.why": Text(
        zh="第一件反馈办理后，几分钟内就会出现在这里。",
        en="The first report will appear here within minutes.",
    ),
    "cases.report": Text(zh="反馈一个新问题", en="Report a new problem"),
    "cases.further": Text(zh="下一页", en="Next page"),
    "cases.further.only": Text(
        zh="这一段时间内没有符合条件的问题，更早的在下一页。",
        en="Nothing in this stretch of time fits; what is older is on the next page.",
    ),
    "cases.data": Text(zh="供程序使用：", en="For programs: "),
    "case.unnamed": Text(zh="标准待核", en="Standard not yet known"),
    "case.clause": Text(zh="条款 {clause}", en="clause {clause}"),
    "case.number": Text(zh="案件 {number}", en="Case {number}"),
    "case.counts": Text(
        zh="{reports} 件反馈，{units} 家单位，{regions} 个地区",
        en="reports: {reports}, units: {units}, places: {regions}",
    ),
    "case.stop": Text(zh="。", en=". "),
    "case.reports": Text(zh="{n} 件反馈", en="{n} reports"),
    "case.reports.1": Text(zh="1 件反馈", en="1 report"),
    "case.edition": Text(zh="标准编号", en="Standard"),
    "case.kind": Text(zh="问题类型", en="Kind of problem"),
    "case.severity": Text(zh="程度", en="How serious"),
    "case.track": Text(zh="办理途径", en="Handled as"),
    "case.place": Text(zh="首报地区", en="First reported in"),
    "case.opened": Text(zh="首次反映", en="First reported"),
    "case.updated": Text(zh="最近变化", en="Last change"),
    "case.heard": Text(zh="有多少人反映", en="How many have reported it"),
    "case.outcome": Text(zh="结果", en="Outcome"),
    "case.links": Text(zh="相关案件", en="Other cases"),
    "case.next.asked": Text(
        zh="正在送达主管机构。对方须在期限内表态，逾期未表态的自动转到上一级。",
        en="It is being delivered to the authorities. They must speak by their date; if they do not, it "
        "climbs to the body above.",
    ),
    "case.next.transmitted": Text(
        zh="主管机构已经收到，须在期限内表态，逾期未表态的自动转到上一级。",
        en="The authorities have it and must speak by their date; if they do not, it climbs to "
        "the body above.",
    ),
    "case.next.acknowledged": Text(
        zh="主管机构正在处理，结果会公布在这里。",
        en="An authority is working on it; the outcome will stand here.",
    ),
    "case.next.answered": Text(
        zh="已经办结。若问题仍然存在或又有新情况，请另写一件反馈。",
        en="It has come to its end. If the problem is still there, or there is something new, please write a "
        "new report.",
    ),
    "case.next.unanswered": Text(
        zh="各级机构都没有在期限内答复，这一事实已记录在案；迟到的答复仍会公布在这里。若问题仍然存在，请另写一件反馈。",
        en="No authority at any level answered in time, and this is on the record; a late answer will still "
        "appear here. If the problem is still there, please write a new report.",
    ),
    "case.next.merged": Text(
        zh="与另一案件是同一个问题，已并入该案一起办理。",
        en="It is the same problem as another case, and is dealt with there.",
    ),
    "case.late": Text(
        zh="这个案件已经结束，不能再加入", en="This case has ended and cannot be joined any more"
    ),
    "case.merged": Text(
        zh="案件 {number} 反映的是同一个问题，已并入本案。",
        en="Case {number} is the same problem and has become part of this one.",
    ),
    "case.again": Text(zh="问题仍在，另写一件反馈", en="It is still there: write a new report"),
    "case.same": Text(zh="这项标准的其他问题", en="Other problems of this standard"),
    "relation.merged_into": Text(zh="并入", en="became part of"),
    "relation.merged_from": Text(zh="并入本案的", en="became part of this one"),
    "relation.split_into": Text(zh="从本案分出的", en="was split from this one"),
    "relation.split_from": Text(zh="本案分自", en="this one was split from"),
    "relation.recurs": Text(zh="同一问题的前案", en="the same problem before"),
    "relation.related": Text(zh="有关", en="related"),
    "join": Text(zh="我也遇到", en="Me too"),
    "join.of": Text(zh="我也遇到：{what}", en="Me too: {what}"),
    "join.title": Text(zh="我也遇到了这个问题", en="I have met this problem too"),
    "join.intro": Text(
        zh="不必重写问题。您的反馈计入这个案件，人数、地区和身份越多，办理越受重视；结果同样会告诉您。",
        en="You need not write it again. Your report counts in this case, which weighs more with every unit, "
        "place and kind of reporter; and you are told what comes of it.",
    ),
    "join.send.hint": Text(
        zh="提交后马上得到自己的回执码。要补充情况，请改写一件完整的反馈。",
        en="You get a receipt code of your own at once. To add something, write a whole report instead.",
    ),
    "join.write": Text(zh="写一件完整的反馈", en="Write a whole report"),
    "join.thanks": Text(
        zh="您加入的是案件 {number}；若它已并入另一案件，则计入后者。",
        en="You have joined case {number}, or the one that it became part of.",
    ),
    "known.look": Text(zh="看看已有的问题", en="See known problems"),
    "known.title": Text(zh="{standard}：等待答复的问题", en="{standard}: problems that await an answer"),
    "known.intro": Text(
        zh="是同一个问题吗？是就按“我也遇到”，不必重写；不是，请继续往下填。",
        en="Is it one of these? Then press “Me too” and write nothing again. If it is not, go on below.",
    ),
    "known.none": Text(
        zh="{standard} 还没有等待答复的问题，请继续往下填。",
        en="No problem of {standard} awaits an answer. Please go on below.",
    ),
    "known.unread": Text(
        zh="还没有认出是哪一项标准，查不到已有的问题。请核对编号，或直接往下填。",
        en="We could not tell which standard this is, so we cannot look. Check the designation, or go on "
        "below.",
    ),
    "known.all": Text(zh="查看全部", en="See all of them"),
}
