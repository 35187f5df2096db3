"""How a good copy of each kind of paper looks, as an applicant is told who is asked for another."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.document import Kind, Text

_HIDE = Text(
    "주민등록번호가 적혀 있으면 뒷자리를 모두 가려 주세요.",
    "If it shows a resident registration number, cover its last seven digits.",
)

_SHOWS: Mapping[Kind, Text] = {
    Kind.BUSINESS_REGISTRATION: Text(
        "사업자등록번호, 회사명(상호), 대표자가 모두 또렷하게 보여야 합니다.",
        "The business registration number, the company's name and its representative must be clear to read.",
    ),
    Kind.UNIQUE_NUMBER_CERTIFICATE: Text(
        "고유번호, 단체명, 대표자가 모두 또렷하게 보여야 합니다.",
        "The unique number, the organisation's name and its representative must be clear to read.",
    ),
    Kind.EMPLOYMENT_CERTIFICATE: Text(
        "발급일, 회사명, 회사 직인이 모두 또렷하게 보여야 합니다.",
        "The issuance date, the company's name and its official seal must be clear to see.",
    ),
    Kind.TELECOM_SERVICE_CERTIFICATE: Text(
        "전화번호와 회사명(상호)에 가려진 곳이 없고 발급번호, 발급일, 발급기관, 발급자가 모두 보여야 합니다. "
        "통신사에서 받은 PDF 파일이 있으면 그대로 제출해 주세요.",
        "No part of the phone number or the company's name may be masked; issuance number, issuance date, issuing "
        "institution and issuer must all show. If you have the carrier's own PDF, hand in that file as it is.",
    ),
    Kind.NUMBER_USAGE_CONSENT: Text(
        "전화번호, 번호 명의자, 번호를 사용할 회사명, 도장 또는 서명이 모두 또렷하게 보여야 합니다.",
        "The phone number, its owner, the company that may use it, and a seal or signature must be clear to see.",
    ),
    Kind.MAIL_ORDER_REPORT: Text(
        "신고번호, 회사명(상호), 관청의 직인이 모두 또렷하게 보여야 합니다.",
        "The report's number, the company's name and the authority's seal must be clear to see.",
    ),
    Kind.MEDICAL_DEVICE_REPORT: Text(
        "신고번호, 회사명(상호), 관청의 직인이 모두 또렷하게 보여야 합니다.",
        "The report's number, the company's name and the authority's seal must be clear to see.",
    ),
    Kind.HEALTH_FOOD_REPORT: Text(
        "신고번호, 회사명(상호), 관청의 직인이 모두 또렷하게 보여야 합니다.",
        "The report's number, the company's name and the authority's seal must be clear to see.",
    ),
    Kind.IDENTITY_CARD: Text("성명이 또렷하게 보여야 합니다.", "The name must be clear to read."),
}

_ALL = Text("서류의 모든 내용이 또렷하게 보여야 합니다.", "All that stands on it must be clear to read.")

HINT = Text(
    "PDF 원본 파일이 가장 좋습니다. 사진으로 찍으실 때에는 밝은 곳에서 서류를 평평하게 펴고, 네 모서리가 모두 나오도록 바로 위에서 "
    "찍어 주세요. 그림자와 빛 반사가 없는지, 글자가 흐리지 않은지 확인해 주세요.",
    "The original PDF is best. If you take a picture, lay the paper flat in good light and take it from right above, "
    "with all four corners in it. Check that no shadow or glare falls on it and that the letters are sharp.",
)
"""What holds for every paper."""


WHY = Text("제출하신 파일로는 내용을 확인하기 어렵습니다.", "The file that you handed in is hard to read.")
"""Said where the reviewer gave no reason of their own."""


def good_copy(kind: Kind) -> Text:
    """What must be seen and hidden on a copy of that kind."""
    shows = _SHOWS.get(kind, _ALL)
    return Text(f"{shows.ko} {_HIDE.ko}", f"{shows.en} {_HIDE.en}")
