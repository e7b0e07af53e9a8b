"""How one text is told again: reworded, shortened, half translated; all by table and seed."""

import random
import re
import zlib
from collections.abc import Callable
from functools import cache

from tests.same_words import COURTESIES, GLOSSARY, STANDINS, SYNONYMS_EN, SYNONYMS_ZH

WORD = re.compile(r"(?<![\w./'\"<-])[A-Za-z]?[a-z]+(?![\w/'\">]|[.-]\w)")
"""Ordinary words; identifiers, abbreviations and what stands in quotes are told as they are."""
SENTENCE = re.compile(r"(?<=[。！？；;])|(?<=[.?!])\s+|\n\s*\n")
CLAUSE = re.compile("(?<=[，,])")
HAN = re.compile("[\u3400-\u9fff]+")
LONE_NUMBER = re.compile(r"(?<![\w.,])(\d{4,6})(?![\w.,])")
FULL_WIDTH = str.maketrans("0123456789,;:()", "０１２３４５６７８９，；：（）")
NUMERALS = "零一二三四五六七八九"
OFTEN, SELDOM = 0.7, 0.15

Retelling = Callable[[str, random.Random], str]


def is_chinese(text: str) -> bool:
    """Whether a fifth of it is Chinese characters."""
    return sum(map(len, HAN.findall(text))) * 5 >= len(text)


def reworded(text: str, draw: random.Random) -> str:
    """Other words, sentences in another order, courtesies, other punctuation and other forms of numbers."""
    chinese = is_chinese(text)
    sentences = [part for part in SENTENCE.split(text) if part.strip()]
    if len(sentences) > 2 and draw.random() < 0.5:
        at = draw.randrange(len(sentences) - 1)
        sentences[at], sentences[at + 1] = sentences[at + 1], sentences[at]
    told = ("" if chinese else " ").join(sentences)
    told = _synonyms_zh(told, draw) if chinese else _synonyms_en(told, draw)
    return _courteous(_written(told, draw), chinese=chinese, draw=draw)


def shortened(text: str, draw: random.Random) -> str:
    """The first or the last 40 to 70 % of it, cut between sentences, else between words."""
    keep = max(40, int(len(text) * draw.uniform(0.4, 0.7)))
    cuts = [match.start() for match in re.finditer(r"(?<=[。，！？；;.,])|\s|(?<=[\u3400-\u9fff])", text)]
    if draw.random() < 0.7:
        return text[: min(cuts, key=lambda at: abs(at - keep), default=keep)]
    return text[min(cuts, key=lambda at: abs(at - (len(text) - keep)), default=len(text) - keep) :]


def half_translated(text: str, draw: random.Random) -> str:
    """Half of it in the other language: every other sentence, or one half of a single one."""
    parts = [part for part in SENTENCE.split(text) if part.strip()]
    if len(parts) < 2:
        parts = [part for part in CLAUSE.split(text) if part.strip()]
    if len(parts) < 2:
        middle = text.find(" ", len(text) // 2)
        middle = middle if middle > 0 else len(text) // 2
        parts = [text[:middle], text[middle:]]
    first = draw.randrange(2)
    return " ".join(translated(part, draw) if at % 2 == first else part for at, part in enumerate(parts))


def translated(text: str, draw: random.Random) -> str:  # noqa: ARG001 - a retelling like the others
    """The words of the glossary in the other language, every other word as a stand-in that occurs nowhere."""
    if is_chinese(text):
        return HAN.sub(lambda match: _into_english(match[0]), text)
    return WORD.sub(lambda match: _into_chinese(match[0]), text)


def _into_chinese(word: str) -> str:
    low = word.casefold()
    if len(low) < 3:
        return ""
    return _glossary().get(low) or _standin(low)


def _standin(word: str) -> str:
    first, second = divmod(zlib.crc32(word.encode()) % len(STANDINS) ** 2, len(STANDINS))
    return STANDINS[first] + STANDINS[second]


def _into_english(run: str) -> str:
    words, at = [], 0
    while at < len(run):
        known = next((run[at : at + size] for size in (4, 3, 2, 1) if run[at : at + size] in _back()), "")
        words.append(
            _back()[known] if known else f"zq{zlib.crc32(run[at : at + 2].encode()):x}".translate(_LETTERS)
        )
        at += len(known) or 2
    return f" {' '.join(words)} "


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@cache
def _glossary() -> dict[str, str]:
    return dict(entry.split(maxsplit=1) for line in GLOSSARY.split("\n") for entry in _entries(line))


def _entries(line: str) -> list[str]:
    return re.findall(r"[a-z]+ [\u3400-\u9fff]+", line)


@cache
def _back() -> dict[str, str]:
    return {zh: en for en, zh in reversed(_glossary().items())}


@cache
def _groups(table: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for line in table.strip().split("\n"):
        words = tuple(line.split("|"))
        groups |= dict.fromkeys(words, words)
    return groups


def _synonyms_en(text: str, draw: random.Random) -> str:
    groups = _groups(SYNONYMS_EN)

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if words := [w for w in groups.get(word.casefold(), ()) if w != word.casefold()]:
            return draw.choice(words) if draw.random() < OFTEN else word
        return "" if draw.random() < SELDOM else word

    return WORD.sub(other, text)


def _synonyms_zh(text: str, draw: random.Random) -> str:
    groups = _groups(SYNONYMS_ZH)
    anything = re.compile("|".join(sorted(groups, key=len, reverse=True)))

    def other(match: re.Match[str]) -> str:
        words = [word for word in groups[match[0]] if word != match[0]]
        return draw.choice(words) if draw.random() < OFTEN else match[0]

    told = anything.sub(other, text)
    return re.sub("[的了将也又就都并]", lambda match: "" if draw.random() < 0.5 else match[0], told)


def _written(text: str, draw: random.Random) -> str:
    if draw.random() < 0.4:
        text = LONE_NUMBER.sub(lambda match: f"{int(match[1]):,}" if match[1][0] != "0" else match[1], text)
    if draw.random() < 0.3:
        text = text.translate(FULL_WIDTH)
    text = re.sub("第([1-9])(?=[条章节款])", lambda match: f"第{NUMERALS[int(match[1])]}", text)
    for mark, others in (("，", ",，；"), ("。", "。.！"), ("“", '"“「'), ("”", '"”」'), ("—", "-—–")):
        text = text.replace(mark, draw.choice(others))
    return text.replace(", ", draw.choice((", ", "; ", " - ", " ")))


def _courteous(text: str, *, chinese: bool, draw: random.Random) -> str:
    before, after = COURTESIES["zh" if chinese else "en"]
    before_, after_ = draw.choice((*before, "")), draw.choice((*after, ""))
    return f"{before_}{text}{after_}"
