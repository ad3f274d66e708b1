"""A reorganisation from its workbook to its last day: what it would do, started, and led through its phases.

::

    written   what somebody wrote down → faults, or a `Reorganisation` of which nothing is done yet
    outlook   what would come of it on its day; the conversion table for everybody
    steps     one phase on or back, and how far the boxes are

A step only says what should be. What is written, whether it is held and who approves it is the business of the
one plan, as for every other change.
"""
