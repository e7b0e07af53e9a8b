"""What is told about a line that cannot be imported, or about the file."""

from shared.text import Text


class BadLine(Exception):
    """One line cannot be imported; its text says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class BadFile(Exception):
    """The file cannot be read from a line on."""

    def __init__(self, text: Text, line: int = 1) -> None:
        super().__init__(text.en)
        self.text = text
        self.line = line


def bad(zh: str, en: str, **parts: str) -> BadLine:
    """Return a BadLine with the places in braces filled."""
    return BadLine(Text(zh=zh, en=en).with_(**parts))
