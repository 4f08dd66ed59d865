"""The bucket of declaration files: uploads, chunks of raw rows, outcomes, results."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from vssid_recovery.adapters import clients
from vssid_recovery.batch_model import Batch, RowOutcome
from vssid_recovery.batch_ports import Upload
from vssid_recovery.declaration_columns import Row
from vssid_recovery.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UPLOAD_SECONDS = 15 * 60
RESULT_SECONDS = 5 * 60
IN_MEMORY = 1 << 20  # of a file on its way; more of it lies on disk


class BucketFiles:
    """Implements batch_ports.BatchFiles. The client is made when it is first needed."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @cached_property
    def _s3(self) -> S3Client:
        return clients.s3()

    def upload_url(self, batch_id: str, content_type: str) -> str:
        wanted = {
            "Bucket": self._bucket,
            "Key": f"uploads/{batch_id}",
            "ContentType": content_type,
        }
        with _translated():
            return self._s3.generate_presigned_url("put_object", wanted, ExpiresIn=UPLOAD_SECONDS)

    def result_url(self, batch: Batch) -> str:
        name = f"ket-qua-{batch.batch_id[:8]}.csv"
        wanted = {
            "Bucket": self._bucket,
            "Key": _result(batch),
            "ResponseContentDisposition": f'attachment; filename="{name}"',
            "ResponseContentType": "text/csv; charset=utf-8",
        }
        with _translated():
            return self._s3.generate_presigned_url("get_object", wanted, ExpiresIn=RESULT_SECONDS)

    @contextmanager
    def fetch(self, batch_id: str, most_bytes: int) -> Iterator[Upload | None]:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
            yield self._fetched(batch_id, most_bytes, content)

    def _fetched(self, batch_id: str, most_bytes: int, content: Any) -> Upload | None:
        with _translated():
            try:
                found = self._s3.get_object(Bucket=self._bucket, Key=f"uploads/{batch_id}")
            except self._s3.exceptions.NoSuchKey:
                return None
            size, name = found["ContentLength"], found["ETag"].strip('"')
            with closing(found["Body"]) as body:
                if size <= most_bytes:
                    for piece in body.iter_chunks(IN_MEMORY):
                        content.write(piece)
        return Upload(name, size, content)

    def keep_rows(self, batch_id: str, upload: str, chunk: int, rows: Sequence[Row]) -> None:
        self._put(_rows(batch_id, upload, chunk), msgspec.json.encode(rows))

    def rows(self, batch: Batch, chunk: int) -> Sequence[Row]:
        raw = self._get(_rows(batch.batch_id, batch.upload, chunk))
        return msgspec.json.decode(raw, type=list[Row])

    def keep_shared_addresses(self, batch: Batch, addresses: frozenset[int]) -> None:
        self._put(_shared_addresses(batch), msgspec.json.encode(sorted(addresses)))

    def shared_addresses(self, batch: Batch) -> frozenset[int]:
        return msgspec.json.decode(self._get(_shared_addresses(batch)), type=frozenset[int])

    def keep_outcomes(self, batch: Batch, chunk: int, outcomes: Sequence[RowOutcome]) -> None:
        self._put(_outcomes(batch.batch_id, chunk), msgspec.json.encode(outcomes))

    def outcomes(self, batch: Batch, chunk: int) -> Sequence[RowOutcome]:
        raw = self._get(_outcomes(batch.batch_id, chunk))
        return msgspec.json.decode(raw, type=list[RowOutcome])

    def write_result(self, batch: Batch, lines: Iterable[bytes]) -> None:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as result:
            result.writelines(lines)
            result.seek(0)
            with _translated():
                self._s3.put_object(Bucket=self._bucket, Key=_result(batch), Body=result)

    def _put(self, key: str, body: bytes) -> None:
        with _translated():
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=body)

    def _get(self, key: str) -> bytes:
        with _translated():
            return self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()


def _rows(batch_id: str, upload: str, chunk: int) -> str:
    """Under the name of the very content, so that two uploads never mix."""
    return f"rows/{batch_id}/{upload}/{chunk:05d}"


def _shared_addresses(batch: Batch) -> str:
    return f"rows/{batch.batch_id}/{batch.upload}/shared-addresses"


def _outcomes(batch_id: str, chunk: int) -> str:
    return f"outcomes/{batch_id}/{chunk:05d}"


def _result(batch: Batch) -> str:
    """Named like the rows: an upload that comes too late overwrites no result."""
    return f"results/{batch.batch_id}/{batch.upload}.csv"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise Unavailable(f"files: {error.response['Error']['Code']}") from None
    except BotoCoreError as error:
        raise Unavailable(f"files: {type(error).__name__}") from None
