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
