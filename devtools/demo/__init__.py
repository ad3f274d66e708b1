"""`python -m devtools.demo`: two months of a province, told at the command line, with invented people.

::

    stage    what the audience sees: narration, commands as a person types them, what they print
    places   where the mailboxes go: a private directory server, or one LDIF file where there is none
    acts     the story, act by act; each act looks whether what it said has really happened
"""
