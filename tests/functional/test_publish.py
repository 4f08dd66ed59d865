"""`make publish` on a real bucket and a distribution (moto): what a visitor is then served."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local import publish as command
from local.plan import StackFailure
from local.publish import Site, content_type, publish, served
from tests.repository import ROOT

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "pages"
CONFIGURATION = '{"region":"ap-southeast-1"}'


@pytest.fixture
def s3(aws: None) -> "S3Client":
    client = boto3.client("s3")
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"}
    )
    return client


@pytest.fixture
def site(s3: "S3Client") -> Site:
    made = boto3.client("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "once",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [{"Id": "pages", "DomainName": "pages.example"}]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "pages",
                "ViewerProtocolPolicy": "redirect-to-https",
            },
        }
    )
    return Site(BUCKET, made["Distribution"]["Id"], CONFIGURATION)


@pytest.fixture
def web(tmp_path: Path) -> Path:
    for name in ("index.html", "assets/site.css", "assets/api.js", "README.md", ".draft.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"this is {name}", "utf-8")
    return tmp_path


def kept(s3: "S3Client") -> set[str]:
    return {each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def forgotten(site: Site) -> int:
    listed = boto3.client("cloudfront").list_invalidations(DistributionId=site.distribution_id)
    return int(listed["InvalidationList"]["Quantity"])


def test_everything_for_visitors_is_published_and_nothing_else(
    web: Path, s3: "S3Client", site: Site
) -> None:
    assert publish(boto3.Session(), web, site) == 4

    assert kept(s3) == {"index.html", "assets/site.css", "assets/api.js", "config.json"}
    page = s3.get_object(Bucket=BUCKET, Key="index.html")
    assert (page["Body"].read(), page["ContentType"]) == (
        b"this is index.html",
        "text/html; charset=utf-8",
    )
    script = s3.get_object(Bucket=BUCKET, Key="assets/api.js")
    assert script["ContentType"] == "text/javascript; charset=utf-8"


def test_the_desk_gets_the_configuration_of_its_stack(
    web: Path, s3: "S3Client", site: Site
) -> None:
    publish(boto3.Session(), web, site)

    told = s3.get_object(Bucket=BUCKET, Key="config.json")
    assert (told["Body"].read().decode(), told["ContentType"]) == (
        CONFIGURATION,
        "application/json",
    )


def test_what_is_left_over_goes_and_the_edges_forget_it(
    web: Path, s3: "S3Client", site: Site
) -> None:
    publish(boto3.Session(), web, site)
    (web / "assets/site.css").unlink()
    publish(boto3.Session(), web, site)

    assert "assets/site.css" not in kept(s3)
    assert forgotten(site) == 2


def test_the_edges_may_keep_a_file_and_the_policy_alone_tells_browsers(
    web: Path, s3: "S3Client", site: Site
) -> None:
    publish(boto3.Session(), web, site)
    assert "CacheControl" not in s3.get_object(Bucket=BUCKET, Key="index.html")


def test_a_page_comes_after_what_it_loads(web: Path, site: Site) -> None:
    session, sent = boto3.Session(), list[str]()
    session.events.register(
        "provide-client-params.s3.PutObject", lambda params, **_: sent.append(params["Key"])
    )
    publish(session, web, site)

    assert sent == ["assets/api.js", "assets/site.css", "config.json", "index.html"]


def test_a_file_of_an_unknown_kind_stops_it_before_anything_is_sent(
    web: Path, s3: "S3Client", site: Site
) -> None:
    (web / "assets/film.mkv").write_bytes(b"")

    with pytest.raises(StackFailure, match=r"assets/film\.mkv"):
        publish(boto3.Session(), web, site)
    assert kept(s3) == set()


def test_every_file_of_the_repository_can_be_published() -> None:
    names = [name for name, _ in served(ROOT / "web")]
    assert {"index.html", "desk/index.html", "assets/site.css"} <= set(names)
    assert all(content_type(name) for name in names)


class Formation:
    """CloudFormation with the stack «recovery» alone; moto's wants packages of its own."""

    def __init__(self, outputs: Mapping[str, str]) -> None:
        self._outputs = outputs

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        if StackName != "recovery":
            message = f"Stack {StackName} does not exist"
            raise ClientError({"Error": {"Message": message}}, "DescribeStacks")
        told = [{"OutputKey": key, "OutputValue": value} for key, value in self._outputs.items()]
        return {"Stacks": [{"Outputs": told}]}


class Session:
    """boto3's session with that CloudFormation."""

    def __init__(self, outputs: Mapping[str, str]) -> None:
        self._formation = Formation(outputs)
        self._client: Callable[..., Any] = boto3.Session().client

    def client(self, name: str, **more: Any) -> Any:
        return self._formation if name == "cloudformation" else self._client(name, **more)


@pytest.fixture
def run(web: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    def make_web(stack: str, **outputs: str) -> int:
        monkeypatch.setattr(command, "WEB", web)
        session = Session(outputs)
        monkeypatch.setattr(boto3, "Session", lambda: session)
        monkeypatch.setattr("sys.argv", ["make publish", "--stack", stack])
        return command.main()

    return make_web


def test_the_command_finds_the_bucket_by_the_stacks_name(
    run: Callable[..., int], s3: "S3Client", site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(
        "recovery",
        WebBucketName=site.bucket,
        PagesId=site.distribution_id,
        WebConfiguration=site.configuration,
    )

    assert ended == 0
    assert "4 files published" in capsys.readouterr().out
    assert "index.html" in kept(s3)


def test_a_stack_without_pages_is_said_to_have_none(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("recovery", TableName="recovery") == 1
    assert "WebCertificateArn" in capsys.readouterr().err


def test_a_stack_that_is_not_there_is_one_line(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("another") == 1
    said = capsys.readouterr().err
    assert "another does not exist" in said
    assert said.count("\n") == 1
