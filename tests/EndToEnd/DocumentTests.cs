using System.Text.RegularExpressions;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Promises that name the test that shows them.</summary>
public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("SECURITY.md")]
    [InlineData("docs/delivery.md")]
    public async Task Every_test_that_a_document_names_is_there(string document)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var named = TestName().Matches(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, document), cancellationToken))
            .Select(match => match.Groups["name"].Value).Distinct().ToList();
        var sources = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories);
        var tests = string.Concat(await Task.WhenAll(sources.Select(file => File.ReadAllTextAsync(file, cancellationToken))));

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($" {name}(", tests, StringComparison.Ordinal));
    }

    /// <summary>In backquotes, maybe with its class: words with underscores between.</summary>
    [GeneratedRegex(@"`(\w+\.)?(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,})`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
