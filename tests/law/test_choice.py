"""Which law applies, from home and seat, with the reason in a sentence."""

from __future__ import annotations

import pytest

from requests_app.law import NoRegime, UnknownPlace, choose_regime


@pytest.mark.parametrize(
    ("home", "seat", "regime", "says"),
    [
        ("DE", "IE", "eu", "established there too"),
        ("NO", "IE", "eu", "Norway"),
        ("FR", "US", "eu", "companies elsewhere"),
        ("FR", None, "eu", "companies elsewhere"),
        ("AT", "GB-ENG", "eu", "companies elsewhere"),
        ("RE", "IE", "eu", "GDPR"),
        ("GB-SCT", "IE", "uk", "Scotland"),
        ("GB-ENG", "US", "uk", "You live in England:"),
        ("GB", "US", "uk", "wherever"),
        ("CH", "IE", "ch", "Switzerland"),
        ("CH-ZH", "CH", "ch", "Swiss"),
        ("US", "IE", "eu", "Ireland"),
        ("JE", "GB-ENG", "uk", "England"),
        ("US", "CH", "ch", "Swiss"),
    ],
)
def test_home_decides_and_the_seat_helps_where_home_does_not(
    home: str, seat: str | None, regime: str, says: str
) -> None:
    found = choose_regime(home, seat)
    assert found.regime == regime
    assert says in found.reason
    assert found.reason.count(".") == 1


def test_the_reason_can_be_said_in_other_languages() -> None:
    found = choose_regime("DE", "IE", language="de")
    assert "DSGVO" in found.reason
    assert "Deutschland" in found.reason
    assert "RGPD" in found.in_language("fr")
    assert found.in_language("xx") == found.in_language("en")


@pytest.mark.parametrize("seat", ["US", None])
def test_outside_all_three_laws_the_answer_is_a_sentence(seat: str | None) -> None:
    with pytest.raises(NoRegime, match="residence"):
        choose_regime("US", seat)
    with pytest.raises(UnknownPlace, match="residence"):
        choose_regime("Atlantis", seat)
