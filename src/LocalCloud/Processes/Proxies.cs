namespace ServerlessPipeline.LocalCloud.Processes;

/// <summary>Proxies as the environment names them, for programs that have an address on this machine to ask.</summary>
public static class Proxies
{
    private const string Exceptions = "NO_PROXY";
    private const string Loopback = "127.0.0.1,localhost";

    /// <summary>
    /// Lets nothing that is meant for this machine go to a proxy. What goes beyond it speaks TLS, so a proxy for plain HTTP is not
    /// needed; and it is taken away, because the AWS SDK heeds no exceptions from it.
    /// </summary>
    public static void KeepFromLoopback(IDictionary<string, string?> environment)
    {
        var exceptions = new List<string> { Loopback };
        foreach (var name in environment.Keys.ToList())
        {
            if (name.Equals("HTTP_PROXY", StringComparison.OrdinalIgnoreCase))
            {
                environment.Remove(name);
            }
            else if (name.Equals(Exceptions, StringComparison.OrdinalIgnoreCase))
            {
                exceptions.Add(environment[name] ?? "");
                environment.Remove(name);
            }
        }

        environment[Exceptions] = string.Join(',', exceptions.Where(each => each.Length > 0).Distinct());
    }
}
