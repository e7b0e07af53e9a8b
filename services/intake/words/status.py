"""Words of the thanks page and of the page that tells what became of a report."""

from shared.text import Text

STATUS = {
    "thanks.title": Text(zh="已收到您的反馈，谢谢", en="Thank you. Your report is safe with us"),
    "thanks.at": Text(zh="{at}（北京时间）收到", en="Received on {at} (Beijing time)"),
    "thanks.receipt": Text(zh="您的回执码", en="Your receipt code"),
    "thanks.keep": Text(
        zh="请现在就抄下、复制或打印回执码。它只显示这一次，丢失后我们也无法找回；凭它才能查询进度，请不要告"
        "诉别人。",
        en="Please write it down, copy it or print it now. It is shown only this once and cannot be found "
        "again. It is the key to your report: do not pass it on.",
    ),
    "thanks.copy": Text(zh="复制回执码", en="Copy the code"),
    "thanks.copied": Text(zh="已复制", en="Copied"),
    "thanks.print": Text(zh="打印本页", en="Print this page"),
    "thanks.next.1": Text(
        zh="几分钟之内：确定负责的机构，编立案号，送达制定标准的机构和当地主管部门。",
        en="Within minutes: a case number is given, and the report is put to the body that wrote the "
        "standard and to the authority of the place.",
    ),
    "thanks.next.2": Text(
        zh="此后：进度页会写明由谁承办、最迟哪一天答复（按法定工作日计算）。",
        en="From then on: the progress page names who deals with it and the day by which they must reply, "
        "counted in official working days.",
    ),
    "thanks.next.3": Text(
        zh="有了结果：写在进度页上；留了电子邮箱的，同时写信告诉您。",
        en="When there is an answer: it stands on the progress page, and if you left an email address we "
        "write to you.",
    ),
    "thanks.check": Text(zh="现在查看进度", en="See its progress now"),
    "thanks.another": Text(zh="再反馈一个问题", en="Report another problem"),
    "status.title": Text(zh="查询反馈的进度", en="Check the progress of a report"),
    "status.intro": Text(
        zh="请输入提交后得到的回执码。大小写、空格和横线都不影响。",
        en="Enter the receipt code that you were given. Capitals, spaces and dashes do not matter.",
    ),
    "status.receipt": Text(zh="回执码", en="Receipt code"),
    "status.receipt.hint": Text(zh="共 26 个字母和数字。", en="26 letters and digits."),
    "status.look": Text(zh="查询", en="Check"),
    "status.unknown": Text(
        zh="没有找到这个回执码，请对照抄写或打印的内容再检查一遍。",
        en="No report has this receipt code. Please compare it with what you noted or printed.",
    ),
    "status.now": Text(zh="现在的状态", en="Where it stands"),
    "status.next": Text(zh="接下来", en="What happens next"),
    "status.outcome": Text(zh="答复", en="The answer"),
    "status.standard": Text(zh="标准", en="Standard"),
    "status.none": Text(zh="（未写明）", en="(none named)"),
    "status.case": Text(zh="案号", en="Case number"),
    "status.no_case": Text(zh="正在编号", en="Being given"),
    "status.history": Text(zh="经过", en="What has happened"),
    "status.beijing": Text(zh="均为北京时间", en="All times are Beijing time"),
    "status.deadline": Text(zh="{who}：最迟 {day} 表态", en="{who}: must speak by {day}"),
    "status.again": Text(zh="刷新进度", en="Look again"),
    "status.other": Text(zh="查询另一个回执码", en="Check another receipt code"),
    "state.received": Text(zh="已收到", en="Received"),
    "state.asked": Text(zh="已转交主管机构", en="Put to the authorities"),
    "state.transmitted": Text(zh="已送达主管机构", en="Delivered to the authorities"),
    "state.acknowledged": Text(zh="主管机构已受理", en="Taken up by an authority"),
    "state.answered": Text(zh="已答复", en="Answered"),
    "state.unanswered": Text(zh="期限内无人答复", en="Nobody answered in time"),
    "state.merged": Text(zh="已并入另一案件", en="Part of another case"),
    "status.several": Text(
        zh="这件反馈涉及 {n} 条途径，由有关机构分别办理：",
        en="Your report takes {n} legal roads, each with authorities and dates of its own:",
    ),
    "status.track": Text(zh="办理途径", en="Handled as"),
    "status.kind": Text(zh="问题类型", en="Kind of problem"),
    "status.reports": Text(zh="有多少件反馈", en="Reports of it"),
    "status.reports.1": Text(zh="目前只有您这一件", en="Yours alone so far"),
    "status.reports.n": Text(zh="连您在内 {n} 件", en="{n}, yours among them"),
    "status.links": Text(zh="相关案件", en="Other cases"),
    "next.merged": Text(
        zh="与另一案件是同一个问题，已并入该案一起办理。",
        en="It is the same problem as another case, and is dealt with there.",
    ),
    "next.received": Text(
        zh="正在确定负责的机构，通常只需几分钟。稍后再来看，这里会写明由谁承办。",
        en="We are finding the authorities in charge, usually within minutes. Look again soon: this page "
        "will name them.",
    ),
    "next.asked": Text(
        zh="正在送达主管机构。对方须在期限内表态，逾期未表态的自动转到上一级。",
        en="It is being delivered. The authorities must speak by their date; if they do not, it climbs to "
        "the body above.",
    ),
    "next.transmitted": Text(
        zh="主管机构已经收到，须在期限内表态，逾期未表态的自动转到上一级。您不需要做什么。",
        en="The authorities have it and must speak by their date; if they do not, it climbs to the body "
        "above. You need not do anything.",
    ),
    "next.acknowledged": Text(
        zh="主管机构正在处理，答复后会写在这里；留了电子邮箱的，同时写信告诉您。",
        en="An authority is working on it. Its answer will stand here, and comes by email if you left an "
        "address.",
    ),
    "next.answered": Text(
        zh="这件反馈已经办结。若问题仍然存在或又有新情况，请再反馈一次。",
        en="This report has come to its end. If the problem is still there, or there is something new, "
        "please report it again.",
    ),
    "next.unanswered": Text(
        zh="各级机构都没有在期限内答复，这一事实已记录在案。迟到的答复仍会写在这里。您也可以向所在地市场监督"
        "管理部门当面询问。",
        en="No authority at any level answered in time, and this is on the record. A late answer will still "
        "appear here. You may also ask the market regulation authority of your place in person.",
    ),
}
