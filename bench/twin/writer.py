"""Writer as a tutorial writes it: put an item for each message."""
import json
import os
from datetime import datetime, timezone
from decimal import Decimal

import boto3

table = boto3.resource("dynamodb", endpoint_url=os.environ.get("AWS_ENDPOINT_URL")).Table(os.environ["TABLE"])

NUMBERS = [
    "open", "high", "low", "close", "base_volume", "quote_volume", "trade_count", "taker_buy_base_volume",
    "taker_buy_quote_volume",
]


def time_of(milliseconds):
    return datetime.fromtimestamp(int(milliseconds) / 1000, timezone.utc)


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            row = json.loads(record["body"])
            item = {name: Decimal(row[name]) for name in NUMBERS}
            item["symbol"] = row["symbol"]
            item["open_time"] = time_of(row["open_time"]).strftime("%Y-%m-%dT%H:%M:%SZ")
            item["close_time"] = time_of(row["close_time"]).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            item["source_key"] = row["source_key"]
            item["written_at"] = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            table.put_item(Item=item)
        except Exception as error:
            print(f"{record['messageId']}: {error}")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
