"""From two directories to one plan: what differs, in which order, and what a limit holds back.

::

    diff    desired, current → changes
    order   changes → waves, names given up before they are taken
    limits  changes → holds, and the part that may proceed
    make    all of it → Plan
"""
