"""What a person is told around each deadline, in which words, and what is passed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from requests_app.accounts.models import User
from requests_app.reminders.choices import choose
from requests_app.reminders.clock import StandingClock
from requests_app.reminders.engine import sweep
from requests_app.reminders.models import State
from requests_app.reminders.occasions import KINDS, Occasion
from requests_app.reminders.queries import fell_due_since
from requests_app.reminders.words import RIGHTS, SWITCHES, Facts, advice, sentence, subject
from tests.reminders.conftest import Mailbox, Planner, let_time_pass, rows

pytestmark = pytest.mark.django_db

DUE = date(2026, 11, 20)
AUTUMN = StandingClock(datetime(2026, 10, 1, 12, 0, tzinfo=UTC))


def days_of(person: User) -> list[date]:
    return list(rows(person).order_by("due_at").values_list("remind_on", flat=True))


@pytest.mark.parametrize(
    ("kind", "days_from_due"),
    [
        ("answer", [-7, -1, 0, 1]),
        ("acknowledgement", [1]),
        ("authority", [1]),
        ("complaint_bar", [-28, -7, -1]),
        ("unsent", [3]),
    ],
)
def test_each_kind_of_deadline_has_its_days(
    amara: User, planned: Planner, kind: str, days_from_due: list[int]
) -> None:
    planned(amara, kind=kind, clock=AUTUMN)
    assert days_of(amara) == [DUE + timedelta(days=days) for days in days_from_due]


def test_the_days_before_are_sent_one_by_one(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara, clock=AUTUMN)
    subjects = []
    for day in (13, 19, 20, 21):
        sweep(clock=StandingClock(datetime(2026, 11, day, 9, 0, tzinfo=UTC)))
        subjects.append(mailbox.received[-1]["Subject"])
    assert subjects == [
        "A deadline in one of your cases is in 7 days",
        "A deadline in one of your cases is tomorrow",
        "A deadline in one of your cases is today",
        "A deadline in one of your cases has passed",
    ]
    assert len(mailbox.received) == 4


def test_not_a_minute_before_the_persons_hour(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara, clock=AUTUMN)
    sweep(clock=StandingClock(datetime(2026, 11, 13, 8, 59, tzinfo=UTC)))
    assert mailbox.received == []


def test_after_an_outage_only_the_newest_is_sent_and_says_that_others_were_late(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara, clock=AUTUMN)
    counts = sweep(clock=StandingClock(datetime(2026, 11, 20, 15, 0, tzinfo=UTC))).counts
    assert counts == {"sent": 1, "superseded": 2}
    [mail] = mailbox.received
    text = mail.get_body(("plain",)).get_content()
    assert "could not be sent in time" in text
    assert "could not be sent in time" in mail.get_body(("html",)).get_content()
    assert mail["Subject"] == "A deadline in one of your cases is today"


def test_sent_in_time_it_does_not_speak_of_others(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara, clock=AUTUMN)
    for day in (13, 19):
        sweep(clock=StandingClock(datetime(2026, 11, day, 9, 0, tzinfo=UTC)))
    for mail in mailbox.received:
        assert "could not be sent in time" not in mail.get_body(("plain",)).get_content()


def test_a_step_in_retries_gives_way_to_the_next_one(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara, clock=AUTUMN)
    mailbox.at_recipient = ["451 later"]
    sweep(clock=StandingClock(datetime(2026, 11, 13, 9, 0, tzinfo=UTC)))
    sweep(clock=StandingClock(datetime(2026, 11, 19, 9, 0, tzinfo=UTC)))
    assert [mail["Subject"] for mail in mailbox.received] == [
        "A deadline in one of your cases is tomorrow"
    ]
    assert rows(amara).get(offset=-7).state == State.SUPERSEDED


def test_other_deadlines_of_the_same_matter_are_not_passed_over(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara)
    planned(amara, reference="case:2", kind="acknowledgement", right="complaint_controller")
    assert sweep().counts == {"sent": 2}


def test_a_new_version_does_not_wait_for_the_old_one(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    """The controller took more time: what was due under the old day says nothing now."""
    planned(amara, clock=AUTUMN)
    planned(amara, clock=AUTUMN, due=date(2026, 12, 20))
    sweep(clock=StandingClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC)))
    assert mailbox.received == []
    sweep(clock=StandingClock(datetime(2026, 12, 13, 9, 0, tzinfo=UTC)))
    let_time_pass()
    assert "20 December 2026" in mailbox.received[0].get_body(("plain",)).get_content()


def test_a_bar_told_late_does_not_count_days_backwards() -> None:
    facts = Facts(Occasion.BAR_APPROACHING, DUE, "LinkedIn")
    assert subject(facts, DUE + timedelta(days=3)) == "A deadline in one of your cases has passed"
    assert "by 20 November 2026" in sentence(facts)


@pytest.mark.parametrize("occasion", [each for each in Occasion if each != Occasion.DIGEST])
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_occasion_has_its_words(occasion: Occasion, language: str) -> None:
    with translation.override(language):
        told = sentence(Facts(occasion, DUE, "100% Ltd", "objection", DUE, DUE))
        assert "100% Ltd" in told
        assert "2026" in told
        assert "%(" not in told + advice(occasion)
        assert advice(occasion)
        assert str(SWITCHES[occasion])
        assert "100% Ltd" not in subject(Facts(occasion, DUE, "100% Ltd", "objection"), DUE)


class TestADateThatMoved:
    """Newer rules or holidays moved it: the person did nothing and may not look for months."""

    MOVED = {
        "name": "moved",
        "kind": "moved",
        "due": date(2026, 11, 20),
        "moved": (date(2026, 12, 18), date(2026, 12, 21)),
    }

    def at(self, hour: int, day: int = 20) -> StandingClock:
        return StandingClock(datetime(2026, 11, day, hour, 0, tzinfo=UTC))

    def test_it_is_said_at_the_persons_hour_of_the_same_day(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=self.at(5), **self.MOVED)
        sweep(clock=self.at(8))
        assert mailbox.received == []
        sweep(clock=self.at(9))
        [mail] = mailbox.received
        assert mail["Subject"] == "A date in one of your cases has moved"
        for part in ("plain", "html"):
            told = mail.get_body((part,)).get_content()
            assert "was 18 December 2026 and is now 21 December 2026" in told

    def test_after_that_hour_it_is_said_the_next_day(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=self.at(18), **self.MOVED)
        assert days_of(amara) == [date(2026, 11, 21)]
        sweep(clock=self.at(9, day=21))
        assert len(mailbox.received) == 1

    def test_counting_anew_does_not_say_it_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=self.at(5), **self.MOVED)
        sweep(clock=self.at(9))
        planned(amara, clock=self.at(10), **self.MOVED)
        sweep(clock=self.at(9, day=22))
        assert len(mailbox.received) == 1

    def test_the_next_move_is_said_too(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=self.at(5), **self.MOVED)
        sweep(clock=self.at(9))
        later = {"due": date(2026, 11, 25), "moved": (date(2026, 12, 21), date(2026, 12, 22))}
        planned(amara, clock=self.at(5, day=25), **(self.MOVED | later))
        sweep(clock=self.at(9, day=25))
        assert len(mailbox.received) == 2
        assert "is now 22 December 2026" in mailbox.received[1].get_body(("plain",)).get_content()

    def test_it_can_be_switched_off_and_stands_in_the_app_all_the_same(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        choose(amara.pk, off=[Occasion.DATE_MOVED])
        planned(amara, clock=self.at(5), **self.MOVED)
        sweep(clock=self.at(9))
        assert mailbox.received == []
        [told] = fell_due_since(amara, None, now=self.at(10).at)
        assert "is now 21 December 2026" in told.sentence
        assert told.path == "/cases/7/"


def test_every_occasion_belongs_to_a_kind() -> None:
    assert {step.occasion for steps in KINDS.values() for step in steps} == set(Occasion)


def test_every_right_that_can_be_exercised_has_its_words() -> None:
    assert all(str(words).startswith("your ") for words in RIGHTS.values())
