"""The order of names is checked against its definition, written here a second time from the alphabet alone."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lms.foundation.vietnamese import SORT_KEY_WIDTH, collation_key, sort_key

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = "aăâeêioôơuưy"
REFERENCE_ORDER = [
    ("Đỗ Thị", "An"),
    ("Nguyễn Văn", "An"),
    ("Trần Văn", "An"),
    ("Lê", "Ánh"),
    ("Lê", "Ân"),
    ("Lê", "Ẩn"),
    ("Lê", "Dũng"),
    ("Lê", "Đạt"),
    ("Lê", "Hòa"),
    ("Lê", "Nhi"),
]

syllables = st.tuples(
    st.sampled_from(["", "b", "c", "d", "đ", "h", "ng", "nh", "ph", "th", "tr", "x"]),
    st.sampled_from(VOWELS),
    st.sampled_from(range(6)),
    st.sampled_from(["", "c", "m", "n", "ng", "t"]),
)
names = st.tuples(st.lists(syllables, max_size=4), st.lists(syllables, min_size=1, max_size=2))


def written(part):
    text = " ".join(onset + vowel + TONES[tone] + coda for onset, vowel, tone, coda in part)
    return unicodedata.normalize("NFC", text).title()


def reference(part):
    """Letters of the words first, tones second."""
    letters = [[ALPHABET.index(char) for char in onset + vowel + coda] for onset, vowel, _, coda in part]
    return letters, [tone for _, _, tone, _ in part]


def test_sort_key_gives_the_reference_order():
    keys = [sort_key(*name) for name in REFERENCE_ORDER]

    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@given(st.lists(names, min_size=2, max_size=8))
def test_sort_key_orders_by_given_name_then_family_name(people):
    by_rule = sorted(people, key=lambda person: (reference(person[1]), reference(person[0])))
    by_key = sorted(people, key=lambda person: sort_key(written(person[0]), written(person[1])))

    assert [tuple(map(written, person)) for person in by_key] == [tuple(map(written, person)) for person in by_rule]


@given(st.text(), st.text())
def test_sort_key_is_fixed_width_lower_case_hexadecimal(family_middle, given_name):
    key = sort_key(family_middle, given_name)

    assert len(key) == SORT_KEY_WIDTH
    assert set(key) <= set("0123456789abcdef")


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hoà"), ("Thúy", "Thuý"), ("AN", "An"), ("A\u0301nh", "Ánh")])
def test_sort_key_two_spellings_of_one_name_are_equal(one, other):
    assert sort_key("Lê", one) == sort_key("Lê", other)


@pytest.mark.parametrize(("first", "second"), [("Lý", "Ly"), ("Án", "An"), ("Đan", "Dan"), ("Ngã", "Ngá")])
def test_sort_key_different_names_differ(first, second):
    assert sort_key("Lê", first) != sort_key("Lê", second)


def test_sort_key_tones_follow_the_school_order():
    tones = ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mă"]
    keys = [sort_key("", name) for name in tones]

    assert keys == sorted(keys)


def test_sort_key_foreign_and_minority_names_stand_among_the_others():
    given_names = ["Bạch", "Björn", "H'Hen", "Hiền", "José", "Łukasz", "Zoë", "Ольга", "愛"]
    keys = [sort_key("", name) for name in given_names]

    assert keys == sorted(keys)


def test_sort_key_very_long_name_stays_in_its_place():
    assert sort_key("", "An") < sort_key("", "An" + "na" * 40) < sort_key("", "Ao")


def test_collation_key_orders_whole_titles():
    titles = ["Sở Y tế", "Sở Công Thương", "Đảng ủy", "Ban Dân tộc", "Sở Du lịch"]

    assert sorted(titles, key=collation_key) == ["Ban Dân tộc", "Đảng ủy", "Sở Công Thương", "Sở Du lịch", "Sở Y tế"]


@pytest.mark.db
@pytest.mark.django_db
def test_collation_key_agrees_with_unicode_collation():
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL carries the Vietnamese collation of Unicode")
    words = sorted(
        unicodedata.normalize("NFC", f"{onset}{vowel}{tone}{coda}")
        for onset in ("", "b", "d", "đ", "t")
        for vowel in VOWELS
        for tone in TONES
        for coda in ("", "n")
    )

    with connection.cursor() as cursor:
        cursor.execute('SELECT word FROM unnest(%s::text[]) AS word ORDER BY word COLLATE "vi-x-icu"', [words])
        by_unicode = [row[0] for row in cursor.fetchall()]

    assert sorted(words, key=collation_key) == by_unicode
