"""`as_vcards`: the address book as vCard 3.0 (RFC 2426), which Outlook, Thunderbird and telephones import."""

from collections.abc import Iterator

from connector.publish.book import Agency, Book, Line, Section

LONGEST_LINE = 75
"""Octets, RFC 2425 section 5.8.1."""


def as_vcards(book: Book) -> str:
    """Return one card for each line of the book, in its order; lines end with CRLF and are folded."""
    return "".join(
        "\r\n".join(map(_folded, _card(agency, section, line))) + "\r\n"
        for agency in book.agencies
        for section in agency.sections
        for line in (*section.boxes, *section.people)
    )


def _card(agency: Agency, section: Section, line: Line) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"FN:{_escaped(line.name)}"
    yield "N:" + ";".join(map(_escaped, _name(line))) + ";;"
    unit = "" if section.name == agency.name else section.name
    yield f"ORG:{_escaped(agency.name)}" + (f";{_escaped(unit)}" if unit else "")
    if line.title:
        yield f"TITLE:{_escaped(line.title)}"
    if line.phone:
        yield f"TEL;TYPE=WORK,VOICE:{_escaped(line.phone)}"
    yield f"EMAIL;TYPE=INTERNET,PREF:{_escaped(line.address)}"
    yield "END:VCARD"


def _name(line: Line) -> tuple[str, str, str]:
    """Return family, given and middle names; of an agency all of the name."""
    if not line.given:
        return line.name, "", ""
    middle = line.name.removeprefix(line.family).removesuffix(line.given).strip()
    return line.family, line.given, middle


def _escaped(text: str) -> str:
    """Return text as a value (RFC 2426 section 5): no separator of it is one of ours."""
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Return the line in pieces of at most 75 octets; a letter is never cut in two."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += octets
    return "\r\n".join(pieces)
