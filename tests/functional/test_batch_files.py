"""The bucket of declaration files: what is signed, what is kept, and what failing looks like."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlparse

import boto3
import pytest
import requests
from botocore.exceptions import NoCredentialsError, ReadTimeoutError
from msgspec.structs import replace

from tests.clock import START
from tests.functional.declaration_desk import UNIT
from vssid_recovery.adapters.batch_files import BucketFiles
from vssid_recovery.batch_model import Batch, RowOutcome
from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_row_reasons import CellReason
from vssid_recovery.errors import Unavailable

BUCKET = "declaration-files"
BATCH = Batch("b" * 32, "tk1.csv", UNIT, "07906", START, upload="first")
ROW = Row(2, "0123456790", "Trần Thị Bình", "1955-02-03", "", "b@thu.example", "hai\ndòng")


@pytest.fixture
def files(aws: None) -> BucketFiles:
    where = {"LocationConstraint": "ap-southeast-1"}
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)  # type: ignore[arg-type]
    return BucketFiles(BUCKET)


def test_an_upload_is_signed_for_one_key_one_type_and_a_quarter_of_an_hour(
    files: BucketFiles,
) -> None:
    url = urlparse(files.upload_url(BATCH.batch_id, "text/csv"))

    asked = parse_qs(url.query)
    assert url.netloc == f"{BUCKET}.s3.ap-southeast-1.amazonaws.com", "another one redirects"
    assert url.path == f"/uploads/{BATCH.batch_id}"
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert asked["X-Amz-SignedHeaders"] == ["content-type;host"]
    assert asked["X-Amz-Expires"] == ["900"]


def test_a_result_comes_as_a_file_with_a_name_for_five_minutes(files: BucketFiles) -> None:
    files.write_result(BATCH, [b"a;", b"b\r\n"])

    url = files.result_url(BATCH)
    answer = requests.get(url, timeout=5)

    assert answer.content == b"a;b\r\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ket-qua-bbbbbbbb.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert parse_qs(urlparse(url).query)["X-Amz-Expires"] == ["300"]


def test_the_result_of_another_upload_does_not_take_its_place(files: BucketFiles) -> None:
    files.write_result(BATCH, [b"first"])

    files.write_result(replace(BATCH, upload="second"), [b"second"])

    assert requests.get(files.result_url(BATCH), timeout=5).content == b"first"


def test_rows_and_outcomes_come_back_as_they_were_kept(files: BucketFiles) -> None:
    reason = CellReason("email", "EMAIL", "chưa đúng", "wrong")
    outcomes = [RowOutcome(2, "d" * 32, True), RowOutcome(3, reasons=(reason,))]

    files.keep_rows(BATCH.batch_id, "first", 7, [ROW])
    files.keep_rows(BATCH.batch_id, "second", 7, [])
    files.keep_outcomes(BATCH, 7, outcomes)

    assert files.rows(BATCH, 7) == [ROW]
    assert files.outcomes(BATCH, 7) == outcomes


@pytest.mark.parametrize("size", [0, 5, (1 << 20) + 1])
def test_an_upload_comes_whole_with_its_size_and_the_name_of_its_content(
    files: BucketFiles, size: int
) -> None:
    client = boto3.client("s3")
    tag = client.put_object(Bucket=BUCKET, Key="uploads/b", Body=b"x" * size)["ETag"]

    with files.fetch("b", 1 << 21) as upload:
        assert upload is not None
        assert (upload.size, f'"{upload.name}"') == (size, tag)
        upload.content.seek(0)
        assert upload.content.read() == b"x" * size

    with files.fetch("nobody's", 1 << 21) as none:
        assert none is None


def test_what_the_bucket_cannot_do_is_unavailable(
    files: BucketFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unavailable, match="NoSuchKey"):
        files.rows(BATCH, 0)
    with pytest.raises(Unavailable, match="NoSuchBucket"):
        BucketFiles("no-such-bucket").write_result(BATCH, [])

    def no_credentials(*given: object, **named: object) -> str:
        raise NoCredentialsError

    monkeypatch.setattr(files._s3, "generate_presigned_url", no_credentials)
    with pytest.raises(Unavailable):
        files.upload_url("b", "text/csv")
    with pytest.raises(Unavailable):
        files.result_url(BATCH)


def test_a_connection_that_breaks_within_a_file_is_unavailable(
    files: BucketFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = BreaksOff()
    found = {"ContentLength": 9, "ETag": '"a"', "Body": body}
    monkeypatch.setattr(files._s3, "get_object", lambda **asked: found)

    with pytest.raises(Unavailable), files.fetch("b", 1 << 21):
        pass

    assert body.is_closed


class BreaksOff:
    is_closed = False

    def iter_chunks(self, size: int) -> Iterator[bytes]:
        yield b"some"
        raise ReadTimeoutError(endpoint_url="https://made-up.example")

    def close(self) -> None:
        self.is_closed = True
