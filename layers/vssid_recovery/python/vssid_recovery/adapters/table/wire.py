"""Reads and writes of the table, and the translation of everything DynamoDB can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct, field

from vssid_recovery.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Key = dict[str, str]
Item = dict[str, Any]
MOST_TRIES = 4  # the first and three more after a TransactionConflict
SERIALIZE = TypeSerializer().serialize
DESERIALIZE = TypeDeserializer().deserialize


class ConditionFailed(Exception):
    """A write's condition did not hold. `items` has, per write, what stands there (None: not told).

    `failed` are the positions of the writes that were refused.
    """

    def __init__(self, items: Sequence[Item | None], failed: Sequence[int]) -> None:
        super().__init__(f"condition of {list(failed)} failed")
        self.items = items
        self.failed = failed


class Update(Struct, frozen=True):
    """One conditional update. Names are written `#name`, values `:name`; both are bound by name."""

    key: Key
    expression: str
    condition: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def parameters(self) -> dict[str, Any]:
        return {
            "Key": encoded(self.key),
            "UpdateExpression": self.expression,
            **_condition(self.condition),
            **_bound(f"{self.expression} {self.condition}", self.values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }


class Put(Struct, frozen=True):
    """One conditional put of a whole item."""

    item: Item
    condition: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def parameters(self) -> dict[str, Any]:
        return {
            "Item": encoded(self.item),
            **_condition(self.condition),
            **_bound(self.condition, self.values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }


class Delete(Struct, frozen=True):
    """One conditional delete."""

    key: Key
    condition: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def parameters(self) -> dict[str, Any]:
        return {
            "Key": encoded(self.key),
            **_condition(self.condition),
            **_bound(self.condition, self.values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }


Write = Update | Put | Delete


class Table:
    """One DynamoDB table. `pause` waits a moment, by chance, between two tries of one write."""

    def __init__(self, client: DynamoDBClient, name: str, pause: Callable[[], None]) -> None:
        self._client = client
        self._name = name
        self._pause = pause

    def get(self, key: Key) -> Item | None:
        """One strongly consistent read."""
        answer = self._call("get_item", TableName=self._name, Key=encoded(key), ConsistentRead=True)
        return decoded(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Sequence[Key]) -> list[Item | None]:
        """Up to 100 strongly consistent reads in one round trip, in the order of `keys`."""
        wanted = {"Keys": [encoded(key) for key in keys], "ConsistentRead": True}
        request: Mapping[str, Any] = {self._name: wanted}
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

    def query_index_after(
        self, name: str, sorted_by: str, pk: str, after: str, most: int
    ) -> list[Item]:
        """The keys of one partition of an index from after `after` on, in its order."""
        found = self._pages(
            IndexName=name,
            KeyConditionExpression=f"{name} = :pk AND {sorted_by} > :after",
            ExpressionAttributeValues=encoded({":pk": pk, ":after": after or " "}),
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


class _Conflict(Exception):
    """Another transaction holds one of the items; the same transaction may be tried again."""


def encoded(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _typed(value) for name, value in item.items()}


def decoded(item: Mapping[str, Any]) -> Item:
    return {name: DESERIALIZE(value) for name, value in item.items()}


def _typed(value: Any) -> Mapping[str, Any]:
    """boto3's serializer asks each value nine questions; nearly all of ours are text or counts."""
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is int:
        return {"N": str(value)}
    if kind is dict:
        return {"M": encoded(value)}
    typed: Mapping[str, Any] = SERIALIZE(value)
    return typed


def _condition(condition: str) -> dict[str, str]:
    return {"ConditionExpression": condition} if condition else {}


def _bound(expression: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """DynamoDB refuses names and values that no expression uses, so names are found by need."""
    names = _names(expression)
    return {
        **({"ExpressionAttributeNames": names} if names else {}),
        **({"ExpressionAttributeValues": encoded(values)} if values else {}),
    }


@lru_cache
def _names(expression: str) -> Mapping[str, str]:
    """The `#name`s in an expression; there are some dozens of expressions, used at every call."""
    for mark in "(),.=<>":
        expression = expression.replace(mark, " ")
    return {word: word[1:] for word in expression.split() if word.startswith("#")}


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
