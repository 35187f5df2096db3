"""Titles (제목) of our kinds and of the papers that look like them, and the words that stand beside them."""

from __future__ import annotations

from pipeline.document import Kind


def _words(text: str) -> tuple[str, ...]:
    """The words of a block, in order."""
    return tuple(text.split())


TITLES: dict[Kind, tuple[str, ...]] = {
    Kind.BUSINESS_REGISTRATION: _words("사업자등록증"),
    Kind.UNIQUE_NUMBER_CERTIFICATE: _words("고유번호증"),
    Kind.EMPLOYMENT_CERTIFICATE: _words(
        """
        재직증명서 재직확인서 재직증명원 재직사실확인서 재직사실증명서 CERTIFICATEOFEMPLOYMENT
        """
    ),
    Kind.TELECOM_SERVICE_CERTIFICATE: _words(
        """
        통신서비스이용증명원 통신서비스가입증명원 통신서비스이용증명서 통신서비스가입증명서 이용계약증명서
        이용계약등록사항증명서 서비스이용계약증명서 가입증명원 가입증명서 원부증명서 가입원부증명서 가입사실확인서
        가입사실확인 가입사실확인원 가입사실증명원 가입사실증명서 서비스가입사실확인서 가입확인서 서비스가입확인서
        서비스이용증명서 서비스이용증명원 이용증명원 이용증명서 통신사가입증명서 통신가입증명원 통신가입사실확인서
        전화가입증명원 전화가입증명서 전화가입원부증명서 서비스가입증명원 서비스가입증명서
        통신서비스가입사실확인서 통신서비스가입확인서 통신서비스가입사실증명원 통신서비스이용확인서 가입원부
        통신서비스가입원부 전화번호가입증명원 번호가입증명원 인터넷전화가입증명원 통신서비스이용계약증명서
        통신서비스이용계약등록사항증명서 이동전화가입증명원 이동전화가입사실확인서 가입사실증명 회선가입증명원
        서비스이용사실확인서 이용사실증명원 이용사실확인서 가입정보확인서
        """
    ),
    Kind.NUMBER_USAGE_CONSENT: _words(
        """
        번호사용동의서 전화번호사용동의서 발신번호사용동의서 이용승낙서 발신번호이용승낙서 번호이용승낙서
        전화번호이용승낙서 위임장 발신번호이용위임장 발신번호위임장 위탁서 발신번호위탁서 발신번호이용동의서
        전화번호이용동의서 번호이용동의서 발신번호사용승낙서 전화번호사용승낙서 번호사용승낙서 사용승낙서
        발신번호사용위임장 발신번호등록위임장 발신번호등록동의서 발신번호사용위임동의서 번호사용위임장
        전화번호사용위임장 발신번호등록사용동의서 타인번호사용동의서 발신번호사전등록위임장 발신번호사전등록동의서
        사용동의서 전화번호이용위임장 발신번호위임동의서 통신서비스이용승낙서 발신번호등록및사용동의서
        발신번호이용및등록동의서 발신번호사용허가서 발신번호명의자사용동의서
        """
    ),
    Kind.MAIL_ORDER_REPORT: _words("통신판매업신고증 통신판매업신고필증 통신판매업신고확인증"),
    Kind.MEDICAL_DEVICE_REPORT: _words(
        """
        의료기기판매업신고증 의료기기판매(임대)업신고증 의료기기판매업신고필증 의료기기판매업임대업신고증
        의료기기판매ㆍ임대업신고증 의료기기판매·임대업신고증 의료기기임대업신고증
        """
    ),
    Kind.HEALTH_FOOD_REPORT: _words(
        """
        건강기능식품영업신고증 건강기능식품판매업영업신고증 건강기능식품일반판매업영업신고증
        건강기능식품판매업신고증 건강기능식품유통전문판매업영업신고증 건강기능식품일반판매업신고증
        영업신고증(건강기능식품) 건강기능식품영업신고필증
        """
    ),
    Kind.IDENTITY_CARD: _words("주민등록증 운전면허증 자동차운전면허증 모바일주민등록증 모바일운전면허증"),
}
"""What each kind is headed."""

FOREIGN_TITLES: tuple[str, ...] = _words(
    """
    사업자등록증명 사업자등록증명원 사업자등록사실증명 사업자등록신청서 사업자등록정정신고서 휴업사실증명
    폐업사실증명 폐업사실증명원 휴폐업사실증명 정보통신공사업등록증 전기공사업등록증 건설업등록증
    소방시설공사업등록증 공장등록증명서 공장등록증명 직접생산확인증명서 중소기업확인서 소상공인확인서
    여성기업확인서 장애인기업확인서 벤처기업확인서 이노비즈확인서 사회적기업인증서 부가가치통신사업신고증명서
    부가통신사업신고증 특수한유형의부가통신사업등록증 기간통신사업등록증 별정통신사업등록증 전자금융업등록증
    방송사업허가증 경력증명서 퇴직증명서 퇴사증명서 경력확인서 재직신청서 재학증명서 졸업증명서 근로계약서
    근로소득원천징수영수증 급여명세서 급여증명서 위촉증명서 위촉장 임명장 재직증명서신청서 재직증명서발급신청서
    재직증명서발급요청 재직증명서제출안내 건강보험자격득실확인서 자격득실확인서 4대보험가입확인서
    4대사회보험가입확인서 국민연금가입증명서 국민연금가입확인서 고용보험가입확인서 고용보험자격이력내역서
    4대보험사업장가입자명부 보험가입증명서 보험가입확인서 자동차보험가입증명서 자동차보험가입사실확인서
    보험가입사실확인서 단체보험가입증명서 공제가입증명서 건강보험가입확인서 퇴직연금가입확인서 퇴직연금가입증명서
    연금가입확인서 예금가입확인서 요금청구서 통신요금청구서 이용요금명세서 요금명세서 요금고지서 통신요금명세서
    납부확인서 요금납부확인서 납입증명서 통신요금납부확인서 해지확인서 해지증명서 해지사실확인서 서비스이용계약서
    통신서비스이용계약서 서비스가입신청서 가입신청서 통신서비스가입신청서 서비스신청서 이용계약서 신규가입신청서
    통신서비스이용신청서 명의변경신청서 통신판매업신고안내 통신판매업신고서 통신판매업변경신고서
    통신판매업폐업신고서 통신판매업신고안내문 의료기기판매업신고서 의료기기제조업허가증 의료기기수입업허가증
    의료기기수리업신고증 의료기기판매업신고안내 건강기능식품영업신고서 건강기능식품제조업허가증
    건강기능식품영업신고안내 영업신고증 식품영업신고증 영업허가증 일반음식점영업신고증 의약품판매업허가증
    의약품도매상허가증 화장품책임판매업등록증 화장품제조업등록증 식품제조가공업영업신고증 축산물판매업영업신고증
    개인정보수집이용동의서 개인정보수집및이용동의서 개인정보제공동의서 개인정보처리동의서 개인정보제3자제공동의서
    초상권사용동의서 저작물사용동의서 상표사용동의서 상표사용승낙서 토지사용승낙서 도로사용승낙서 건물사용승낙서
    부동산사용승낙서 인감사용승낙서 사용인감계 인감사용동의서 사무실사용동의서 전대차동의서 세금계산서
    전자세금계산서 거래명세서 견적서 계약서 임대차계약서 부동산임대차계약서 통장사본 예금거래실적증명서 인감증명서
    법인인감증명서 본인서명사실확인서 주민등록표등본 주민등록표초본 주민등록등본 주민등록초본 가족관계증명서
    등기사항전부증명서 법인등기부등본 납세증명서 국세완납증명서 국세납세증명서 지방세납세증명서 지방세납세증명
    부가가치세과세표준증명 소득금액증명 표준재무제표증명 고유번호증발급신청서 고유번호증명 비영리법인설립허가증
    단체등록증 비영리민간단체등록증 외국인등록증 영주증 여권 여권사본 국가기술자격증 자격증 공무원증 사원증 학생증
    장애인등록증 복지카드 국가유공자증 청소년증 운전경력증명서 건강보험증 이력서 자기소개서 출장신청서 휴가신청서
    주주명부 정관 이사회의사록 특허증 상표등록증 디자인등록증 출판사신고확인증 직업소개사업등록증 여행업등록증
    관광사업등록증 학원설립운영등록증 의료기관개설신고증명서 약국개설등록증 어린이집인가증 경비업허가증
    화물자동차운송사업허가증 자동차등록증 건축물대장 확약서 서약서 사실확인서 공문 안내문 주차위임장
    인감증명위임장 인감증명서발급위임장 주식위임장 의결권위임장 등기신청위임장 입찰위임장 차량등록위임장
    소송위임장 부동산매매위임장 업무위임장 통장개설위임장
    """
)
"""Papers that look like ours and are not: a better match here than with a title of ours makes a page `unknown`."""

SUPPORT: dict[Kind, tuple[str, ...]] = {
    Kind.BUSINESS_REGISTRATION: _words(
        """
        등록번호 상호 법인명(단체명) 대표자 개업연월일 법인등록번호 사업장소재지 본점소재지 사업의종류 업태 종목
        발급사유 공동사업자 사업자단위과세적용사업자여부 전자세금계산서전용전자우편주소 세무서장 일반과세자
        간이과세자 법인사업자 생년월일 국세청 면세사업자
        """
    ),
    Kind.UNIQUE_NUMBER_CERTIFICATE: _words(
        """
        고유번호 단체명 법인명(단체명) 대표자 소재지 발급사유 세무서장 국세청 사업장소재지 대표자성명 생년월일
        등록번호 수익사업
        """
    ),
    Kind.EMPLOYMENT_CERTIFICATE: _words(
        """
        성명 주민등록번호 생년월일 주소 소속 부서 직위 직급 직책 담당업무 입사일 입사일자 재직기간 용도 제출처
        재직하고있음 재직중임을 증명합니다 증명함 확인합니다 대표이사 회사명 인적사항 재직사항 근무부서 소속부서
        근무기간
        """
    ),
    Kind.TELECOM_SERVICE_CERTIFICATE: _words(
        """
        가입자 가입자명 고객명 명의자 서비스번호 전화번호 가입번호 이용번호 회선번호 서비스명 상품명 요금제 개통일
        가입일 가입일자 개통일자 서비스종류 고객센터 가입사실 가입하여 이용하고있음 이용중임을 발급번호 설치장소
        서비스개시일 가입상품 주식회사케이티 유플러스 SK텔레콤 에스케이텔레콤 SK브로드밴드 통신서비스 발급담당자
        담당자 이용상태
        """
    ),
    Kind.NUMBER_USAGE_CONSENT: _words(
        """
        위임인 수임인 위임자 수임자 위임내용 동의자 발신번호 소유자 번호소유자 사용자 이용자 동의합니다 승낙합니다
        위임합니다 전화번호 발신번호사전등록 번호사용 명의자 승낙자 사용하는것에 사용업체 이용업체 문자메시지
        문자발송 메시지발송 소유자와의관계 사용목적 이용목적
        """
    ),
    Kind.MAIL_ORDER_REPORT: _words(
        """
        신고번호 상호 대표자 소재지 전자상거래 소비자보호에관한법률 구청장 시장 군수 인터넷도메인이름
        호스트서버소재지 판매방식 취급품목 통신판매업 사업자등록번호
        """
    ),
    Kind.MEDICAL_DEVICE_REPORT: _words(
        """
        신고번호 의료기기법 영업소 상호 대표자 성명 소재지 보건소장 구청장 시장 군수 의료기기 판매업 영업소명칭
        조건
        """
    ),
    Kind.HEALTH_FOOD_REPORT: _words(
        """
        신고번호 건강기능식품에관한법률 영업의종류 영업소 상호 대표자 성명 소재지 보건소장 구청장 시장 군수
        영업소명칭 식품의약품안전처 조건
        """
    ),
    Kind.IDENTITY_CARD: _words(
        """
        경찰청장 구청장 시장 군수 적성검사 갱신기간 조건 1종보통 2종보통 면허증 시ㆍ도경찰청장 지방경찰청장
        1종대형 도경찰청장
        """
    ),
}
"""Words that stand on a kind's papers beside the title: labels, formulas, offices."""

TITLE_FORMS: dict[Kind, str] = {
    Kind.EMPLOYMENT_CERTIFICATE: r"재직(?:사실)?(?:증명|확인)(?:서|원)",
    Kind.TELECOM_SERVICE_CERTIFICATE: (
        r"(?:.{0,6}(?:통신|전화|인터넷|서비스|회선|번호|무선|유선|모바일).{0,8})?"
        r"(?:가입|이용)(?:원부|계약|등록|사실|정보|현황|사항|및|이용|가입|\(이용\)|\(가입\)){0,4}(?:증명원|증명서|확인서|확인원)"
    ),
    Kind.NUMBER_USAGE_CONSENT: (
        r".{0,6}(?:발신번호|전화번호|번호|통신서비스|문자메시지|회선).{0,10}(?:동의서|승낙서|승인서|위임장|위탁서|허가서|허락서)"
    ),
}
"""Regular expressions over a title without spaces, for names that no list can hold in full."""

FOREIGN_FORMS: str = (
    r"보험|연금|예금|공제|해지|청구|납부|납입|신청|요청|안내|신고서|계약서$|퇴직|퇴사|경력|개인정보|인감|초상|토지|건물|"
    r"상표|저작|차량|의결권|주식(?!회사)|주주|소송|등기|입찰|회원|조합|아파트|주택|영수증|명세|고지서|예시|작성례|작성요령|체크리스트|목록"
)
"""What makes a title another paper's, wherever it stands in it."""

REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.TELECOM_SERVICE_CERTIFICATE: _words(
        "통신 전화 서비스번호 회선 가입번호 개통 인터넷 텔레콤 유플러스 케이티 브로드밴드 요금제 이동전화 무선"
    ),
    Kind.NUMBER_USAGE_CONSENT: _words(
        "발신번호 전화번호 회선번호 서비스번호 번호사용 번호이용 문자메시지 문자발송 번호를"
    ),
    Kind.EMPLOYMENT_CERTIFICATE: _words("재직 근무 입사"),
    Kind.BUSINESS_REGISTRATION: _words("등록번호 개업 업태 종목 세무서 상호 사업장"),
    Kind.UNIQUE_NUMBER_CERTIFICATE: _words("고유번호 단체명 세무서 소재지 대표자"),
    Kind.MAIL_ORDER_REPORT: _words("통신판매 전자상거래 소비자보호 인터넷도메인 호스트서버"),
    Kind.MEDICAL_DEVICE_REPORT: _words("의료기기"),
    Kind.HEALTH_FOOD_REPORT: _words("건강기능식품"),
}
"""At least one of these stands on every page of the kind; a general `위임장` is not ours without them."""

CONTRADICTIONS: dict[Kind, tuple[str, ...]] = {
    Kind.BUSINESS_REGISTRATION: _words(
        "위와같이증명 처리기간 제출처 사용목적 사업자등록증명 공사업 시공능력 기술자 휴업 폐업사실 여성기업 중소기업 신청인 신고합니다"
    ),
    Kind.UNIQUE_NUMBER_CERTIFICATE: _words("위와같이증명 처리기간 제출처 사용목적 신청인"),
    Kind.EMPLOYMENT_CERTIFICATE: _words(
        "퇴사일 퇴직일 퇴직사유 경력기간 신청합니다 제출하여주시기 협조부탁 구비서류 참조 붙임"
    ),
    Kind.TELECOM_SERVICE_CERTIFICATE: _words(
        "청구금액 납부기한 납부금액 당월요금 미납요금 합계금액 해지되었음 보험료 피보험자 보험기간 연금 신청합니다 구비서류"
    ),
    Kind.NUMBER_USAGE_CONSENT: _words("인감증명서발급 의결권 주주총회 개인정보의수집 수집항목 부동산 차량 소송 입찰"),
    Kind.MAIL_ORDER_REPORT: _words("신고합니다 구비서류 신고방법 신고절차 신청방법 처리기간 접수처 안내"),
    Kind.MEDICAL_DEVICE_REPORT: _words("신고합니다 구비서류 신고방법 처리기간 안내"),
    Kind.HEALTH_FOOD_REPORT: _words("신고합니다 구비서류 신고방법 처리기간 안내"),
    Kind.IDENTITY_CARD: _words("신청합니다 발급신청 운전경력"),
}
"""Words that speak against a kind."""

REFUTATIONS: dict[Kind, tuple[str, ...]] = {
    Kind.TELECOM_SERVICE_CERTIFICATE: _words("해지되었음 해지되었습니다 해지하였음"),
    Kind.EMPLOYMENT_CERTIFICATE: _words("퇴직하였음 퇴사하였음 퇴직하였습니다"),
}
"""Words by which a page says the opposite of what its kind certifies; how much else speaks for it then counts for nothing."""

FORMULAS: dict[Kind, tuple[str, ...]] = {
    Kind.MAIL_ORDER_REPORT: _words("소비자보호에관한법률 신고하였음을증명"),
    Kind.MEDICAL_DEVICE_REPORT: _words("의료기기판매업 신고하였음을증명"),
    Kind.HEALTH_FOOD_REPORT: _words("건강기능식품에관한법률 신고를하였음을증명"),
}
"""The law, or the trade, and the words of certifying that a kind's form prints: all of them."""

LETTER_WORDS: tuple[str, ...] = _words(
    "안녕하세요 안녕하십니까 제출해주시기 제출하여주시기 바랍니다 부탁드립니다 감사합니다 보완요청 반려되었 아래서류 다음서류 구비서류"
)
"""Words of a letter or a notice, which may name our papers without being one."""

NO_TITLES: tuple[str, ...] = _words(
    """
    사업자등록번호 고유번호 주민등록번호 법인등록번호 통신판매업신고번호 영업신고번호 통신판매신고번호
    신고번호 사업자번호 발급번호 증명번호
    """
)
"""Labels that a line near a title may be taken for."""
