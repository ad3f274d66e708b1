"""An example feed on loopback, so that one can see `source.kind = "feed"` at work. Not for production.

::

    content   a roster → the records of our contract, or of SCIM
    server    FeedServer: serves them in pages, with ETag, over HTTP on 127.0.0.1
"""
