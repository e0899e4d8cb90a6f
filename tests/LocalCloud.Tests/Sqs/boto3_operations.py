"""Every operation through boto3, against the endpoint given as the only argument; prints "ok"."""
import hashlib
import json
import sys

import boto3
from botocore.exceptions import ClientError

sqs = boto3.client("sqs", endpoint_url=sys.argv[1])


def expect(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{code} expected")


dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1})
url = sqs.create_queue(QueueName="rows", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "0"})["QueueUrl"]
assert sqs.get_queue_url(QueueName="rows")["QueueUrl"] == url
assert sqs.list_queues(QueueNamePrefix="r")["QueueUrls"] == [url]
assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]
expect("QueueAlreadyExists", sqs.create_queue, QueueName="rows", Attributes={"VisibilityTimeout": "1"})
try:
    sqs.get_queue_url(QueueName="nothing")
    raise AssertionError("QueueDoesNotExist expected")
except sqs.exceptions.QueueDoesNotExist:
    pass

assert "Messages" not in sqs.receive_message(QueueUrl=url)
body = "Grüße\r\n<&>\t€ 🚀"
sent = sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes={
    "raw": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xff"},
    "row": {"DataType": "Number", "StringValue": "5"},
})
message = sqs.receive_message(
    QueueUrl=url, AttributeNames=["All"], MessageAttributeNames=["All"], WaitTimeSeconds=1)["Messages"][0]
assert message["Body"] == body
assert message["MD5OfBody"] == hashlib.md5(body.encode()).hexdigest()
assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
assert message["MessageAttributes"]["raw"]["BinaryValue"] == b"\x00\x01\xff"
assert message["Attributes"]["ApproximateReceiveCount"] == "1"
assert "Messages" not in sqs.receive_message(QueueUrl=url)
letter = sqs.receive_message(QueueUrl=dead, AttributeNames=["All"])["Messages"][0]
assert letter["MessageId"] == message["MessageId"]
sqs.change_message_visibility(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"], VisibilityTimeout=0)
letter = sqs.receive_message(QueueUrl=dead)["Messages"][0]
sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])

sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": "", "VisibilityTimeout": "60"})
assert "RedrivePolicy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
answer = sqs.send_message_batch(QueueUrl=url, Entries=[
    {"Id": "a", "MessageBody": "1", "MessageAttributes": {"symbol": {"DataType": "String", "StringValue": "BTCUSDT"}}},
    {"Id": "b", "MessageBody": "2", "DelaySeconds": 901},
])
assert [e["Id"] for e in answer["Successful"]] == ["a"], answer
assert [e["Code"] for e in answer["Failed"]] == ["InvalidParameterValue"], answer
handle = sqs.receive_message(QueueUrl=url)["Messages"][0]["ReceiptHandle"]
answer = sqs.change_message_visibility_batch(
    QueueUrl=url, Entries=[{"Id": "a", "ReceiptHandle": handle, "VisibilityTimeout": 90}])
assert [e["Id"] for e in answer["Successful"]] == ["a"], answer
answer = sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": "a", "ReceiptHandle": handle}])
assert [e["Id"] for e in answer["Successful"]] == ["a"], answer
sqs.purge_queue(QueueUrl=url)
expect("AWS.SimpleQueueService.PurgeQueueInProgress", sqs.purge_queue, QueueUrl=url)
expect("AWS.SimpleQueueService.UnsupportedOperation", sqs.tag_queue, QueueUrl=url, Tags={"a": "b"})
sqs.delete_queue(QueueUrl=url)
expect("AWS.SimpleQueueService.NonExistentQueue", sqs.send_message, QueueUrl=url, MessageBody="1")
print("ok")
