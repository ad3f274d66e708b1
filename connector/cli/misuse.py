"""`told`: one sentence about a command line that cannot be understood, in the reader's language.

click says it in English only; its sentences are recognised by their form. One that is not is told as it is.
"""

import re
from collections.abc import Sequence
from typing import Final

import click
from click.exceptions import NoArgsIsHelpError

from connector.text import Language, Text

SENTENCES: Final[Sequence[tuple[re.Pattern[str], str]]] = [
    (re.compile(pattern), vietnamese)
    for pattern, vietnamese in (
        (r"No such command '(.+?)'\.", "Không có lệnh {0}."),
        (
            r"No such command '(.+?)'\. \(?Did you mean (?:one of:? )?(.+?)\?\)?",
            "Không có lệnh {0}; có phải là: {1}?",
        ),
        (r"No such option:? (\S+?)\.?", "Không có tùy chọn {0}."),
        (
            r"No such option:? (\S+?)\.? \(?Did you mean (?:one of:? )?(.+?)\?\)?",
            "Không có tùy chọn {0}; có phải là: {1}?",
        ),
        (
            r"Got unexpected extra arguments? \((.+)\)",
            "Thừa tham số: {0}. Tên có dấu cách phải đặt trong nháy kép.",
        ),
        (r"Missing (?:argument|option|parameter) '(.+?)'\..*", "Thiếu {0}."),
        (r"Option '(.+?)' requires an? argument\.", "Sau {0} phải có giá trị."),
        (r"Option '(.+?)' does not take a value\.", "Sau {0} không được có giá trị."),
        (
            r"Invalid value for '(.+?)': '(.*)' is not one of (.+)\.",
            "{0}: không có lựa chọn “{1}”; chọn một trong: {2}.",
        ),
        (
            r"Invalid value for '(.+?)': '(.*)' is not a valid integer\.",
            "{0}: “{1}” không phải là số nguyên.",
        ),
        (r"Invalid value for '(.+?)': '(.*)' is not a valid float\.", "{0}: “{1}” không phải là số."),
        (r"Invalid value for '(.+?)': (.+) is not in the range (.+)\.", "{0}: {1} nằm ngoài khoảng {2}."),
        (r"Invalid value for '(.+?)': \w+ '(.*)' does not exist\.", "{0}: không có tệp “{1}”."),
        (r"Invalid value for '(.+?)': \w+ '(.*)' is a directory\.", "{0}: “{1}” là thư mục, cần một tệp."),
        (r"Invalid value for '(.+?)': \w+ '(.*)' is a file\.", "{0}: “{1}” là tệp, cần một thư mục."),
        (r"Invalid value for '(.+?)': \w+ '(.*)' is not readable\.", "{0}: không đọc được tệp “{1}”."),
        (
            r"Invalid value for '(.+?)': '(.*)' does not match the formats? .+",
            "{0}: “{1}” không phải là ngày; ghi như 31/12/2026.",
        ),
        (r"Invalid value for '(.+?)': (.+)", "{0}: {1}"),
    )
]


def told(error: click.ClickException, language: Language) -> str:
    """Return what is wrong, and which command tells how it is meant; the help itself where nothing was said."""
    said = error.format_message()
    if isinstance(error, NoArgsIsHelpError):
        return said
    if language is Language.VI:
        said = _vietnamese(said)
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context is not None else "connector"
    return f"{said} {Text(vi='Xem:', en='See:').say(language)} {path} --help"


def _vietnamese(said: str) -> str:
    for pattern, sentence in SENTENCES:
        found = pattern.fullmatch(said)
        if found is not None:
            return sentence.format(*(group.replace("'", "") for group in found.groups()))
    return said
