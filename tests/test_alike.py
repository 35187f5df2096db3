"""`alike` is `likeness` above its bound, whatever it leaves out to be quick."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.jamo import alike, likeness

TEXTS = st.text(alphabet="가각간감강나다라마바사아자번호성명멍상호월윌홀흘 0oO1lI8B2Z", max_size=12)


@given(TEXTS, TEXTS, st.sampled_from([0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0]))
def test_alike_is_likeness_above_the_bound(one: str, other: str, at_least: float) -> None:
    found, whole = alike(one, other, at_least), likeness(one, other)
    assert found in {0.0, whole}
    assert found == whole or whole < at_least or len(one.split()) != 1 or len(other.split()) != 1


def test_a_slip_and_another_word_are_told_apart() -> None:
    assert alike("사업자등록번호", "사업자둥록번호", 0.8) == likeness("사업자등록번호", "사업자둥록번호") > 0.9
    assert alike("사업자등록번호", "전자우편주소", 0.5) == 0.0
