using ServerlessPipeline.EndToEnd.Campaign;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(ServerlessPipeline.EndToEnd.LongestFirst))]

namespace ServerlessPipeline.EndToEnd;

/// <summary>Begins with the classes that take minutes, so that none of them is left to run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [nameof(KilledRunTests), nameof(CampaignTests), nameof(SafetyTests), nameof(SystemdTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    private static int Place(string collection) =>
        Array.FindIndex(Longest, name => collection.Contains($".{name} ", StringComparison.Ordinal)) is var place and >= 0 ? place : Longest.Length;
}
