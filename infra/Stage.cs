using Amazon.CDK;

namespace ServerlessPipeline.Infra;

/// <summary>
/// What a deployment is for: context key <c>stage</c>, <c>prod</c> or <c>dev</c>. Both may stand in one account and region:
/// the names of a development stage have a suffix.
/// </summary>
/// <param name="Keeps">Whether data outlives the stack, and a deletion has to be asked for twice.</param>
/// <param name="Suffix">Of every name that the app itself gives.</param>
internal sealed record Stage(bool Keeps, string Suffix)
{
    private static readonly Stage Production = new(Keeps: true, "");
    private static readonly Stage Development = new(Keeps: false, "-dev");

    /// <summary>For what holds data.</summary>
    public RemovalPolicy Removal => Keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    /// <exception cref="SettingException">There is no such stage.</exception>
    public static Stage From(object? context) => context switch
    {
        "prod" => Production,
        "dev" => Development,
        _ => throw new SettingException("stage", $"must be 'prod' or 'dev'; it is '{context}'"),
    };
}
