"""Words that all pages share, and those of the page about the interface."""

from shared.text import Text

COMMON = {
    "site": Text(zh="标准实施信息反馈", en="Standards Feedback"),
    "site.line": Text(
        zh="把标准用起来遇到的问题，送到能解决它的机构",
        en="Problems met in using a standard reach those who can mend it",
    ),
    "skip": Text(zh="跳到正文", en="Skip to the main content"),
    "nav": Text(zh="主导航", en="Main navigation"),
    "nav.report": Text(zh="反馈问题", en="Report a problem"),
    "nav.status": Text(zh="查询进度", en="Check progress"),
    "nav.authority": Text(zh="机构入口", en="For authorities"),
    "nav.docs": Text(zh="接口说明", en="API"),
    "error": Text(zh="错误", en="Error"),
    "error.again": Text(zh="返回首页", en="Go to the first page"),
    "error.403": Text(zh="没有接收这次提交", en="This was not taken"),
    "error.403.why": Text(
        zh="这次提交来自另一个网站，为保护您，我们没有保存任何内容。请在本网站上重新填写并提交。",
        en="It came from another website. To protect you, nothing was stored. Please fill in the form on "
        "this site and send it from here.",
    ),
    "error.413": Text(zh="内容太长，没有保存", en="Too long; nothing was stored"),
    "error.413.why": Text(
        zh="整张表单超过了 64 KiB。请按浏览器的“后退”回到表单，缩短内容后再提交。",
        en="The whole form is larger than 64 KiB. Go back in your browser, shorten the text, and send it "
        "again.",
    ),
    "error.400": Text(zh="没有读懂这次提交", en="This could not be read"),
    "error.400.why": Text(
        zh="提交的内容不完整或格式有误，没有保存任何内容。请按浏览器的“后退”回到表单，再提交一次。",
        en="What arrived was incomplete or not a form; nothing was stored. Go back in your browser and send "
        "it once more.",
    ),
    "error.404": Text(zh="没有这个网页", en="There is no such page"),
    "error.404.why": Text(
        zh="请检查地址，或从首页开始。", en="Please check the address, or start from the first page."
    ),
    "error.405": Text(zh="这一页不能这样使用", en="This page cannot be used like that"),
    "error.405.why": Text(zh="请从首页重新开始。", en="Please start again from the first page."),
    "error.408": Text(zh="网络太慢，没有收全", en="The connection was too slow"),
    "error.408.why": Text(
        zh="没有保存任何内容。请按浏览器的“后退”回到表单，再提交一次。",
        en="Nothing was stored. Go back in your browser and send it once more.",
    ),
    "error.500": Text(zh="系统出错了", en="Something went wrong on our side"),
    "error.500.why": Text(
        zh="已记录下来，我们会查明原因。请稍后再试；如果您刚才在提交反馈而没有看到回执码，请再提交一次。",
        en="It was noted and will be looked into. Please try again; if you were sending a report and saw no "
        "receipt code, send it once more.",
    ),
    "error.503": Text(zh="现在查不到", en="This cannot be looked up right now"),
    "error.503.why": Text(
        zh="您的反馈仍安全保存着，请一分钟后再查。",
        en="Your report is still safe. Please try again in a minute.",
    ),
    "footer.law": Text(
        zh="依据：《中华人民共和国标准化法》第二十九条、第三十五条；国标委服务〔2012〕19号通知第七部分。",
        en="Founded on the Standardization Law of the People’s Republic of China, Articles 29 and 35, and "
        "section seven of notice 国标委服务〔2012〕19号.",
    ),
    "footer.danger": Text(
        zh="人身安全正受威胁时，请先拨打 110、119 或 120。",
        en="If somebody’s life is at risk right now, call 110, 119 or 120 first.",
    ),
    "docs.title": Text(zh="接口说明", en="The programming interface"),
    "docs.intro": Text(
        zh="另一个系统可以代替表单，按下列约定提交反馈、查询进度；主管机构可以按下列约定受理和答复。",
        en="Another system can report and follow a report by these calls instead of the form, and an "
        "authority can take and answer what is put to it.",
    ),
    "docs.machine": Text(
        zh="供程序读取的同一份说明（OpenAPI 3.1）：", en="The same for programs (OpenAPI 3.1): "
    ),
    "docs.example": Text(zh="示例", en="An example"),
    "docs.errors": Text(zh="错误", en="Errors"),
    "docs.body": Text(zh="请求正文", en="Request body"),
    "docs.answers": Text(zh="应答", en="Answers"),
    "docs.parameters": Text(zh="参数", en="Parameters"),
    "docs.shapes": Text(zh="数据结构", en="Shapes"),
    "docs.field": Text(zh="字段", en="Field"),
    "docs.type": Text(zh="类型", en="Type"),
    "docs.needed": Text(zh="必有", en="Always"),
    "docs.yes": Text(zh="是", en="yes"),
    "docs.token": Text(zh="主管机构（需要令牌）", en="For authorities, with a token"),
    "docs.open": Text(zh="反馈人（无需令牌）", en="For reporters, without a token"),
}
