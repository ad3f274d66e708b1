"""`blank_docx`: an empty form as a Word document, A4, in the look of the annex."""

import io

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from connector.model.request import RequestKind
from connector.sources.forms import blank
from connector.sources.forms.blank import FORMS, Blank

FONT, SIZE = "Times New Roman", 13
_WIDTH = 17.0
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def blank_docx(kind: RequestKind, addressee: str) -> bytes:
    """Return the empty form for `kind`, addressed to `addressee`, as the bytes of a .docx."""
    form = FORMS[kind]
    document = _page()
    _line(document.add_paragraph(), kind.form, bold=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _letterhead(document)
    _line(document.add_paragraph(), blank.REQUEST, bold=True, align=_CENTRE, before=12)
    _line(document.add_paragraph(), form.title, bold=True, align=_CENTRE)
    _line(document.add_paragraph(), f"Kính gửi: {addressee}", align=_CENTRE, before=6, after=8)
    for label in blank.REQUESTER:
        _to_write_on(document.add_paragraph(), f"{label}: ")
    _items(document, form)
    _people(document, form)
    if form.note:
        _line(document.add_paragraph(), form.note, italic=True, before=4, size=SIZE - 1)
    _signature(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page() -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    document.core_properties.author = "connector"
    return document


def _line(  # noqa: PLR0913  # a line is what these say, each once
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: float = 0,
    after: float = 0,
    size: int = SIZE,
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)


def _to_write_on(paragraph: Paragraph, label: str) -> None:
    """Write a label and dots up to the margin; what is typed before the dots pushes them away."""
    stop = Cm(_WIDTH)
    paragraph.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _line(paragraph, f"{label}\t", after=4)


def _letterhead(document: Document) -> None:
    table = document.add_table(rows=2, cols=2)
    table.autofit = False
    for column, width in enumerate((6.2, 10.8)):
        _widen(table, column, width)
    left, right = table.rows[0].cells
    _centred(left, (blank.AGENCY, False), ("………………………..", False), ("--------", False))
    _centred(right, (blank.COUNTRY, True), (blank.MOTTO, True), ("---------------", False))
    date = table.rows[1].cells[1].paragraphs[0]
    _line(date, blank.DATE, italic=True, align=_CENTRE, before=4)


def _centred(cell: _Cell, *lines: tuple[str, bool]) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _line(paragraph, text, bold=bold, align=_CENTRE, size=SIZE - 1)


def _items(document: Document, form: Blank) -> None:
    if form.agency_item:
        _line(document.add_paragraph(), blank.CONTENT, after=4)
        if form.agency_lines:
            _line(document.add_paragraph(), form.agency_item, after=4)
        else:
            _to_write_on(document.add_paragraph(), f"{form.agency_item} ")
        for _ in range(form.agency_lines):
            _to_write_on(document.add_paragraph(), "")
    _line(document.add_paragraph(), form.list_item, after=4)


def _people(document: Document, form: Blank) -> None:
    two = any(column.above for column in form.columns)
    table = document.add_table(rows=(2 if two else 1) + form.rows, cols=len(form.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    head = 2 if two else 1
    for place, column in enumerate(form.columns):
        _widen(table, place, column.width)
        label_row = 1 if column.above else 0
        _line(table.rows[label_row].cells[place].paragraphs[0], column.label, bold=True, align=_CENTRE)
        if two and not column.above:
            table.rows[0].cells[place].merge(table.rows[1].cells[place])
    _share_label(table, form)
    for number, row in enumerate(table.rows[head:], start=1):
        row.height = Cm(0.8)
        _line(row.cells[0].paragraphs[0], str(number), align=_CENTRE)
        for cell, column in zip(row.cells[1:], form.columns[1:], strict=True):
            if column.centred:
                cell.paragraphs[0].alignment = _CENTRE
    for row in table.rows[:head]:
        _repeat_on_every_page(row._tr)  # noqa: SLF001  python-docx has no other way to say it


def _widen(table: Table, column: int, centimetres: float) -> None:
    """Set the width of a column, where Word looks for it and where LibreOffice does."""
    table.columns[column].width = Cm(centimetres)
    for row in table.rows:
        row.cells[column].width = Cm(centimetres)


def _share_label(table: Table, form: Blank) -> None:
    """Write the label that stands above several columns once, over all of them."""
    places = [place for place, column in enumerate(form.columns) if column.above]
    if places:
        merged = table.rows[0].cells[places[0]].merge(table.rows[0].cells[places[-1]])
        _line(merged.paragraphs[0], form.columns[places[0]].above, bold=True, align=_CENTRE)


def _repeat_on_every_page(row: object) -> None:
    mark = OxmlElement("w:tblHeader")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]  # an lxml element of python-docx


def _signature(document: Document) -> None:
    table = document.add_table(rows=1, cols=2)
    _line(table.rows[0].cells[1].paragraphs[0], blank.SIGNATURE, italic=True, align=_CENTRE, before=10)
