from pipeline.document import Box, Word
from pipeline.merging import joined, merged


def words(*placed: tuple[str, float, float, float]) -> list[Word]:
    """Text, left, right, confidence."""
    return [Word(text, confidence, Box(left, 0.0, right, 1.0)) for text, left, right, confidence in placed]


def text(found: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in found)


def test_syllables_that_nearly_touch_become_a_word() -> None:
    found = joined(words(("발", 0.00, 0.10, 0.9), ("신번호", 0.11, 0.41, 0.9), ("등록", 0.46, 0.66, 0.9)))
    assert [word.text for word in found] == ["발신번호", "등록"]
    assert found[0].box == Box(0.0, 0.0, 0.41, 1.0)


def test_a_mask_that_the_first_look_broke_is_taken_from_the_second() -> None:
    first = words(("900101-", 0.0, 0.45, 0.7), ("ㅡ", 0.46, 0.5, 0.2), ("주조제", 0.5, 1.0, 0.2))
    second = words(("900101-1******", 0.0, 1.0, 0.8))
    assert text(merged(first, second)) == "900101-1******"


def test_a_second_look_at_a_part_of_a_number_does_not_lose_the_rest() -> None:
    first = words(("20270316-79935", 0.0, 1.0, 0.7))
    second = words(("70316-79935", 0.25, 1.0, 0.9))
    assert text(merged(first, second)) == "20270316-79935"


def test_sure_hangul_is_never_taken_for_latin_or_digits() -> None:
    first = words(("2026년", 0.0, 0.4, 0.5), ("대표이사", 0.5, 0.9, 0.9))
    second = words(("202614", 0.0, 0.4, 0.9), ("CHHOLAS", 0.5, 0.9, 0.95))
    assert text(merged(first, second)) == "2026년 대표이사"


def test_latin_takes_the_place_of_what_korean_made_of_it() -> None:
    first = words(("국세청", 0.0, 0.3, 0.95), ("431100×", 0.35, 0.7, 0.4), ("5600406", 0.75, 1.0, 0.3))
    second = words(("=A21", 0.0, 0.3, 0.3), ("National", 0.35, 0.7, 0.95), ("Tax", 0.75, 1.0, 0.93))
    assert text(merged(first, second)) == "국세청 National Tax"


def test_mixed_masks_become_asterisks_but_letters_stay() -> None:
    assert text(merged(words(("900101-1**×*x*", 0.0, 1.0, 0.9)), ())) == "900101-1******"
    assert text(merged(words(("MAXXX", 0.0, 1.0, 0.9)), ())) == "MAXXX"


def test_nothing_read_stays_nothing_and_a_second_look_alone_is_kept() -> None:
    assert merged((), ()) == ()
    assert text(merged((), words(("02-345-6789", 0.0, 1.0, 0.9)))) == "02-345-6789"


def test_a_word_of_hangul_and_gibberish_is_cut_where_the_latin_begins() -> None:
    first = words(("국세청4800018560406", 0.0, 1.0, 0.47))
    second = words(
        ("=|", 0.0, 0.24, 0.05), ("National", 0.3, 0.54, 0.66), ("Tax", 0.59, 0.71, 0.96), ("Service", 0.75, 1.0, 0.97)
    )
    assert text(merged(first, second)) == "국세청 National Tax Service"


def test_a_number_that_hangs_on_its_label_is_taken_from_the_second_look_with_one_colon() -> None:
    first = words(("사업자등록번호:951-81-323117", 0.0, 1.0, 0.7))
    for seen in (":951-81-32311", "951-81-32311"):
        second = words(("SSHS", 0.0, 0.4, 0.3), (seen, 0.5, 1.0, 0.8))
        assert text(merged(first, second)) == "사업자등록번호 :951-81-32311"


def test_a_colon_before_latin_is_kept() -> None:
    first = words(("주소", 0.0, 0.3, 0.93), (":13×@1001.8×800ㅁ016", 0.35, 1.0, 0.15))
    second = words((":", 0.35, 0.37, 0.8), ("tax@firm.example", 0.4, 1.0, 0.9))
    assert text(merged(first, second)) == "주소 :tax@firm.example"


def test_a_doubtful_number_does_not_take_the_place_of_hangul() -> None:
    first = words(("국세청", 0.0, 0.2, 0.17), ("43040081131", 0.3, 1.0, 0.4))
    second = words(("24/4", 0.0, 0.2, 0.71), ("National", 0.28, 1.0, 0.82))
    assert text(merged(first, second)) == "국세청 National"


def test_a_latin_word_alone_is_not_believed_at_half_sight() -> None:
    first = words(("대표이사", 0.0, 0.5, 0.3), ("백", 0.6, 0.7, 0.3))
    second = words(("CHHOLAS", 0.0, 0.5, 0.6), ("Hh", 0.6, 0.7, 0.2))
    assert text(merged(first, second)) == "대표이사 백"


def test_a_mask_is_not_lost_to_a_second_look_that_saw_the_digits_only() -> None:
    first = words(("주민등록번호:900101-1**×****", 0.0, 1.0, 0.72))
    second = words(("900101-1", 0.45, 1.0, 0.69), ("exe", 0.77, 0.87, 0.33))
    assert text(merged(first, second)).endswith("900101-1*******")


def test_a_date_with_the_same_signs_is_taken_from_whoever_read_it_surer() -> None:
    first = words(("2O26년", 0.0, 0.3, 0.6), ("11월", 0.35, 0.55, 0.5), ("27일", 0.6, 0.8, 0.6))
    second = words(("2026년", 0.0, 0.3, 0.95), ("11월", 0.35, 0.55, 0.95), ("21일", 0.6, 0.8, 0.95))
    assert text(merged(first, second)) == "2026년 11월 21일"


def test_a_unit_that_the_second_look_lost_stays() -> None:
    first = words(("2층", 0.0, 0.2, 0.6), ("1193호", 0.3, 0.7, 0.6), ("로12", 0.8, 1.0, 0.7))
    second = words(("2", 0.0, 0.18, 0.99), ("1193", 0.3, 0.68, 0.99), ("12", 0.82, 1.0, 0.99))
    assert text(merged(first, second)) == "2층 1193호 로12"


def test_a_very_sure_second_look_wins_over_hangul_but_never_over_a_mask() -> None:
    first = words(("띠8616야", 0.0, 0.5, 0.9), ("900101-1******", 0.55, 1.0, 0.5))
    second = words(("HANBIT", 0.0, 0.5, 0.99), ("900101-1234567", 0.55, 1.0, 0.99))
    assert text(merged(first, second)) == "HANBIT 900101-1******"


def test_the_sign_of_a_company_takes_the_place_of_what_stands_under_it() -> None:
    sign = words(("㈜", 0.0, 0.2, 0.95))
    assert text(merged(words(("쥐한빛테크", 0.0, 1.0, 0.9)), sign)) == "㈜한빛테크"
    assert text(merged(words(("(", 0.0, 0.05, 0.5), ("진한빛테크", 0.06, 0.9, 0.9)), sign)) == "㈜ 한빛테크"
    assert text(merged(words(("㈜한빛테크", 0.0, 1.0, 0.9)), sign)) == "㈜한빛테크"
    unsure = words(("㈜", 0.0, 0.2, 0.5))
    assert text(merged(words(("쥐한빛테크", 0.0, 1.0, 0.9)), unsure)) == "쥐한빛테크"


def test_a_single_letter_before_a_colon_stays() -> None:
    first = words(("등록번", 0.0, 0.3, 0.9), ("호:978-12-58305", 0.32, 1.0, 0.7))
    second = words((":", 0.37, 0.38, 0.99), ("978-12-58305", 0.4, 1.0, 0.99))
    assert text(merged(first, second)).endswith("호 :978-12-58305")


def test_numbers_with_letters_between_them_are_no_one_number() -> None:
    first = words(
        ("2021년", 0.0, 0.2, 0.6),
        ("1월", 0.21, 0.3, 0.6),
        ("당사에입사하여", 0.35, 0.7, 0.5),
        ("1팀에서", 0.75, 1.0, 0.5),
    )
    second = words(("2021년", 0.0, 0.2, 0.99), ("1월", 0.21, 0.3, 0.99), ("1", 0.75, 0.78, 0.99))
    assert "당사에입사하여" in text(merged(first, second))


def test_marks_between_the_same_digits_are_kept() -> None:
    second = words(("20227.21.", 0.0, 1.0, 0.99))
    assert text(merged(words(("2022.7.21.", 0.0, 1.0, 0.7)), second)) == "2022.7.21."
    assert text(merged(words(("2022721", 0.0, 1.0, 0.7)), second)) == "20227.21."


def test_a_companys_sign_stays_with_its_latin_name() -> None:
    first = words(("@60090/60", 0.0, 0.6, 0.4), ("508", 0.65, 1.0, 0.4))
    second = words(("㈜Dongnyeok", 0.0, 0.6, 0.9), ("Soft", 0.65, 1.0, 0.99))
    assert text(merged(first, second)) == "㈜Dongnyeok Soft"
