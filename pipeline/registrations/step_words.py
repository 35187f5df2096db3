"""The words for why a step is refused, by code."""

from __future__ import annotations

Words = tuple[tuple[str, str], tuple[str, str]]
"""What is the matter and what to do, each in Korean and English."""

STEPS: dict[str, Words] = {
    "not-now": (
        ("지금 상태에서는 할 수 없습니다.", "This cannot be done in the state that it is in."),
        ("할 수 있는 일은 이름만 적어 확인해 주세요.", "Name it alone to see what can be done now."),
    ),
    "step-unknown": (
        ("그런 단계는 없습니다.", "There is no such step."),
        ("할 수 있는 일은 이름만 적어 확인해 주세요.", "Name it alone to see what can be done now."),
    ),
    "registration-unknown": (
        ("그런 등록은 없습니다.", "There is no such registration."),
        (
            "목록에서 확인해 주세요. 여러 회사에 있으면 --company를 적어 주세요.",
            "Look into the list; where several companies have it, give --company.",
        ),
    ),
    "registration-exists": (
        ("이미 등록된 번호입니다.", "It is registered already."),
        ("그 등록을 이어서 진행해 주세요.", "Go on with that registration."),
    ),
    "company-invalid": (
        ("사업자등록번호가 올바르지 않습니다.", "This is no valid business registration number."),
        ("사업자등록번호 10자리를 확인해 주세요.", "Check its ten digits."),
    ),
    "reason-needed": (
        ("사유가 필요합니다.", "A reason is needed."),
        ("사유를 적어 다시 진행해 주세요.", "Give the reason, and try again."),
    ),
    "number-invalid": (
        ("등록할 수 없는 형식의 번호입니다.", "The number is not one that can be registered."),
        ("지역번호를 포함한 전체 번호를 확인해 주세요.", "Check the whole number, with its area code."),
    ),
    "number-length": (
        ("발신번호는 8자리에서 11자리까지만 등록할 수 있습니다.", "A sender number has 8 to 11 digits."),
        ("번호를 확인하여 다시 입력해 주세요.", "Check the number and enter it again."),
    ),
    "first-step-owed": (
        ("1차 본인인증을 먼저 마쳐야 합니다.", "The first identity verification comes first."),
        ("1차 본인인증부터 진행해 주세요.", "Pass the first step."),
    ),
    "person-missing": (
        ("본인인증한 사람의 이름이 없습니다.", "The name of who was verified is missing."),
        ("본인인증에서 확인된 이름을 적어 주세요.", "Give the name that was verified."),
    ),
    "identity-differs": (
        (
            "두 번의 본인인증이 같은 명의로 이루어지지 않았습니다.",
            "The two identity verifications were not under the same name.",
        ),
        ("1차와 같은 명의의 휴대전화로 다시 인증해 주세요.", "Verify again with a phone under the name of the first."),
    ),
    "identity-owed": (
        ("본인인증을 두 번 모두 마치지 않았습니다.", "Identity was not verified twice."),
        ("같은 명의로 본인인증을 두 번 마쳐 주세요.", "Verify it twice, under the same name."),
    ),
    "decision-needed": (
        (
            "신청에 대한 결정이 있어야 하며, 직접 바꿀 수 없습니다.",
            "Only a decision on its application does this; nobody can do it by hand.",
        ),
        ("서류를 제출하여 심사를 받아 주세요.", "Have its application reviewed."),
    ),
    "approval-gone": (
        ("신청의 승인이 더 이상 유효하지 않습니다.", "The application is approved no more."),
        ("서류를 다시 제출하여 심사를 받아 주세요.", "Hand in the papers again and have them reviewed."),
    ),
    "suspended-by-operator": (
        ("운영자가 정지한 번호입니다.", "The operator suspended the number."),
        ("정지 사유를 해결한 뒤 운영자가 해제해야 합니다.", "The operator has to resume it once the reason is gone."),
    ),
    "registration-missing": (
        (
            "승인된 신청의 사업자등록증에서 사업자 정보를 확인할 수 없습니다.",
            "No approved application of this company has a business registration to check against.",
        ),
        ("발신번호 신청이 승인된 뒤 진행해 주세요.", "Go on once an application is approved."),
    ),
    "business-number-differs": (
        ("사업자등록번호가 사업자등록증과 다릅니다.", "The business number differs from the business registration."),
        ("사업자등록증과 같게 입력해 주세요.", "Enter it as the business registration has it."),
    ),
    "company-differs": (
        ("상호가 사업자등록증과 다릅니다.", "The company's name differs from the business registration."),
        ("사업자등록증과 같게 입력해 주세요.", "Enter it as the business registration has it."),
    ),
    "representative-missing": (
        ("대표자 이름이 없습니다.", "The representative's name is missing."),
        ("사업자등록증의 대표자 이름을 입력해 주세요.", "Enter it as the business registration has it."),
    ),
    "representative-differs": (
        ("대표자 이름이 사업자등록증과 다릅니다.", "The representative differs from the business registration."),
        ("사업자등록증과 같게 입력해 주세요.", "Enter it as the business registration has it."),
    ),
    "invoice-number-differs": (
        (
            "세금계산서를 받을 사업자등록번호가 사업자등록증과 다릅니다.",
            "The business number for the tax invoice differs from the business registration.",
        ),
        ("같은 사업자의 번호를 입력해 주세요.", "Enter the number of the same business."),
    ),
    "invoice-address-missing": (
        ("세금계산서를 받을 이메일 주소가 없습니다.", "There is no mail address for the tax invoice."),
        ("이메일 주소를 입력해 주세요.", "Enter a mail address."),
    ),
    "warning-unread": (
        (
            "신청하면 번호가 발급될 때까지 취소할 수 없다는 안내를 확인하지 않았습니다.",
            "The warning was not read: once handed in, it cannot be cancelled until the number is issued.",
        ),
        ("안내를 확인한 뒤 --warned를 붙여 신청해 주세요.", "Read it, then hand in with --warned."),
    ),
    "no-cancelling": (
        (
            "신청한 뒤 번호가 발급될 때까지는 취소할 수 없습니다.",
            "Between handing in and issue it cannot be cancelled.",
        ),
        ("번호가 발급된 뒤 해지할 수 있습니다.", "It can be closed once it is issued."),
    ),
    "issued-already": (
        ("이미 발급된 번호는 취소할 수 없습니다.", "What is issued cannot be cancelled."),
        ("필요하면 해지해 주세요.", "Close it instead."),
    ),
    "hand-in-first": (
        ("아직 신청하지 않았습니다.", "It is not handed in yet."),
        ("먼저 신청해 주세요.", "Hand it in first."),
    ),
    "fee-owed": (
        ("개통비가 아직 결제되지 않았습니다.", "The fee is not paid yet."),
        ("결제를 확인한 뒤 진행해 주세요.", "Go on once it is paid."),
    ),
    "opt-out-invalid": (
        ("080으로 시작하는 수신거부 번호가 아닙니다.", "This is no 080 number."),
        ("번호를 확인해 주세요.", "Check the number."),
    ),
    "opt-out-taken": (
        ("이미 다른 등록에서 쓰는 수신거부 번호입니다.", "Another registration has this opt-out number."),
        ("번호를 확인해 주세요.", "Check the number."),
    ),
    "opt-out-open": (
        ("이 회사에는 진행 중이거나 사용 중인 수신거부 번호가 있습니다.", "This company has one under way or in use."),
        ("그 등록을 이어서 진행해 주세요.", "Go on with that one."),
    ),
    "vendor-missing": (
        ("번호를 발급한 업체의 이름이 없습니다.", "The vendor's name is missing."),
        ("--vendor에 업체 이름을 적어 주세요.", "Give it with --vendor."),
    ),
    "yellow-id-invalid": (
        ("카카오톡 채널 아이디가 올바르지 않습니다.", "This is no Yellow ID."),
        ("@로 시작하는 검색용 아이디를 적어 주세요.", "Give the ID that begins with @."),
    ),
    "yellow-id-taken": (
        (
            "이미 등록된 카카오톡 채널 아이디입니다. 한 아이디는 모든 서비스에서 한 번만 등록할 수 있습니다.",
            "This Yellow ID is registered already: once over all services.",
        ),
        ("이미 등록한 서비스에서 사용하거나 삭제한 뒤 등록해 주세요.", "Use it there, or delete it there first."),
    ),
    "not-by-master": (
        (
            "비즈니스 채널은 채널 마스터만 신청할 수 있습니다.",
            "Only the channel's master applies for a business channel.",
        ),
        ("마스터가 신청하고 --applied-by master로 기록해 주세요.", "Have the master apply; record it so."),
    ),
    "channel-papers-owed": (
        (
            "이 회사의 카카오톡 채널 신청 서류가 승인되지 않았습니다.",
            "No KakaoTalk channel application of this company is approved.",
        ),
        ("채널 신청 서류를 제출하여 승인을 받아 주세요.", "Hand in the channel application's papers."),
    ),
    "kakao-undecided": (
        ("카카오가 아직 비즈니스 채널로 인증하지 않았습니다.", "Kakao has not certified the business channel."),
        ("카카오의 심사 결과를 먼저 기록해 주세요.", "Record Kakao's answer first."),
    ),
    "centre-owed": (
        ("고객센터 정보가 등록되지 않았습니다.", "The customer-centre information is not registered."),
        ("고객센터 정보를 먼저 등록해 주세요.", "Register it first."),
    ),
    "centre-missing": (
        ("고객센터 정보가 없습니다.", "The customer-centre information is missing."),
        ("--centre에 고객센터 전화번호 등을 적어 주세요.", "Give it with --centre."),
    ),
    "registered-already": (
        ("이미 등록된 발신 프로필입니다.", "The profile is registered already."),
        ("지금 상태에서 할 수 있는 일을 확인해 주세요.", "See what can be done in its state."),
    ),
    "register-again-instead": (
        ("삭제된 발신 프로필입니다.", "The profile was deleted."),
        ("register-again으로 다시 등록해 주세요.", "Use register-again."),
    ),
    "deletion-under-way": (
        ("삭제가 아직 끝나지 않았습니다.", "The deletion is not done yet."),
        ("삭제가 끝난 뒤 다시 등록해 주세요.", "Register it again once it is done."),
    ),
    "other-company": (
        ("다른 회사가 등록했던 발신 프로필입니다.", "Another company had registered this profile."),
        (
            "삭제된 프로필의 데이터는 다른 회사에 넘길 수 없습니다. 운영자에게 문의해 주세요.",
            "Its data are not handed to another company. Ask the operator.",
        ),
    ),
    "campaign-in-the-way": (
        (
            "발송 대기, 발송 준비 중 또는 발송 중인 캠페인이 있어 삭제할 수 없습니다.",
            "A campaign that waits for dispatch, is being prepared or sent stands in the way.",
        ),
        ("캠페인이 끝나거나 취소된 뒤 삭제해 주세요.", "Delete it once those are done or cancelled."),
    ),
    "campaigns-unknown": (
        ("이 프로필을 쓰는 캠페인의 상태를 알 수 없습니다.", "The states of the campaigns that use it are not known."),
        (
            "--campaign에 각 캠페인의 상태를, 없으면 none을 적어 주세요.",
            "Give each one's state with --campaign, or none where there is none.",
        ),
    ),
}
"""What a step can be refused for."""
