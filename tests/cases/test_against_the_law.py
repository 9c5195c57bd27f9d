"""Whatever happens in a case, in any order, with corrections and in two tabs: the case says what
the law's clock says of the events that stand, and a refused event leaves no trace."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from requests_app import law
from requests_app.accounts.models import User
from requests_app.cases import queries, services
from requests_app.cases.columns import columns
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event
from requests_app.reminders.models import Reminder
from tests.people import open_case_for

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
SETTINGS: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
THEIR_WORDS = ("contact", "setting_pointed_to")
NOT_OF_THE_LAW = ("replied", *THEIR_WORDS, "closed", "reopened")
REGIMES = {
    "uk": {"regime": "uk", "seat": "US", "residence": "GB-ENG"},
    "eu": {"regime": "eu", "seat": "IE", "residence": "FR"},
    "at": {"regime": "eu", "seat": "IE", "residence": "AT", "language": "de"},
    "access": {
        "regime": "uk", "seat": "US", "residence": "GB-SCT", "kind": "access", "right": "access",
        "rights": ("access",), "purposes": (),
    },
    "ch": {
        "regime": "ch", "seat": "IE", "residence": "CH", "kind": "access", "right": "access",
        "rights": ("access",), "purposes": (),
    },
}  # fmt: skip


@dataclass
class Told:
    """An entry as the test remembers it."""

    id: uuid.UUID
    kind: str
    on: date
    facts: dict[str, Any] = field(default_factory=dict)
    stands: bool = True


class CaseMachine(RuleBasedStateMachine):
    """A person who tells things in any order, corrects them, and has two tabs open."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.told: list[Told] = []

    @initialize(
        which=st.sampled_from(sorted(REGIMES)),
        days=st.integers(0, 250),
        channel=st.sampled_from(["form", "post"]),
    )
    def open(self, which: str, days: int, channel: str) -> None:
        self.person = User.objects.create_user(f"{uuid.uuid4()}@example.org")
        sent_on = TODAY - timedelta(days)
        self.case = open_case_for(self.person, sent_on, **REGIMES[which])
        self.details = Details.from_data(self.case.details)
        # A second tab: the same case, read once and never again.
        self.tab = Case.objects.for_owner(self.person).get(pk=self.case.pk)
        first = self.case.events.get()
        self.told = [Told(first.pk, "sent", sent_on, dict(first.details))]

    # -- what the test expects -----------------------------------------------------------------

    def expected(self, told: list[Told]) -> list[law.Deadline] | None:
        """The clock's answer to what stands, None where it refuses."""
        events = [
            law.Event(
                one.kind,
                one.on,
                reasons=bool(one.facts.get("reasons")),
                until=date.fromisoformat(one.facts["until"]) if one.facts.get("until") else None,
                estimated=bool(one.facts.get("estimated")),
                outcome=bool(one.facts.get("outcome")),
            )
            for one in told
            if one.stands and one.kind in law.EVENTS
        ]
        names = {event.name for event in events}
        if not names & {"sent", "received"}:
            return [] if names <= {"knowledge", "infringement"} else None
        if "received" not in names:
            # All letters here went through a web form: they arrive the day they are sent.
            events += [law.Event("received", one.on) for one in events if one.name == "sent"]
        try:
            return law.deadlines(
                self.details.regime, self.details.right, self.details.seat, events, TODAY,
                residence=self.details.residence,
            )  # fmt: skip
        except law.LawError:
            return None

    @staticmethod
    def before_the_letter(told: list[Told], new: Told) -> bool:
        """Whether they would have written before the letter: the clock does not read such mail."""
        sent = [one.on for one in told if one.stands and one.kind == "sent"]
        wrote = [one.on for one in told if one.stands and one.kind in THEIR_WORDS]
        about_it = new.kind == "sent" or new.kind in THEIR_WORDS
        return about_it and bool(sent) and min(wrote, default=sent[0]) < sent[-1]

    def attempt(self, case: Case, new: Told, replaces: Told | None = None) -> None:
        """Record it; it must be refused exactly when the clock refuses what would then stand."""
        after = [*self.told, new]
        if replaces:
            after = [one for one in after if one is not replaces]
        allowed = self.expected(after) is not None and not self.before_the_letter(after, new)
        entry = Event.objects.for_owner(self.person).get(pk=replaces.id) if replaces else None
        before = self.case.events.count()
        refusal = ""
        try:
            with transaction.atomic():
                event = services.record(
                    case, new.kind, new.on, submission=new.id, details=new.facts, replaces=entry
                )
        except services.EventRefused as refused:
            refusal = str(refused)
        if refusal:
            assert not allowed, f"{new} was refused: {refusal}"
            assert refusal.endswith("."), refusal
            assert self.case.events.count() == before
            return
        assert allowed, f"{new} was taken, the clock refuses it"
        assert self.case.events.count() in (before, before + 1)
        if self.case.events.count() == before:
            return  # closed already: the one entry counts
        if replaces:
            replaces.stands = False
        self.told.append(
            Told(event.pk, event.kind, event.on, dict(event.details), new.kind != "struck")
        )

    # -- what the person does ------------------------------------------------------------------

    days = st.integers(-10, 260)
    kinds = st.sampled_from([name for name in law.EVENTS if name != "sent"] + list(NOT_OF_THE_LAW))

    @rule(
        kind=kinds,
        days=days,
        reasons=st.booleans(),
        later=st.integers(-5, 90),
        second=st.booleans(),
    )
    def tell(self, kind: str, days: int, reasons: bool, later: int, second: bool) -> None:
        on = TODAY - timedelta(days)
        facts: dict[str, Any] = {}
        if kind == "extension_notice":
            facts = {"reasons": reasons}
        if kind in ("extension_notice", "reminder") and later % 2:
            facts["until"] = (on + timedelta(later)).isoformat()
        if kind == "authority_progress" and reasons:
            facts["outcome"] = True
        if kind == "received" and reasons:
            facts["estimated"] = True
        self.attempt(self.tab if second else self.case, Told(uuid.uuid4(), kind, on, facts))

    @precondition(lambda self: any(one.stands for one in self.told))
    @rule(data=st.data(), days=days, second=st.booleans())
    def correct_the_day(self, data: st.DataObject, days: int, second: bool) -> None:
        old = data.draw(st.sampled_from([one for one in self.told if one.stands]))
        facts = {k: v for k, v in old.facts.items() if k not in ("until",)}
        if old.kind == "sent":
            facts = {}
        new = Told(uuid.uuid4(), old.kind, TODAY - timedelta(days), facts)
        if old.kind in ("closed", "reopened"):
            return
        self.attempt(self.tab if second else self.case, new, old)

    @precondition(lambda self: any(one.stands for one in self.told))
    @rule(data=st.data())
    def strike(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from([one for one in self.told if one.stands]))
        self.attempt(self.case, Told(uuid.uuid4(), "struck", old.on), old)

    @precondition(lambda self: any(not one.stands and one.kind != "struck" for one in self.told))
    @rule(data=st.data())
    def correct_in_the_other_tab_what_was_corrected(self, data: st.DataObject) -> None:
        gone = [one for one in self.told if not one.stands and one.kind != "struck"]
        old = Event.objects.for_owner(self.person).get(pk=data.draw(st.sampled_from(gone)).id)
        before = self.case.events.count()
        with pytest.raises(services.EventRefused), transaction.atomic():
            services.record(
                self.tab,
                old.kind,
                TODAY,
                submission=uuid.uuid4(),
                replaces=old,
                details=old.details,
            )
        assert self.case.events.count() == before

    @precondition(lambda self: len(self.told) > 1)
    @rule(data=st.data())
    def send_the_same_form_again(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.told))
        number = Event.objects.for_owner(self.person).get(pk=one.id).submission
        before = self.case.events.count()
        again = services.record(self.tab, "refusal", TODAY, submission=number)
        assert again.pk == one.id
        assert self.case.events.count() == before

    # -- what must always hold -----------------------------------------------------------------

    @invariant()
    def agrees_with_the_clock(self) -> None:
        if not self.told:
            return
        now = queries.now(self.case, TODAY)
        assert now.trouble == ""
        assert list(now.deadlines) == self.expected(self.told)
        self.case.refresh_from_db()
        events = list(self.case.events.all())
        fresh = columns(self.details, events, now, TODAY)
        assert {name: getattr(self.case, name) for name in fresh.names} == {
            name: getattr(fresh, name) for name in fresh.names
        }
        assert (self.case.closed_at is not None) == (now.state == "closed")
        planned = set(
            Reminder.objects.for_owner(self.person)
            .filter(state="planned")
            .exclude(deadline="complaint_bar")
            .values_list("due_on", flat=True)
        )
        assert planned <= {now.due}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)


def run(examples: int, steps: int) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        run_state_machine_as_test(
            CaseMachine,
            settings=settings(max_examples=examples, stateful_step_count=steps, **SETTINGS),
        )


def test_a_case_never_disagrees_with_the_clock() -> None:
    run(examples=20, steps=15)


@pytest.mark.long
def test_a_case_never_disagrees_with_the_clock_in_many_lives() -> None:
    run(examples=200, steps=30)
