"""One wish to several companies: a letter and a case for each, made in short stretches.

Each letter comes from the same answers as in the wizard, with the company, its law and its channel
put in. A stretch that is cut off, or begun twice, leaves nothing out and makes nothing double.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import Http404, QueryDict

from requests_app.cases import services
from requests_app.cases.models import Case, Round
from requests_app.cases.sending import details_of, request_as_data
from requests_app.letters.errors import LetterError
from requests_app.letters.wizard import Unanswered, Wizard

MOST = 50
# Not for access: whoever asks fifty companies for their data gets fifty parcels to guard.
WISHES = ("objection:ai-training", "objection:profiling", "objection-marketing:", "erasure:")
_STRETCH = 2.0


def begin(
    owner: AbstractBaseUser, answers: Mapping[str, str], platforms: list[str], submission: uuid.UUID
) -> Round:
    """Keep what is to be written to whom; the same submission twice is one round."""
    asked = {"answers": dict(answers), "platforms": platforms[:MOST], "failed": {}}
    found, _made = Round.objects.across_owners().get_or_create(
        owner_id=owner.pk,
        submission=submission,
        defaults={"asked": asked, "total": len(asked["platforms"])},
    )
    return found


def round_of(owner: AbstractBaseUser, round_id: uuid.UUID) -> Round:
    """The person's round; Http404 alike for another's and for none."""
    found = Round.objects.for_owner(owner).filter(pk=round_id).first()
    if found is None:
        raise Http404
    return found


def cases_of(one: Round) -> list[Case]:
    """The cases opened so far, in the order in which the companies were chosen."""
    numbers = [_number(one, platform) for platform in one.asked["platforms"]]
    found = Case.objects.for_owner(one.owner_id).filter(submission__in=numbers)
    return sorted(found, key=lambda case: numbers.index(case.submission))


def go_on(one: Round, seconds: float = _STRETCH) -> Round:
    """Write letters for about so many seconds; the round as it stands then."""
    until = time.monotonic() + seconds
    opened = {case.submission for case in cases_of(one)}
    failed: dict[str, str] = dict(one.asked["failed"])
    for platform in one.asked["platforms"]:
        number = _number(one, platform)
        if number in opened or platform in failed:
            continue
        trouble = _write(one, platform, number)
        if trouble:
            failed[platform] = trouble
        if time.monotonic() > until:
            break
    return _keep_count(one, failed)


def _keep_count(one: Round, failed: dict[str, str]) -> Round:
    with transaction.atomic():
        one = Round.objects.across_owners().select_for_update().get(pk=one.pk)
        one.asked = {**one.asked, "failed": {**one.asked["failed"], **failed}}
        one.done = len(cases_of(one)) + len(one.asked["failed"])
        if one.done >= one.total:
            # Who writes stands in the letters; here it is not needed any more.
            one.asked = {**one.asked, "answers": {}}
        one.save(update_fields=["asked", "done"])
    return one


def _write(one: Round, platform: str, number: uuid.UUID) -> str:
    """One letter and its case; a sentence if it cannot be written, else ""."""
    wizard = wizard_for(one.asked["answers"], platform)
    try:
        draft = wizard.draft()
        services.open_case(
            one.owner_id,
            submission=number,
            details=details_of(wizard, draft),
            platform=draft.request.platform,
            request=request_as_data(draft.request),
            text=draft.text,
            sent_on=None,
        )
    except Unanswered as missing:
        errors = wizard.form(missing.step).errors
        return next((str(found[0]) for found in errors.values()), missing.step)
    except (LetterError, services.EventRefused) as error:
        return str(error)
    return ""


def wizard_for(answers: Mapping[str, str], platform: str) -> Wizard:
    """The wizard as if the person had answered it for this company."""
    data = QueryDict(mutable=True)
    data.update(dict(answers))
    data["platform"] = platform
    wizard = Wizard(data)
    if wizard.first_unanswered(up_to="home") is None:
        usual = wizard.blank_form("details").initial
        for name in ("language", "delivery"):
            data.setdefault(name, usual[name])
    return wizard


def _number(one: Round, platform: str) -> uuid.UUID:
    # Not of the row's id, which is another one where the round is taken over.
    return uuid.uuid5(one.submission, platform)
