"""`make publish STACK=name`: puts the pages of web/ behind the distribution of a stack on AWS.

It may be run again at any time: what is no longer in web/ goes, and the edges forget what they
kept. Ends with 0, or with 1 and one line that says why not.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3

from local.deployed_table import PATIENCE, answering
from local.plan import ROOT, StackFailure

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

WEB = ROOT / "web"
CONFIGURATION = "config.json"
NOT_SERVED = frozenset({"README.md"})
# Named here, not asked of the machine: with nosniff a browser runs no script of another type.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Site:
    """Where a stack has its pages, and the text of the desk's config.json."""

    bucket: str
    distribution_id: str
    configuration: str

    @classmethod
    def of(cls, stack_name: str, outputs: Mapping[str, str]) -> "Site":
        """Raises StackFailure for a stack that hosts no pages."""
        if "WebBucketName" not in outputs:
            raise StackFailure(f"Stack {stack_name} hosts no pages: it has no WebCertificateArn.")
        return cls(outputs["WebBucketName"], outputs["PagesId"], outputs["WebConfiguration"])


def main() -> int:
    """Publish to the stack of the command line; the exit status."""
    arguments = _arguments()
    try:
        with answering():
            session = boto3.Session()
            site = Site.of(arguments.stack, _outputs(session, arguments.stack))
            published = publish(session, WEB, site)
    except StackFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"{published} files published; the edges have forgotten the old ones in a minute or two.")
    return 0


def publish(session: boto3.Session, web: Path, site: Site) -> int:
    """Uploads, removes what is left over, and empties the edges' caches; how many files.

    Raises StackFailure, before anything is sent, for a file whose type is not known.
    """
    bodies = {key: path.read_bytes() for key, path in served(web)}
    bodies[CONFIGURATION] = site.configuration.encode()
    types = {key: content_type(key) for key in bodies}
    s3 = session.client("s3", config=PATIENCE)
    # Pages last: none may name a script that is not there yet.
    for key in sorted(bodies, key=lambda key: (key.endswith(".html"), key)):
        s3.put_object(Bucket=site.bucket, Key=key, Body=bodies[key], ContentType=types[key])
    for key in _stored(s3, site.bucket) - bodies.keys():
        s3.delete_object(Bucket=site.bucket, Key=key)
    session.client("cloudfront", config=PATIENCE).create_invalidation(
        DistributionId=site.distribution_id,
        InvalidationBatch={
            "Paths": {"Quantity": 1, "Items": ["/*"]},
            "CallerReference": str(uuid4()),
        },
    )
    return len(bodies)


def served(web: Path) -> Iterator[tuple[str, Path]]:
    """Address below the origin and file, for everything in `web` that is for visitors."""
    for path in sorted(web.rglob("*")):
        if path.is_file() and path.name not in NOT_SERVED and not path.name.startswith("."):
            yield path.relative_to(web).as_posix(), path


def content_type(key: str) -> str:
    """What a browser is told that the file is. Raises StackFailure for an unknown ending."""
    try:
        return CONTENT_TYPES[Path(key).suffix]
    except KeyError:
        raise StackFailure(f"web/{key}: no content type is known for it.") from None


def _stored(s3: "S3Client", bucket: str) -> set[str]:
    listing = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {each["Key"] for part in listing for each in part.get("Contents", [])}


def _outputs(session: boto3.Session, stack_name: str) -> dict[str, str]:
    formation = session.client("cloudformation", config=PATIENCE)
    stack = formation.describe_stacks(StackName=stack_name)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make publish", description=__doc__)
    parser.add_argument("--stack", required=True, help="the deployed stack's name")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
