"""The archive's schema as numbered steps, NNNN_name.sql, each run once in one transaction.

A step that has been released is never edited; a change of the schema is a further step.
"""
