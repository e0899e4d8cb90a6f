using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.CDK.Assertions;
using ServerlessPipeline.Fetcher;
using Dict = System.Collections.Generic.Dictionary<string, object>;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class FetcherInstanceTests(ProductionStack stack, DevelopmentStack development)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Template _template = stack.Template;

    [Fact]
    public void A_dead_instance_is_replaced() => _template.HasResourceProperties("AWS::AutoScaling::AutoScalingGroup", new Dict
    {
        ["MinSize"] = "1",
        ["MaxSize"] = "2",
        ["DesiredCapacity"] = Match.Absent(),
        ["HealthCheckType"] = "EC2",
    });

    [Fact]
    public void A_new_version_goes_into_service_before_the_old_one_leaves_and_only_if_it_says_that_it_runs() =>
        _template.HasResource("AWS::AutoScaling::AutoScalingGroup", new Dict
        {
            ["UpdatePolicy"] = Match.ObjectLike(new Dict
            {
                ["AutoScalingRollingUpdate"] = Match.ObjectLike(new Dict
                {
                    ["MinInstancesInService"] = 1,
                    ["MaxBatchSize"] = 1,
                    ["WaitOnResourceSignals"] = true,
                    ["PauseTime"] = "PT10M",
                }),
            }),
        });

    // Whatever is wrong with the exchange, the settings or the machine: the stack stays, and the alarm goes off, for nothing starts FanOut.
    [Fact]
    public void A_first_deployment_does_not_wait_for_the_fetcher_and_an_alarm_says_when_it_does_not_run()
    {
        var group = Assert.Single(stack.Resources("AWS::AutoScaling::AutoScalingGroup")).Value;
        var alarm = Assert.Single(stack.Resources("AWS::CloudWatch::Alarm"), alarm => (string?)alarm.Value["Properties"]!["AlarmName"] == "ServerlessPipeline-NoFile")
            .Value["Properties"]!;

        Assert.Null(group["CreationPolicy"]);
        Assert.Equal(("Invocations", "breaching"), ((string?)alarm["MetricName"], (string?)alarm["TreatMissingData"]));
        Assert.StartsWith("FanOutFunction", (string?)alarm["Dimensions"]![0]!["Value"]!["Ref"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_fetcher_said_stays_when_a_deployment_is_taken_back() =>
        Assert.Equal("Retain", (string?)Assert.Single(stack.Resources("AWS::Logs::LogGroup"), group => group.Key.StartsWith("FetcherLogs", StringComparison.Ordinal))
            .Value["DeletionPolicy"]);

    // CloudFormation deletes in the other order: no file arrives once the bucket is being emptied, or when nobody hears of it.
    [Fact]
    public void The_fetcher_starts_after_and_ends_before_all_that_hears_of_its_files() => Assert.All((SynthesizedStack[])[stack, development], each =>
    {
        var resources = each.Document["Resources"]!.AsObject();
        var before = new HashSet<string>();
        Collect(each.Resources("AWS::AutoScaling::AutoScalingGroup").Single().Key);

        string[] types =
        [
            "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Custom::S3BucketNotifications", "Custom::S3AutoDeleteObjects", "AWS::Lambda::Permission",
            "AWS::Lambda::Function", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy",
            "AWS::DynamoDB::Table", "AWS::IAM::Policy",
        ];
        Assert.All(
            types.SelectMany(type => each.Resources(type).Keys),
            id => Assert.True(before.Contains(id), $"The group does not wait for {id}."));

        void Collect(string id)
        {
            foreach (var needed in References(resources[id]!).Where(needed => resources.ContainsKey(needed) && before.Add(needed)))
            {
                Collect(needed);
            }
        }
    });

    [Fact]
    public void The_group_runs_the_newest_template_and_starts_when_its_routes_are_there()
    {
        var group = JsonSerializer.SerializeToElement(Assert.Single(_template.FindResources("AWS::AutoScaling::AutoScalingGroup")).Value);

        Assert.Contains("LatestVersionNumber", group.GetProperty("Properties").GetProperty("LaunchTemplate").GetRawText());
        Assert.All(
            _template.FindResources("AWS::EC2::Route").Keys,
            route => Assert.Contains(route, group.GetProperty("DependsOn").EnumerateArray().Select(each => each.GetString())));
    }

    [Fact]
    public void The_instance_answers_IMDSv2_only_and_its_volume_is_encrypted() => HasLaunchTemplate(new Dict
    {
        ["MetadataOptions"] = Match.ObjectLike(new Dict { ["HttpTokens"] = "required", ["HttpPutResponseHopLimit"] = 1 }),
        ["BlockDeviceMappings"] = new object[]
        {
            new Dict
            {
                ["DeviceName"] = "/dev/xvda",
                ["Ebs"] = Match.ObjectLike(new Dict
                {
                    ["Encrypted"] = true, ["VolumeType"] = "gp3", ["DeleteOnTermination"] = true,
                }),
            },
        },
        ["KeyName"] = Match.Absent(),
        ["Monitoring"] = new Dict { ["Enabled"] = false },
        ["NetworkInterfaces"] = new object[] { Match.ObjectLike(new Dict { ["AssociatePublicIpAddress"] = true }) },
    });

    [Fact]
    public void The_image_is_the_newest_Amazon_Linux_2023_at_deployment() => _template.HasParameter("*", new Dict
    {
        ["Type"] = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
        ["Default"] = Match.StringLikeRegexp("^/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-.*-x86_64$"),
    });

    [Fact]
    public void The_role_may_read_and_add_files_keep_what_is_there_read_its_program_write_its_logs_and_be_managed_and_no_more()
    {
        var policies = stack.Resources("AWS::IAM::Policy").Values
            .Where(policy => policy["Properties"]!["Roles"]!.ToJsonString().Contains("FetcherRole", StringComparison.Ordinal));
        var role = stack.Resources("AWS::IAM::Role").Single(role => role.Key.StartsWith("FetcherRole", StringComparison.Ordinal));

        var statements = Assert.Single(policies)["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray()
            .Select(statement => (Actions: statement!["Action"]!.ToJsonString(), Resource: statement["Resource"]!.ToJsonString()));

        Assert.Null(role.Value["Properties"]!["Policies"]);
        Assert.Collection(
            statements,
            read =>
            {
                Assert.Equal("\"s3:GetObject\"", read.Actions);
                Assert.Matches("MinuteFilesBucket.*\"/data_1_min/[*]\".*MinuteFilesBucket.*\"/repairs_1_min/[*]\".*MinuteFilesBucket.*\"/backfill_1_min/[*]\"", read.Resource);
            },
            found =>
            {
                Assert.Equal("\"s3:ListBucket\"", found.Actions);
                Assert.Matches("^{\"Fn::GetAtt\":.\"MinuteFilesBucket[^/]*$", found.Resource);
            },
            files =>
            {
                Assert.Equal("\"s3:PutObject\"", files.Actions);
                Assert.Matches("MinuteFilesBucket.*\"/data_1_min/[*]\".*MinuteFilesBucket.*\"/repairs_1_min/[*]\"", files.Resource);
            },
            coverage =>
            {
                Assert.Equal("""["dynamodb:BatchGetItem","dynamodb:UpdateItem"]""", coverage.Actions);
                Assert.Matches("^{\"Fn::GetAtt\":.\"TablesPipelineState", coverage.Resource);
            },
            program =>
            {
                Assert.Equal("\"s3:GetObject\"", program.Actions);
                Assert.Matches("-assets-.*/[0-9a-f]{64}[.]zip\"", program.Resource);
            },
            logs =>
            {
                Assert.Equal("""["logs:CreateLogStream","logs:DescribeLogStreams","logs:PutLogEvents"]""", logs.Actions);
                Assert.Matches("^{\"Fn::GetAtt\":.\"FetcherLogs", logs.Resource);
            },
            management =>
            {
                Assert.Equal(
                    """["ssm:UpdateInstanceInformation","ssmmessages:CreateControlChannel","ssmmessages:CreateDataChannel","ssmmessages:OpenControlChannel","ssmmessages:OpenDataChannel"]""",
                    management.Actions);
                Assert.Equal("\"*\"", management.Resource);
            });
    }

    [Fact]
    public void A_new_version_of_the_program_is_new_user_data()
    {
        // s3://the assets' bucket/the program's hash.zip
        var key = UserData().Split("s3://")[1].Split('/', '"')[1];

        Assert.True(File.Exists(Path.Combine(stack.Asset(key), "install.sh")));
    }

    [Fact]
    public void User_data_gives_the_fetcher_its_bucket_symbols_exchange_and_region()
    {
        var userData = UserData();

        Assert.StartsWith("\"#cloud-config\\n", userData[userData.IndexOf("\"#cloud", StringComparison.Ordinal)..]);
        Assert.Contains($"path: {UnitSetting("EnvironmentFile")}\\n", userData);
        Assert.Contains($"{FetcherVariables.Bucket}=\",{{\"Ref\":\"MinuteFilesBucket", userData);
        Assert.Contains($"\\n      {FetcherVariables.Symbols}=BTCUSDT,ETHUSDT,", userData);
        Assert.Contains($"\\n      {FetcherVariables.ExchangeUrl}=https://", userData);
        Assert.Contains("\\n      AWS_REGION=\",{\"Ref\":\"AWS::Region\"}", userData);
    }

    [Fact]
    public void The_signal_names_the_group_that_waits_for_it()
    {
        var group = Assert.Single(_template.FindResources("AWS::AutoScaling::AutoScalingGroup")).Key;

        Assert.Contains($"--stack ServerlessPipeline --resource {group}", UserData());
    }

    [Fact]
    public void The_asset_is_a_whole_program_for_Linux_with_its_unit()
    {
        var folder = Artifacts.Published().Fetcher;
        var program = Path.GetFileName(UnitSetting("ExecStart"));

        using var executable = File.OpenRead(Path.Combine(folder, program));
        var start = new byte[4];
        executable.ReadExactly(start);

        Assert.Equal("\u007fELF"u8.ToArray(), start);
        Assert.True(File.Exists(Path.Combine(folder, "libcoreclr.so")));
        Assert.True(File.Exists(Path.Combine(folder, "install.sh")));
    }

    [Fact]
    public async Task The_installation_is_a_script_that_bash_understands()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no bash.");

        using var bash = Process.Start("bash", ["-n", Path.Combine(Artifacts.Published().Fetcher, "install.sh")]);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, bash.ExitCode);
    }

    [Fact]
    public void The_unit_lets_the_fetcher_write_to_its_spool_alone()
    {
        Assert.Equal("strict", UnitSetting("ProtectSystem"));
        Assert.Equal("fetcher", UnitSetting("User"));
        Assert.Equal($"{FetcherVariables.SpoolFolder}=/var/lib/{UnitSetting("StateDirectory")}", UnitSetting("Environment"));
    }

    /// <summary>The logical ids that a resource names.</summary>
    private static IEnumerable<string> References(JsonNode resource) => resource["DependsOn"] is { } named
        ? Names(named).Concat(InValues(resource["Properties"]))
        : InValues(resource["Properties"]);

    private static IEnumerable<string> InValues(JsonNode? value) => value switch
    {
        JsonArray items => items.SelectMany(InValues),
        JsonObject values => values.SelectMany(entry => entry.Key switch
        {
            "Ref" => Names(entry.Value!),
            "Fn::GetAtt" => Names(entry.Value![0]!),
            _ => InValues(entry.Value),
        }),
        _ => [],
    };

    private static IEnumerable<string> Names(JsonNode value) => value is JsonArray items ? items.Select(item => (string)item!) : [(string)value!];

    private static string UnitSetting(string name) => Assert.Single(
        File.ReadLines(Path.Combine(Artifacts.Published().Fetcher, "systemd", "fetcher.service")),
        line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    private void HasLaunchTemplate(Dict data) => _template.HasResourceProperties(
        "AWS::EC2::LaunchTemplate", new Dict { ["LaunchTemplateData"] = Match.ObjectLike(data) });

    private string UserData() => Assert.Single(stack.Resources("AWS::EC2::LaunchTemplate")).Value
        ["Properties"]!["LaunchTemplateData"]!["UserData"]!.ToJsonString(Readable);
}
