"""How many reports went which way, and how to say so."""

from dataclasses import dataclass

from shared.text import Text

SUMMARY = Text(
    zh="受理 {accepted}，此前已受理 {again}，被拒 {refused}，失败 {failed}，用时 {seconds} 秒（每秒 {rate}）",
    en="{accepted} accepted, {again} already there, {refused} refused, {failed} failed, "
    "{seconds} s ({rate} a second)",
)
SHORT = Text(
    zh="受理 {accepted} · 已有 {again} · 被拒 {refused} · 失败 {failed}",
    en="{accepted} accepted · {again} there · {refused} refused · {failed} failed",
)


@dataclass(slots=True)
class Tally:
    """The counts of one run; `again` were there already, and `failed` is intake's fault."""

    accepted: int = 0
    again: int = 0
    refused: int = 0
    failed: int = 0

    @property
    def settled(self) -> int:
        """Return how many lines have got an answer."""
        return self.accepted + self.again + self.refused + self.failed

    def short(self) -> Text:
        """Return the counts for a line of progress."""
        return SHORT.with_(**self._counts())

    def summary(self, seconds: float) -> Text:
        """Return the counts for the end; `seconds` is how long it took."""
        rate = round(self.settled / seconds) if seconds else 0
        return SUMMARY.with_(**self._counts(), seconds=f"{seconds:.1f}", rate=rate)

    def exit_code(self) -> int:
        """Return 0 when every report is there, 1 when some are not."""
        return 1 if self.refused or self.failed else 0

    def _counts(self) -> dict[str, int]:
        return {
            "accepted": self.accepted,
            "again": self.again,
            "refused": self.refused,
            "failed": self.failed,
        }
