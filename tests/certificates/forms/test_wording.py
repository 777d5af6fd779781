import pytest

from certificates.wording import FIELDS, BrokenSentence, check, fill, house_texts, texts_of

KINDS = ("official_certificate", "course_completion_certificate", "completion_confirmation")


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_of_the_house_can_be_filled(kind):
    assert [name for name, sentence in house_texts(kind).items() if sentence and not fill(sentence, FIELDS)] == []


@pytest.mark.parametrize(
    ("sentence", "values", "expected"),
    [
        ("Chức vụ: {position}", {"position": "Chuyên viên"}, "Chức vụ: Chuyên viên"),
        ("Chức vụ: {position}", {"position": ""}, ""),
        ("Chức vụ: {position}", {}, ""),
        ("[Thời lượng {periods} tiết][, lớp {class_code}]", {"periods": "40"}, "Thời lượng 40 tiết"),
        ("[Thời lượng {periods} tiết][, lớp {class_code}]", {"class_code": "A"}, "lớp A"),
        ("[từ {from} đến {to}]", {"from": "1"}, ""),
        ("{holder}", {"holder": "[{x}]"}, "[{x}]"),
        ("không có gì để điền", {}, "không có gì để điền"),
    ],
)
def test_fill_prints_what_is_known(sentence, values, expected):
    assert fill(sentence, values) == expected


@pytest.mark.parametrize(
    ("sentence", "text", "meant"),
    [
        ("Chứng nhận {holdr}", "{holdr}", "{holder}"),
        ("{khong_co_gi}", "{khong_co_gi}", ""),
        ("{Holder}", "{Holder}", "{holder}"),
        ("{}", "{}", ""),
        ("Chứng nhận {holder", "{", ""),
        ("Chứng nhận holder}", "}", ""),
        ("[lớp {class_code}", "[", ""),
        ("[a [b] c]", "[", ""),
        ("[lớp {clas_code}]", "{clas_code}", "{class_code}"),
    ],
)
def test_check_finds_what_cannot_be_filled(sentence, text, meant):
    with pytest.raises(BrokenSentence) as caught:
        check(sentence)

    assert (caught.value.text, caught.value.meant) == (text, meant)


def test_texts_of_a_form_stand_before_those_of_the_house_and_unknown_ones_are_dropped():
    texts = texts_of("completion_confirmation", {"certifies": "Trao cho {honorific}:", "slogan": "x", "legal_basis": ""})

    assert texts["certifies"] == "Trao cho {honorific}:"
    assert texts["completed"] == "đã hoàn thành khóa học"
    assert texts["legal_basis"] == ""
    assert "slogan" not in texts
