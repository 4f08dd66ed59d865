"""Each function's own role, tried at everything else: the emulator enforces IAM."""

from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.aws import emulator_session
from local.stack_file import Stack

KEY = {"pk": {"S": "ACCOUNT#0"}, "sk": {"S": "ACCOUNT"}}
ITEM = {"pk": {"S": "COUNT#privilege"}, "sk": {"S": "2026-03-09"}}
DENIED = ("AccessDeniedException", "AccessDenied", "AuthorizationError")  # the last: SNS
Action = Callable[[boto3.Session, Stack, str], Any]


def client(session: boto3.Session, name: str, stack: Stack) -> Any:
    return session.client(name, endpoint_url=stack.endpoint_url)  # type: ignore[call-overload]


def on_table(operation: str, **parameters: Any) -> Action:
    def act(session: boto3.Session, stack: Stack, _: str) -> Any:
        dynamodb = client(session, "dynamodb", stack)
        return getattr(dynamodb, operation)(TableName=stack.table_name, **parameters)

    return act


def on(service: str, operation: str, **parameters: Any) -> Action:
    def act(session: boto3.Session, stack: Stack, _: str) -> Any:
        return getattr(client(session, service, stack), operation)(**parameters)

    return act


def read_secret(prefix: str) -> Action:
    def act(session: boto3.Session, stack: Stack, _: str) -> Any:
        everyone = client(emulator_session(), "secretsmanager", stack)
        arns = [s["ARN"] for s in everyone.list_secrets()["SecretList"] if prefix in s["Name"]]
        return client(session, "secretsmanager", stack).get_secret_value(SecretId=arns[0])

    return act


def invoke_other(session: boto3.Session, stack: Stack, folder: str) -> Any:
    other = next(name for key, name in stack.functions.items() if key != folder)
    return client(session, "lambda", stack).invoke(FunctionName=other, Payload=b"{}")


def publish(session: boto3.Session, stack: Stack, _: str) -> Any:
    topics = client(emulator_session(), "sns", stack).list_topics()["Topics"]
    topic = topics[0]["TopicArn"]
    return client(session, "sns", stack).publish(TopicArn=topic, Message="made up")


def send_mail(session: boto3.Session, stack: Stack, _: str) -> Any:
    everyone = client(emulator_session(), "sesv2", stack)
    [sender] = [i["IdentityName"] for i in everyone.list_email_identities()["EmailIdentities"]]
    return client(session, "sesv2", stack).send_email(
        FromEmailAddress=sender,
        Destination={"ToAddresses": ["c@d.example"]},
        Content={"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
    )


def on_queue(name: str, operation: str, **parameters: Any) -> Action:
    def act(session: boto3.Session, stack: Stack, _: str) -> Any:
        urls = client(emulator_session(), "sqs", stack).list_queues()["QueueUrls"]
        [url] = [url for url in urls if f"-{name}-" in url]
        return getattr(client(session, "sqs", stack), operation)(QueueUrl=url, **parameters)

    return act


def on_files(operation: str, **parameters: Any) -> Action:
    def act(session: boto3.Session, stack: Stack, _: str) -> Any:
        buckets = client(emulator_session(), "s3", stack).list_buckets()["Buckets"]
        [bucket] = [each["Name"] for each in buckets if "declarationfiles" in each["Name"]]
        return getattr(client(session, "s3", stack), operation)(Bucket=bucket, **parameters)

    return act


TRIES: Mapping[str, Action] = {
    "read an item": on_table("get_item", Key=KEY),
    "put an item": on_table("put_item", Item=ITEM),
    "update an item": on_table(
        "update_item",
        Key=ITEM,
        UpdateExpression="SET x = :x",
        ExpressionAttributeValues={":x": {"N": "1"}},
    ),
    "delete an item": on_table("delete_item", Key=ITEM),
    "query": on_table(
        "query",
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues={":p": {"S": "ACCOUNT#0"}},
    ),
    "see what is owed": on_table(
        "query",
        IndexName="owed",
        KeyConditionExpression="owed = :p",
        ExpressionAttributeValues={":p": {"S": "no part"}},
    ),
    "see an office's queue": on_table(
        "query",
        IndexName="queue",
        KeyConditionExpression="queue = :p",
        ExpressionAttributeValues={":p": {"S": "no office"}},
    ),
    "upload a file": on_files("put_object", Key="uploads/privilege", Body=b""),
    "read an upload": on_files("get_object", Key="uploads/privilege"),
    "write a result": on_files("put_object", Key="results/privilege", Body=b""),
    "read a result": on_files("get_object", Key="results/privilege"),
    "delete a file": on_files("delete_object", Key="uploads/none"),
    "scan": on_table("scan"),
    "describe the table": on_table("describe_table"),
    "delete the table": on_table("delete_table"),
    "read the root secret": read_secret("RootSecret"),
    "read the origin key": read_secret("OriginKeySecret"),
    "list secrets": on("secretsmanager", "list_secrets"),
    "list buckets": on("s3", "list_buckets"),
    "list keys": on("kms", "list_keys"),
    "list queues": on("sqs", "list_queues"),
    "have a mail tried again": on_queue(
        "MailRetries",
        "send_message",
        MessageBody="0" * 32,  # no mail: it is taken, and is nothing
    ),
    "send work on its way": on_queue("BatchWork", "send_message", MessageBody="no work"),
    "take a dead letter": on_queue("MailDeadLetters", "receive_message"),
    "take a dead letter of the feedback": on_queue("MailFeedbackDeadLetters", "receive_message"),
    "tell what became of a mail": publish,
    "send mail": send_mail,
    "list staff pools": on("cognito-idp", "list_user_pools", MaxResults=1),
    "list functions": on("lambda", "list_functions"),
    "list roles": on("iam", "list_roles"),
    "invoke another function": invoke_other,
}
MAY = {
    "hotline_verification": {
        "read an item", "put an item", "update an item", "read the root secret",
    },
    "credentials": {
        "read an item", "put an item", "update an item", "read the root secret",
        "read the origin key",
    },
    "email_reset": {
        "read an item", "put an item", "update an item", "read the root secret",
        "read the origin key",
    },
    "mailer": {
        "read an item", "put an item", "update an item", "read the root secret",
        "see what is owed", "have a mail tried again", "send mail",
    },
    "email_supplementation": {
        "read an item", "put an item", "update an item", "query", "see an office's queue",
        "read the root secret", "read the origin key", "upload a file", "read a result",
        "send work on its way",
    },
    "declaration_batch": {
        "read an item", "put an item", "update an item", "read the root secret",
        "read an upload", "write a result", "send work on its way",
    },
    "information_channels": set(),
    "mail_feedback": {
        "read an item", "put an item", "update an item",
    },
}  # fmt: skip


def as_function(stack: Stack, folder: str) -> boto3.Session:
    """A session with the role that the function runs under."""
    admin = emulator_session()
    found = client(admin, "lambda", stack).get_function_configuration(
        FunctionName=stack.functions[folder]
    )
    keys = client(admin, "sts", stack).assume_role(RoleArn=found["Role"], RoleSessionName="test")
    given = keys["Credentials"]
    return boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name=stack.region,
    )


def is_allowed(action: Action, session: boto3.Session, stack: Stack, folder: str) -> bool:
    try:
        action(session, stack, folder)
    except ClientError as error:
        if error.response["Error"]["Code"] in DENIED:
            return False
        raise
    return True


@pytest.fixture(scope="module", autouse=True)
def files(stack: Stack) -> None:
    """What is to be read is there: a missing file is told as forbidden, too."""
    for key in ("uploads/privilege", "results/privilege"):
        on_files("put_object", Key=key, Body=b"made up")(emulator_session(), stack, "")


def test_every_function_is_tried(stack: Stack) -> None:
    assert MAY.keys() == stack.functions.keys()


@pytest.mark.parametrize("folder", MAY)
def test_a_function_may_do_its_work_and_nothing_else(stack: Stack, folder: str) -> None:
    session = as_function(stack, folder)

    allowed = {name for name, action in TRIES.items() if is_allowed(action, session, stack, folder)}

    assert allowed == MAY[folder]
