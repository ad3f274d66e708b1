"""The values that cross the borders between rooms, all frozen: `==` is content, identity is `.key`.

::

    model.roster     Roster of Person and Unit, Problem, RowCount      what HR says, every row accounted for
    model.directory  Directory of PersonalMailbox, UnitMailbox, MailList; Snapshot
                     what should be and what is: the same type
    model.plan       Change(before, after, reason), Question, Decision, Hold, Plan
    model.outcome    Outcome, Report, Finding                          what became of it
    model.answer     Answer                                            what a row of a filled questionnaire says
    model.request    Request of Lines                                  what a form or a letter asks for
    model.succession Reorganisation of UnitSuccession, DomainSuccession which unit and which domain follow which

A person's key is the HR key, never the address and never the name.
"""
