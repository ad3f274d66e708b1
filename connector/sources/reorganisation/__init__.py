"""The workbook in which a reorganisation is written down, and the table of old and new addresses.

::

    layout   sheets, columns and words of the workbook
    blank    blank_workbook() → an empty one to fill in
    read     read_workbook(path) → what was written into it, and what is wrong with it
    table    conversion table as .xlsx or .csv
"""
