"""OpenLDAP behind `connector.ports.Target`.

::

    settings   OpenLdapSettings: where, as whom, how safely, how patiently
    driver     Driver: search and perform; what a driver gives and takes
    native     python-ldap, pipelined; fast, needs libldap
    pure       ldap3; runs anywhere
    codes      LDAP result code → what we do about it, in one table
    tls        what exactly is wrong with a server's certificate
    reading    a whole base → Snapshot
    target     OpenLdapTarget
    checking   what `connector check` says of a server
"""
