"""The open questions as a workbook that an official fills in, and that workbook filled in.

::

    layout   its columns and words; both sides of the round trip hold to them
    write    questionnaire(rows, …) → the bytes of an .xlsx
    read     read_questionnaire(path) → what was written into it
"""
