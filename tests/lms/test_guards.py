"""The tables that only grow, after every migration of every room."""

import pytest

from lms.foundation.append_only import unguarded

APPEND_ONLY = [
    "foundation_auditentry",
    "foundation_accessentry",
    "classes_attendancerecord",
    "classes_scan",
    "classes_claimdecision",
    "classes_impersonation",
    "classes_bookseal",
    "classes_planapproval",
    "learning_handinmark",
    "learning_gradechange",
    "certificates_registerentry",
    "certificates_registercheckpoint",
    "certificates_certificatefile",
    "certificates_revocation",
    "notebooks_submission",
    "notebooks_manualscore",
    "notebooks_submissioncredit",
    "notebooks_extension",
    "notebooks_versionmove",
]


@pytest.mark.db
@pytest.mark.django_db
def test_every_append_only_table_is_guarded_after_all_migrations():
    assert unguarded(APPEND_ONLY) == set()
