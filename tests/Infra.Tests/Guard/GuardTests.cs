namespace ServerlessPipeline.Infra.Tests.Guard;

[Collection(nameof(Synthesis))]
public class GuardTests(ProductionStack production, DevelopmentStack development)
{
    [Fact]
    public async Task Every_Control_Tower_rule_is_followed_or_exempted_with_a_reason()
    {
        var failures = await FailuresAsync();

        Assert.DoesNotContain(failures, failure => !GuardExemptions.All.Any(exemption => GuardExemptions.Covers(exemption, failure)));
    }

    [Fact]
    public async Task Every_exemption_is_needed()
    {
        var failures = await FailuresAsync();

        Assert.All(GuardExemptions.All, exemption => Assert.All(exemption.Resources, resource => Assert.Contains(
            failures, failure => GuardExemptions.Covers(exemption with { Resources = [resource] }, failure))));
    }

    private async Task<IReadOnlyList<GuardFailure>> FailuresAsync() =>
        [.. await CfnGuard.ValidateAsync(production.TemplateFile), .. await CfnGuard.ValidateAsync(development.TemplateFile)];
}
