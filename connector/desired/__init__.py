"""From what HR says to what should be: the directory an organisation's regulation asks for.

::

    desire    the order of it: units, people, lists; the only public function
    claims    who may have which address, for ever
    rightful  addresses that a hand edit or a killed run put in the wrong place
    joiners   addresses for those who need one
    scene     what all parts look at: roster, regulation, what is there, what was decided
    units     agency boxes
    people    personal boxes: joiners, stayers, movers, leavers
    absent    boxes of people HR no longer mentions
    lists     one list for each unit

    requested  the roster as approved requests by form or letter make it (before `desire`)
    overlay    …line by line
    whom       whom and which unit the lines of a request mean
    handling   what a person does with a request: approve, refuse, answer
"""
