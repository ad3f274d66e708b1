"""Zimbra behind `connector.ports.Target`, through the admin SOAP service (urn:zimbraAdmin, 10.1).

::

    settings   ZimbraSettings: where, as whom, which domains, how patiently
    mapping    which Zimbra attribute each neutral field is, from a TOML file
    marks      what makes an account or a list ours: a foreign principal, one line of the notes
    codec      accounts and lists ↔ our entries
    requests   the commands we send, in the shape of the official schemas
    envelope   SOAP 1.2 written, and read as a stream
    wire       one HTTPS connection: verified, paced, with deadlines
    pace       how many requests in a second the server takes
    session    login, batches, answers matched to their requests
    codes      fault code → what we do about it, in one table
    book       which key has which zimbraId and which addresses
    reading    whole domains → Snapshot; some keys → what is there now
    steps      one change as commands, one after the other
    writing    many changes at once, and each answer as an outcome or a doubt
    target     ZimbraTarget
    logons     when somebody last logged in, as far as Zimbra knows
    passwords  setting an account's password, and what is known of it
    checking   what `connector check` says of a server
"""
