"""`Template`: the rule language. Tokens in braces, literals between them; no expressions, no code.

A template is parsed once, when the organisation file is read; a token nobody knows is a fault there, so
filling one in cannot fail. `fill` gives a local part that has passed the gate, or None.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from connector.rules.gate import is_domain, is_local_part
from connector.text import Text

NAME_TOKENS: Mapping[str, str] = {
    "f": "chữ cái đầu của họ",
    "m": "chữ cái đầu của tên đệm, một hay tất cả theo [person.middle]",
    "m1": "chữ cái đầu của từ đầu tiên trong tên đệm",
    "m*": "chữ cái đầu của mọi từ trong tên đệm",
    "g": "chữ cái đầu của tên",
    "initials": "chữ cái đầu của họ và của mọi từ tên đệm",
    "family": "họ, viết đủ",
    "middle": "tên đệm viết đủ, một từ hay tất cả theo [person.middle]",
    "middle1": "từ đầu tiên của tên đệm, viết đủ",
    "middle*": "mọi từ của tên đệm, viết đủ",
    "given": "tên, viết đủ",
    "full": "họ, tên đệm và tên, viết đủ",
}
OWN_TOKENS: Mapping[str, str] = {
    "kind": "chữ chỉ loại đơn vị: so, phong, xa, tx…",
    "k": "chữ cái đầu các từ chỉ loại đơn vị: s, p…",
    "name": "tên riêng của đơn vị, viết đủ, không kèm từ chỉ loại",
    "rest": "chữ cái đầu của tên riêng, không kèm từ chỉ loại",
    "place": "tên địa phương, viết đủ; chỉ có ở đơn vị mang tên địa phương",
    "abbr": "chữ cái đầu của mọi từ trong tên đơn vị",
    "whole": "mọi từ trong tên đơn vị, viết đủ",
    "room": "chữ chỉ loại viết đủ rồi chữ cái đầu của tên riêng: phong1",
}
AGENCY_TOKENS: Mapping[str, str] = {
    "org": "phần cơ quan trong địa chỉ cá nhân (person_suffix)",
    "mailbox": "tên hộp thư của cơ quan, đơn vị",
}
PARENT_TOKENS: Mapping[str, str] = {"parent": "tên hộp thư của cơ quan cấp trên"}
ORGANISATION_TOKENS: Mapping[str, str] = {"province": "tên viết tắt của tỉnh (khóa province)"}
COUNTER_TOKENS: Mapping[str, str] = {"n": "chỗ của số thứ tự khi trùng; để trống khi không trùng"}

_TOKEN = re.compile(r"\{([^{}]*)\}")
_LITERAL = re.compile(r"[a-z0-9._-]*")
_DOUBLED = re.compile(r"[._-]{2,}")
_SEPARATORS = "._-"


class Use(Enum):
    """What a template is for: the tokens it may hold."""

    PERSON = (*NAME_TOKENS, *OWN_TOKENS, *AGENCY_TOKENS, *PARENT_TOKENS, *ORGANISATION_TOKENS, "n")
    UNIT = (*OWN_TOKENS, *PARENT_TOKENS, *ORGANISATION_TOKENS)
    LIST = (*AGENCY_TOKENS, *ORGANISATION_TOKENS)
    DOMAIN = (*OWN_TOKENS, *AGENCY_TOKENS, *PARENT_TOKENS, *ORGANISATION_TOKENS)


MAY_BE_EMPTY = frozenset((*NAME_TOKENS, "n"))
"""A name without a middle is still a name; a unit's token without a value makes the template unusable."""
OF_AGENCY = frozenset((*OWN_TOKENS, *AGENCY_TOKENS, *PARENT_TOKENS))


class TemplateFault(ValueError):
    """A template that cannot be used, said in both languages with what to do."""

    def __init__(self, what: Text, advice: Text) -> None:
        super().__init__(what.en)
        self.what = what
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Template:
    """One pattern of an address: `{f}{m}{given}`, `{abbr}_{parent}`, `{org}.gialai.gov.vn`."""

    text: str
    tokens: tuple[str, ...]
    needed: tuple[str, ...]
    """Tokens that must have a value for the template to be offered."""

    @property
    def of_agency(self) -> bool:
        """Whether it says anything of the agency."""
        return not OF_AGENCY.isdisjoint(self.tokens)

    @property
    def counted(self) -> bool:
        """Whether it says where a number goes."""
        return "n" in self.tokens

    def fill(self, values: Mapping[str, str]) -> str | None:
        """Return the local part with `values` filled in; None where a unit's token has none.

        `values` must hold every token of the template. Separators beside an empty middle name are closed up.
        """
        for token in self.needed:
            if not values[token]:
                return None
        local_part = self.text.format_map(values)
        if is_local_part(local_part):
            return local_part
        tidy = _DOUBLED.sub(lambda run: run[0][0], local_part).strip(_SEPARATORS)
        return tidy if is_local_part(tidy) else None

    def fill_domain(self, values: Mapping[str, str]) -> str | None:
        """Return the domain with `values` filled in; None where it would not be one."""
        if not self.tokens:
            return self.text
        if not all(values[token] for token in self.needed):
            return None
        domain = self.text.format_map(values)
        return domain if is_domain(domain) else None

    def numbered(self, *, after_name: bool) -> "Template":
        """Return the template with a place for the number: as it says itself, else after the name or last.

        "After the name" is before the separator that leads to the first token of the agency
        (NB Đ5.2b: `{given}{f}{m}{n}.{org}`).
        """
        if self.counted:
            return self
        where = self._end_of_name() if after_name else len(self.text)
        text = f"{self.text[:where]}{{n}}{self.text[where:]}"
        return Template(text, (*self.tokens, "n"), self.needed)

    def _end_of_name(self) -> int:
        for found in _TOKEN.finditer(self.text):
            if found[1] in OF_AGENCY:
                return len(self.text[: found.start()].rstrip(_SEPARATORS)) or len(self.text)
        return len(self.text)


def parse(text: str, use: Use) -> Template:
    """Return the template written as `text`; raises `TemplateFault`."""
    tokens = tuple(_TOKEN.findall(text))
    for token in tokens:
        if token not in use.value:
            raise _unknown(token, use)
    literal = _TOKEN.sub("\0", text)
    _check_literal(text, literal.replace("\0", ""), use)
    if use is not Use.DOMAIN and _DOUBLED.search(literal):
        raise _doubled(text)
    if use is Use.PERSON and not any(token in NAME_TOKENS for token in tokens):
        raise _nameless(text)
    if use is Use.LIST and "mailbox" not in tokens and "org" not in tokens:
        raise _unitless(text)
    needed = tuple(dict.fromkeys(token for token in tokens if token not in MAY_BE_EMPTY))
    return Template(text, tokens, needed)


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Return the member of `known` that `word` was probably meant to be, or the empty string."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.5)), "")


def _unknown(token: str, use: Use) -> TemplateFault:
    meant = nearest(token, use.value)
    listed = " ".join(f"{{{name}}}" for name in use.value)
    return TemplateFault(
        Text(
            vi=f"khuôn địa chỉ không có ký hiệu “{{{token}}}”.",
            en=f"a template here knows no token “{{{token}}}”.",
        ),
        Text(vi=f"Có phải là “{{{meant}}}”?", en=f"Did you mean “{{{meant}}}”?")
        if meant
        else Text(vi=f"Các ký hiệu dùng được: {listed}", en=f"Tokens that can be used: {listed}"),
    )


def _check_literal(text: str, literal: str, use: Use) -> None:
    if "{" in literal or "}" in literal:
        raise TemplateFault(
            Text(
                vi=f"khuôn “{text}” có dấu ngoặc nhọn lẻ.", en=f"“{text}” has a brace without its other half."
            ),
            Text(vi="Viết mỗi ký hiệu trong một cặp { }.", en="Write each token in one pair of { }."),
        )
    if not _LITERAL.fullmatch(literal):
        raise TemplateFault(
            Text(
                vi=f"khuôn “{text}” có ký tự không dùng được trong địa chỉ.",
                en=f"“{text}” has a character that cannot stand in an address.",
            ),
            Text(
                vi="Ngoài ký hiệu trong { }, chỉ dùng a–z, 0–9 và các dấu . _ - (không dấu tiếng Việt).",
                en="Outside { } only a–z, 0–9 and . _ - may be used.",
            ),
        )
    if use is Use.DOMAIN and not is_domain(_TOKEN.sub("x", text)):
        raise TemplateFault(
            Text(vi=f"“{text}” không phải là một tên miền.", en=f"“{text}” is not a domain."),
            Text(
                vi="Viết như khanhhoa.gov.vn, không kèm @ hay http://.",
                en="Write it like khanhhoa.gov.vn, without @ or http://.",
            ),
        )
    if not text:
        raise TemplateFault(
            Text(vi="khuôn địa chỉ để trống.", en="the template is empty."),
            Text(vi="Viết ví dụ {f}{m}{given}.", en="Write for example {f}{m}{given}."),
        )


def _doubled(text: str) -> TemplateFault:
    return TemplateFault(
        Text(vi=f"khuôn “{text}” có hai dấu ngăn liền nhau.", en=f"“{text}” has two separators in a row."),
        Text(vi="Giữ lại một dấu.", en="Keep one of them."),
    )


def _nameless(text: str) -> TemplateFault:
    return TemplateFault(
        Text(
            vi=f"khuôn “{text}” không có phần nào của họ tên: mọi người sẽ trùng địa chỉ.",
            en=f"“{text}” holds no part of the name: everybody would get one address.",
        ),
        Text(
            vi="Thêm ít nhất một ký hiệu họ tên, ví dụ {given}.", en="Add a token of the name, say {given}."
        ),
    )


def _unitless(text: str) -> TemplateFault:
    return TemplateFault(
        Text(
            vi=f"khuôn “{text}” không có tên hộp thư của đơn vị: mọi danh sách sẽ trùng địa chỉ.",
            en=f"“{text}” does not hold the unit's mailbox: every list would get one address.",
        ),
        Text(vi="Thêm {mailbox}, ví dụ ds-{mailbox}.", en="Add {mailbox}, as in ds-{mailbox}."),
    )
