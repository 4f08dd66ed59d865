"""What AWS does with feedback on mail and the emulator does not: held on template.yaml itself."""

from typing import Any

from local.template import load_template
from tests.repository import ROOT

RESOURCES = load_template(ROOT / "template.yaml")["Resources"]
DEAD_LETTERS = {"Fn::GetAtt": ["MailFeedbackDeadLetters", "Arn"]}


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def test_ses_tells_of_bounces_complaints_and_deliveries_and_tracks_nobody() -> None:
    assert properties("MailFeedbackDestination")["ConfigurationSetName"] == {
        "Ref": "MailConfigurationSet"
    }
    destination = properties("MailFeedbackDestination")["EventDestination"]

    assert str(destination["Enabled"]).lower() == "true"
    assert destination["SnsDestination"] == {"TopicARN": {"Ref": "MailFeedbackTopic"}}
    assert set(destination["MatchingEventTypes"]) == {"BOUNCE", "COMPLAINT", "DELIVERY"}
    # SES tries the topic while it makes the destination: it must be let in by then.
    assert RESOURCES["MailFeedbackDestination"]["DependsOn"] == "MailFeedbackTopicPolicy"


def test_no_list_of_ses_stops_security_notices_after_a_complaint() -> None:
    options = properties("MailConfigurationSet")

    assert options["SuppressionOptions"] == {"SuppressedReasons": []}
    assert "TrackingOptions" not in options


def test_only_our_configuration_set_may_tell() -> None:
    policy = properties("MailFeedbackTopicPolicy")
    [statement] = policy["PolicyDocument"]["Statement"]

    assert policy["Topics"] == [{"Ref": "MailFeedbackTopic"}]
    assert statement["Effect"] == "Allow"
    assert statement["Principal"] == {"Service": "ses.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    same = statement["Condition"]["StringEquals"]
    assert same["AWS:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert same["AWS:SourceArn"]["Fn::Sub"].endswith(":configuration-set/${MailConfigurationSet}")


def test_what_cannot_be_heard_is_kept_on_both_edges_and_an_alarm_rings() -> None:
    function = properties("MailFeedbackFunction")
    on_failure = function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
    [heard] = function["Events"].values()

    assert on_failure == {"Type": "SQS", "Destination": DEAD_LETTERS}
    assert heard["Type"] == "SNS"
    assert heard["Properties"] == {
        "Topic": {"Ref": "MailFeedbackTopic"},
        "RedrivePolicy": {"deadLetterTargetArn": DEAD_LETTERS},
    }
    [put] = properties("MailFeedbackDeadLettersPolicy")["PolicyDocument"]["Statement"]
    assert put["Principal"] == {"Service": "sns.amazonaws.com"}
    assert put["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "MailFeedbackTopic"}}}
    alarm = properties("MailFeedbackDeadLettersAlarm")
    assert (alarm["MetricName"], int(alarm["Threshold"])) == (
        "ApproximateNumberOfMessagesVisible",
        1,
    )
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["Dimensions"][0]["Value"] == {
        "Fn::GetAtt": ["MailFeedbackDeadLetters", "QueueName"]
    }


def test_addresses_among_the_dead_letters_are_encrypted_and_do_not_stay() -> None:
    queue = properties("MailFeedbackDeadLetters")

    assert str(queue["SqsManagedSseEnabled"]).lower() == "true"
    assert int(queue["MessageRetentionPeriod"]) <= 14 * 24 * 3600
