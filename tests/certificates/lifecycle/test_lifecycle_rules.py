from datetime import date

import pytest

from certificates import lifecycle_rules
from certificates.models import CertificateRequest, Revocation
from tests.certificates.conftest import refused

OFFICIAL, COURSE, CONFIRMATION = "official_certificate", "course_completion_certificate", "completion_confirmation"


def test_grounds_on_names_the_five_grounds_each_with_its_article_and_source():
    rules = lifecycle_rules.grounds_on(date(2026, 11, 22))

    assert [rule.code for rule in rules] == list(Revocation.Ground.values)
    assert all("Điều 8" in rule.legal_basis and rule.text and "Bộ Nội vụ" in rule.source for rule in rules)


def test_grounds_on_a_day_before_the_circular_names_none():
    assert lifecycle_rules.grounds_on(date(2023, 4, 29)) == []
    with refused("ground_not_in_force"):
        lifecycle_rules.ground_on("a", date(2023, 4, 29))


@pytest.mark.parametrize("kind", CertificateRequest.Kind.values)
def test_answer_rule_gives_five_working_days_and_its_basis(kind):
    rule = lifecycle_rules.answer_rule(kind, date(2026, 11, 22))

    assert rule.working_days == 5
    assert "Điều 5" in rule.legal_basis


def test_answer_rule_is_missing_before_the_circular():
    with refused("answer_rule_missing"):
        lifecycle_rules.answer_rule("lost", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("request_kind", "kind", "result"),
    [
        ("lost", OFFICIAL, COURSE),
        ("lost", COURSE, COURSE),
        ("lost", CONFIRMATION, CONFIRMATION),
        ("issuer_error", OFFICIAL, OFFICIAL),
        ("issuer_error", CONFIRMATION, CONFIRMATION),
    ],
)
def test_result_kind_changes_only_a_lost_official_certificate(request_kind, kind, result):
    assert lifecycle_rules.answer_rule(request_kind, date(2026, 11, 22)).result_kind(kind) == result
