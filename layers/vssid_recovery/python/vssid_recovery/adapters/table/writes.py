"""The three kinds of write, each on its condition, as DynamoDB wants to be told of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from msgspec import Struct, field

Key = dict[str, str]
Item = dict[str, Any]
SERIALIZE = TypeSerializer().serialize
DESERIALIZE = TypeDeserializer().deserialize


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
