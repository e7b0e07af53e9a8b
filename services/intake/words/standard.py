"""Words by which the form says what it understood of a designation."""

from shared.standard import Level
from shared.text import Text

STANDARD = {
    "understood.title": Text(zh="我们的理解", en="How we understood the standard"),
    "understood.maybe": Text(zh="您是不是要写：", en="Did you mean: "),
    "understood.choices": Text(zh="可选的标准", en="Standards to choose from"),
    "understood.count": Text(
        zh="有 {n} 项可选，用上下箭头选择。", en="{n} to choose from; use the arrow keys."
    ),
    "understood.unread": Text(
        zh="没有认出这是哪一项标准。不要紧：照原样提交即可，会有工作人员辨认。",
        en="We could not tell which standard this is. Never mind: send it as it is, and a person will look.",
    ),
    "understood.several": Text(
        zh="这里好像不止一项标准。请只写一项，其余写在描述中；照原样提交也可以，会有工作人员辨认。",
        en="This seems to name more than one standard. Write one, and the others in the description; or send "
        "it as it is, and a person will look.",
    ),
    "understood.long": Text(
        zh="这里写得太长，没有认出标准编号。请只写编号；照原样提交也可以，会有工作人员辨认。",
        en="This is too long to find the designation in it. Write the designation alone; or send it as it "
        "is, and a person will look.",
    ),
    "understood.replaced": Text(zh="已被{successor}代替", en="replaced by {successor}"),
    "understood.thanks": Text(
        zh="您反映的标准，我们理解为：{line}", en="We understood that you speak of: {line}"
    ),
}

LEVELS = {
    Level.NATIONAL: Text(zh="国家标准", en="national"),
    Level.INDUSTRY: Text(zh="行业标准", en="industry"),
    Level.LOCAL: Text(zh="地方标准", en="local"),
    Level.GROUP: Text(zh="团体标准", en="group"),
    Level.ENTERPRISE: Text(zh="企业标准", en="enterprise"),
    Level.METROLOGY: Text(zh="计量技术规范", en="metrology"),
    Level.INTERNATIONAL: Text(zh="国际标准", en="international"),
    Level.FOREIGN: Text(zh="国外标准", en="foreign"),
}
OF = Text(zh="{level}（{what}）", en="{level} ({what})")
GUIDANCE = Text(zh="指导性技术文件", en="guidance")
NATURES = {True: Text(zh="强制性", en="mandatory"), False: Text(zh="推荐性", en="recommended")}
"""What a designation says about whether the standard binds (标准化法 Art. 2)."""
