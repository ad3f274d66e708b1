"""What must be remembered and the target cannot: the adapters of `connector.ports.Ledger`.

::

    remembered    pure: what a change leaves behind, who may have an address, which record an outcome settles
    memory        MemoryLedger, in this process only
    sql           SqlLedger, on any database SQLAlchemy speaks to
    sqlite        open_ledger(path): the file a SqlLedger lives in
    schema        its tables; rows: values ↔ their rows; statements: writing many lines at once
    migrations/   how a database gets from one version of the tables to the next (Alembic)
    faults        foreign database errors → LedgerError
"""
