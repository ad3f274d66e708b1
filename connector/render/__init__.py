"""Values in, text out: what people and programs read of plans, reports and the ledger. Decides nothing.

::

    words         what kinds, results, states, fields and gravities are called
    legible       what may be shown on a terminal; moments and numbers as people write them
    differences   one change → its fields, before and after
    outline       a plan → its units, and in each the units' boxes, people and lists
    plan_table    Plan → terminal           plan_html    Plan → one HTML page
    report_text   Report → terminal         problems     problems of the roster → terminal
    questions     open questions            runs, records   what the ledger remembers
    story         all that is known of one address
    json_shapes   any of them → JSON        next_steps      the commands that a reader is sent to

rich and jinja2 are imported inside the functions that need them: a command that prints neither a table
nor a page does not wait for them.
"""
