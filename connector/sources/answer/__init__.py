"""The answer to HR: their own workbook back, with what became of each row. Public: `annotate.annotate`.

::

    notes      roster + open questions → what to write where; pure
    annotate   starts the child, checks what it answers
    child      opens the workbook in a limited process   ┐
    book       writes the notes into the workbook        │
    sheets     the sheets “Kết quả” and “Cần kiểm tra”   │ in the child
    cells      text into a cell, so that it stays text   │
    values     .xls, .ods, .csv → a new workbook         ┘
"""
