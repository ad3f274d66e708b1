"""Boxes made by hand, held against HR's roster, as a workbook in which a person approves what is whose.

::

    layout   its columns and words; both sides of the round trip hold to them
    write    comparison(…) → the bytes of an .xlsx
    read     read_comparison(path) → what was written into it
"""
