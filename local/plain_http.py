"""The emulator speaks plain HTTP on loopback, which the file bucket's policy rightly refuses."""

from local.aws import emulator_session


def allow_plain_http(endpoint_url: str, bucket: str) -> None:
    """Take the policy, which holds nothing but «over TLS only», off the emulator's bucket."""
    emulator_session().client("s3", endpoint_url=endpoint_url).delete_bucket_policy(Bucket=bucket)
