"""A sentence that a person reads, in both languages of the channel."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh-CN", "en"]


class Text(BaseModel):
    """One sentence in Chinese and in English; neither is ever missing."""

    model_config = ConfigDict(frozen=True)

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the sentence in one language."""
        return self.en if language == "en" else self.zh

    @property
    def both(self) -> str:
        """Return both, Chinese first, for a place that has room for one string only."""
        return self.zh if self.zh == self.en else f"{self.zh} / {self.en}"

    def with_(self, **parts: "str | int | Text") -> "Text":
        """Fill the places named in braces; a Text fills each language with its own."""
        zh, en = dict[str, str | int](), dict[str, str | int]()
        for name, part in parts.items():
            zh[name], en[name] = (part, part) if isinstance(part, (str, int)) else (part.zh, part.en)
        return Text(zh=self.zh.format_map(zh), en=self.en.format_map(en))


def listed(texts: Iterable[Text]) -> Text:
    """Return several names as one list."""
    names = tuple(texts)
    return Text(zh="、".join(name.zh for name in names), en=", ".join(name.en for name in names))


def joined(*sentences: Text) -> Text:
    """Return the sentences one after the other."""
    return Text(zh="".join(s.zh for s in sentences), en=" ".join(s.en for s in sentences))
