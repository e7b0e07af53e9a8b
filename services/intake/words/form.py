"""Words of the form: what is asked, why, and what happens next."""

from shared.text import Text

FORM = {
    "form.title": Text(zh="反馈标准实施中的问题", en="Report a problem with a standard"),
    "form.intro": Text(
        zh="标准写得不清、做不到、互相矛盾、已经过时，或者有危险？请告诉我们。您的反馈会送到制定这项标准的机"
        "构和您所在地的主管部门，他们的答复会告诉您。可以不留姓名，身份一律保密。",
        en="Is a standard unclear, impossible to follow, in conflict with another, out of date or "
        "dangerous? Tell us. Your report goes to the body that wrote the standard and to the authority "
        "of your place, and you are told what they answer. You need not give your name, and who you are "
        "is kept secret.",
    ),
    "form.needed_only": Text(
        zh="只有标“必填”的项目必须填写，大约需要三分钟。",
        en="Only what is marked “needed” must be filled in. It takes about three minutes.",
    ),
    "form.needed": Text(zh="必填", en="needed"),
    "form.next": Text(zh="提交之后", en="What happens next"),
    "form.next.1": Text(
        zh="您马上得到一个回执码。不留姓名也能凭它查询进度。",
        en="You get a receipt code at once. With it you can follow your report, even without giving a name.",
    ),
    "form.next.2": Text(
        zh="反馈送到主管机构，并按工作日确定答复期限；期限写在进度页上。",
        en="Your report is put to the authorities in charge. Each has a date to reply by, counted in "
        "working days, which the progress page shows.",
    ),
    "form.next.3": Text(
        zh="逾期无人答复的，自动转到上一级。每一种结果都会告诉您。",
        en="If nobody replies in time, it climbs to the body above. Whatever the outcome, you are told.",
    ),
    "form.secret": Text(zh="您的身份受到保护", en="Your identity is kept secret"),
    "form.secret.why": Text(
        zh="姓名、单位和联系方式与反馈内容分开加密保存，不写进任何通知；只有您同意时，承办机构才能看到（《标"
        "准化法》第三十五条）。",
        en="Name, organisation and contact are encrypted and kept apart from the report, and never appear "
        "in a notice. The authority sees them only if you agree (Standardization Law, Art. 35).",
    ),
    "section.standard": Text(zh="哪一项标准？", en="Which standard?"),
    "section.problem": Text(zh="出了什么问题？", en="What is wrong?"),
    "section.region": Text(zh="在什么地方？", en="Where?"),
    "section.reporter": Text(zh="您是谁？", en="Who are you?"),
    "standard.label": Text(zh="标准编号", en="Designation of the standard"),
    "standard.hint": Text(
        zh="例如 GB 18401—2010，写法不必规范。若反映的是缺少标准，可不填，并在下面选择“缺少标准或规定”。",
        en="Such as GB 18401-2010, in any spelling. Leave it empty if a standard is missing, and choose "
        "“Missing standard or requirement” below.",
    ),
    "clause.label": Text(zh="条款", en="Clause"),
    "clause.hint": Text(
        zh="例如 5.1；涉及整项标准的可不填。", en="Such as 5.1; leave it empty for the whole standard."
    ),
    "problem.label": Text(zh="问题类型", en="Kind of problem"),
    "problem.hint": Text(
        zh="拿不准就不选，我们会根据描述判断。", en="Not sure? Leave it; we will tell from your description."
    ),
    "problem.none": Text(zh="由你们判断", en="Please decide for me"),
    "title.label": Text(zh="标题", en="Title"),
    "title.hint": Text(zh="一句话概括。", en="The problem in one line."),
    "description.label": Text(zh="问题描述", en="Description"),
    "description.hint": Text(
        zh="在什么情况下遇到的？造成了什么后果？10 到 8000 个字。请不要在这里写姓名和电话。",
        en="How did you meet it, and what came of it? 10 to 8,000 characters. Please leave names and "
        "telephone numbers out of it.",
    ),
    "current_text.label": Text(zh="标准现在怎么写", en="What the standard says"),
    "current_text.hint": Text(zh="照抄有问题的那一句即可。", en="The sentence in question is enough."),
    "proposed_text.label": Text(zh="您建议怎么改", en="What it should say"),
    "proposed_text.hint": Text(
        zh="有建议就写，没有也可以。", en="If you have a proposal; not everybody has."
    ),
    "danger.label": Text(zh="现在是否危及人身安全或健康？", en="Is anybody in danger now?"),
    "danger.hint": Text(
        zh="危及人身安全的反馈最先处理。情况紧急时，请先拨打 110、119 或 120。",
        en="Reports of danger to life or health come first. In an emergency call 110, 119 or 120 before "
        "anything else.",
    ),
    "danger.no": Text(zh="否", en="No"),
    "danger.yes": Text(zh="是，有人面临危险", en="Yes, people are in danger"),
    "region.why": Text(
        zh="问题发生在哪里，或您在哪里。由此确定负责的主管部门；请尽量选到区县。",
        en="Where the problem was met, or where you are. It decides which authority is responsible; please "
        "go down to the county if you can.",
    ),
    "region1.label": Text(zh="省、自治区、直辖市", en="Province"),
    "region2.label": Text(zh="市、州（直辖市选区县）", en="City or prefecture"),
    "region3.label": Text(zh="区、县、市", en="County or district"),
    "region.choose": Text(zh="请选择", en="Choose one"),
    "region.stop": Text(zh="不再细分", en="Not further"),
    "region.step": Text(zh="显示下一级", en="Show the next level"),
    "reporter_kind.label": Text(zh="您以什么身份反馈？", en="As whom do you report?"),
    "reporter_kind.hint": Text(
        zh="同一问题被不同身份的人反映，往往更严重。",
        en="A problem that many kinds of people meet weighs more.",
    ),
    "reporter_kind.choose": Text(zh="请选择", en="Choose one"),
    "reporter.why": Text(
        zh="以下都可以不填。留下电子邮箱，有了结果我们会主动写信告诉您；不留也能凭回执码查询。",
        en="You may leave all of this empty. With an email address we write to you when there is an answer; "
        "without one your receipt code shows it.",
    ),
    "email.label": Text(zh="电子邮箱", en="Email"),
    "name.label": Text(zh="姓名", en="Name"),
    "phone.label": Text(zh="电话", en="Telephone"),
    "organisation.label": Text(zh="单位名称", en="Organisation"),
    "uscc.label": Text(zh="统一社会信用代码", en="Unified social credit code"),
    "uscc.hint": Text(zh="营业执照上的 18 位代码。", en="The 18 characters on the business licence."),
    "share_identity.label": Text(
        zh="承办机构可以看到我的身份和联系方式", en="The authority may see who I am and how to reach me"
    ),
    "share_identity.hint": Text(
        zh="不勾选，他们就看不到；需要补充情况时由本渠道转达。",
        en="Unless you tick this they cannot, and any question to you goes through this channel.",
    ),
    "language.label": Text(zh="用哪种语言答复您", en="Language in which to tell you"),
    "form.send": Text(zh="提交反馈", en="Send the report"),
    "form.send.hint": Text(
        zh="提交后不能修改，但内容会一字不差地保存。",
        en="It cannot be changed afterwards; it is kept exactly as you wrote it.",
    ),
    "form.left": Text(zh="还可以写 {n} 个字", en="{n} characters left"),
    "form.over": Text(zh="超出 {n} 个字，请缩短", en="{n} characters too many; please shorten it"),
    "form.draft": Text(
        zh="已恢复您在本页未提交的内容（身份信息不作暂存）。",
        en="What you had written on this page was restored (who you are is never kept).",
    ),
    "form.honeypot": Text(zh="请勿填写此栏", en="Leave this empty"),
    "errors.title": Text(zh="还有 {n} 处需要修改", en="{n} things need your attention"),
    "errors.title.1": Text(zh="还有一处需要修改", en="One thing needs your attention"),
    "errors.intro": Text(
        zh="还没有提交。您填写的内容都保留着，修改后再提交即可。",
        en="Nothing was sent yet. All that you wrote is still here; change this and send it again.",
    ),
    "errors.stale.title": Text(zh="请再提交一次", en="Please send it once more"),
    "errors.stale": Text(
        zh="这一页打开得太久，还没有提交。您填写的内容都保留着，请再提交一次。",
        en="This page was open for a long time, so nothing was sent yet. All that you wrote is still here: "
        "please send it once more.",
    ),
    "many.title": Text(zh="请稍候再提交", en="Please wait a little"),
    "many": Text(
        zh="来自您的网络的反馈过多，这一份还没有提交。您填写的内容都保留着，请一分钟后再提交；若有人身危险，"
        "请勾选相应选项后立即提交。",
        en="Too many reports came from your network, so this one was not sent yet. All that you wrote is "
        "still here: please send it in a minute. If people are in danger, say so and send it at once.",
    ),
    "unsafe.title": Text(zh="暂时不能安全保存", en="It cannot be kept safe right now"),
    "unsafe.text": Text(
        zh="这次没能确认保存，也没有出具回执。您填写的内容还在本页上，请一分钟后再提交；不会因此重复。",
        en="It could not be stored for certain, so no receipt was given. All that you wrote is still on "
        "this page; please send it again in a minute. It will not count twice.",
    ),
    "question.kind": Text(zh="请选择您的身份。", en="Choose who you are."),
    "question.region": Text(zh="请至少选择省份。", en="Choose at least the province."),
    "question.problem": Text(zh="请从列表中选择。", en="Choose one from the list."),
    "question.language": Text(zh="请从列表中选择。", en="Choose one from the list."),
    "question.standard_needed": Text(
        zh="请写出标准编号；若反映缺少标准，请将问题类型选为“缺少标准或规定”。",
        en="Name the standard; or, if one is missing, choose “Missing standard or requirement” as the kind "
        "of problem.",
    ),
    "question.proposal_same": Text(
        zh="建议的内容与现在的写法相同。请写出应当怎么改，或留空。",
        en="This is the same as what the standard says. Write what it should say, or leave it empty.",
    ),
    "question.too_short": Text(
        zh="请至少写 {min_length} 个字，说明遇到了什么问题。",
        en="Write at least {min_length} characters about what went wrong.",
    ),
    "question.too_long": Text(
        zh="最多 {max_length} 个字，请缩短。", en="Write at most {max_length} characters."
    ),
    "question.one_line": Text(zh="请写成一行。", en="Write this on one line."),
    "question.control_character": Text(
        zh="其中有看不见的控制字符，请删除后重新输入。",
        en="This holds invisible control characters; delete it and type it again.",
    ),
    "question.email": Text(
        zh="这不像电子邮箱地址，例如 name@example.cn。请检查，或留空。",
        en="This does not look like an email address, such as name@example.cn. Check it, or leave it empty.",
    ),
    "question.phone": Text(
        zh="这不像电话号码，例如 138 0013 8000 或 010-8226 0000。请检查，或留空。",
        en="This does not look like a telephone number, such as 138 0013 8000. Check it, or leave it empty.",
    ),
    "question.uscc": Text(
        zh="这不是有效的统一社会信用代码。请对照营业执照检查 18 位代码，或留空。",
        en="This is not a valid code. Check all 18 characters against the business licence, or leave it "
        "empty.",
    ),
    "question.other": Text(zh="请检查这一项。", en="Please check this."),
}
