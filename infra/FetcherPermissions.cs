using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Assets;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Infra;

/// <summary>
/// What the instance may do, statement by statement: the grants of the CDK and AWS's managed policies allow more.
/// </summary>
internal static class FetcherPermissions
{
    public static void Grant(Role role, IBucket files, ITable state, Asset program, LogGroup logs)
    {
        // Of a file that is there already it must know what it holds; deleting or replacing one is not among its rights.
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "ReadFiles",
            Actions = ["s3:GetObject"],
            Resources = [.. SourceFile.Prefixes.Select(prefix => files.ArnForObjects($"{prefix}*"))],
        }));
        Allow(role, "FindFiles", files.BucketArn, "s3:ListBucket");
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "AddFiles",
            Actions = ["s3:PutObject"],
            Resources = [files.ArnForObjects($"{MinuteFileKey.Prefix}*"), files.ArnForObjects($"{RepairFileKey.Repair.Prefix}*")],
        }));
        Allow(role, "KeepWhatIsThere", state.TableArn, "dynamodb:BatchGetItem", "dynamodb:UpdateItem");
        Allow(role, "ReadItsProgram", program.Bucket.ArnForObjects(program.S3ObjectKey), "s3:GetObject");
        Allow(
            role, "WriteItsLogs", logs.LogGroupArn, "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents");
        // What Session Manager needs, of all that AmazonSSMManagedInstanceCore allows. IAM knows no resource for these
        // but the instance, whose id is not known before it is there.
        Allow(
            role,
            "SessionManager",
            "*",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel");
    }

    private static void Allow(Role role, string sid, string resource, params string[] actions) =>
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = [resource] }));
}
