using System.Net;

namespace ServerlessPipeline.Cli.Tests;

public class LoopbackProxyTests
{
    private static readonly Uri Proxy = new("http://proxy.example:3128");

    private readonly LoopbackProxy _proxy = new(new WebProxy(Proxy));

    [Theory]
    [InlineData("http://127.0.0.1:4566/")]
    [InlineData("http://localhost:4566/")]
    [InlineData("http://[::1]:4566/")]
    public void What_is_meant_for_this_machine_goes_to_no_proxy(string address)
    {
        Assert.True(_proxy.IsBypassed(new Uri(address)));
        Assert.Null(_proxy.GetProxy(new Uri(address)));
    }

    [Fact]
    public void All_else_goes_where_it_went_before()
    {
        var exchange = new Uri("https://data-api.binance.vision");

        Assert.False(_proxy.IsBypassed(exchange));
        Assert.Equal(Proxy, _proxy.GetProxy(exchange));
    }
}
