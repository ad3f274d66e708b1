"""A feed of people and units as JSON over HTTPS. Public: `source.FeedSource`.

::

    settings     where, as whom, whom we trust
    mapping      how this feed says things (mappings/feeds/*.toml); pointer: places in its documents
    door         one request and its whole answer, bounded in size and time
    visitor      … with our credentials, patience, and what each status means
    strict_json  bytes → document, with nothing that two readers could understand differently
    pages        all records of a question, or none
    tables       records → the tables that a workbook gives, too
    kept         the roster of last time
    source       the story of the above, as a `connector.ports.Source`
"""
