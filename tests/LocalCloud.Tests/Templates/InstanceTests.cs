using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.Templates;

public sealed class InstanceTests
{
    private const string UserData = """
        #cloud-config
        packages: [unzip]
        write_files:
          - path: /etc/loader.env
            permissions: "0644"
            content: |
              # where to
              TABLE=${Table}
              SIZE=5
          - path: /etc/other.conf
            content: "x: y"
        runcmd:
          - aws s3 cp s3://assets/code.zip /tmp && unzip /tmp/code.zip -d /opt/loader
        """;

    private const string Unit = """
        [Unit]
        Description=Loads
        [Service]
        # ExecStart=/bin/true
        ExecStart=/opt/loader/Loader --fast
        EnvironmentFile=/etc/loader.env
        Environment=SIZE=3
        Environment=SPOOL=/var/lib/loader
        """;

    [Fact]
    public void Instance_has_the_program_environment_and_role_of_its_unit()
    {
        using var asset = new TemporaryFolder();
        var folder = Asset(asset, Unit);

        var instance = Assert.Single(Read(folder, UserData).Instances);

        Assert.Equal("Stack-Group", instance.Name);
        Assert.Equal("arn:aws:iam::000000000000:role/Stack-Role", instance.RoleArn);
        Assert.Equal(folder, instance.Program.Folder);
        Assert.Equal(Path.Combine(folder, "Loader"), instance.Program.Executable);
        Assert.Equal(
            new Dictionary<string, string> { ["TABLE"] = "Stack-Table", ["SIZE"] = "5", ["SPOOL"] = "/var/lib/loader" },
            instance.Program.Environment);
    }

    [Fact]
    public void Machine_and_network_are_passed_over_in_silence()
    {
        using var asset = new TemporaryFolder();

        var deployment = Read(Asset(asset, Unit), UserData);

        Assert.Empty(deployment.Warnings);
    }

    [Theory]
    [InlineData("#cloud-config", "#!/bin/bash", "it must begin with '#cloud-config'")]
    [InlineData("code.zip", "other.zip", "it must name exactly one asset of the cloud assembly")]
    [InlineData("/etc/loader.env", "/etc/loader.conf", "it must write the unit's environment file '/etc/loader.env'")]
    [InlineData("SIZE=5", "SIZE='5'", "the line 'SIZE='5'' of the environment must be NAME=value, with no spaces, quotes, escapes or specifiers")]
    [InlineData("write_files:", "files:", "it must have a list 'write_files' of files with path and content")]
    public void User_data_is_refused(string original, string replacement, string expected)
    {
        using var asset = new TemporaryFolder();
        var userData = UserData.Replace(original, replacement, StringComparison.Ordinal);

        var errors = Assert.Throws<TemplateException>(() => Read(Asset(asset, Unit), userData)).Errors;

        Assert.StartsWith($"Stack/Template.UserData: {expected}", Assert.Single(errors));
    }

    [Fact]
    public void Asset_without_a_unit_for_its_program_is_refused()
    {
        using var asset = new TemporaryFolder();
        var folder = Asset(asset, Unit.Replace("/opt/loader/Loader", "/usr/bin/true", StringComparison.Ordinal));

        var errors = Assert.Throws<TemplateException>(() => Read(folder, UserData)).Errors;

        Assert.Equal(
            $"Stack/Template.UserData: the asset '{folder}' must have exactly one systemd unit that starts a program of its own",
            Assert.Single(errors));
    }

    [Theory]
    [InlineData("\"MinSize\": \"1\"", "\"MinSize\": \"2\"", "Stack/Group.MinSize: \"2\" is not supported")]
    [InlineData("\"Ref\": \"Template\"", "\"Ref\": \"Role\"", "Stack/Group: its launch template is not in this deployment")]
    [InlineData("\"Fn::GetAtt\": [\"Profile\", \"Arn\"]", "\"Ref\": \"Role\"", "Stack/Group: its instance profile is not in this deployment")]
    [InlineData("\"Roles\": [{ \"Ref\": \"Role\" }]", "\"Roles\": [\"other\"]", "Stack/Group: its role is not in this deployment")]
    [InlineData("\"ImageId\"", "\"SpotOptions\"", "Stack/Template.SpotOptions: the parameter 'Image' is read from SSM, which is not played locally")]
    public void Group_is_refused(string original, string replacement, string expected)
    {
        using var asset = new TemporaryFolder();
        var template = Template(UserData).Replace(original, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Template(UserData), template);

        var errors = Assert.Throws<TemplateException>(() => Synthesized.ReadWith(Asset(asset, Unit), template)).Errors;

        Assert.Equal(expected, Assert.Single(errors));
    }

    private static string Asset(TemporaryFolder folder, string unit)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "systemd"));
        File.WriteAllText(Path.Combine(folder.Path, "Loader"), "");
        File.WriteAllText(Path.Combine(folder.Path, "systemd", "loader.service"), unit);
        File.WriteAllText(Path.Combine(folder.Path, "systemd", "helper.service"), "[Service]\nExecStart=/usr/bin/journalctl\n");
        return folder.Path;
    }

    private static Deployment Read(string asset, string userData) => Synthesized.ReadWith(asset, Template(userData));

    private static string Template(string userData) => $$"""
        {
          "Parameters": { "Image": { "Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": "/image" } },
          "Resources": {
            "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": { "Fn::Cidr": [] } } },
            "Firewall": { "Type": "AWS::EC2::SecurityGroup" },
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": {
              "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
              "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }] } },
            "Role": { "Type": "AWS::IAM::Role" },
            "Profile": { "Type": "AWS::IAM::InstanceProfile", "Properties": { "Roles": [{ "Ref": "Role" }] } },
            "Template": { "Type": "AWS::EC2::LaunchTemplate", "Properties": { "LaunchTemplateData": {
              "ImageId": { "Ref": "Image" },
              "NetworkInterfaces": [{ "Groups": [{ "Fn::GetAtt": ["Firewall", "GroupId"] }] }],
              "IamInstanceProfile": { "Arn": { "Fn::GetAtt": ["Profile", "Arn"] } },
              "UserData": { "Fn::Base64": { "Fn::Sub": {{JsonValue.Create(userData).ToJsonString()}} } } } } },
            "Group": {
              "Type": "AWS::AutoScaling::AutoScalingGroup",
              "CreationPolicy": { "ResourceSignal": { "Count": 1, "Timeout": "PT10M" } },
              "Properties": {
                "MinSize": "1", "MaxSize": "2", "VPCZoneIdentifier": [{ "Ref": "Vpc" }],
                "LaunchTemplate": {
                  "LaunchTemplateId": { "Ref": "Template" }, "Version": { "Fn::GetAtt": ["Template", "LatestVersionNumber"] } } } } } }
        """;
}
