"""What the bucket of uploaded files needs on one machine only."""

from local.aws import emulator_session


def open_to_loopback(endpoint_url: str, bucket: str) -> None:
    """Let the bucket be used over plain HTTP, and by pages of any port of this machine.

    On AWS its policy refuses all but TLS, and only the portal's own pages may upload. The console
    gets its port later, so that any origin may here; the address is signed in any case.
    """
    s3 = emulator_session().client("s3", endpoint_url=endpoint_url)
    s3.delete_bucket_policy(Bucket=bucket)
    s3.put_bucket_cors(
        Bucket=bucket,
        CORSConfiguration={
            "CORSRules": [
                {"AllowedOrigins": ["*"], "AllowedMethods": ["PUT", "GET"], "AllowedHeaders": ["*"]}
            ]
        },
    )
