"""What each sign of tampering means, for the person who looks at the paper; applicants are not told which one it was."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.document import Text

SIGNS: Mapping[str, Text] = {
    "text-layer-differs": Text(
        "PDF에 담긴 글자와 눈에 보이는 글자가 다릅니다.",
        "The text in the PDF says something else than what is seen.",
    ),
    "covered-text": Text(
        "덮인 자리 아래에 글자가 남아 있습니다.",
        "Text still lies under a place that is covered.",
    ),
    "invisible-text": Text(
        "눈에 보이지 않는 글자가 들어 있습니다.",
        "There is text that nobody sees.",
    ),
    "edited-after-issue": Text(
        "파일이 만들어진 뒤에 편집된 기록이 있습니다. 원래 내용과 비교해 주세요.",
        "The file tells that it was edited after it was made. Compare it with the original.",
    ),
    "other-compression": Text(
        "이 부분만 압축 흔적이 나머지와 다릅니다. 스캔이나 사진을 찍은 뒤에 고쳐 넣었을 수 있습니다.",
        "This part bears other traces of compression than the rest: it may have been altered after the scan or photo.",
    ),
    "patched-background": Text(
        "이 부분의 바탕에만 종이 결이 없습니다. 지우거나 덧칠했을 수 있습니다.",
        "Only here the paper has no grain: something may have been wiped out or painted over.",
    ),
    "pasted-seal": Text(
        "이 인영만 종이와 글자에 비해 결이나 선명함이 다릅니다. 다른 곳에서 오려 붙였을 수 있습니다.",
        "This seal has other grain or sharpness than the page: it may have been pasted from elsewhere.",
    ),
    "other-print": Text(
        "이 부분의 글자만 진하기·선명함·결이 나머지와 다릅니다. 나중에 고쳐 넣었을 수 있습니다.",
        "Only here the letters have other darkness, sharpness or grain: they may have been put in later.",
    ),
    "seal-of-others": Text(
        "다른 신청인의 서류에 찍힌 인영과 같은 그림입니다. 오려 붙였을 수 있습니다.",
        "The very picture of this seal stood on papers of another applicant: it may have been pasted.",
    ),
    "portrait-of-others": Text(
        "다른 사람의 신분증에 있던 사진과 같은 그림입니다.",
        "The very picture of this portrait stood on somebody else's identity card.",
    ),
}
"""By the sign's code."""
