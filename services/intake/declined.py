"""What an authority's side of intake says no to, each with words that say what to do."""

from collections.abc import Sequence

from shared.text import Text

Unfitting = Sequence[tuple[str, Text]]
"""Fields that do not fit, each with what to do about it."""


class Declined(Exception):
    """A request that was understood and is not carried out; nothing has changed."""

    def __init__(self, text: Text, fields: Unfitting = ()) -> None:
        super().__init__(text.en)
        self.text = text
        self.fields = fields


class NotThere(Declined):
    """There is no such thing, or it is not for this authority's eyes: the two are told apart by nobody."""


class NotYours(Declined):
    """The authority sees it, but another has to speak."""


class TooLate(Declined):
    """It was said before, or its time has passed."""


class Unfit(Declined):
    """A field cannot be taken as it is."""


NO_ESCALATION = Text(
    zh="没有这个事项，或它不属于贵机构及下级机构。请核对编号，或返回列表。",
    en="There is no such escalation among yours and those of the bodies below you. Check its id, or go back "
    "to the list.",
)
NO_CASE = Text(
    zh="没有这个案件，或它不属于贵机构及下级机构。请核对案号，或返回列表。",
    en="There is no such case among yours and those of the bodies below you. Check its number, or go back to "
    "the list.",
)
NO_SUBSCRIPTION = Text(
    zh="贵机构没有这个订阅。请查看订阅列表。", en="You have no such subscription. Look at your list of them."
)
NO_DELIVERY = Text(
    zh="没有发给贵机构的这条通知。请查看通知列表。",
    en="No such delivery was made to you. Look at your list of deliveries.",
)
FIELDS = Text(
    zh="请修改列出的各项后重新提交；本次没有更改任何内容。",
    en="Change the fields that are listed and send it again; nothing was changed this time.",
)
