"""A workbook of ours that a person filled in, read with the caution of any file from outside.

::

    reader   read_filled(path) → Filled: the text of every cell, sheet by sheet, and the digest of the file
    child    the process that opens it
"""
