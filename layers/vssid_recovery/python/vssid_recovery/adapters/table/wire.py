"""Reads and writes of the table, and the translation of everything DynamoDB can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from vssid_recovery.adapters.table.writes import Item, Key, Update, Write, decoded, encoded
from vssid_recovery.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_TRIES = 4  # the first and three more after a TransactionConflict
LONGEST_PK, LONGEST_SK = 2048, 1024  # bytes; DynamoDB refuses a whole call for a longer key


class ConditionFailed(Exception):
    """A write's condition did not hold. `items` has, per write, what stands there (None: not told).

    `failed` are the positions of the writes that were refused.
    """

    def __init__(self, items: Sequence[Item | None], failed: Sequence[int]) -> None:
        super().__init__(f"condition of {list(failed)} failed")
        self.items = items
        self.failed = failed


class Table:
    """One DynamoDB table. `pause` waits a moment, by chance, between two tries of one write."""

    def __init__(self, client: DynamoDBClient, name: str, pause: Callable[[], None]) -> None:
        self._client = client
        self._name = name
        self._pause = pause

    def get(self, key: Key) -> Item | None:
        """One strongly consistent read; none for a key that no item can have."""
        if not _can_be(key):
            return None
        answer = self._call("get_item", TableName=self._name, Key=encoded(key), ConsistentRead=True)
        return decoded(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Sequence[Key]) -> list[Item | None]:
        """Up to 100 strongly consistent reads in one round trip, in the order of `keys`.

        A key that no item can have is not asked for.
        """
        wanted = [encoded(key) for key in keys if _can_be(key)]
        if not wanted:
            return [None] * len(keys)
        request: Mapping[str, Any] = {self._name: {"Keys": wanted, "ConsistentRead": True}}
        found: dict[tuple[str, str], Item] = {}
        for _ in range(MOST_TRIES):
            answer = self._call("batch_get_item", RequestItems=request)
            for raw in answer["Responses"].get(self._name, []):
                item = decoded(raw)
                found[item["pk"], item["sk"]] = item
            if not (request := answer.get("UnprocessedKeys", {})):
                return [found.get((key["pk"], key["sk"])) for key in keys]
            self._pause()
        raise Unavailable("table: unprocessed keys")

    def query(self, pk: str, prefix: str) -> Iterable[Item]:
        """All items of one partition whose sort key begins with `prefix`, in its order."""
        return self._pages(
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=encoded({":pk": pk, ":prefix": prefix}),
            ConsistentRead=True,
        )

    def query_after(self, pk: str, after: str, prefix: str) -> Iterable[Item]:
        """Items of one partition beyond sort key `after`, while they begin with `prefix`."""
        return self._pages(
            KeyConditionExpression="pk = :pk AND sk BETWEEN :after AND :end",
            ExpressionAttributeValues=encoded(
                {":pk": pk, ":after": f"{after}\0", ":end": f"{prefix}\uffff"}
            ),
            ConsistentRead=True,
        )

    def query_index(
        self, name: str, sorted_by: str, pk: str, before: str, most: int | None = None
    ) -> Iterable[Item]:
        """The keys of one partition of an index up to `before`, in its order: `most`, or all."""
        found = self._pages(
            IndexName=name,
            KeyConditionExpression=f"{name} = :pk AND {sorted_by} <= :before",
            ExpressionAttributeValues=encoded({":pk": pk, ":before": before}),
            **({"Limit": most} if most else {}),
        )
        return islice(found, most)

    def query_index_between(
        self, name: str, sorted_by: str, pk: str, span: tuple[str, str], most: int
    ) -> list[Item]:
        """The keys of one partition of an index within `span`, its ends included, in its order."""
        first, last = span
        found = self._pages(
            IndexName=name,
            KeyConditionExpression=f"{name} = :pk AND {sorted_by} BETWEEN :first AND :last",
            ExpressionAttributeValues=encoded({":pk": pk, ":first": first, ":last": last}),
            Limit=most,
        )
        return [*islice(found, most)]

    def _pages(self, **query: Any) -> Iterable[Item]:
        start: dict[str, Any] = {}
        while True:
            answer = self._call("query", TableName=self._name, **query, **start)
            yield from map(decoded, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def update(self, write: Update) -> None:
        """Raises ConditionFailed with what stands there."""
        self._write("update_item", TableName=self._name, **write.parameters())

    def update_and_read(self, write: Update) -> Item:
        """The item as the update has left it. Raises ConditionFailed with what stands there."""
        parameters = {**write.parameters(), "ReturnValues": "ALL_NEW"}
        answer = self._write("update_item", TableName=self._name, **parameters)
        return decoded(answer["Attributes"])

    def transact(self, writes: Sequence[Write]) -> None:
        """All or nothing. Raises ConditionFailed, and Unavailable when conflicts go on."""
        items = [
            {type(write).__name__: {"TableName": self._name, **write.parameters()}}
            for write in writes
        ]
        self._write("transact_write_items", TransactItems=items)

    def _write(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        for _ in range(MOST_TRIES - 1):
            try:
                return self._call(operation, **parameters)
            except _Conflict:
                self._pause()
        try:
            return self._call(operation, **parameters)
        except _Conflict:
            raise Unavailable("table: TransactionConflict") from None

    def _call(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = getattr(self._client, operation)(**parameters)
        except ClientError as error:
            raise _translated(error) from None
        except BotoCoreError as error:
            raise Unavailable(f"table: {type(error).__name__}") from None
        return answer


def _can_be(key: Key) -> bool:
    """Ids from outside come as long as anybody writes them: too long a one is nobody's."""
    return len(key["pk"].encode()) <= LONGEST_PK and len(key["sk"].encode()) <= LONGEST_SK


class _Conflict(Exception):
    """Another transaction holds one of the items; the same transaction may be tried again."""


def _translated(error: ClientError) -> Exception:
    response: Any = error.response
    code = response["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        return ConditionFailed([_standing(response)], [0])
    reasons: list[dict[str, Any]] = response.get("CancellationReasons", [])
    codes = [reason.get("Code", "None") for reason in reasons]
    if failed := [place for place, code in enumerate(codes) if code == "ConditionalCheckFailed"]:
        return ConditionFailed([_standing(reason) for reason in reasons], failed)
    if "TransactionConflict" in codes or code == "TransactionConflictException":
        return _Conflict()
    return Unavailable(f"table: {code}")


def _standing(reason: Mapping[str, Any]) -> Item | None:
    return decoded(reason["Item"]) if reason.get("Item") else None
