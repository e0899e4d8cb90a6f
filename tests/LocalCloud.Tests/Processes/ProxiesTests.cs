using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Tests.Processes;

public class ProxiesTests
{
    [Fact]
    public void What_is_meant_for_this_machine_is_excepted_and_a_proxy_for_TLS_stays()
    {
        var environment = new Dictionary<string, string?>
        {
            ["HTTP_PROXY"] = "http://proxy:1",
            ["http_proxy"] = "http://proxy:1",
            ["HTTPS_PROXY"] = "http://proxy:2",
            ["ALL_PROXY"] = "http://proxy:3",
            ["no_proxy"] = "example.org",
        };

        Proxies.KeepFromLoopback(environment);

        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["HTTPS_PROXY"] = "http://proxy:2",
                ["ALL_PROXY"] = "http://proxy:3",
                ["NO_PROXY"] = "127.0.0.1,localhost,example.org",
            },
            environment);
    }
}
