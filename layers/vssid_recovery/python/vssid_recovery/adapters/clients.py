"""AWS clients, made alike: they give up early, because a caller or a page is waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

PATIENCE = Config(
    connect_timeout=0.5,
    read_timeout=1,
    retries={"total_max_attempts": 2, "mode": "standard"},
)

# Sending is not repeated here: a slow answer would become two mails. The retry queue tries again.
ONCE = Config(connect_timeout=0.5, read_timeout=5, retries={"total_max_attempts": 1})

# Files are larger than an answer, and nobody hears them being read; s3v4 is what KMS asks for.
FILES = Config(
    connect_timeout=1,
    read_timeout=20,
    retries={"total_max_attempts": 3, "mode": "standard"},
    signature_version="s3v4",
    # Signed addresses of the Region's own host: a new bucket's other one answers with a redirect.
    s3={"addressing_style": "virtual"},
)


def dynamodb() -> DynamoDBClient:
    return boto3.client("dynamodb", config=PATIENCE)


def secrets_manager() -> SecretsManagerClient:
    return boto3.client("secretsmanager", config=PATIENCE)


def ses() -> SESV2Client:
    return boto3.client("sesv2", config=ONCE)


def s3() -> S3Client:
    return boto3.client("s3", config=FILES)


def sqs() -> SQSClient:
    return boto3.client("sqs", config=PATIENCE)
