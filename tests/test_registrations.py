"""The lifecycles of registrations: each rule by itself (walks at random: `test_registrations_walks.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, settings

from pipeline.document import Verdict
from pipeline.registrations import numbers, optouts, profiles
from pipeline.registrations.campaigns import CAMPAIGNS, NONE, Campaign, stands_in_the_way
from pipeline.registrations.following import following
from pipeline.registrations.kinds import MACHINES, machine_of
from pipeline.registrations.machine import BEGINNING, Actor, Asked, Machine, Standing
from pipeline.registrations.numbers import SENDER_NUMBER
from pipeline.registrations.optouts import OPT_OUT
from pipeline.registrations.permission import Message, OptOutFor, Registered, may_send
from pipeline.registrations.profiles import KAKAO_PROFILE
from pipeline.registrations.reasons import DUTIES, REASONS, SENDING_REASONS, STEP_REASONS, RefusedError

DAY = date(2026, 11, 23)
MANY = settings(max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))


def refusal(
    machine: Machine, state: str, event: str, noted: Mapping[str, str] | None = None, **given: str
) -> str | None:
    """The code of why a step is refused; `None` where it is taken."""
    try:
        machine.take(Standing(state, noted or {}), Asked(event, DAY, given))
    except RefusedError as refused:
        return refused.code
    return None


# --- each machine holds together ---------------------------------------------------------------------


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_every_arrow_leads_between_states_that_there_are(machine: Machine) -> None:
    named = {state for step in machine.steps for state in (*step.sources, step.target)}
    assert named - {BEGINNING} == set(machine.states)
    pairs = [(source, step.event) for step in machine.steps for source in step.sources]
    assert len(pairs) == len(set(pairs)), "a state and a step lead to one state"
    assert all(step.rule for step in machine.steps), "every rule names its source"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_every_state_can_be_reached(machine: Machine) -> None:
    reached = {BEGINNING}
    for _ in machine.states:
        reached |= {step.target for step in machine.steps if reached & set(step.sources)}
    assert reached - {BEGINNING} == set(machine.states)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_a_better_word_for_a_refusal_stands_where_there_is_no_arrow(machine: Machine) -> None:
    for (state, event), code in machine.refusals.items():
        assert state in machine.states
        assert event in {step.event for step in machine.steps}
        assert refusal(machine, state, event) == code


def test_reasons_have_words_in_both_languages_and_none_is_unused() -> None:
    for entry in REASONS.values():
        for text in (entry.message, entry.remedy):
            assert any("가" <= sign <= "힣" for sign in text.ko)
            assert text.en.isascii() or "광고" in text.en
    assert len(REASONS) == len(STEP_REASONS) + len(SENDING_REASONS) + len(DUTIES)


def test_machines_are_found_by_name() -> None:
    assert [machine_of(one.name) for one in MACHINES] == list(MACHINES)
    with pytest.raises(LookupError):
        machine_of("fax-number")


def test_what_is_told_has_a_name_of_its_own() -> None:
    assert SENDER_NUMBER.told("in-use") == "number.in_use"
    told = [machine.told(state) for machine in MACHINES for state in machine.states]
    assert len(told) == len(set(told))


# --- sender numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("02-345-6789", None),
        ("010-2345-6789", None),
        ("1588-1234", None),
        ("080-123-4567", None),
        ("070-0234-5678", "number-invalid"),
        ("010-0234-5678", "number-invalid"),
        ("02-1588-1234", "number-invalid"),
        ("112", "number-invalid"),
        ("0502-1234-56789", "number-invalid"),
        ("", "number-invalid"),
    ],
)
def test_a_number_is_entered_in_a_form_that_can_be_registered(number: str, code: str | None) -> None:
    assert refusal(SENDER_NUMBER, BEGINNING, "enter", number=number) == code


@pytest.mark.parametrize(("second", "code"), [("김하늘", None), ("김 하늘", None), ("김하눌", "identity-differs")])
def test_identity_is_verified_twice_under_one_name(second: str, code: str | None) -> None:
    assert refusal(SENDER_NUMBER, numbers.ONCE, "verify-second", before="김하늘", person=second) == code


def test_no_hand_puts_a_number_in_use() -> None:
    for state in SENDER_NUMBER.states:
        assert refusal(SENDER_NUMBER, state, "approve", verdict="approved") is not None
    assert refusal(SENDER_NUMBER, numbers.REVIEW, "approve", decision="d", verdict="needs-review") == "decision-needed"
    assert refusal(SENDER_NUMBER, numbers.REVIEW, "approve", decision="d", verdict="approved") is None
    assert not {"approve", "hand-in", "reject"} & set(SENDER_NUMBER.possible(numbers.REVIEW))


def test_what_the_operator_suspended_no_approval_brings_back() -> None:
    approved = {"decision": "d", "verdict": "approved"}
    by_operator, by_decision = {"suspended": numbers.BY_OPERATOR}, {"suspended": numbers.BY_DECISION}
    assert (
        refusal(SENDER_NUMBER, numbers.SUSPENDED, "approve-again", by_operator, **approved) == "suspended-by-operator"
    )
    assert refusal(SENDER_NUMBER, numbers.SUSPENDED, "approve-again", by_decision, **approved) is None
    assert refusal(SENDER_NUMBER, numbers.SUSPENDED, "resume", verdict="rejected") == "approval-gone"


@pytest.mark.parametrize("state", SENDER_NUMBER.states)
@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("taken_back", [False, True])
def test_what_follows_from_a_decision_can_be_taken(state: str, verdict: Verdict, taken_back: bool) -> None:  # noqa: FBT001 - a parameter
    standing = Standing(state, {"suspended": numbers.BY_DECISION})
    given = {"decision": "d", "verdict": verdict.value, "reason": "stamp-missing"}
    for event in following(state, verdict, taken_back=taken_back):
        if state in {numbers.ENTERED, numbers.ONCE}:
            assert refusal(SENDER_NUMBER, state, event, **given) == "identity-owed"
            return
        standing, _ = SENDER_NUMBER.take(standing, Asked(event, DAY, given))
    if verdict is Verdict.REJECTED:
        assert standing.state != numbers.IN_USE
    if standing.state == numbers.IN_USE != state:
        assert verdict is Verdict.APPROVED


# --- 080 opt-out numbers ----------------------------------------------------------------------------

PAPER = {"paper_number": "999-81-00015", "paper_company": "주식회사 한빛테크", "paper_representative": "이도현"}
ENTERED = {
    "number": "9998100015",
    "company": "㈜한빛테크",
    "representative": "이도현",
    "invoice_number": "999-81-00015",
    "invoice_email": "tax@example.com",
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"paper_number": ""}, "registration-missing"),
        ({"paper_company": ""}, "registration-missing"),
        ({"number": "913-87-95392"}, "business-number-differs"),
        ({"company": "주식회사 두빛테크"}, "company-differs"),
        ({"company": "한빛테크"}, "company-differs"),
        ({"representative": ""}, "representative-missing"),
        ({"representative": "이도훈"}, "representative-differs"),
        ({"paper_representative": ""}, None),
        ({"invoice_number": "913-87-95392"}, "invoice-number-differs"),
        ({"invoice_email": "tax"}, "invoice-address-missing"),
    ],
)
def test_details_are_those_of_the_business_registration(change: dict[str, str], code: str | None) -> None:
    assert refusal(OPT_OUT, BEGINNING, "enter", **(PAPER | ENTERED | change)) == code


def test_what_could_not_be_read_is_noted_as_unchecked() -> None:
    standing, _ = OPT_OUT.take(Standing(), Asked("enter", DAY, PAPER | ENTERED | {"paper_representative": ""}))
    assert standing.noted["unchecked"] == "representative"


def test_there_is_no_cancelling_between_handing_in_and_issue() -> None:
    assert refusal(OPT_OUT, optouts.CHECKED, "hand-in") == "warning-unread"
    assert refusal(OPT_OUT, optouts.CHECKED, "hand-in", warned="yes") is None
    assert refusal(OPT_OUT, optouts.CHECKED, "cancel") is None
    assert refusal(OPT_OUT, optouts.HANDED_IN, "cancel") == "no-cancelling"
    assert refusal(OPT_OUT, optouts.ISSUING, "cancel") == "no-cancelling"
    assert refusal(OPT_OUT, optouts.HANDED_IN, "issue", opt_out="0801234567") == "fee-owed"


def test_a_number_of_another_vendor_is_brought_in_with_its_name() -> None:
    assert refusal(OPT_OUT, BEGINNING, "bring-in", opt_out="080-123-4567") == "vendor-missing"
    assert refusal(OPT_OUT, BEGINNING, "bring-in", opt_out="02-123-4567", vendor="V") == "opt-out-invalid"
    assert refusal(OPT_OUT, BEGINNING, "bring-in", opt_out="0801234567", vendor="V", taken="yes") == "opt-out-taken"
    given = {"opt_out": "080-123-4567", "vendor": "V"}
    assert OPT_OUT.take(Standing(), Asked("bring-in", DAY, given))[0].noted["list"] == "vendor"


# --- KakaoTalk --------------------------------------------------------------------------------------


def test_the_way_to_active_leaves_nothing_out() -> None:
    assert refusal(KAKAO_PROFILE, profiles.OPENED, "apply", applied_by="manager", verdict="approved") == "not-by-master"
    assert refusal(KAKAO_PROFILE, profiles.OPENED, "apply", applied_by="master") == "channel-papers-owed"
    assert refusal(KAKAO_PROFILE, profiles.OPENED, "apply", applied_by="master", verdict="approved") is None
    assert refusal(KAKAO_PROFILE, profiles.APPLIED, "register") == "kakao-undecided"
    assert refusal(KAKAO_PROFILE, profiles.APPLIED, "decline") == "reason-needed"
    assert refusal(KAKAO_PROFILE, profiles.CERTIFIED, "register") == "centre-owed"
    assert refusal(KAKAO_PROFILE, profiles.CERTIFIED, "register-centre") == "centre-missing"
    assert refusal(KAKAO_PROFILE, profiles.CENTRE, "register") is None


def test_a_yellow_id_is_registered_once() -> None:
    assert refusal(KAKAO_PROFILE, BEGINNING, "open", yellow_id="@hanbit", taken="yes") == "yellow-id-taken"
    assert refusal(KAKAO_PROFILE, BEGINNING, "open", yellow_id="한 빛") == "yellow-id-invalid"
    assert refusal(KAKAO_PROFILE, profiles.DELETE, "register-again", other_company="yes") == "other-company"
    assert refusal(KAKAO_PROFILE, profiles.DELETE, "register-again") is None


@pytest.mark.parametrize(
    ("campaign", "allowed"),
    [
        ("draft", True),
        ("waiting-for-dispatch", False),
        ("preparing", False),
        ("sending", False),
        ("shipment-completed", True),
        ("cancelled", True),
        ("transmission-failure", True),
    ],
)
def test_a_profile_is_deleted_only_where_no_campaign_stands_in_the_way(campaign: str, allowed: bool) -> None:  # noqa: FBT001 - a parameter
    assert {one.value for one in CAMPAIGNS} == {one.value for one in Campaign}
    code = None if allowed else "campaign-in-the-way"
    for state in (profiles.ACTIVE, profiles.INACTIVE, profiles.DORMANCY, profiles.BLOCK):
        assert refusal(KAKAO_PROFILE, state, "delete", campaigns=campaign) == code
        assert refusal(KAKAO_PROFILE, state, "delete", campaigns=f"draft,{campaign},cancelled") == code


def test_silence_about_campaigns_says_nothing() -> None:
    assert stands_in_the_way([]) == "campaigns-unknown"
    assert stands_in_the_way(["draft", "unheard-of"]) == "campaigns-unknown"
    assert stands_in_the_way(["sending", NONE]) == "campaigns-unknown"
    assert stands_in_the_way([NONE]) is None


# --- who may send -----------------------------------------------------------------------------------

NUMBER = Registered(SENDER_NUMBER.name, "0234567890", numbers.IN_USE)
FREE = Registered(OPT_OUT.name, "0801234567", optouts.IN_USE)
PROFILE = Registered(KAKAO_PROFILE.name, "@hanbit", profiles.ACTIVE)


def test_what_is_in_use_may_send() -> None:
    everything = (NUMBER, FREE, PROFILE)
    text = may_send(everything, Message.TEXT, OptOutFor.ALWAYS)
    assert (text.granted, text.senders, text.opt_out, text.duties) == (True, ("0234567890",), None, ())
    advertising = may_send(everything, Message.ADVERTISING, OptOutFor.ALWAYS)
    assert (advertising.granted, advertising.opt_out, advertising.duties) == (True, "0801234567", DUTIES)
    assert may_send(everything, Message.KAKAO, OptOutFor.ALWAYS).senders == ("@hanbit",)


@pytest.mark.parametrize(
    ("message", "opt_out_for", "reasons"),
    [
        (Message.TEXT, OptOutFor.ALWAYS, ("opt-out-none",)),
        (Message.TEXT, OptOutFor.ADVERTISING, ()),
        (Message.ADVERTISING, OptOutFor.ALWAYS, ("opt-out-none",)),
        (Message.ADVERTISING, OptOutFor.ADVERTISING, ("opt-out-none",)),
    ],
)
def test_whether_text_needs_an_opt_out_number_is_a_setting(
    message: Message, opt_out_for: OptOutFor, reasons: tuple[str, ...]
) -> None:
    assert may_send((NUMBER,), message, opt_out_for).reasons == reasons


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_every_state_that_may_not_send_says_why(machine: Machine) -> None:
    """And every word for it is that of some state."""
    for state in machine.states:
        own = {one.machine: one for one in (NUMBER, FREE, PROFILE)} | {
            machine.name: Registered(machine.name, "x", state)
        }
        message = Message.KAKAO if machine is KAKAO_PROFILE else Message.ADVERTISING
        told = may_send(own.values(), message, OptOutFor.ALWAYS)
        assert told.granted == (state in {numbers.IN_USE, profiles.ACTIVE})
        assert set(told.reasons) <= set(SENDING_REASONS)
        assert [one["code"] for one in told.to_json()["reasons"]] == list(told.reasons)


def test_nobody_sends_from_what_others_registered() -> None:
    other = may_send((NUMBER, FREE), Message.TEXT, OptOutFor.ALWAYS, "0299998888")
    assert other.reasons == ("number-of-others",)
    assert may_send((NUMBER, FREE), Message.TEXT, OptOutFor.ALWAYS, "0234567890").granted
    assert may_send((PROFILE,), Message.KAKAO, OptOutFor.ALWAYS, "@other").reasons == ("profile-none",)
    told = may_send((), Message.TEXT, OptOutFor.ADVERTISING)
    assert told.reasons == ("number-none",)
    assert "통신사에서 먼저 개통" in REASONS["number-none"].remedy.ko


def test_only_decisions_take_what_is_theirs() -> None:
    own = {step.event for step in SENDER_NUMBER.steps if step.by is Actor.DECISION}
    assert own == {"hand-in", "owe", "approve", "approve-again", "reject", "hand-in-again"}
    for state in SENDER_NUMBER.states:
        for event in own:
            assert refusal(SENDER_NUMBER, state, event, verdict="approved", reason="x") is not None
