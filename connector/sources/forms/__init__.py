"""Request forms (Mẫu 01, 02, 03 of Khánh Hòa) and lists by letter, as files. Public: `reader.read_form`.

::

    reader      starts the child for one .docx or .xlsx, checks what it answers
    child       opens the file in a limited process              ┐
    scan        whether a Word document is safe to open          │ in the child
    word        paragraphs and tables of a document as rows      │
    layout      rows → what is asked, by whom                    │
    table       the table of a form: its header and its rows     ┘
    blank       what stands on an empty form
    blank_docx, blank_xlsx   …written as a document that can be filled in
"""
