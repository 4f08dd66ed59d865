"""What the emulator does not enforce is held here, on template.yaml itself."""

import re
from typing import Any

import pytest
from msgspec.structs import fields

from local import flow_template
from local.template import load_template, resources_of
from tests.functional.functions import environment
from tests.repository import ROOT
from vssid_recovery import settings

TEMPLATE = load_template(ROOT / "template.yaml")
RESOURCES = TEMPLATE["Resources"]
FUNCTIONS = resources_of(TEMPLATE, "AWS::Serverless::Function")
SETTINGS: dict[str, Any] = {
    "hotline_verification": settings.HotlineSettings,
    "credentials": settings.CredentialSettings,
    "email_reset": settings.EmailResetSettings,
    "email_supplementation": settings.SupplementationSettings,
    "declaration_batch": settings.DeclarationBatchSettings,
    "information_channels": settings.InformationChannelsSettings,
    "mailer": settings.MailerSettings,
    "mail_feedback": settings.MailFeedbackSettings,
}
PARAMETERS = {
    "TemporaryPasswordMinutes": 10, "ChooseMinutes": 20, "ResetCodeMinutes": 15,
    "ResendAfterSeconds": 60, "RequestsPerHour": 3, "RequestsPerDay": 6,
    "RequestsPerHourPerIp": 300, "RequestsPerDayPerIp": 3000, "WrongCodesPerReset": 5,
    "WrongCodesPerDay": 10, "HotlineProof": "CALLER_NUMBER", "HotlineIssuesPerDay": 5,
    "HotlineIssuesPerDayPerCaller": 6, "HotlineMismatchesPerDayPerCaller": 10,
    "HotlineCallersPerDayPerIdentifier": 10, "PhoneConfirmedMaxMonths": 0,
    "MinPasswordLength": 12, "UnitHoldHours": 72, "ReplaceHoldHours": 72, "StaffMfa": "ON",
    "LogRetentionDays": 400, "DeletionProtection": "true", "AlarmTopicArn": "",
    "SenderAddress": None, "PortalUrl": None, "ConnectInstanceArn": "", "ZaloAddress": "",
    "WebCertificateArn": "", "Firewall": "ON",
}  # fmt: skip


ITEM_ACTIONS = {
    "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem",
}  # fmt: skip
# Actions that AWS binds to no resource, or that a condition binds.
UNBOUND = {"FindTheDoorbell", "SendAsTheSender"}


def folder(function: dict[str, Any]) -> str:
    return str(function["Properties"]["CodeUri"]).strip("/").rpartition("/")[2]


def statements(function: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for policy in function["Properties"]["Policies"] for s in policy["Statement"]]


def test_the_parameters_are_the_contracts() -> None:
    found = TEMPLATE["Parameters"]
    defaults = {name: each.get("Default") for name, each in found.items()}
    assert {k: str(v) for k, v in defaults.items()} == {k: str(v) for k, v in PARAMETERS.items()}
    for name, each in found.items():
        if each["Type"] == "Number":
            assert {"MinValue", "MaxValue"} <= each.keys() or "AllowedValues" in each, name
    spoken = found["TemporaryPasswordMinutes"]
    assert (spoken["MinValue"], spoken["MaxValue"]) == (5, 10)


def test_every_function_folder_is_deployed() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert {folder(each) for each in FUNCTIONS.values()} == folders
    camel = {"".join(part.title() for part in name.split("_")) for name in folders}
    assert {f"{name}FunctionName" for name in camel} <= TEMPLATE["Outputs"].keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_environment_is_what_the_settings_read(name: str) -> None:
    here = folder(FUNCTIONS[name])
    read = {field.name.upper() for field in fields(SETTINGS[here])}
    given = {v for v in environment(here) if not v.startswith("POWERTOOLS_")}
    own = FUNCTIONS[name]["Properties"]["Environment"]["Variables"].keys() & given
    assert own <= read <= given  # what all are given, one may leave unread
    settings.load(SETTINGS[here], environment(here))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_its_log_group_and_its_alarm_beside_it(name: str) -> None:
    stem = name.removesuffix("Function")
    logs = RESOURCES[f"{stem}Logs"]
    assert logs["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert FUNCTIONS[name]["Properties"]["LoggingConfig"]["LogGroup"] == {"Ref": f"{stem}Logs"}
    crashed = RESOURCES[f"{stem}Alarm"]["Properties"]
    unavailable = RESOURCES[f"{stem}UnavailableAlarm"]["Properties"]
    assert (crashed["Namespace"], crashed["MetricName"]) == ("AWS/Lambda", "Errors")
    assert crashed["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": name}}]
    assert (unavailable["Namespace"], unavailable["MetricName"]) == ("VssidRecovery", "Unavailable")
    assert unavailable["Dimensions"] == [{"Name": "service", "Value": folder(FUNCTIONS[name])}]
    for alarm in (crashed, unavailable):
        anchor = re.search(r"docs/runbook\.md#([a-z-]+)", alarm["AlarmDescription"])
        assert anchor, "an alarm links the runbook"
        assert f"## {anchor[1]}\n" in (ROOT / "docs/runbook.md").read_text("utf-8")
    order = list(RESOURCES)
    assert order.index(f"{stem}Alarm") - order.index(name) < 10


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_policy_names_actions_one_table_and_its_keys(name: str) -> None:
    for statement in statements(FUNCTIONS[name]):
        actions = statement["Action"]
        actions = [actions] if isinstance(actions, str) else actions
        assert not any("*" in action for action in actions)
        assert not any(action in ("dynamodb:Scan", "dynamodb:DeleteItem") for action in actions)
        if statement["Resource"] == "*":
            assert statement["Sid"] in UNBOUND
        if set(actions) & ITEM_ACTIONS:
            assert statement["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]}
            keys = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
            assert all(re.fullmatch(r"[A-Z]+#\*", key) for key in keys)


def test_mail_goes_out_under_the_one_sender() -> None:
    [send] = [s for s in statements(FUNCTIONS["MailerFunction"]) if s["Action"] == "ses:SendEmail"]
    assert send["Condition"] == {
        "StringEqualsIfExists": {"ses:FromAddress": {"Ref": "SenderAddress"}}
    }


def test_only_the_mailer_sends_and_only_the_mailer_sees_what_is_owed() -> None:
    for name, function in FUNCTIONS.items():
        actions = str([statement["Action"] for statement in statements(function)])
        assert ("ses:" in actions) == (name == "MailerFunction")
        queried = [s["Resource"] for s in statements(function) if s["Action"] == "dynamodb:Query"]
        owed = {"Fn::Sub": "${Table.Arn}/index/owed"}
        assert (owed in queried) == (name == "MailerFunction")


def test_the_hotline_does_not_touch_sign_in_and_sign_in_not_the_aliases() -> None:
    def keys(name: str, action: str) -> set[str]:
        return {
            key
            for statement in statements(FUNCTIONS[name])
            if action in statement["Action"]
            for key in statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        }

    hotline, credentials = "HotlineVerificationFunction", "CredentialsFunction"
    assert keys(hotline, "dynamodb:UpdateItem") == {
        "ACCOUNT#*",
        "ADDRESS#*",
        "COUNT#*",
        "DECLARATION#*",
        "MAIL#*",
    }
    assert keys(credentials, "dynamodb:UpdateItem") == {
        "ACCOUNT#*",
        "SIGNIN#*",
        "COUNT#*",
        "MAIL#*",
    }
    for name in FUNCTIONS:
        assert "ALIAS#*" not in keys(name, "dynamodb:UpdateItem")


def test_functions_run_where_the_layers_are_built_for() -> None:
    everywhere = TEMPLATE["Globals"]["Function"]
    assert (everywhere["Runtime"], everywhere["Architectures"]) == ("python3.13", ["arm64"])
    for layer in resources_of(TEMPLATE, "AWS::Serverless::LayerVersion").values():
        assert layer["Metadata"]["BuildMethod"] == "makefile"
        assert layer["Properties"]["CompatibleRuntimes"] == ["python3.13"]


def test_argon2_has_a_whole_processor_and_the_hotline_five_seconds() -> None:
    hotline = FUNCTIONS["HotlineVerificationFunction"]["Properties"]
    assert (hotline["MemorySize"], hotline["Timeout"]) == (1769, 5)
    assert FUNCTIONS["CredentialsFunction"]["Properties"]["MemorySize"] == 1769


def test_the_table_is_kept_and_encrypted() -> None:
    table = RESOURCES["Table"]
    properties = table["Properties"]
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["StreamSpecification"] == {"StreamViewType": "KEYS_ONLY"}
    assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert properties["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
    assert properties["DeletionProtectionEnabled"]["Fn::If"][0] == "IsProtected"
    assert properties["TimeToLiveSpecification"]["AttributeName"] == "ttl"


def test_the_key_is_used_through_the_services_only() -> None:
    key = RESOURCES["DataKey"]["Properties"]
    assert key["EnableKeyRotation"] is True
    administration, use = key["KeyPolicy"]["Statement"]
    assert not any(
        re.match(r"kms:(\*|Decrypt|Encrypt|GenerateDataKey)", a) for a in administration["Action"]
    )
    services = use["Condition"]["StringEquals"]["kms:ViaService"]
    named = [service["Fn::Sub"].partition(".")[0] for service in services]
    assert named == ["dynamodb", "s3", "secretsmanager"]
    for secret in resources_of(TEMPLATE, "AWS::SecretsManager::Secret").values():
        assert secret["Properties"]["KmsKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
        assert "SecretString" not in secret["Properties"]


def test_staff_are_made_by_administrators_and_cannot_choose_their_office() -> None:
    pool = RESOURCES["StaffPool"]["Properties"]
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["MfaConfiguration"] == {"Ref": "StaffMfa"}
    assert {each["Name"] for each in pool["Schema"]} == {"unit_code", "office_code"}
    client = RESOURCES["StaffPoolClient"]["Properties"]
    assert {"custom:unit_code", "custom:office_code"} <= set(client["ReadAttributes"])
    assert not any(each.startswith("custom:") for each in client["WriteAttributes"])
    assert (client["IdTokenValidity"], client["TokenValidityUnits"]["IdToken"]) == (15, "minutes")
    groups = resources_of(TEMPLATE, "AWS::Cognito::UserPoolGroup").values()
    assert {g["Properties"]["GroupName"] for g in groups} == {
        "unit",
        "collector",
        "officer",
        "supervisor",
    }


def test_every_route_says_who_may() -> None:
    # The service's own right to call is checked, the function is invoked by the API.
    service, staff = {"Authorizer": "AWS_IAM", "InvokeRole": "NONE"}, {"Authorizer": "Staff"}
    anyone = {"Authorizer": "NONE"}
    calls = [
        event["Properties"]
        for function in FUNCTIONS.values()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == "Api"
    ]
    assert {f"{call['Method']} {call['Path']}": call["Auth"] for call in calls} == {
        "POST /credential-checks": service,
        "POST /session-checks": service,
        "POST /password-changes": anyone,
        "POST /password-resets": anyone,
        "POST /password-resets/{resetId}/confirmation": anyone,
        "POST /refusals": anyone,
        "POST /email-declarations": staff,
        "GET /email-declarations": staff,
        "GET /email-declarations/{declarationId}": staff,
        "POST /email-declarations/{declarationId}/decision": staff,
        "POST /email-declarations/{declarationId}/confirmation-mails": staff,
        "POST /email-confirmations": anyone,
        "POST /declaration-batches": staff,
        "GET /declaration-batches/{batchId}": staff,
        "POST /declaration-batches/{batchId}/decision": staff,
        "GET /channels": anyone,
        "GET /channels/check": anyone,
    }
    assert RESOURCES["Api"]["Properties"]["Auth"]["Authorizers"] == {
        "Staff": {"UserPoolArn": {"Fn::GetAtt": ["StaffPool", "Arn"]}}
    }


def test_uploaded_files_are_private_encrypted_and_gone_after_a_month() -> None:
    files = RESOURCES["DeclarationFiles"]["Properties"]
    [rule] = files["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    by_default = rule["ServerSideEncryptionByDefault"]
    assert by_default["KMSMasterKeyID"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
    assert all(files["PublicAccessBlockConfiguration"].values())
    rules = files["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules}
    assert days == {"uploads/": 30, "rows/": 30, "results/": 30, "outcomes/": 400}
    assert all(rule["Status"] == "Enabled" for rule in rules)
    [cors] = files["CorsConfiguration"]["CorsRules"]
    assert cors["AllowedOrigins"] == [{"Ref": "PortalUrl"}]


def test_work_on_files_never_takes_the_hotlines_capacity() -> None:
    mapping = RESOURCES["DeclarationBatchMessages"]["Properties"]
    assert (mapping["BatchSize"], mapping["ScalingConfig"]["MaximumConcurrency"]) == (1, 5)
    queue = RESOURCES["BatchWork"]["Properties"]
    function = RESOURCES["DeclarationBatchFunction"]["Properties"]
    assert queue["VisibilityTimeout"] > function["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 4


def test_the_api_logs_no_bodies_and_no_people() -> None:
    api = RESOURCES["Api"]["Properties"]
    [everything] = api["MethodSettings"]
    assert (everything["LoggingLevel"], str(everything["DataTraceEnabled"]).lower()) == (
        "OFF",
        "false",
    )
    logged = set(re.findall(r"\$context\.([A-Za-z.]+)", api["AccessLogSetting"]["Format"]))
    assert logged == {"requestId", "httpMethod", "resourcePath", "status", "responseLatency"}
    assert TEMPLATE["Globals"]["Api"]["OpenApiVersion"] == "3.0.1"
    assert api["StageName"] == "v1"
    assert api["EndpointConfiguration"] == {"Type": "REGIONAL"}


def test_connect_comes_only_with_an_instance() -> None:
    resources = [r for r in RESOURCES.values() if r["Type"].startswith("AWS::Connect::")]
    resources += [
        RESOURCES[name] for name in ("HotlinePermission", "PromptBucket", "PromptBucketPolicy")
    ]
    assert len(resources) == 5
    assert all(resource["Condition"] == "HasConnect" for resource in resources)
    assert set(RESOURCES["HotlineFlow"]["DependsOn"]) == {"HotlineAssociation", "HotlinePermission"}
    permission = RESOURCES["HotlinePermission"]["Properties"]
    assert permission["SourceArn"] == {"Ref": "ConnectInstanceArn"}
    assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_the_prompt_bucket_keeps_no_log_of_what_is_played() -> None:
    bucket = RESOURCES["PromptBucket"]["Properties"]
    assert "LoggingConfiguration" not in bucket
    assert not resources_of(TEMPLATE, "AWS::CloudTrail::Trail")
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0][
        "ServerSideEncryptionByDefault"
    ] == {"SSEAlgorithm": "AES256"}


def test_the_template_holds_the_flow_of_the_file() -> None:
    text = (ROOT / "template.yaml").read_text("utf-8")
    flow = (ROOT / "connect/flows/hotline.json").read_text("utf-8")
    assert flow_template.with_flow(text, flow) == text, "run `make flow`"
    content, names = RESOURCES["HotlineFlow"]["Properties"]["Content"]["Fn::Sub"]
    assert set(re.findall(r"\$\{(\w+)\}", content)) == names.keys()
    assert len(content) < 256_000
