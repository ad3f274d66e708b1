"""One organisation's regulation as a value, and the addresses that follow from it.

::

    profile     load_profile, find_profile: an organisation file → Profile, or every fault of it at once
    addresses   the addresses a rule offers to a person
    units       the addresses a rule offers to a unit; the registry; which unit is an agency
    reserved    local parts that belong to nobody
"""
