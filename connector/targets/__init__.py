"""Directories and mail systems behind the one port `connector.ports.Target`.

::

    memory      MemoryTarget(MemoryDirectory)             a dict; for tests, demos and rehearsals
    ldif        LdifTarget(path, codec)                   one LDIF file; needs no server
    openldap    OpenLdapTarget(settings, codec)           a directory server, through one of two drivers
    owned       Owned(target)                             refuses what is not ours; is a Target
    retrying    Retrying(target, sleep, rng)              waits and reads back; is a Target
    ldap_codec  our neutral entries as LDAP attributes, by `mappings/targets/*.toml`
"""
