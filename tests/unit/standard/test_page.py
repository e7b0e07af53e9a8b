"""What docs/standards.md promises is so."""

import re

import pytest

from shared.settings import PROJECT
from shared.standard import StandardRef

PAGE = (PROJECT / "docs" / "standards.md").read_text(encoding="utf-8")
FORMS = re.findall(r"^\| [^|]+ \| (`[^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("examples", "printed"), FORMS)
def test_each_form_of_the_page_is_read_and_printed_as_it_says(examples: str, printed: str):
    typed = [example for example in re.findall("`([^`]+)`", examples) if "…" not in example]
    if printed == "each in full":
        assert all(len(list(StandardRef.find(example))) > 1 for example in typed)
    else:
        assert printed in {str(StandardRef.parse(example)) for example in typed}


def test_the_page_shows_forms():
    assert len(FORMS) > 20
