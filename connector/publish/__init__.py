"""The address book as files for people: what a portal shows, what a mail program imports.

::

    book    `book_of`: a directory → agencies, units and people in dictionary order, without whom it must not show
    page    one HTML page
    table   CSV (RFC 4180) and XLSX
    cards   vCard 3.0 (RFC 2426)

The live address book is the directory itself (docker/openldap/README.md); these are copies of a day.
"""
