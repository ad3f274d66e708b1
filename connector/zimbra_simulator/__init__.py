"""A stand-in for Zimbra's admin SOAP service, on loopback, for tests and for playing: `simulator.ZimbraSimulator`.

It answers as Zimbra 10.1 is known to answer (see the docstrings for what was decided where that is unclear)
and fails on demand. It shares no code with the client that talks to Zimbra, so that a misunderstanding on one
side is found by the other. Nothing here is meant for production.
"""
