using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>
/// The policies of AWS's own that functions and instances commonly have, all of them on every resource. Source: AWS
/// Managed Policy Reference Guide.
/// </summary>
internal static class AwsManagedPolicies
{
    private const string Prefix = "arn:aws:iam::aws:policy/";

    private static readonly string[] Logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

    private static readonly Dictionary<string, string[]> Actions = new()
    {
        ["service-role/AWSLambdaBasicExecutionRole"] = Logs,
        ["service-role/AWSLambdaSQSQueueExecutionRole"] =
            ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", .. Logs],
        ["service-role/AWSLambdaVPCAccessExecutionRole"] =
        [
            .. Logs, "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
        ],
        ["AWSXRayDaemonWriteAccess"] =
        [
            "xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets",
            "xray:GetSamplingStatisticSummaries",
        ],
        ["AmazonSSMManagedInstanceCore"] =
        [
            "ssm:DescribeAssociation", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument", "ssm:DescribeDocument",
            "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters", "ssm:ListAssociations", "ssm:ListInstanceAssociations",
            "ssm:PutInventory", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:UpdateAssociationStatus",
            "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
            "ec2messages:AcknowledgeMessage", "ec2messages:DeleteMessage", "ec2messages:FailMessage",
            "ec2messages:GetEndpoint", "ec2messages:GetMessages", "ec2messages:SendReply",
        ],
    };

    /// <summary>The document; null for a policy that is not known here.</summary>
    public static JsonObject? Find(string arn) =>
        arn.StartsWith(Prefix, StringComparison.Ordinal) && Actions.TryGetValue(arn[Prefix.Length..], out var actions)
            ? new JsonObject
            {
                ["Version"] = "2012-10-17",
                ["Statement"] = new JsonObject
                {
                    ["Effect"] = "Allow",
                    ["Action"] = new JsonArray([.. actions.Select(action => JsonValue.Create(action))]),
                    ["Resource"] = "*",
                },
            }
            : null;
}
