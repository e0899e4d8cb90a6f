"""FanOut as a tutorial writes it: read the file, send a message for each row."""
import csv
import io
import json
import os
import urllib.parse

import boto3
from botocore.exceptions import ClientError

endpoint = os.environ.get("AWS_ENDPOINT_URL")  # Debian's boto3 does not read it by itself.
s3 = boto3.client("s3", endpoint_url=endpoint)
sqs = boto3.client("sqs", endpoint_url=endpoint)
state = boto3.resource("dynamodb", endpoint_url=endpoint).Table(os.environ["STATE_TABLE"])

QUEUE_URL = os.environ["ROWS_QUEUE_URL"]
FILE_LIMIT = os.environ["FILE_LIMIT"]
ROWS_PER_FILE = os.environ["ROWS_PER_FILE"]


def claim(identity):
    try:
        state.update_item(
            Key={"id": "file-slots"},
            UpdateExpression="ADD claimed :file",
            ConditionExpression="attribute_not_exists(claimed) OR contains(claimed, :identity) OR size(claimed) < :limit",
            ExpressionAttributeValues={":file": {identity}, ":identity": identity, ":limit": int(FILE_LIMIT)},
        )
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise


def handler(event, context):
    sent = 0
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        if FILE_LIMIT != "unlimited" and not claim(key):
            continue
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(body), delimiter="\t"))
        if ROWS_PER_FILE != "all":
            rows = rows[: int(ROWS_PER_FILE)]
        for row in rows:
            sqs.send_message(QueueUrl=QUEUE_URL, MessageBody=json.dumps({**row, "source_key": key}))
            sent += 1
    return {"sent": sent}
