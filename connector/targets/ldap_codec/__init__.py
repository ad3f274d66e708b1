"""Our neutral entries as LDAP attributes, by a mapping file.

::

    mapping   load_mapping(path) -> LdapMapping    which field is which attribute; faults said all at once
    names     DNs: escape, build, compare; NameBook key ↔ DN
    codec     LdapCodec: Entry ↔ attributes
    changes   Change → LDAP modifications and the RFC 4528 assertion that guards them
    ldif      LDIF (RFC 2849): records, and `ldif_changes` for ldapmodify
"""
