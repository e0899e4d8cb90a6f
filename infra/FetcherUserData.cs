using Amazon.CDK;
using Amazon.CDK.AWS.AutoScaling;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.S3.Assets;

namespace ServerlessPipeline.Infra;

/// <summary>
/// What a new instance does first. It declares what it can, as cloud-init's YAML, so that others can read the fetcher's
/// environment out of it; what is left is to unpack the asset and to run its <c>install.sh</c>.
/// </summary>
internal static class FetcherUserData
{
    private const string BlockIndent = "\n      ";

    /// <summary>The lines after <c>#cloud-config</c>.</summary>
    public static string CloudConfig(
        AutoScalingGroup group, Asset program, LogGroup logs, IReadOnlyDictionary<string, string> environment)
    {
        var stack = Stack.Of(group);
        var resource = stack.GetLogicalId((CfnElement)group.Node.DefaultChild!);
        return $$"""
            packages: [amazon-cloudwatch-agent, aws-cfn-bootstrap, ca-certificates, libstdc++, logrotate, openssl-libs, unzip]
            write_files:
              - path: /etc/serverlesspipeline/fetcher.env
                permissions: "0644"
                content: |
                  {{string.Join(BlockIndent, environment.Select(variable => $"{variable.Key}={variable.Value}"))}}
              - path: /etc/serverlesspipeline/amazon-cloudwatch-agent.json
                permissions: "0644"
                content: |
                  {
                    "agent": { "run_as_user": "cwagent" },
                    "logs": {
                      "logs_collected": {
                        "files": {
                          "collect_list": [
                            {
                              "file_path": "/var/log/fetcher/fetcher.log",
                              "log_group_name": "{{logs.LogGroupName}}",
                              "log_stream_name": "{instance_id}",
                              "retention_in_days": -1
                            }
                          ]
                        }
                      }
                    }
                  }
              - path: /opt/serverlesspipeline/start
                permissions: "0755"
                content: |
                  #!/usr/bin/env bash
                  # Whatever happens, an update that waits for this instance learns of it. (A first deployment does not wait.)
                  set -euo pipefail
                  trap '/opt/aws/bin/cfn-signal --exit-code $? --region {{stack.Region}} --stack {{stack.StackName}} --resource {{resource}}' EXIT
                  cd /opt/serverlesspipeline
                  aws s3 cp --region {{stack.Region}} --no-progress {{program.S3ObjectUrl}} fetcher.zip
                  unzip -q -o fetcher.zip -d fetcher
                  rm fetcher.zip
                  bash fetcher/install.sh
            runcmd:
              - [/opt/serverlesspipeline/start]
            """;
    }
}
