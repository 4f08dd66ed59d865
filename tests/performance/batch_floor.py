"""Where files of declarations are worked on: bucket and queue of the emulator, and the workers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.aws import emulator_session
from tests.functional.functions import RESOURCES, environment
from tests.performance.lambda_folder import PYTHON, LambdaFolder
from tests.performance.recovery import UNLIMITED
from tests.performance.worker import Worker
from tests.repository import ROOT

SCRIPTS = Path(__file__).parent
FUNCTIONS = ("mailer", "email_supplementation", "declaration_batch")


@dataclass(frozen=True, slots=True)
class Floor:
    """On an emulator that has the table and no function: who measures brings the messages."""

    built: LambdaFolder
    url: str
    queue_url: str

    @classmethod
    def of(cls, built: LambdaFolder, url: str) -> "Floor":
        session = emulator_session()
        s3: Any = session.client("s3", endpoint_url=url)
        s3.create_bucket(
            Bucket=RESOURCES["DeclarationFiles"],
            CreateBucketConfiguration={"LocationConstraint": session.region_name},
        )
        sqs: Any = session.client("sqs", endpoint_url=url)
        return cls(built, url, sqs.create_queue(QueueName=RESOURCES["BatchWork"])["QueueUrl"])

    def put(self, file: Path, batch_id: str) -> None:
        """As if at the address that the batch was opened with."""
        s3: Any = emulator_session().client("s3", endpoint_url=self.url)
        s3.upload_file(str(file), RESOURCES["DeclarationFiles"], f"uploads/{batch_id}")

    def waiting(self) -> Iterator[str]:
        """Takes all messages out of the queue."""
        sqs: Any = emulator_session().client("sqs", endpoint_url=self.url)
        queue = {"QueueUrl": self.queue_url}
        while found := sqs.receive_message(**queue, MaxNumberOfMessages=10).get("Messages"):
            for each in found:
                yield each["Body"]
                sqs.delete_message(**queue, ReceiptHandle=each["ReceiptHandle"])

    def worker(self, script: str) -> Worker:
        """`batch_worker` or `desk_worker`, in an interpreter as Lambda has it."""
        variables: dict[str, str] = {}
        for name in FUNCTIONS:  # where they share a name, they share the value
            variables |= environment(name)
        here = {"AWS_ENDPOINT_URL": self.url, "WORK_QUEUE_URL": self.queue_url}
        command = [str(PYTHON), str(SCRIPTS / f"{script}.py"), str(ROOT / "functions")]
        lambdas = self.built.variables(self.built.folder, FUNCTIONS[-1])
        return Worker(command, variables | lambdas | UNLIMITED | here)
