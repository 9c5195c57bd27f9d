"""The two statements on either side of the wire, written out because each mail needs both.

Before the first byte a row passes the fence, and after the server's answer it is settled. Both name
the lease token: a sender that was asleep, or whose row was cancelled, changes nothing and knows it
by the count. Each is committed by itself before anything else happens.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from requests_app.reminders.clock import Clock
from requests_app.reminders.models import Reminder, State
from requests_app.reminders.outbox import log_attempts, margin

_FENCE = """UPDATE requests_app_reminder SET state = 'sending', wire_at = {now}
    WHERE id = %s AND lease_token = %s AND state = 'leased' AND lease_until > {latest}"""
_FENCE_WITH_ADDRESS = _FENCE.replace("SET", "SET recipient = %s,", 1)

_SETTLE = """UPDATE requests_app_reminder SET state = 'sent', reason = '', sent_at = {now},
    smtp_code = %s, channel = %s, attempts = attempts + 1, next_attempt_at = NULL,
    lease_token = NULL, lease_until = NULL
    WHERE id = %s AND lease_token = %s"""
_LOG = """INSERT INTO requests_app_attempt
    (id, owner_id, reminder_id, at, outcome, smtp_code, detail)"""
_SETTLE_AND_LOG = f"""WITH mine AS ({_SETTLE} RETURNING id, owner_id)
    {_LOG} SELECT %s, owner_id, id, {{now}}, 'sent', %s, %s FROM mine"""  # noqa: S608


def pass_fence(row: Reminder, clock: Clock, recipient: Any = None) -> bool:
    """Mark that the message goes on the wire now; False if the row is no longer ours to send.

    `recipient` is the sealed address when it differs from the one planned for.
    """
    now, instant = clock.sql(timedelta(0))
    latest, last_instant = clock.sql(margin())
    statement = _FENCE if recipient is None else _FENCE_WITH_ADDRESS
    address = () if recipient is None else (bytes(recipient),)
    key, token = _native(row.pk), _native(row.lease_token)
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(now=now, latest=latest),
            [*address, *instant, key, token, *last_instant],
        )
        return bool(cursor.rowcount == 1)


def settle_sent(row: Reminder, clock: Clock, channel: str, code: int | None) -> bool:
    """Note that the person was told; False if another sender had taken the row meanwhile.

    Even then the row is closed if it is not on the wire again, for the message was accepted.
    """
    if _settle(row, clock, channel, code):
        return True
    with transaction.atomic():
        rows = Reminder.objects.across_owners()
        rows.filter(
            message_id=row.message_id, state__in=[State.DUE, State.UNCERTAIN, State.LEASED]
        ).update(
            state=State.SENT,
            reason="",
            sent_at=clock.expression(),
            smtp_code=code,
            channel=channel,
            attempts=row.attempts + 1,
            next_attempt_at=None,
            lease_token=None,
            lease_until=None,
        )
        # The person may have been erased while their message was on its way.
        if rows.filter(pk=row.pk).exists():
            log_attempts([row], clock, "sent, was taken", code, channel)
    return False


def _settle(row: Reminder, clock: Clock, channel: str, code: int | None) -> bool:
    """Settle the row with its line in the log if it is still this sender's."""
    now, instant = clock.sql(timedelta(0))
    settle = [*instant, code, channel, _native(row.pk), _native(row.lease_token)]
    number = _native(uuid.uuid4())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                _SETTLE_AND_LOG.format(now=now), [*settle, number, *instant, code, channel]
            )
            return bool(cursor.rowcount == 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTLE.format(now=now), settle)
        mine = bool(cursor.rowcount == 1)
        if mine:
            log_attempts([row], clock, "sent", code, channel)
    return mine


def _native(number: uuid.UUID | None) -> Any:
    """The number as the database's driver takes it."""
    if number is None or connection.features.has_native_uuid_field:
        return number
    return number.hex
