"""One file for each version of the tables, oldest first; `connector.ledger.schema.REVISIONS` lists them."""
