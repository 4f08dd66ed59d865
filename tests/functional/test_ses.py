"""What SES is asked and what its answers mean, held against its own service model."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.stub import ANY, Stubber

from vssid_recovery.adapters.ses import SesPost
from vssid_recovery.errors import Unavailable
from vssid_recovery.mail_texts import render
from vssid_recovery.mailer_ports import MailRefused

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

SENDER, TO = "no-reply@vssid.example", "an.nguyen@thu.example"
FIELDS: dict[str, str | datetime] = {
    "code": "01234567",
    "asked_at": datetime(2026, 3, 9, 2, 15, tzinfo=UTC),
    "expires_at": datetime(2026, 3, 9, 2, 30, tzinfo=UTC),
    "link": "https://portal.vssid.example/reset.html#reset=1&code=01234567",
    "refuse_link": "https://portal.vssid.example/refuse.html#token=made-up",
}


@pytest.fixture
def ses(aws: None) -> "SESV2Client":
    return boto3.client("sesv2")


@pytest.fixture
def stub(ses: "SESV2Client") -> Iterator[Stubber]:
    with Stubber(ses) as stub:
        yield stub


@pytest.fixture
def post(ses: "SESV2Client") -> SesPost:
    return SesPost(ses, SENDER, "mail-set")


def test_one_recipient_both_bodies_no_robots_answer_and_the_configuration_set(
    post: SesPost, stub: Stubber
) -> None:
    letter = render("RESET_CODE", FIELDS)
    asked = {
        "FromEmailAddress": SENDER,
        "ReplyToAddresses": [SENDER],
        "Destination": {"ToAddresses": [TO]},
        "ConfigurationSetName": "mail-set",
        "Content": {
            "Simple": {
                "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": letter.text, "Charset": "UTF-8"},
                    "Html": {"Data": letter.html, "Charset": "UTF-8"},
                },
                "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
            }
        },
    }
    stub.add_response("send_email", {"MessageId": "010e-1"}, asked)

    assert post.send(TO, "RESET_CODE", FIELDS) == "010e-1"
    assert "0123 4567" in letter.text
    assert "01234567" not in letter.subject.replace(" ", "")


def test_a_mail_goes_through(ses: "SESV2Client", post: SesPost) -> None:
    ses.create_email_identity(EmailIdentity=SENDER)
    ses.create_configuration_set(ConfigurationSetName="mail-set")

    assert post.send(TO, "RESET_CODE", FIELDS)


@pytest.mark.parametrize(
    "code",
    [
        "TooManyRequestsException",
        "LimitExceededException",
        "SendingPausedException",
        "AccountSuspendedException",
        "MailFromDomainNotVerifiedException",
        "MessageRejected",  # also of a sender that is not verified
        "NotFoundException",  # the configuration set: ours to mend
        "AccessDeniedException",
        "InternalFailure",
        "ServiceUnavailable",
        "ExpiredTokenException",
    ],
)
def test_what_may_pass_is_tried_again(post: SesPost, stub: Stubber, code: str) -> None:
    stub.add_client_error("send_email", code, f"a text that names {TO}", expected_params=EVERYTHING)

    with pytest.raises(Unavailable) as failure:
        post.send(TO, "RESET_CODE", FIELDS)
    assert str(failure.value) == f"mail: {code}"
    assert failure.value.__suppress_context__


def test_what_ses_will_never_take_is_refused(post: SesPost, stub: Stubber) -> None:
    stub.add_client_error("send_email", "BadRequestException", f"a text that names {TO}")

    with pytest.raises(MailRefused) as refusal:
        post.send(TO, "RESET_CODE", FIELDS)
    assert str(refusal.value) == "BadRequestException"


EVERYTHING = {
    "FromEmailAddress": ANY,
    "ReplyToAddresses": ANY,
    "Destination": ANY,
    "ConfigurationSetName": ANY,
    "Content": ANY,
}


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="https://ses.example"),
        ConnectTimeoutError(endpoint_url="https://ses.example"),
        EndpointConnectionError(endpoint_url="https://ses.example"),
    ],
)
def test_a_line_that_is_cut_is_tried_again(error: Exception) -> None:
    class Cut:
        def send_email(self, **_: Any) -> Any:
            raise error

    post = SesPost(Cut(), SENDER, "mail-set")  # type: ignore[arg-type]

    with pytest.raises(Unavailable, match=type(error).__name__):
        post.send(TO, "RESET_CODE", FIELDS)
