"""How many lines went which way, and how to say so."""

from dataclasses import dataclass

from shared.text import Text

SUMMARY = Text(
    zh="新增 {added}，更改 {changed}，未变 {unchanged}，未能导入 {bad}，用时 {seconds} 秒（每秒 {rate}）",
    en="{added} added, {changed} changed, {unchanged} unchanged, {bad} bad lines, {seconds} s "
    "({rate} a second)",
)
SHORT = Text(
    zh="新增 {added} · 更改 {changed} · 未变 {unchanged} · 未能导入 {bad}",
    en="{added} added · {changed} changed · {unchanged} unchanged · {bad} bad",
)


@dataclass(slots=True)
class Tally:
    """The counts of one run."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0

    def short(self) -> Text:
        """Return the counts for a line of progress."""
        return SHORT.with_(**self._counts())

    def summary(self, seconds: float) -> Text:
        """Return the counts for the end; `seconds` is how long it took."""
        counts = self._counts()
        rate = round(sum(counts.values()) / seconds) if seconds else 0
        return SUMMARY.with_(**counts, seconds=f"{seconds:.1f}", rate=rate)

    def _counts(self) -> dict[str, int]:
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "bad": self.bad,
        }
