"""The one table: the only code that knows its keys, conditions and errors (docs/table.md).

`wire` speaks to DynamoDB and translates its errors, `keys` names the items, `items` turns them
into the model and back; each other module is the store of one capability.
"""
