"""The pages behind CloudFront, held on template.yaml itself: the emulator has no CDN."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.console.citizen_pages import page_headers
from local.template import load_template
from tests.repository import ROOT
from vssid_recovery.adapters import clients

TEMPLATE = load_template(ROOT / "template.yaml")
RESOURCES = TEMPLATE["Resources"]
REGION = "ap-southeast-1"
# What CloudFormation puts in for the names in a text.
FILLED_IN = {"DeclarationFiles": "files", "AWS::Region": REGION, "StaffPoolClient": "client"}
ORIGIN_KEY = "{{resolve:secretsmanager:${OriginKeySecret.Id}:SecretString}}"
# Managed policies have one id in every account.
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def filled_in(text: str) -> str:
    return re.sub(r"\$\{([\w:]+)\}", lambda name: FILLED_IN[name[1]], text)


def distribution() -> dict[str, Any]:
    found: dict[str, Any] = properties("Pages")["DistributionConfig"]
    return found


def headers() -> dict[str, str]:
    """What the policy adds to an answer, as a browser sees it."""
    policy = properties("PageHeaders")["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    hsts = security["StrictTransportSecurity"]
    assert hsts["IncludeSubdomains"] is True
    assert "ContentTypeOptions" in security  # it knows one value
    content = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    return {
        "Content-Security-Policy": filled_in(content),
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff",
        "Strict-Transport-Security": f"max-age={hsts['AccessControlMaxAgeSec']}; includeSubDomains",
    } | {each["Header"]: each["Value"] for each in policy["CustomHeadersConfig"]["Items"]}


def configuration() -> dict[str, str]:
    text = TEMPLATE["Outputs"]["WebConfiguration"]["Value"]["Fn::Sub"]
    told: dict[str, str] = json.loads(filled_in(text))
    return told


def desk_origins() -> list[str]:
    sign_in = urlsplit(configuration()["signInUrl"])
    return [configuration()["uploadOrigin"], f"{sign_in.scheme}://{sign_in.netloc}"]


def test_the_headers_are_those_of_the_readme() -> None:
    section = (ROOT / "web/README.md").read_text("utf-8").split("## Headers to serve with")[1]
    written = dict(re.findall(r"^    ([A-Z][\w-]+): (.+)$", section, re.MULTILINE))
    more = "".join(f" {origin}" for origin in desk_origins())
    policy = written["Content-Security-Policy"]
    written["Content-Security-Policy"] = policy.replace(
        "connect-src 'self'", f"connect-src 'self'{more}"
    )
    assert headers() == written


def test_the_console_serves_the_same_headers() -> None:
    assert headers() == page_headers(*desk_origins())


def test_the_desk_may_speak_to_where_its_uploads_are_signed_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    signed = clients.s3().generate_presigned_url("put_object", {"Bucket": "files", "Key": "a"})
    assert signed.startswith(configuration()["uploadOrigin"] + "/a?")


def test_the_desk_is_told_what_it_asks_for() -> None:
    script = (ROOT / "web/desk/assets/deployment.js").read_text("utf-8")
    [asked] = re.findall(r"@typedef \{\{(.+)\}\} Deployment", script)
    assert configuration().keys() == set(re.findall(r"(\w+): string", asked))


def test_the_api_keeps_its_own_word_on_caching() -> None:
    items = properties("PageHeaders")["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
    [caching] = [each for each in items if each["Header"] == "Cache-Control"]
    assert caching["Override"] is False


def test_pages_and_firewall_come_only_when_asked_for() -> None:
    conditions = TEMPLATE["Conditions"]
    no_certificate = {"Fn::Equals": [{"Ref": "WebCertificateArn"}, ""]}
    assert conditions["HasPages"] == {"Fn::Not": [no_certificate]}
    assert conditions["HasFirewall"] == {"Fn::Equals": [{"Ref": "Firewall"}, "ON"]}
    switched = {
        name: each["Condition"]
        for name, each in RESOURCES.items()
        if each["Type"].startswith(("AWS::CloudFront::", "AWS::WAFv2::")) or name.startswith("Web")
    }
    assert switched == {
        **dict.fromkeys(("ApiFirewall", "ApiFirewallAssociation"), "HasFirewall"),
        **dict.fromkeys(
            ("WebBucket", "WebBucketPolicy", "WebAccess", "PageHeaders", "PageAddress"), "HasPages"
        ),
        **dict.fromkeys(("ViewerAddress", "Pages"), "HasPages"),
    }
    for name in ("WebBucketName", "PagesId", "PagesDomain", "WebConfiguration"):
        assert TEMPLATE["Outputs"][name]["Condition"] == "HasPages"


def test_the_certificate_is_from_where_cloudfront_takes_it() -> None:
    pattern = TEMPLATE["Parameters"]["WebCertificateArn"]["AllowedPattern"]
    elsewhere = "arn:aws:acm:ap-southeast-1:123456789012:certificate/1a-2b"
    assert re.fullmatch(pattern, "")
    assert re.fullmatch(pattern, elsewhere.replace(REGION, "us-east-1"))
    assert not re.fullmatch(pattern, elsewhere)


def test_the_bucket_is_read_by_this_distribution_and_nobody_else() -> None:
    assert all(properties("WebBucket")["PublicAccessBlockConfiguration"].values())
    assert "WebsiteConfiguration" not in properties("WebBucket")
    read, tls = properties("WebBucketPolicy")["PolicyDocument"]["Statement"]
    assert (read["Principal"], read["Action"]) == (
        {"Service": "cloudfront.amazonaws.com"},
        "s3:GetObject",
    )
    source = read["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]
    assert source.endswith("::${AWS::AccountId}:distribution/${Pages}")
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_the_bucket_is_asked_with_signed_requests() -> None:
    access = properties("WebAccess")["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")
    [pages, _] = distribution()["Origins"]
    assert pages["OriginAccessControlId"] == {"Fn::GetAtt": ["WebAccess", "Id"]}
    assert pages["DomainName"] == {"Fn::GetAtt": ["WebBucket", "RegionalDomainName"]}


def test_the_portals_host_is_served_over_tls_1_2_and_later() -> None:
    config = distribution()
    assert config["Aliases"] == [{"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "PortalUrl"}]}]}]
    assert config["ViewerCertificate"] == {
        "AcmCertificateArn": {"Ref": "WebCertificateArn"},
        "SslSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }
    assert (config["HttpVersion"], config["PriceClass"]) == ("http2and3", "PriceClass_200")


def test_pages_are_read_only_compressed_and_kept_at_the_edge() -> None:
    pages = distribution()["DefaultCacheBehavior"]
    assert pages["AllowedMethods"] == ["GET", "HEAD"]
    assert pages["Compress"] is True
    assert pages["CachePolicyId"] == CACHING_OPTIMIZED
    assert pages["ResponseHeadersPolicyId"] == {"Ref": "PageHeaders"}
    assert pages["ViewerProtocolPolicy"] == "redirect-to-https"


def test_the_api_is_under_the_same_origin_and_never_cached() -> None:
    [api] = distribution()["CacheBehaviors"]
    assert api["PathPattern"] == f"/{properties('Api')['StageName']}/*"
    assert set(api["AllowedMethods"]) >= {"GET", "POST"}
    assert api["CachePolicyId"] == CACHING_DISABLED
    # With the viewer's Host API Gateway would not know whose request it is.
    assert api["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert api["ViewerProtocolPolicy"] == "https-only"
    [_, origin] = distribution()["Origins"]
    assert api["TargetOriginId"] == origin["Id"]
    assert origin["DomainName"]["Fn::Sub"].startswith("${Api}.execute-api.")
    assert "OriginPath" not in origin  # the stage is the path's first part
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


def test_the_cdn_proves_itself_with_the_key_of_the_functions() -> None:
    [_, origin] = distribution()["Origins"]
    assert origin["OriginCustomHeaders"] == [
        {"HeaderName": "X-Origin-Key", "HeaderValue": {"Fn::Sub": ORIGIN_KEY}}
    ]


def test_what_the_api_refuses_reaches_the_page_as_the_api_said_it() -> None:
    assert "CustomErrorResponses" not in distribution()


def test_nothing_notes_who_came() -> None:
    assert "Logging" not in distribution()
    assert "LoggingConfiguration" not in properties("WebBucket")
