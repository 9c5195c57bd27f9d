"""Tells the person in time: plans what is to be said, keeps it in an outbox, sends it once.

The room knows no case and no law. It is handed deadlines under an opaque reference and says on
the right local day what they mean. All state stands in the database; Celery only rings a bell.
"""
