import pytest

from certificates import document, snapshots
from certificates.exceptions import CertificateError, NotEligible
from certificates.models import DocumentClass
from certificates.printable import name_of, unprintable
from tests.certificates.conftest import refused
from tests.certificates.forms.samples import issued


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nguyễn Thị Ngọc Ẩn", set()),
        ("Nguyê\u0303n", set()),  # composes to a letter that the fonts have
        ("Ann\u00a0Lê\tVăn", set()),
        ("Ẩn 😀", {"«😀» (U+1F600)"}),
        ("Ẩn \u202e", {"U+202E"}),
        ("Ẩn\u200b", {"U+200B"}),
        ("Ẩn\x00\x07", {"U+0000", "U+0007"}),
        ("محمد", {"U+0645", "U+062D", "U+062F"}),
        ("שלום", {"U+05E9", "U+05DC", "U+05D5", "U+05DD"}),
        ("王", {"«王» (U+738B)"}),
        ("\ue000", {"U+E000"}),
        ("x\u0338", {"U+0338"}),
    ],
)
@pytest.mark.parametrize("where", ["holder", "signer_name", "programme"])
def test_unprintable_names_the_characters(text, names, where):
    assert unprintable(issued(**{where: text})) == names


def test_unprintable_looks_into_the_sentences_of_the_form():
    shown = issued()
    shown["texts"] = shown["texts"] | {"completed": "đã hoàn thành ☃", "verify": "Quét mã → nhập mã"}  # the small print has no arrow

    assert unprintable(shown) == {"«☃» (U+2603)", "«→» (U+2192)"}
    assert unprintable(issued(programme="Từ dữ liệu → mô hình")) == set()


def test_the_sentence_shows_no_character_that_turns_it_around():
    sentence = str(NotEligible("text_unprintable", characters=name_of("\u202e")))

    assert "U+202E" in sentence
    assert "\u202e" not in sentence


@pytest.mark.db
def test_a_text_that_cannot_be_printed_gets_no_certificate_and_no_number(closed_class, people, document_class, registrar):
    from certificates.actions import certificates
    from certificates.models import Certificate, RegisterBook

    # Names and positions lose invisible characters when they are stored; the title of a form does not.
    DocumentClass.objects.filter(pk=document_class.pk).update(title="Giấy chứng nhận\u202e")
    document_class.refresh_from_db()

    with refused("text_unprintable", NotEligible) as caught:
        certificates.issue(enrollment=people["anh"].enrollment, document_class=document_class, by=registrar)

    assert "U+202E" in str(caught.value)
    assert not Certificate.objects.exists()
    assert not RegisterBook.objects.filter(last_number__gt=0).exists()


@pytest.mark.db
def test_a_form_with_a_broken_field_issues_nothing_and_loses_no_number(closed_class, people, document_class, registrar):
    from certificates.actions import certificates
    from certificates.models import Certificate, RegisterBook

    DocumentClass.objects.filter(pk=document_class.pk).update(texts={"certifies": "Chứng nhận {holdr}:"})
    document_class.refresh_from_db()

    with refused("template_broken", NotEligible) as caught:
        certificates.issue(enrollment=people["anh"].enrollment, document_class=document_class, by=registrar)

    assert "{holdr}" in str(caught.value)
    assert not Certificate.objects.exists()
    assert not RegisterBook.objects.filter(last_number__gt=0).exists()


def test_render_of_a_broken_sentence_says_which_field():
    shown = issued()
    shown["texts"] = shown["texts"] | {"certifies": "Chứng nhận {holdr}:"}

    with pytest.raises(CertificateError) as caught:
        document.render(shown)

    assert (caught.value.code, caught.value.params["field"]) == ("template_broken", "{holdr}")


def test_form_part_freezes_every_sentence(document_class):
    document_class.texts = {"certifies": "Trao cho {honorific}:"}

    part = snapshots.form_part(document_class)

    assert part["layout"] == 2
    assert part["texts"]["certifies"] == "Trao cho {honorific}:"
    assert part["texts"]["completed"] == "đã hoàn thành chương trình"
    assert "certifies_en" not in part["texts"]
    assert (part["original"], part["size_mm"], part["is_two_sided"]) == ("paper", [297, 210], False)


def test_signer_part_takes_a_signer_or_the_assignment(academy, programme):
    from certificates.models import IssuerAuthorisation, Signer

    signer = Signer(organization=academy, name="Lê Thị Mỹ Châu", position="KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", english_position="Deputy Director")

    assert snapshots.signer_part(signer) == {
        "signer_position": "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", "signer_position_en": "Deputy Director", "signer_name": "Lê Thị Mỹ Châu",
    }  # fmt: skip
    assert snapshots.signer_part(IssuerAuthorisation.objects.get())["signer_position"] == "Giám đốc"
