"""The tables of an organisation file that make addresses: domains, people, units and their registry.

Every table that states a rule says where the rule stands: `article = "KH Đ3.3a"`, or `ours = true` where the
text is silent and the rule is a choice of whoever wrote the file.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from connector.rules.faults import fault
from connector.rules.gate import is_local_part
from connector.rules.kinds import UnitKind
from connector.rules.templates import Template, TemplateFault, Use, parse
from connector.text import Text


class Table(BaseModel):
    """A table of the file: frozen, and without keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Rule(Table):
    """A table that states a rule, with its source."""

    article: str = ""
    """Where it stands: "KH Đ3.3a"; empty where the text is silent."""
    ours: StrictBool = False
    """True where the text is silent or can be read two ways, and the file's author chose."""
    note: str = ""
    """For the reader of `connector check`, in Vietnamese."""

    @model_validator(mode="after")
    def _has_a_source(self) -> "Rule":
        if not self.article and not self.ours:
            raise fault(
                Text(
                    vi="quy tắc này không ghi điều khoản, cũng không ghi là do đơn vị tự chọn.",
                    en="this rule names no article and does not say that it is a choice of ours.",
                ),
                Text(
                    vi='Thêm article = "… Đ…", hoặc ours = true nếu văn bản không quy định.',
                    en='Add article = "… Đ…", or ours = true where the text is silent.',
                ),
            )
        return self


def _reader(use: Use) -> Callable[[object], Template]:
    def read(text: object) -> Template:
        if not isinstance(text, str):
            raise fault(
                Text(vi="khuôn địa chỉ phải là một chuỗi chữ.", en="a template must be a string."),
                Text(vi='Viết trong dấu nháy, ví dụ "{given}".', en='Write it in quotes: "{given}".'),
            )
        try:
            return parse(text, use)
        except TemplateFault as found:
            raise fault(found.what, found.advice) from found

    return read


PersonTemplate = Annotated[Template, BeforeValidator(_reader(Use.PERSON))]
UnitTemplate = Annotated[Template, BeforeValidator(_reader(Use.UNIT))]
ListTemplate = Annotated[Template, BeforeValidator(_reader(Use.LIST))]
DomainTemplate = Annotated[Template, BeforeValidator(_reader(Use.DOMAIN))]


def _local_part(text: str) -> str:
    if not is_local_part(text):
        raise fault(
            Text(vi=f"“{text}” không dùng được làm tên hộp thư.", en=f"“{text}” cannot be a mailbox name."),
            Text(
                vi="Chỉ dùng chữ thường không dấu, chữ số và dấu . _ - ở giữa, không quá 64 ký tự.",
                en="Use unaccented small letters and digits, with . _ - between them, 64 characters at most.",
            ),
        )
    return text


LocalPart = Annotated[str, AfterValidator(_local_part)]
Word = Annotated[str, Field(min_length=1)]
Natural = Annotated[StrictInt, Field(ge=0)]
Positive = Annotated[StrictInt, Field(ge=1)]


class Document(Rule):
    """The regulation itself."""

    title: Word
    number: str = ""
    """Empty in a draft."""
    dated: Annotated[date | None, Field(alias="date")] = None
    issuer: Word
    replaces: str = ""
    status: Literal["in-force", "draft"]
    from_: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    """Last day in force."""


class ReservedNames(Rule):
    """What this organisation adds to the shipped list of reserved names, and takes out of it."""

    add: tuple[LocalPart, ...] = ()
    remove: tuple[LocalPart, ...] = ()


class Domain(Rule):
    """A mail domain and the days on which it is ours; the first active one is the primary."""

    name: DomainTemplate
    """May hold tokens of the agency: `{org}.gialai.gov.vn`."""
    boxes: Literal["all", "person", "unit"] = "all"
    host: str = ""
    """Where people log in, where that is not the mail domain; not used in addresses."""
    from_: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None

    def active(self, day: date) -> bool:
        """Whether the domain is ours on `day`."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class PersonOffer(Table):
    """One template of a way, with its own source where it differs from the way's."""

    use: PersonTemplate
    article: str = ""
    ours: StrictBool = False
    note: str = ""


class Way(Rule):
    """One way of naming people; agencies may choose among several (BP Đ5b)."""

    id: Word
    templates: Annotated[tuple[PersonOffer, ...], Field(min_length=1)]
    """In the order in which they are offered; the first is the rule's own."""


class Middle(Rule):
    """How much of a middle name of several words `{m}` and `{middle}` take."""

    take: Literal["first", "all"]


class Unique(Rule):
    """Among whom two people may not have one name part."""

    scope: Literal["domain", "org"]


class Collision(Rule):
    """What happens when the address is taken."""

    mode: Literal["ask", "next-candidate", "number"]
    body: str = ""
    """Who decides, in Vietnamese; for the question put to a person."""


class Number(Rule):
    """How a running number is written: from `start`, with at least `pad` digits, at `place`."""

    start: Positive = 2
    pad: Annotated[StrictInt, Field(ge=0, le=6)] = 0
    place: Literal["end", "after-name"] = "end"
    """Where a template has no `{n}` of its own."""


class PersonRules(Table):
    """How people's addresses are made."""

    enabled: StrictBool = True
    """False: this organisation gives boxes to agencies only; the agencies themselves give them to people."""
    joiner: Literal["", ".", "_", "-"] = ""
    """Between the words of one token: `{full}` → nguyen.van.binh."""
    way: tuple[Way, ...] = ()
    """The first is for every agency that does not choose another."""
    middle: Middle
    unique: Unique
    collision: Collision
    number: Number

    @model_validator(mode="after")
    def _has_a_way(self) -> "PersonRules":
        if self.enabled and not self.way:
            raise fault(
                Text(vi="chưa có cách đặt địa chỉ cá nhân nào.", en="there is no way to name people."),
                Text(
                    vi="Thêm [[person.way]], hoặc enabled = false nếu không cấp hộp thư cá nhân.",
                    en="Add [[person.way]], or enabled = false where people get no boxes here.",
                ),
            )
        return self


class Kind(Table):
    """A kind of unit that this organisation has, or sees differently from the common list."""

    id: Word
    words: Annotated[tuple[Word, ...], Field(min_length=1)]
    prefix: Annotated[str, Field(pattern=r"^[a-z0-9]*$")] = ""
    agency: StrictBool
    place: StrictBool = False
    type_words: Natural = 0

    def as_kind(self) -> UnitKind:
        """Return the same as the value the unit rules work with."""
        return UnitKind(self.id, self.words, self.prefix, self.agency, self.place, self.type_words)


class Proposal(Rule):
    """Names to propose for a unit that is not in the registry, by its kind."""

    kinds: Annotated[tuple[Word, ...], Field(min_length=1)]
    """Ids of kinds, or "*" for all that no earlier proposal names."""
    templates: Annotated[tuple[UnitTemplate, ...], Field(min_length=1)]


class UnitList(Rule):
    """The distribution list of a unit's people; no regulation we know speaks of it."""

    enabled: StrictBool = False
    template: ListTemplate


class UnitRules(Rule):
    """How units' addresses are made where the registry has none."""

    unregistered: Literal["ask", "accept-proposal"] = "ask"
    renamed: Literal["rename", "keep"] = "rename"
    """What becomes of the address of a unit that a decision renames, once its new name is registered."""
    drop_words: tuple[Word, ...] = ()
    """Words left out of abbreviations: "và"."""
    kind: tuple[Kind, ...] = ()
    proposal: tuple[Proposal, ...] = ()
    list_: Annotated[UnitList, Field(alias="list")]


class Registered(Rule):
    """One unit whose mailbox name is settled."""

    name: Word
    other_names: tuple[Word, ...] = ()
    """Other ways HR writes the name: "UBND huyện Cam Lâm"."""
    key: str = ""
    """HR's key of the unit, where it is known; it decides before the name."""
    mailbox: LocalPart
    person_suffix: LocalPart | None = None
    """What its people's addresses carry; absent: the mailbox."""
    parent: str = ""
    """Mailbox of the registered unit above; a name that many agencies have (a room) needs it."""
    agency: StrictBool | None = None
    """Whether its people carry its suffix; absent: as its kind says."""
    way: str = ""
    """Which `[[person.way]]` the agency has chosen; empty: the first."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every way to write the name."""
        return (self.name, *self.other_names)

    @property
    def suffix(self) -> str:
        """What its people's addresses carry."""
        return self.person_suffix or self.mailbox
