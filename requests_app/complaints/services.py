"""What changes with a complaint: what was typed so far, that it was handed in, what the authority
said, the bundle."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from requests_app.cases import made
from requests_app.cases import services as cases
from requests_app.cases.models import Case, Event
from requests_app.complaints.archive import as_zip
from requests_app.complaints.bundle import making
from requests_app.complaints.bundle.order import Order
from requests_app.complaints.models import ComplaintDraft
from requests_app.letters.contracts import LetterText
from requests_app.letters.render import render_text
from requests_app.safety import jobs

__all__ = [
    "BUNDLE",
    "EVENT_OF",
    "bundle_reference",
    "forget_old_drafts",
    "keep_answers",
    "lodge",
    "record_news",
    "start_bundle",
]

# The event that handing in each complaint is.
EVENT_OF = {
    "complaint-controller": "complaint_to_controller",
    "complaint-authority": "complaint_to_authority",
}

BUNDLE = made.BUNDLE

# A complaint left alone for so long is deleted by the daily pass (accounts.daily).
KEPT = timedelta(days=90)


@transaction.atomic
def keep_answers(case: Case, kind: str, answers: Mapping[str, Sequence[str]]) -> None:
    """Keep what was typed for this complaint, in place of what was kept of it before."""
    content = {name: list(values) for name, values in answers.items()}
    draft, _new = ComplaintDraft.objects.across_owners().get_or_create(
        owner_id=case.owner_id, case=case, kind=kind, defaults={"changed_at": timezone.now()}
    )
    draft.answers, draft.changed_at = content, timezone.now()
    # The rest of the row is written by the job that makes the file.
    draft.save(update_fields=["answers", "changed_at"])


def forget_old_drafts() -> None:
    """Delete what was typed for complaints nobody has touched for `KEPT`."""
    ComplaintDraft.objects.across_owners().filter(changed_at__lt=timezone.now() - KEPT).delete()


@transaction.atomic
def lodge(
    case: Case,
    request: Mapping[str, Any],
    text: LetterText,
    *,
    on: date,
    channel: str,
    reference: str,
    submission: uuid.UUID,
) -> Event:
    """Keep the complaint and record that it was handed in; raises cases.EventRefused.

    What was typed for it is then kept as the letter alone.
    """
    ComplaintDraft.objects.for_owner(case.owner_id).filter(case=case, kind=text.kind).delete()
    same = Event.objects.for_owner(case.owner_id).filter(submission=submission).first()
    if same is not None:
        return same
    letter = cases.keep_letter(case, request, text)
    details = {"reference": reference, "authority": str(request.get("authority") or "")}
    return cases.record(
        case,
        EVENT_OF[text.kind],
        on,
        submission=submission,
        channel=channel,
        details={name: value for name, value in details.items() if value},
        letter=letter,
    )


def record_news(
    case: Case,
    what: str,
    on: date,
    *,
    submission: uuid.UUID,
    reference: str = "",
    passed_to: str = "",
    note: str = "",
) -> Event:
    """Record what the authority said: "acknowledged", "asked", "transferred", "told", "decided".

    An acknowledgement is not yet news of the progress (GDPR Art. 78(2)) and leaves the clock
    alone. Raises cases.EventRefused.
    """
    details: dict[str, Any] = {"what": what}
    details |= {
        name: value
        for name, value in (("reference", reference), ("passed_to", passed_to), ("note", note))
        if value
    }
    if what == "decided":
        details["outcome"] = True
    kind = "authority_acknowledged" if what == "acknowledged" else "authority_progress"
    return cases.record(case, kind, on, submission=submission, details=details)


def bundle_reference(case_id: uuid.UUID) -> str:
    """The mark on the files of a case's bundle."""
    return made.reference(BUNDLE, case_id)


def start_bundle(
    case: Case, order: Order, request: Mapping[str, Any], text: LetterText
) -> jobs.Job:
    """Have the bundle made beside the request; the job's results are the PDF and the ZIP.

    An earlier bundle of the case is removed once the new one stands, and what is kept of the
    complaint then says what stands in it.
    """
    reference, owner_id = bundle_reference(case.pk), case.owner_id
    name = f"{text.date.isoformat()}-{text.kind}"

    def work(progress: jobs.Progress) -> Sequence[uuid.UUID]:
        try:
            bundle = making.make(order, progress.tell, progress.stop_wanted)
        except making.Stopped:
            raise jobs.Stopped from None
        except making.BundleFailed as trouble:
            raise jobs.JobTrouble(str(trouble)) from None
        packed = as_zip(order, bundle.pdf, render_text(text))
        found = (
            (f"{name}.pdf", "application/pdf", bundle.pdf),
            (f"{name}.zip", "application/zip", packed),
        )
        kept = made.keep(owner_id, reference, found)
        drafts = ComplaintDraft.objects.for_owner(owner_id).filter(case=case, kind=text.kind)
        for draft in drafts:
            draft.filed = {"asked": dict(request), "text": text.as_data()}
            draft.save(update_fields=["filed"])
        return kept

    made.forget_old()
    return jobs.start(owner_id, BUNDLE, case.pk, work)
