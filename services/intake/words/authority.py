"""Words of the authority’s console, found before those that all pages share."""

from services.intake.words.ruling import RULING
from shared.text import Text

AUTHORITY = {
    **RULING,
    "title": Text(zh="机构工作台", en="Authority’s desk"),
    "nav": Text(zh="工作台导航", en="The desk’s pages"),
    "nav.list": Text(zh="事项", en="Escalations"),
    "nav.subscriptions": Text(zh="订阅与通知", en="Subscriptions and deliveries"),
    "logout": Text(zh="退出", en="Log out"),
    "login.title": Text(zh="机构登录", en="Log in as an authority"),
    "login.why": Text(
        zh="请输入本机构的令牌。令牌由系统管理员发放，登录后 12 小时内有效；请勿在公用电脑上登录。",
        en="Enter your authority’s token. The operator of this channel issues it. You stay logged in for "
        "twelve hours; do not log in on a computer that others use.",
    ),
    "token.label": Text(zh="令牌", en="Token"),
    "login.do": Text(zh="登录", en="Log in"),
    "login.again": Text(
        zh="已经登录？从邮件点开链接时，浏览器不会带上登录状态。",
        en="Logged in already? A browser does not say so when it follows a link from a letter.",
    ),
    "login.go_on": Text(zh="继续打开页面", en="Go on to the page"),
    "login.wrong": Text(
        zh="令牌无效或已吊销。请检查是否完整复制；如已遗失，请向系统管理员申请新令牌。",
        en="This token is unknown or was revoked. Check that all of it was copied; if it is lost, ask the "
        "operator for a new one.",
    ),
    "list.title": Text(zh="待办事项", en="What is put to you"),
    "list.intro": Text(
        zh="列出向贵机构及下级机构提出的事项。只有被询问的机构可以答复。",
        en="What was put to you and to the bodies below you. Only the body that was asked can answer.",
    ),
    "list.filter": Text(zh="筛选", en="Show"),
    "list.state": Text(zh="状态", en="State"),
    "list.severity": Text(zh="严重程度", en="Severity"),
    "list.order": Text(zh="排序", en="Order"),
    "list.apply": Text(zh="显示", en="Show"),
    "list.open": Text(zh="可以办理的", en="Still to be dealt with"),
    "list.all": Text(zh="全部", en="All"),
    "list.soonest": Text(zh="期限最近的在前", en="Earliest deadline first"),
    "list.newest": Text(zh="期限最远的在前", en="Latest deadline first"),
    "list.empty": Text(
        zh="没有符合条件的事项。有新事项时，会按贵机构的订阅发出通知。",
        en="There is nothing to show. When something new is put to you, your subscriptions will tell you.",
    ),
    "list.next": Text(zh="下一页", en="Next page"),
    "list.first": Text(zh="回到第一页", en="Back to the first page"),
    "list.reports": Text(zh="{n} 份反馈", en="Reports: {n}"),
    "list.asked": Text(zh="询问对象：{who}", en="Asked: {who}"),
    "no_standard": Text(zh="未指明标准", en="No standard named"),
    "clause": Text(zh="第 {clause} 条", en="clause {clause}"),
    "back": Text(zh="返回列表", en="Back to the list"),
    "case.number": Text(zh="编号", en="Case"),
    "case.severity": Text(zh="严重程度", en="Severity"),
    "case.state": Text(zh="状态", en="State"),
    "case.deadline": Text(zh="答复期限", en="Reply by"),
    "case.clock": Text(zh="期限依据", en="The deadline’s source"),
    "case.region": Text(zh="地区", en="Region"),
    "case.problem": Text(zh="问题类型", en="Kind of problem"),
    "case.track": Text(zh="类别", en="Track"),
    "case.role": Text(zh="贵机构的角色", en="Why you"),
    "case.asked": Text(zh="被询问的机构", en="Who was asked"),
    "case.because": Text(zh="判断理由", en="Why it was judged so"),
    "case.others": Text(zh="同时询问的机构", en="Others who were asked"),
    "case.reports": Text(zh="反馈内容", en="What was reported"),
    "case.history": Text(zh="办理过程", en="History"),
    "role.setter": Text(zh="标准制定机构", en="The body that wrote the standard"),
    "role.superior": Text(zh="上级标准化主管部门", en="The superior authority of the place"),
    "report.current": Text(zh="标准原文", en="What the standard says"),
    "report.proposed": Text(zh="建议改为", en="What it should say"),
    "report.danger": Text(zh="反馈人称危及人身安全或健康", en="The reporter says that people are in danger"),
    "report.identity": Text(
        zh="反馈人同意向主管机构公开身份。请依法保密，本次查看已记入日志（《标准化法》第三十五条）。",
        en="The reporter agreed that the authority may know who they are. Keep it secret as the law asks; "
        "that you looked is on the log (Standardization Law, Art. 35).",
    ),
    "report.anonymous": Text(
        zh="反馈人未公开身份。结果由本系统转告。",
        en="The reporter is not named. This channel tells them the outcome.",
    ),
    "organisation": Text(zh="单位", en="Organisation"),
    "uscc": Text(zh="统一社会信用代码", en="Unified social credit code"),
    "name": Text(zh="姓名", en="Name"),
    "email": Text(zh="电子邮箱", en="E-mail"),
    "phone": Text(zh="电话", en="Telephone"),
    "do.title": Text(zh="办理", en="What you can do"),
    "do.not_yours": Text(
        zh="贵机构可以查看，但须由{who}答复；逾期未答复的会转报上级。",
        en="You may read this, but {who} has to speak; if it stays silent, the case climbs.",
    ),
    "do.pending": Text(
        zh="已收到，正在处理：很快会显示为“{state}”。",
        en="It was received and is being worked on: in a moment this will be “{state}”.",
    ),
    "do.nothing": Text(zh="此事项已不需要贵机构办理。", en="Nothing more is asked of you here."),
    "acknowledge.why": Text(
        zh="签收表示贵机构已经受理，答复期限改按签收后的期限计算。反馈人会看到。",
        en="This says that you have taken it on, and starts the clock for an answer. Reporters see it.",
    ),
    "acknowledge.do": Text(zh="签收", en="Acknowledge"),
    "answer.title": Text(zh="答复", en="Answer"),
    "answer.why": Text(
        zh="答复只能作出一次，会原文转告每一位反馈人。",
        en="You answer once; every reporter reads your words as they are.",
    ),
    "outcome.label": Text(zh="结论", en="Outcome"),
    "outcome.none": Text(zh="请选择", en="Choose one"),
    "text.label": Text(zh="说明", en="In words"),
    "text.hint": Text(
        zh="2 至 8000 个字。请不要写入反馈人的身份。", en="2 to 8,000 characters. Do not name reporters."
    ),
    "answer.do": Text(zh="提交答复", en="Send the answer"),
    "return.title": Text(zh="不属于本机构", en="Not ours"),
    "return.why": Text(
        zh="请说明原因；知道应由谁办理的，填写其编号，否则由共同上级决定。",
        en="Say why. If you know whose it is, give that body’s id; otherwise the common superior decides.",
    ),
    "authority.label": Text(zh="应办理的机构（编号）", en="Whose it is (id)"),
    "authority.hint": Text(
        zh="例如 miit、nhc，或六位行政区划代码 440300；可不填。",
        en="Such as miit, nhc, or a region’s six digits 440300; it may stay empty.",
    ),
    "return_text.label": Text(zh="退回原因", en="Why it is not yours"),
    "return_text.hint": Text(zh="2 至 8000 个字。", en="2 to 8,000 characters."),
    "return.do": Text(zh="退回", en="Return it"),
    "done.acknowledged": Text(
        zh="已签收。请在期限内答复。", en="Acknowledged. Please answer before the deadline."
    ),
    "done.answered": Text(
        zh="答复已收到，将转告每一位反馈人。", en="Your answer was received; every reporter is told."
    ),
    "done.returned": Text(zh="已退回，将询问应办理的机构。", en="Returned; the right body is asked now."),
    "done.deleted": Text(zh="订阅已删除，不再向它发送通知。", en="Deleted; nothing is sent there any more."),
    "done.test": Text(
        zh="已请求发送测试通知，结果见下方“发出的通知”，稍后刷新。",
        en="A trial is on its way. How it went shows under “What was sent”; load the page again in a moment.",
    ),
    "done.replay": Text(
        zh="已请求重新发送，稍后刷新查看结果。", en="It will be sent again; look here in a moment."
    ),
    "unfit": Text(zh="没有提交，请修改：", en="This was not sent. Please change:"),
    "subscriptions.title": Text(zh="订阅与通知", en="Subscriptions and deliveries"),
    "subscriptions.intro": Text(
        zh="每个新事项会通知下列每一个订阅。",
        en="Whatever is put to you is told to each of these.",
    ),
    "subscriptions.empty": Text(
        zh="还没有订阅，因此不会收到通知。请在下面新增一个。",
        en="There is none yet, so nobody tells you anything. Add one below.",
    ),
    "subscriptions.add": Text(zh="新增订阅", en="Add a subscription"),
    "channel.label": Text(zh="渠道", en="Channel"),
    "channel.webhook": Text(zh="Webhook（推送到贵机构的系统）", en="Webhook (to a system of yours)"),
    "channel.email": Text(zh="电子邮件", en="E-mail"),
    "channel.queue": Text(zh="消息队列（RabbitMQ）", en="Queue (RabbitMQ)"),
    "address.label": Text(zh="地址", en="Address"),
    "address.hint": Text(
        zh="网址或电子邮箱；消息队列不填。", en="A web or e-mail address; leave it empty for the queue."
    ),
    "severities.label": Text(
        zh="只通知这些严重程度（不选即全部）", en="Only these severities (none means all)"
    ),
    "digest.label": Text(
        zh="另外每个工作日发一封汇总：不需本机构答复、仅供知悉的事项（电子邮件或 webhook）",
        en="Also send a digest each working day: cases for your information, to which you need not reply (by "
        "e-mail or webhook)",
    ),
    "digest.wish": Text(zh="含每日汇总", en="with the daily digest"),
    "standards.label": Text(zh="只通知这些标准", en="Only these standards"),
    "standards.hint": Text(
        zh="每行一个，可以只写开头，例如 GB 18401 或 YY；不填即全部。",
        en="One a line, or its beginning, such as GB 18401 or YY; empty means all.",
    ),
    "add.do": Text(zh="新增", en="Add it"),
    "test.do": Text(zh="发送测试", en="Send a trial"),
    "rotate.do": Text(zh="更换密钥", en="New secret"),
    "delete.do": Text(zh="删除", en="Delete"),
    "every": Text(zh="全部事项", en="Everything"),
    "secret.title": Text(zh="请现在保存，只显示这一次", en="Keep this now; it is shown only once"),
    "secret.old": Text(
        zh="原密钥仍然有效，直到下次更换。队列口令更换后，旧口令立即失效。",
        en="A webhook’s old secret works until the next change; a queue’s old password ends at once.",
    ),
    "secret.secret": Text(zh="Webhook 密钥", en="Webhook secret"),
    "secret.queue": Text(zh="队列", en="Queue"),
    "secret.username": Text(zh="用户名", en="User name"),
    "secret.password": Text(zh="口令", en="Password"),
    "secret.url": Text(zh="连接地址", en="Where to connect"),
    "secret.kept": Text(zh="已保存，返回列表", en="I have kept it; back to the list"),
    "deliveries.title": Text(zh="发出的通知", en="What was sent"),
    "deliveries.empty": Text(zh="还没有发出过通知。", en="Nothing was sent yet."),
    "deliveries.attempts": Text(zh="已尝试 {n} 次", en="Attempts: {n}"),
    "replay.do": Text(zh="重新发送", en="Send again"),
    "delivery.waiting": Text(zh="等待发送", en="Waiting"),
    "delivery.delivered": Text(zh="已送达", en="Delivered"),
    "delivery.given_up": Text(zh="已放弃", en="Given up"),
}
