using FsCheck;
using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

/// <summary>Runs a test for many generated inputs; a failure shows the input and how to replay it.</summary>
internal static class Property
{
    public static void ForAll<T>(Gen<T> inputs, Action<T> test, int count = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(inputs.ToArbitrary(), test));
}
