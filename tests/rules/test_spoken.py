"""Templates in the words of who approves."""

import pytest

from connector.model.spoken import WORDS, spoken
from connector.rules.templates import Use

CASES = {
    "{f}{m}{given}": "chữ đầu họ + chữ đầu đệm + tên",
    "{given}{f}{m}{n}.{org}": "tên + chữ đầu họ + chữ đầu đệm + số thứ tự + “.” + tên cơ quan",
    "{full}.skhcn": "cả họ tên + “.skhcn”",
    "quyết định": "quyết định",
}


@pytest.mark.parametrize("template", CASES)
def test_a_template_is_told_in_words(template: str) -> None:
    """No braces reach who reads the plan."""
    assert spoken(template).vi == CASES[template]
    assert "{" not in spoken(template).en


def test_every_token_has_its_words() -> None:
    """A token of the rule language that is not told is a fault."""
    assert {token for use in Use for token in use.value} == WORDS.keys()
