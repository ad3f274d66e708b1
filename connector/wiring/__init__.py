"""The only room that knows every adapter: settings in, ports out.

::

    desk      open_desk: everything one organisation's run needs
    hr        the source, and what is done with a file that HR sent
    logons    last logins, as all targets know them together
    targets   the directory or mail system
    clock     the machine's clock
    book      the address book as files
    post      ways out for letters
    checks    what `connector check` looks at
"""
