using Amazon.CDK;
using ServerlessPipeline.Infra;

var app = new App();
try
{
    var settings = PipelineSettings.From(app.Node.TryGetContext("pipeline"));
    _ = new PipelineStack(app, "ServerlessPipeline", settings, FunctionArtifacts.Published());
}
catch (SettingException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

app.Synth();
return 0;
